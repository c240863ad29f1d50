"""Days, times and zones as the reader writes them. Takes what is shown as it is: local."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import (
    format_date,
    format_time,
    get_timezone_location,
    get_timezone_name,
)

from eventsite.core.words import ENGLISH, _, language, locale, pgettext


def day(value: date) -> str:
    """Return "24 September"."""
    return _formatted(value, _skeleton("MMMMd"))


def short_day(value: date) -> str:
    """Return "Sat 24 Sep"."""
    return _formatted(value, _skeleton("MMMEd"))


def short_day_and_time(value: datetime) -> str:
    """Return "Sat, 24 Sep 2016, 18:00"."""
    return _joined(_formatted(value, _skeleton("yMMMEd")), value)


def day_of_month(value: date) -> str:
    """Return "Sat 24"."""
    return _formatted(value, _skeleton("Ed"))


def long_day(value: date) -> str:
    """Return "24 September 2016"."""
    return _formatted(value, _patterns().date_formats["long"].pattern)


def week_day(value: date) -> str:
    """Return "Saturday 24 September"."""
    short = _skeleton("MMMEd")
    return _formatted(value, short.replace("E", "EEEE").replace("MMM", "MMMM"))


def full_day(value: date) -> str:
    """Return "Saturday, 24 September 2016"."""
    return _formatted(value, _patterns().date_formats["full"].pattern)


def days(first: date, last: date) -> str:
    """Return "8–9 November 2016", naming month and year once where they are the same."""
    if first == last:
        return long_day(first)
    if first.year != last.year:
        differs = "y"
    else:
        differs = "M" if first.month != last.month else "d"
    start, end = _patterns().interval_formats["yMMMd"][differs]
    return "".join(
        _formatted(value, pattern.replace("MMM", "MMMM").replace("\u2009", " "))
        for value, pattern in ((first, start), (last, end))
    )


def clock(value: datetime) -> str:
    """Return "18:00", always of 24 hours: on a programme nobody may be half a day off."""
    return format_time(value.time(), "HH:mm", locale=locale())


def day_and_time(value: datetime) -> str:
    """Return "24 September 2016, 18:00"."""
    return _joined(long_day(value), value)


def full_day_and_time(value: datetime) -> str:
    """Return "Saturday, 24 September 2016, 18:00"."""
    return _joined(full_day(value), value)


def span(start: datetime, end: datetime) -> str:
    """Return "Saturday, 24 September 2016, 18:00–19:30", the day once where it is one."""
    if start.date() != end.date():
        return f"{full_day_and_time(start)} – {full_day_and_time(end)}"
    return pgettext(
        "span",
        "%(day)s, %(start)s–%(end)s",
        day=full_day(start),
        start=clock(start),
        end=clock(end),
    )


def length(value: timedelta) -> str:
    """Return "2 h 15 min"; less than a minute is none."""
    hours, minutes = divmod(value // timedelta(minutes=1), 60)
    if not hours:
        return _("%(minutes)s min", minutes=minutes)
    if not minutes:
        return _("%(hours)s h", hours=hours)
    return _("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)


def in_zone(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))


def utc_offset(at: datetime, zone: str) -> str:
    """Return "UTC−8" or "UTC+5:30": how far a zone's clocks are from UTC at `at`."""
    offset = in_zone(at, zone).utcoffset() or timedelta()
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    sign = "−" if offset < timedelta() else "+"
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")


def zone_place(zone: str) -> str:
    """Return "Los Angeles time" for "America/Los_Angeles"; other names as they are."""
    area, _slash, place = zone.rpartition("/")
    if not area or area == "Etc":
        return zone
    if language() == ENGLISH:
        place = place.replace("_", " ")
    else:
        place = get_timezone_location(zone, locale=locale(), return_city=True)
    return _("%(place)s time", place=place)


def zone_letters(zone: str, at: datetime) -> str:
    """Return "PDT", "CET", "UTC+3"; "MESZ" for those who say so."""
    local = in_zone(at, zone)
    name = local.strftime("%Z")
    if name[:1] in "+-":  # the database knows no letters for it: an offset
        sign, hours, minutes = name[0], name[1:3].lstrip("0") or "0", name[3:]
        return f"UTC{sign}{hours}" + (f":{minutes}" if minutes.strip("0") else "")
    if language() == ENGLISH:
        return name
    theirs = get_timezone_name(local, "short", locale=locale())
    return theirs if theirs.isalpha() and len(theirs) <= 5 else name


def _joined(said: str, value: datetime) -> str:
    return pgettext("moment", "%(day)s, %(time)s", day=said, time=clock(value))


def _formatted(value: date, pattern: str) -> str:
    return format_date(value, pattern, locale=locale())


def _skeleton(name: str) -> str:
    return str(_patterns().datetime_skeletons[name].pattern)


def _patterns() -> Locale:
    # Our English has the day before the month, as most of its readers write it.
    return Locale("en", "GB") if language() == ENGLISH else locale()
