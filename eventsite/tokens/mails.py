"""The letter that says that a token was made: who did not make it must hear of it."""

from datetime import datetime

from eventsite.accounts.models import Person
from eventsite.core.addresses import public_url
from eventsite.core.words import language
from eventsite.events.models import Event
from eventsite.mail.actions import queue_letter
from eventsite.tokens.rules import Wish


def queue_token_made(
    person: Person, event: Event | None, wish: Wish, now: datetime
) -> None:
    queue_letter(
        to=person.email,
        name=person.name,
        languages=[person.language, language()],
        template="tokens/mail/token_made",
        now=now,
        person_id=person.id,
        confidential=True,
        trusted={"tokens": public_url("tokens.tokens")},
        token_name=wish.name,
        event_name=event.name if event else "",
    )
