"""What an event says in further languages. Changes the session and never commits."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm.attributes import flag_modified

from eventsite.audit.actions import record
from eventsite.core.content import Translated, Translations
from eventsite.events.models import Event
from eventsite.languages import rules
from eventsite.languages.queries import Kind


def translate(
    event: Event,
    kind: Kind,
    said: Iterable[tuple[Translated, Translations]],
    *,
    actor_id: int | None,
    now: datetime,
) -> bool:
    """Keep what things are called in further languages; tell whether that is new."""
    changed = set()
    for thing, translations in said:
        wanted = rules.merged(thing.translations, translations)
        if wanted != thing.translations:
            changed |= {
                tag
                for tag in {*wanted, *thing.translations}
                if wanted.get(tag) != thing.translations.get(tag)
            }
            thing.translations = wanted
    if not changed:
        return False
    event.changed_at = now
    flag_modified(event, "changed_at")  # pages are kept by the event’s revision
    record(
        event_id=event.id,
        actor_id=actor_id,
        verb="event.translate",
        subject=f"event {event.id}",
        detail={"texts": kind.key, "languages": ", ".join(sorted(changed))},
        now=now,
    )
    return True
