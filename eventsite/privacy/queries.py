from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from eventsite.accounts.models import Person
from eventsite.core.db import db
from eventsite.privacy.models import Consent, DataCopy, Deletion

MOST_CONSENTS = 200  # of a person in the list


def list_copies(person_id: int, now: datetime) -> Sequence[DataCopy]:
    """Return a person's copies that have not ended, the newest first."""
    return db.session.scalars(
        select(DataCopy)
        .where(DataCopy.person_id == person_id, DataCopy.ends_at > now)
        .order_by(DataCopy.id.desc())
    ).all()


def find_copy(person_id: int, copy_id: int, now: datetime) -> DataCopy | None:
    """Return a copy that can be taken: theirs, made, and not ended."""
    return db.session.scalars(
        select(DataCopy)
        .where(DataCopy.person_id == person_id, DataCopy.id == copy_id)
        .where(DataCopy.made_at.is_not(None), DataCopy.ends_at > now)
    ).one_or_none()


def find_copy_to_make(copy_id: int) -> DataCopy | None:
    return db.session.scalars(
        select(DataCopy).filter_by(id=copy_id, made_at=None)
    ).one_or_none()


def list_consents(person_id: int) -> Sequence[Consent]:
    """Return what a person agreed to, the newest first, withdrawn ones too."""
    return db.session.scalars(
        select(Consent)
        .where(Consent.person_id == person_id)
        .order_by(Consent.id.desc())
        .limit(MOST_CONSENTS)
    ).all()


def find_consent(person_id: int, subject: str) -> Consent | None:
    """Return the consent that holds."""
    return db.session.scalars(
        select(Consent).filter_by(
            person_id=person_id, subject=subject, withdrawn_at=None
        )
    ).one_or_none()


def find_deletion(person_id: int) -> Deletion | None:
    return db.session.get(Deletion, person_id)


def list_due_ids(now: datetime) -> Sequence[int]:
    """Return the people whose time to think it over has passed."""
    return db.session.scalars(
        select(Deletion.person_id)
        .where(Deletion.due_at <= now)
        .order_by(Deletion.due_at, Deletion.person_id)
    ).all()


def lock_due(person_id: int, now: datetime) -> Deletion | None:
    """Return the deletion if it is still wanted and due; whoever takes it back waits."""
    return db.session.scalars(
        select(Deletion)
        .where(Deletion.person_id == person_id, Deletion.due_at <= now)
        .with_for_update()
    ).one_or_none()


def is_last_administrator(person: Person) -> bool:
    others = select(Person.id).where(Person.is_admin, Person.id != person.id).limit(1)
    return person.is_admin and db.session.scalar(others) is None
