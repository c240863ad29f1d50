"""Letters about a new address: the new mailbox confirms, the old one is told."""

from datetime import datetime

from eventsite.accounts.models import OneTimeLink, Person
from eventsite.core.addresses import public_url
from eventsite.core.words import language
from eventsite.mail.actions import queue_letter


def queue_confirm_email(
    link: OneTimeLink, person: Person, token: str, now: datetime
) -> None:
    queue_letter(
        to=link.email,
        name="",
        languages=_languages(person),
        template="profile/mail/confirm_email",
        now=now,
        person_id=person.id,
        confidential=True,
        trusted={"link": public_url("profile.confirm_email", token=token)},
    )


def queue_email_taken(person: Person, now: datetime) -> None:
    """Answer the wish to move an account to an address that has one: `person`'s."""
    queue_letter(
        to=person.email,
        name="",
        languages=_languages(person),
        template="profile/mail/email_taken",
        now=now,
        confidential=True,
        trusted={
            "sign_in": public_url("accounts.signin"),
            "forgotten": public_url("accounts.forgotten"),
        },
    )


def queue_email_change_asked(person: Person, email: str, now: datetime) -> None:
    queue_letter(
        to=person.email,
        name=person.name,
        languages=_languages(person),
        template="profile/mail/email_change_asked",
        now=now,
        person_id=person.id,
        confidential=True,
        trusted={"password": public_url("profile.password")},
        email=email,
    )


def queue_email_changed(person: Person, old_email: str, now: datetime) -> None:
    queue_letter(
        to=old_email,
        name=person.name,
        languages=_languages(person),
        template="profile/mail/email_changed",
        now=now,
        person_id=person.id,
        confidential=True,
        trusted={"site": public_url("front.index")},
        email=person.email,
    )


def _languages(person: Person) -> list[str | None]:
    return [person.language, language()]
