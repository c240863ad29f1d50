"""Times as files write them."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from eventsite.core.words import _

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
LONGEST = timedelta(days=14)  # of one session
LONGEST_TEXT = 64  # characters of a time or date
YEARS = range(1900, 2200)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?")
_DURATION = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?::(\d{2}))?")
_ISO_DURATION = re.compile(
    r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?"
)


def read_day(text: str) -> date | None:
    """Return the date that `text` is or begins with ("2024-02-03", "2024-02-03T…")."""
    try:
        found = date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
    rest = text.strip()[10:11]
    return found if found.year in YEARS and rest in {"", "T", " ", ":"} else None


def read_moment(text: str) -> datetime | None:
    """Return the date and time `text` names, aware where it has an offset."""
    compact = re.sub(r"\s+(?=[+-]\d)", "", text.strip()[:LONGEST_TEXT])
    if read_day(compact) is None or compact[10:11] not in {"T", " "}:
        return None
    try:
        return datetime.fromisoformat(compact)
    except ValueError:
        return None


def read_clock(text: str) -> timedelta | None:
    """Return the time of day since midnight; "25:30" is half past one, the day after."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    if hours >= 48 or minutes >= 60 or seconds >= 60:
        return None
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def read_duration(text: str) -> timedelta | None:
    """Return "0:45", "00:45:00", "1:00:45:00" (days first) or "PT45M" as a length."""
    if found := _DURATION.fullmatch(text.strip()):
        parts = [int(part) for part in found.groups() if part is not None]
        if found[1] is not None and found[4] is None:  # hours, minutes, seconds
            parts = [0, *parts]
        days, hours, minutes, seconds = [0, *parts, 0] if len(parts) == 2 else parts
    elif (found := _ISO_DURATION.fullmatch(text.strip())) and any(found.groups()):
        days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    else:
        return None
    length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return length if length <= LONGEST else None


def write_length(length: timedelta) -> str:
    """Return the length as HH:MM, or HH:MM:SS where there are seconds."""
    seconds = min(max(int(length.total_seconds()), 0), 99 * 3600 + 59 * 60 + 59)
    hours, seconds = divmod(seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    return f"{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


def find_zone(name: str) -> ZoneInfo | None:
    """Return the zone of an IANA name."""
    return ZoneInfo(name) if name in _zone_names() else None


def guess_zone(city: str) -> str:
    """Return the only zone that is named after `city`, or ""."""
    wanted = city.strip().replace(" ", "_").casefold()
    found = [
        name
        for name in _zone_names()
        if "/" in name and name.rsplit("/", 1)[1].casefold() == wanted
    ]
    found = [n for n in found if n.split("/")[0] not in {"Etc", "posix", "right"}]
    return found[0] if len(found) == 1 else ""


def to_utc(day: date, clock: timedelta, zone: ZoneInfo) -> tuple[datetime, str]:
    """Return the moment at which the zone's clocks show that, and any doubt about it.

    Twice shown means the first; skipped is read on the clock from before the change.
    """
    local = datetime.combine(day, time()) + clock
    at = local.replace(tzinfo=zone).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) != local:
        return at, _("does not exist: the clocks go forward then")
    if local.replace(tzinfo=zone, fold=1).astimezone(UTC) != at:
        return at, _("comes twice, as the clocks go back; taken as the first")
    return at, ""


def day_of(at: datetime, zone: ZoneInfo, day_change: timedelta) -> date:
    """Return the programme's day of a moment: before `day_change` it is the last one."""
    return (at.astimezone(zone).replace(tzinfo=None) - day_change).date()
