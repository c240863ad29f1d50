from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from eventsite.accounts.queries import hash_token
from eventsite.core.db import db
from eventsite.identities.models import Identity, PendingIdentity


def find_identity(issuer: str, subject: str) -> Identity | None:
    return db.session.scalars(
        select(Identity).filter_by(issuer=issuer, subject=subject)
    ).one_or_none()


def find_identity_of(person_id: int, identity_id: int) -> Identity | None:
    return db.session.scalars(
        select(Identity).filter_by(person_id=person_id, id=identity_id)
    ).one_or_none()


def list_identities(person_id: int) -> Sequence[Identity]:
    return db.session.scalars(
        select(Identity).filter_by(person_id=person_id).order_by(Identity.id)
    ).all()


def count_identities(person_id: int) -> int:
    count = select(func.count()).select_from(Identity).filter_by(person_id=person_id)
    return db.session.scalars(count).one()


def find_pending(token: str, now: datetime) -> PendingIdentity | None:
    return db.session.scalars(
        select(PendingIdentity)
        .where(PendingIdentity.token_hash == hash_token(token))
        .where(PendingIdentity.ends_at > now)
        .options(joinedload(PendingIdentity.person))
    ).one_or_none()
