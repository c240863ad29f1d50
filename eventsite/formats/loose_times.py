"""Days, times and lengths as people write them into tables."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from eventsite.formats.times import YEARS, read_day, read_duration, read_moment

MONTHS = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
LONGEST = 80
_DOTS = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})")
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?\s+([a-z]{3})[a-z]*\.?,?\s+(\d{4})")
_AMERICAN = re.compile(r"([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_WEEKDAY = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+(?=[a-z\d])", re.IGNORECASE
)
_CLOCK = re.compile(
    r"(\d{1,2})(?:[:.h](\d{2}))?(?::(\d{2}))?\s*([ap]\.?m\.?)?(?:\s*(?:uhr|h))?",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"(?:(\d{1,3})\s*h(?:ours?|rs?)?)?\s*(?:(\d{1,4})\s*m?(?:in(?:ute)?s?)?\.?)?",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*[-–—]\s*|\s+(?:to|until|bis)\s+")


def is_month_first(texts: Iterable[str]) -> bool | None:
    """Tell whether days written with slashes are American; None: nothing tells."""
    found = [day for text in texts if (day := _SLASHES.search(text))]
    firsts = any(int(day[1]) > 12 for day in found)
    seconds = any(int(day[2]) > 12 for day in found)
    return None if firsts == seconds else seconds


def has_slashes(text: str) -> bool:
    return _SLASHES.search(text) is not None


def split_day(text: str, *, month_first: bool = False) -> tuple[date | None, str]:
    """Return the day that a text begins with, and what follows it."""
    text = _WEEKDAY.sub("", text.strip()[:LONGEST], count=1)
    if day := read_day(text):
        return day, text[10:].lstrip("T ,")
    for pattern, order in (
        (_DOTS, "dmy"),
        (_SLASHES, "mdy" if month_first else "dmy"),
        (_NAMED, "dmy"),
        (_AMERICAN, "mdy"),
    ):
        if found := pattern.match(text.lower()):
            parts = dict(zip(order, found.groups(), strict=True))
            return _day(parts), text[found.end() :].lstrip("T ,")
    return None, text


def _day(parts: dict[str, str]) -> date | None:
    month = parts["m"]
    if not month.isdigit():
        if month not in MONTHS:
            return None
        month = str(MONTHS.index(month) + 1)
    try:
        found = date(int(parts["y"]), int(month), int(parts["d"]))
    except ValueError:
        return None
    return found if found.year in YEARS else None


def read_clock(text: str) -> timedelta | None:
    """Return "10:00", "10.30 Uhr", "2 pm" or "25:30" as the time since midnight."""
    found = _CLOCK.fullmatch(text.strip()[:LONGEST])
    if found is None or (
        found[2] is None and not found[4] and not text.strip()[-1:].isalpha()
    ):
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[:3])
    if found[4]:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if found[4][0] in "pP" else 0)
    if hours >= 48 or minutes >= 60 or seconds >= 60:
        return None
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def split_range(text: str) -> tuple[str, str]:
    """Return the two ends of "10:00 – 10:30"; the second is "" if there is one."""
    parts = _RANGE.split(text.strip()[:LONGEST], maxsplit=1)
    return (parts[0], parts[1]) if len(parts) == 2 else (parts[0], "")


def read_length(text: str) -> timedelta | None:
    """Return "30", "30 min", "1h 30", "0:45" or "PT45M" as a length."""
    text = text.strip()[:LONGEST]
    if length := read_duration(text):
        return length
    found = _WORDS.fullmatch(text)
    if found is None or not any(found.groups()):
        return read_duration(text)
    return timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0))


def read_aware(text: str) -> datetime | None:
    """Return a moment that is written with its offset from UTC."""
    found = read_moment(re.sub(r"\s*(?:Z|UTC|GMT)$", "+00:00", text.strip()))
    return found if found is not None and found.tzinfo is not None else None
