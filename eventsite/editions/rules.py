"""What an edition takes over of the one before, and how names and days go on. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from eventsite.core.deadlines import at_wall_time
from eventsite.events.rules import YearOutOfRange

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class CopyPlan:
    """A new edition of an event, and what it takes over. Never people's data."""

    name: str
    slug: str
    first_day: date
    rooms: bool = True
    tracks: bool = True
    types: bool = True
    tags: bool = True
    children: bool = True
    team: bool = False


def with_year(text: str, before: int, after: int) -> str:
    """Return `text` with the year `before`, where it stands alone, as `after`."""
    return YEAR.sub(
        lambda found: str(after) if int(found[0]) == before else found[0], text
    )


def moved(day: date | None, by: timedelta) -> date | None:
    """Return the day later by `by`, None for none.

    Raises:
        YearOutOfRange
    """
    if day is None:
        return None
    try:
        return day + by
    except OverflowError:
        raise YearOutOfRange from None


def moved_moment(at: datetime, by: timedelta, zone: str) -> datetime:
    """Return the moment whole days later, at the same time by the zone's clocks.

    Raises:
        YearOutOfRange
    """
    try:
        wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + by
        return at_wall_time(wall, zone).at
    except OverflowError:
        raise YearOutOfRange from None
