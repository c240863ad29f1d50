"""What a person changes about their account. Nothing here commits."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from eventsite.accounts.actions import close_links, make_link, use_link
from eventsite.accounts.models import Person, Purpose
from eventsite.accounts.queries import find_person_by_email, get_person
from eventsite.accounts.rules import LinkGone
from eventsite.core.db import db
from eventsite.profile import mails
from eventsite.profile.rules import SameEmail


def update_profile(person: Person, name: str, timezone: str | None) -> None:
    person.name = name
    person.timezone = timezone or None


def choose_language(person: Person, tag: str) -> None:
    """Have pages and letters for them in one of the languages there are."""
    person.language = tag


def ask_email_change(person: Person, email: str, now: datetime) -> None:
    """Write to the new address how to confirm it, and to the old one that this was asked.

    Raises:
        SameEmail: it is theirs.
    """
    if email == person.email:
        raise SameEmail
    other = find_person_by_email(email)
    if other is None:
        link, token = make_link(Purpose.CHANGE_EMAIL, email, person, now)
        mails.queue_confirm_email(link, person, token, now)
    else:
        mails.queue_email_taken(other, now)
    mails.queue_email_change_asked(person, email, now)


def change_email(token: str, now: datetime) -> Person:
    """Give a person the address their link was sent to, and tell the old one.

    Raises:
        LinkGone: used, expired, or the address has got an account of its own meanwhile.
    """
    link = use_link(token, Purpose.CHANGE_EMAIL, now)
    if link.person_id is None or find_person_by_email(link.email) is not None:
        raise LinkGone
    person = get_person(link.person_id)
    old = person.email
    try:
        with db.session.begin_nested():
            person.email = link.email
            person.email_confirmed_at = now
    except IntegrityError:
        raise LinkGone from None
    close_links(person, now)
    mails.queue_email_changed(person, old, now)
    return person
