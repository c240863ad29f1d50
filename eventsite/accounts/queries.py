import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventsite.accounts.models import Person, SignIn
from eventsite.core.db import db


def find_person(person_id: int) -> Person | None:
    return db.session.get(Person, person_id)


def get_person(person_id: int) -> Person:
    return db.session.get_one(Person, person_id)


def find_person_by_email(email: str) -> Person | None:
    return db.session.scalars(
        select(Person).filter_by(email=email.strip().lower())
    ).one_or_none()


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def find_sign_in(token: str, now: datetime) -> SignIn | None:
    """Return the running sign-in of a cookie's token, its person loaded."""
    return db.session.scalars(
        select(SignIn)
        .where(SignIn.token_hash == hash_token(token))
        .where(SignIn.ended_at.is_(None), SignIn.ends_at > now)
        .options(joinedload(SignIn.person, innerjoin=True))
    ).one_or_none()
