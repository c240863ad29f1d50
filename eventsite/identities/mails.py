"""Letters about other sites that open an account."""

from datetime import datetime

from eventsite.accounts.models import Person
from eventsite.core.addresses import public_url
from eventsite.core.words import language
from eventsite.mail.actions import queue_letter


def queue_connected(person: Person, label: str, now: datetime) -> None:
    _queue(person, "connected", label, now)


def queue_disconnected(person: Person, label: str, now: datetime) -> None:
    _queue(person, "disconnected", label, now)


def queue_opened(person: Person, label: str, now: datetime) -> None:
    _queue(person, "opened", label, now)


def queue_confirm(person: Person, label: str, token: str, now: datetime) -> None:
    """Send the link that signs in once and leads on to connecting the two."""
    link = public_url("accounts.signin_link", token=token)
    _queue(person, "confirm", label, now, link=link)


def _queue(
    person: Person, template: str, label: str, now: datetime, **links: str
) -> None:
    queue_letter(
        to=person.email,
        name=person.name,
        languages=[person.language, language()],
        template=f"identities/mail/{template}",
        now=now,
        person_id=person.id,
        confidential=True,
        trusted={
            "label": label,  # of our settings
            "security": public_url("profile.security"),
            "forgotten": public_url("accounts.forgotten"),
            **links,
        },
    )
