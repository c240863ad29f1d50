"""Letters that tell a person of every change to their second factors."""

from datetime import datetime

from eventsite.accounts.models import Person
from eventsite.core.addresses import public_url
from eventsite.core.words import language
from eventsite.mail.actions import queue_letter


def queue_added(person: Person, kind: str, factor: str, now: datetime) -> None:
    _queue(person, "factor_added", now, kind=kind, factor=factor)


def queue_removed(person: Person, kind: str, factor: str, now: datetime) -> None:
    _queue(person, "factor_removed", now, kind=kind, factor=factor)


def queue_codes_made(person: Person, now: datetime) -> None:
    _queue(person, "codes_made", now)


def queue_code_used(person: Person, left: int, now: datetime) -> None:
    _queue(person, "code_used", now, left=left)


def queue_reset(person: Person, now: datetime) -> None:
    _queue(person, "factors_reset", now)


def queue_guessed(person: Person, now: datetime) -> None:
    """Tell a person that somebody has their password; at most once a day."""
    key = f"second factor guessed {person.id} {now:%Y-%m-%d}"
    _queue(person, "factor_guessed", now, unique_key=key)


def _queue(
    person: Person,
    template: str,
    now: datetime,
    unique_key: str | None = None,
    **untrusted: str | int,
) -> None:
    queue_letter(
        to=person.email,
        name=person.name,
        languages=[person.language, language()],
        template=f"factors/mail/{template}",
        now=now,
        person_id=person.id,
        unique_key=unique_key,
        confidential=True,
        trusted={
            "security": public_url("factors.second_factor"),
            "forgotten": public_url("accounts.forgotten"),
        },
        event_id=None,
        **untrusted,
    )
