"""The verbs of accounts. Each changes the session and never commits."""

from datetime import datetime

from sqlalchemy import delete, or_, select, update

from eventsite.accounts import mails
from eventsite.accounts.models import OneTimeLink, Person, Purpose, SignIn
from eventsite.accounts.queries import find_link, find_person_by_email, hash_token
from eventsite.accounts.rules import (
    LINK_LASTS,
    SHOWN_AFTER_END,
    SIGN_IN_LASTS,
    EmailTaken,
    LinkGone,
)
from eventsite.core import words
from eventsite.core.codes import new_token
from eventsite.core.db import db, insert_once


def start_sign_in(person: Person, address: str, browser: str, now: datetime) -> str:
    """Sign a browser in; return the token for its cookie, which is kept nowhere else."""
    token = new_token()
    db.session.add(
        SignIn(
            person=person,
            token_hash=hash_token(token),
            address=address[:45],
            browser=browser[:200],
            started_at=now,
            seen_at=now,
            ends_at=now + SIGN_IN_LASTS,
        )
    )
    return token


def renew_token(sign_in: SignIn) -> str:
    """Give a sign-in a new token: whoever holds a copy of the old one is out."""
    token = new_token()
    sign_in.token_hash = hash_token(token)
    return token


def note_proof(sign_in: SignIn, now: datetime) -> None:
    """Note that somebody has shown once more who they are."""
    sign_in.proved_at = now


def note_use(sign_in_id: int, address: str, now: datetime) -> None:
    """Note that a browser is in use, and from where."""
    db.session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None))
        .values(seen_at=now, address=address[:45])
    )


def end_sign_in(sign_in: SignIn, now: datetime) -> None:
    sign_in.ended_at = sign_in.ended_at or now


def end_sign_ins(person: Person, now: datetime, but: SignIn | None = None) -> None:
    """Sign a person out everywhere, or everywhere but in one browser."""
    running = update(SignIn).where(
        SignIn.person_id == person.id, SignIn.ended_at.is_(None)
    )
    if but is not None:
        running = running.where(SignIn.id != but.id)
    db.session.execute(running.values(ended_at=now))


def ask_sign_up(email: str, next_path: str, now: datetime) -> None:
    """Write to `email`: how to open an account, or that there is one."""
    person = find_person_by_email(email)
    if person is None:
        link, token = make_link(Purpose.SIGN_UP, email, None, now)
        link.next_path = next_path
        mails.queue_sign_up(link, token, now)
    else:
        mails.queue_account_exists(person, now)


def sign_up(token: str, name: str, password_hash: str, now: datetime) -> Person:
    """Open the account that a link was sent for.

    Raises:
        LinkGone, EmailTaken: roll back, then show it.
    """
    link = use_link(token, Purpose.SIGN_UP, now)
    person = add_person(link.email, name, now)
    person.password_hash = password_hash
    person.language = words.language()  # in which they came
    close_links(person, now)
    return person


def add_person(
    email: str, name: str, now: datetime, *, is_admin: bool = False
) -> Person:
    """Open an account, its address taken as confirmed.

    Raises:
        EmailTaken: somebody has it, or was a moment faster.
    """
    is_new = insert_once(
        Person,
        "email",
        email=email,
        email_confirmed_at=now,
        name=name,
        is_admin=is_admin,
        created_at=now,
    )
    if not is_new:
        raise EmailTaken
    return db.session.scalars(select(Person).filter_by(email=email)).one()


def make_sign_in_link(person: Person, now: datetime) -> str:
    """Return the token of a link that signs a person in, for the operator to hand over."""
    return make_link(Purpose.SIGN_IN, person.email, person, now)[1]


def use_sign_in_link(token: str, now: datetime) -> Person:
    """Return who may be signed in by the link, which is used up.

    Raises:
        LinkGone: roll back, then show it.
    """
    return _person_of(use_link(token, Purpose.SIGN_IN, now))


def ask_reset(email: str, next_path: str, now: datetime) -> None:
    """Write to `email`: how to choose a new password, or that there is no account."""
    person = find_person_by_email(email)
    if person is None:
        mails.queue_no_account(email, now)
        return
    link, token = make_link(Purpose.RESET, email, person, now)
    link.next_path = next_path
    mails.queue_reset(link, person, token, now)


def reset_password(token: str, password_hash: str, now: datetime) -> Person:
    """Set the password of whom a link was sent to; every sign-in and link of theirs ends.

    Raises:
        LinkGone: roll back, then show it.
    """
    person = _person_of(use_link(token, Purpose.RESET, now))
    person.email_confirmed_at = person.email_confirmed_at or now
    change_password(person, password_hash, now)
    return person


def change_password(
    person: Person, password_hash: str, now: datetime, but: SignIn | None = None
) -> None:
    """Set a password and tell the person; their links and sign-ins, but one, end."""
    close_links(person, now)  # first, as it is links that are locked first
    end_sign_ins(person, now, but)
    person.password_hash = password_hash
    mails.queue_password_changed(person, now)


def forget_what_is_over(now: datetime) -> None:
    """Delete sign-ins and links that nobody is shown any more."""
    over = now - SHOWN_AFTER_END
    db.session.execute(
        delete(SignIn).where(or_(SignIn.ended_at <= over, SignIn.ends_at <= over))
    )
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.ends_at <= over))


def make_link(
    purpose: Purpose, email: str, person: Person | None, now: datetime
) -> tuple[OneTimeLink, str]:
    """Return a new link and its token, which is kept nowhere but in the letter."""
    token = new_token()
    link = OneTimeLink(
        token_hash=hash_token(token),
        purpose=purpose,
        email=email,
        person=person,
        created_at=now,
        ends_at=now + LINK_LASTS[purpose],
    )
    db.session.add(link)
    return link, token


def use_link(token: str, purpose: Purpose, now: datetime) -> OneTimeLink:
    """Use a link up, by one conditional update: of two at once, one gets it.

    Locks all links of the person or mailbox, before anything else of theirs is locked:
    whoever uses another of them at the same time waits, and finds it closed.

    Raises:
        LinkGone: there is none, or it was for something else, used, or too late.
    """
    link = find_link(token, purpose, now)
    if link is None:
        raise LinkGone
    _lock_links(link.email, link.person_id)
    used = db.session.scalars(
        update(OneTimeLink)
        .where(OneTimeLink.token_hash == hash_token(token))
        .where(OneTimeLink.purpose == purpose)
        .where(OneTimeLink.used_at.is_(None), OneTimeLink.ends_at > now)
        .values(used_at=now)
        .returning(OneTimeLink)
    ).one_or_none()
    if used is None:
        raise LinkGone
    return used


def _lock_links(email: str, person_id: int | None) -> None:
    theirs = OneTimeLink.email == email
    if person_id is not None:
        theirs = or_(theirs, OneTimeLink.person_id == person_id)
    db.session.execute(
        select(OneTimeLink.id)
        .where(theirs, OneTimeLink.used_at.is_(None))
        .order_by(OneTimeLink.id)
        .with_for_update()
    )


def _person_of(link: OneTimeLink) -> Person:
    if link.person is None:
        raise ValueError(f"link {link.id} for {link.purpose} belongs to nobody")
    return link.person


def close_links(person: Person, now: datetime) -> None:
    """Make every open link of a person, or sent to their address, useless."""
    db.session.execute(
        update(OneTimeLink)
        .where(
            or_(OneTimeLink.person_id == person.id, OneTimeLink.email == person.email)
        )
        .where(OneTimeLink.used_at.is_(None))
        .values(used_at=now)
    )
