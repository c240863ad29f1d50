"""Where an event stands on a given day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from eventsite.events.models import Event, EventState


class Phase(StrEnum):
    AHEAD = "ahead"
    ON = "on"
    OVER = "over"


def phase(event: Event, now: datetime) -> Phase:
    """Return whether the event is ahead, on or over, by the calendar in its zone.

    What its organisers have closed is over, whatever the calendar says.
    """
    if event.state in {EventState.PAST, EventState.ARCHIVED}:
        return Phase.OVER
    today = now.astimezone(ZoneInfo(event.timezone)).date()
    if today > event.ends_on:
        return Phase.OVER
    return Phase.ON if today >= event.starts_on else Phase.AHEAD


def twins(events: Iterable[Event]) -> set[int]:
    """Return the ids of those that nothing on a list would tell apart but the address."""
    alike: dict[object, list[int]] = defaultdict(list)
    for event in events:
        key = (event.name.casefold(), event.starts_on, event.ends_on)
        alike[key].append(event.id)
    return {one for ids in alike.values() if len(ids) > 1 for one in ids}
