"""The verbs of identities. Each changes the session and never commits."""

from datetime import datetime

from sqlalchemy import delete, update

from eventsite.accounts.actions import add_person, make_link
from eventsite.accounts.models import Person, Purpose
from eventsite.accounts.queries import find_person_by_email, hash_token
from eventsite.audit.actions import record
from eventsite.core import words
from eventsite.core.codes import new_token
from eventsite.core.db import db
from eventsite.core.emails import canonical
from eventsite.core.openid import Claims
from eventsite.core.rows import unless_taken
from eventsite.core.text import clean_line
from eventsite.factors.queries import has_passkey
from eventsite.identities import mails, queries, rules
from eventsite.identities.models import Identity, PendingIdentity


def recognise(claims: Claims, now: datetime) -> Person | None:
    """Return whose identity this is, and note that it was used."""
    identity = queries.find_identity(claims.issuer, claims.subject)
    if identity is None:
        return None
    identity.used_at = now
    return identity.person


def keep_pending(
    claims: Claims, label: str, person: Person | None, next_path: str, now: datetime
) -> str:
    """Keep who came until they say what to do; return the secret of the page's address.

    `person` is who is signed in and asked to connect it. Without one it is whose address
    the other site vouches for: they may connect it once they have signed in.
    """
    email = _canonical(claims.email)
    if person is None and email:
        person = find_person_by_email(email)
    token = new_token()
    db.session.add(
        PendingIdentity(
            token_hash=hash_token(token),
            person=person,
            issuer=claims.issuer,
            subject=claims.subject,
            email=email,
            name=clean_line(claims.name)[:200],
            label=label,
            next_path=next_path,
            ends_at=now + rules.PENDING_LASTS,
        )
    )
    return token


def open_account(token: str, name: str, now: datetime) -> Person:
    """Open the account of somebody whose address another site vouches for.

    Raises:
        PendingGone, EmailTaken, AlreadyConnected: roll back, then show it.
    """
    pending = _use_pending(token, now)
    if pending.person_id is not None or not pending.email:
        raise rules.PendingGone
    person = add_person(pending.email, name, now)
    person.language = words.language()  # in which they came
    _connect(pending, person, now)
    mails.queue_opened(person, pending.label, now)
    return person


def ask_to_connect(pending: PendingIdentity, path: str, now: datetime) -> None:
    """Write to the account's owner how to connect it; the link leads on to `path`.

    Raises:
        PendingGone: it belongs to nobody here.
    """
    if pending.person is None:
        raise rules.PendingGone
    link, token = make_link(Purpose.SIGN_IN, pending.person.email, pending.person, now)
    link.next_path = path
    mails.queue_confirm(pending.person, pending.label, token, now)


def connect(token: str, person: Person, now: datetime) -> Identity:
    """Connect who came with the account of `person`, who is signed in.

    Raises:
        PendingGone: also if it was meant for another account. AlreadyConnected
    """
    pending = _use_pending(token, now)
    if pending.person_id != person.id:
        raise rules.PendingGone
    identity = _connect(pending, person, now)
    mails.queue_connected(person, pending.label, now)
    return identity


def disconnect(identity: Identity, now: datetime) -> None:
    """Take an identity away.

    Raises:
        OnlyWayIn
    """
    person = identity.person
    rules.check_way_in(
        has_password=person.password_hash is not None,
        has_passkey=has_passkey(person.id),
        identities=queries.count_identities(person.id),
    )
    mails.queue_disconnected(person, identity.label, now)
    _note(person, "identity.disconnect", now, label=identity.label)
    db.session.delete(identity)


def forget_pending(now: datetime) -> None:
    """Delete who never said what to do."""
    db.session.execute(delete(PendingIdentity).where(PendingIdentity.ends_at <= now))


def _use_pending(token: str, now: datetime) -> PendingIdentity:
    used = (
        update(PendingIdentity)
        .where(PendingIdentity.token_hash == hash_token(token))
        .where(PendingIdentity.ends_at > now)
        .values(ends_at=now)
        .returning(PendingIdentity)
    )
    pending = db.session.scalars(used).one_or_none()
    if pending is None:
        raise rules.PendingGone
    return pending


def _connect(pending: PendingIdentity, person: Person, now: datetime) -> Identity:
    identity = Identity(
        person=person,
        issuer=pending.issuer,
        subject=pending.subject,
        email=pending.email,
        label=pending.label,
        added_at=now,
    )
    with unless_taken(issuer=rules.AlreadyConnected()):
        db.session.add(identity)
    _note(person, "identity.connect", now, label=pending.label)
    return identity


def _canonical(email: str) -> str:
    try:
        return canonical(email) if email else ""
    except ValueError:
        return ""


def _note(person: Person, verb: str, now: datetime, **detail: str) -> None:
    record(
        event_id=None,
        actor_id=person.id,
        verb=verb,
        subject=f"person {person.id}",
        now=now,
        detail=detail,
    )
