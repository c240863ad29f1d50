from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, or_, select

from eventsite.core.db import db
from eventsite.factors.models import Authenticator, Passkey, RecoveryCode


@dataclass(frozen=True, slots=True)
class Factors:
    """What a person has, the oldest first; `codes_left` are those on paper."""

    authenticators: Sequence[Authenticator]
    passkeys: Sequence[Passkey]
    codes_left: int

    @property
    def count(self) -> int:
        return len(self.authenticators) + len(self.passkeys)


def list_factors(person_id: int) -> Factors:
    return Factors(
        db.session.scalars(
            select(Authenticator)
            .filter_by(person_id=person_id)
            .order_by(Authenticator.id)
        ).all(),
        list_passkeys(person_id),
        count_codes_left(person_id),
    )


def list_passkeys(person_id: int) -> Sequence[Passkey]:
    return db.session.scalars(
        select(Passkey).filter_by(person_id=person_id).order_by(Passkey.id)
    ).all()


def count_codes_left(person_id: int) -> int:
    left = select(func.count()).select_from(RecoveryCode)
    left = left.filter_by(person_id=person_id, used_at=None)
    return db.session.scalars(left).one()


def has_passkey(person_id: int) -> bool:
    return bool(
        db.session.scalar(select(exists().where(Passkey.person_id == person_id)))
    )


def has_factor(person_id: int) -> bool:
    return bool(db.session.scalar(select(is_strong(person_id))))


def is_strong(person_id: int) -> ColumnElement[bool]:
    """Return the condition that a person has a second factor."""
    return or_(
        exists().where(Authenticator.person_id == person_id),
        exists().where(Passkey.person_id == person_id),
    )


def find_authenticator(person_id: int, authenticator_id: int) -> Authenticator | None:
    return db.session.scalars(
        select(Authenticator).filter_by(person_id=person_id, id=authenticator_id)
    ).one_or_none()


def find_passkey(person_id: int, passkey_id: int) -> Passkey | None:
    return db.session.scalars(
        select(Passkey).filter_by(person_id=person_id, id=passkey_id)
    ).one_or_none()


def find_passkey_by_credential(credential_id: str) -> Passkey | None:
    return db.session.scalars(
        select(Passkey).filter_by(credential_id=credential_id)
    ).one_or_none()
