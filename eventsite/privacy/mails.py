"""Letters about a copy of one's data, and about going."""

from datetime import datetime

from eventsite.accounts.models import Person
from eventsite.core.addresses import public_url
from eventsite.mail.actions import queue_letter
from eventsite.privacy.models import DataCopy, Deletion


def queue_copy_made(copy: DataCopy, now: datetime) -> None:
    link = public_url("privacy.own_data")
    _queue(copy.person, "copy_made", now, link, copy.ends_at)


def queue_deletion_asked(deletion: Deletion, now: datetime) -> None:
    link = public_url("accounts.signin")
    _queue(deletion.person, "deletion_asked", now, link, deletion.due_at)


def queue_deletion_taken_back(person: Person, now: datetime) -> None:
    _queue(person, "deletion_taken_back", now, public_url("accounts.forgotten"))


def queue_cannot_go(person: Person, now: datetime) -> None:
    _queue(person, "cannot_go", now, public_url("privacy.delete_account"))


def queue_deleted(email: str, name: str, language: str | None, now: datetime) -> None:
    """Tell somebody that they are gone from here; the letter is the last that knows."""
    letter = queue_letter(
        to=email,
        name=name,
        languages=[language],
        template="privacy/mail/deleted",
        now=now,
        confidential=True,
    )
    letter.forget = True


def _queue(
    person: Person,
    template: str,
    now: datetime,
    link: str,
    day: datetime | None = None,
) -> None:
    queue_letter(
        to=person.email,
        name=person.name,
        languages=[person.language],
        template=f"privacy/mail/{template}",
        now=now,
        person_id=person.id,
        confidential=True,
        trusted={"link": link},
        day=day,
    )
