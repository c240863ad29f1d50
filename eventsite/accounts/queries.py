import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from eventsite.accounts.models import OneTimeLink, Person, Purpose, SignIn
from eventsite.accounts.rules import SHOWN_AFTER_END
from eventsite.core.db import db
from eventsite.core.emails import canonical

MOST_SIGN_INS = 50  # of a person in the list, newest first


def find_person(person_id: int) -> Person | None:
    return db.session.get(Person, person_id)


def get_person(person_id: int) -> Person:
    return db.session.get_one(Person, person_id)


def find_person_by_email(email: str) -> Person | None:
    """Return whose address this is, however it is written."""
    try:
        wanted = canonical(email)
    except ValueError:
        return None
    return db.session.scalars(select(Person).filter_by(email=wanted)).one_or_none()


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def find_sign_in(token: str, now: datetime) -> SignIn | None:
    """Return the running sign-in of a cookie's token, its person loaded."""
    return db.session.scalars(
        select(SignIn)
        .where(SignIn.token_hash == hash_token(token))
        .where(SignIn.ended_at.is_(None), SignIn.ends_at > now)
        .options(joinedload(SignIn.person, innerjoin=True))
    ).one_or_none()


def find_sign_in_of(person_id: int, sign_in_id: int) -> SignIn | None:
    return db.session.scalars(
        select(SignIn).filter_by(id=sign_in_id, person_id=person_id)
    ).one_or_none()


def list_sign_ins(person_id: int, now: datetime) -> Sequence[SignIn]:
    """Return a person's sign-ins, those that ended long ago left out, newest first."""
    recent = now - SHOWN_AFTER_END
    return db.session.scalars(
        select(SignIn)
        .where(SignIn.person_id == person_id, SignIn.ends_at > recent)
        .where(or_(SignIn.ended_at.is_(None), SignIn.ended_at > recent))
        .order_by(SignIn.seen_at.desc(), SignIn.id.desc())
        .limit(MOST_SIGN_INS)
    ).all()


def find_link(token: str, purpose: Purpose, now: datetime) -> OneTimeLink | None:
    """Return the link if it can still be used for this, its person loaded."""
    return db.session.scalars(
        select(OneTimeLink)
        .where(OneTimeLink.token_hash == hash_token(token))
        .where(OneTimeLink.purpose == purpose)
        .where(OneTimeLink.used_at.is_(None), OneTimeLink.ends_at > now)
        .options(joinedload(OneTimeLink.person))
    ).one_or_none()
