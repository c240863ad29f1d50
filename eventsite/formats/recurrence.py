"""When an event of a calendar takes place again, as far as a conference needs it.

By days, within a year: a conference's rules are “daily until Sunday” or “each Tuesday in
May”. What repeats without end is no programme, and is refused.

Source: RFC 5545, section 3.3.10.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from eventsite.core.words import _

MOST_TIMES = 100  # of one event
MOST_DAYS = 400  # from the first time to the last
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
KNOWN = frozenset(
    ("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "WKST")
)
A_DAY = timedelta(days=1)
_WEEKDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_NUMBER = re.compile(r"[+-]?\d{1,4}")


class Unclear(Exception):  # of the file, not a bug of ours
    """The rule cannot be followed; what is known is the first time only."""


class Unbounded(Exception):  # likewise
    """It repeats without end, or far too often; says so to people."""


@dataclass(frozen=True, slots=True)
class Rule:
    freq: str
    interval: int
    count: int | None
    until: str  # as written
    days: tuple[tuple[int, int], ...]  # ordinal (0: each) and weekday (0: Monday)
    month_days: tuple[int, ...]
    months: tuple[int, ...]
    week_start: int


def read_rule(text: str) -> Rule:
    """Return what a recurrence rule says.

    Raises:
        Unclear: it says something that is not known here.
    """
    parts: dict[str, str] = {}
    for part in text.strip().upper().rstrip(";").split(";"):
        name, _, value = part.partition("=")
        if name.strip() not in KNOWN or name.strip() in parts:
            raise Unclear(name.strip()[:20])
        parts[name.strip()] = value.strip()
    freq = parts.get("FREQ", "")
    if freq not in {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}:
        raise Unclear(f"FREQ={freq[:20]}")
    week_start = parts.get("WKST", "MO")
    if week_start not in WEEKDAYS:
        raise Unclear(f"WKST={week_start[:20]}")
    return Rule(
        freq,
        _numbers(parts, "INTERVAL", low=1)[0] if "INTERVAL" in parts else 1,
        _count(parts.get("COUNT", "")) if "COUNT" in parts else None,
        parts.get("UNTIL", ""),
        tuple(_weekdays(parts)),
        _numbers(parts, "BYMONTHDAY") if "BYMONTHDAY" in parts else (),
        _numbers(parts, "BYMONTH", low=1) if "BYMONTH" in parts else (),
        WEEKDAYS.index(week_start),
    )


def _numbers(parts: dict[str, str], name: str, low: int = -400) -> tuple[int, ...]:
    texts = parts[name].split(",")[:400]
    if not all(_NUMBER.fullmatch(text) and int(text) >= low for text in texts):
        raise Unclear(f"{name}={parts[name][:20]}")
    return tuple(int(text) for text in texts)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not text.strip("0"):
        raise Unclear(f"COUNT={text[:20]}")
    return int(text) if len(text) <= 9 else MOST_TIMES + 1


def _weekdays(parts: dict[str, str]) -> Iterator[tuple[int, int]]:
    for text in parts["BYDAY"].split(",")[:400] if "BYDAY" in parts else ():
        found = _WEEKDAY.fullmatch(text.strip())
        if found is None:
            raise Unclear(f"BYDAY={text[:20]}")
        yield int(found[1] or 0), WEEKDAYS.index(found[2])


def times_of(rule: Rule, start: datetime, until: datetime | None) -> list[datetime]:
    """Return all times on the clocks of `start`, itself the first; `until` inclusive.

    Raises:
        Unbounded: no end is said, or it is too far away.
    """
    if rule.count is None and until is None:
        raise Unbounded(_("An event here repeats without end; a programme's must end."))
    if (rule.count or 0) > MOST_TIMES:
        raise Unbounded(
            _("An event here repeats more than %(most)s times.", most=MOST_TIMES)
        )
    found = [start]
    for n in range(1, MOST_DAYS + 1):
        at = start + n * A_DAY
        if (until is not None and at > until) or len(found) == rule.count:
            return found
        if is_hit(rule, start.date(), at.date()):
            found.append(at)
        if len(found) > MOST_TIMES:
            raise Unbounded(
                _("An event here repeats more than %(most)s times.", most=MOST_TIMES)
            )
    raise Unbounded(
        _(
            "An event here repeats over more than %(most)s days; no programme is so "
            "long.",
            most=MOST_DAYS,
        )
    )


def is_hit(rule: Rule, first: date, day: date) -> bool:
    if rule.months and day.month not in rule.months:
        return False
    if rule.month_days and not {day.day, day.day - _length(day) - 1} & {
        *rule.month_days
    }:
        return False
    if rule.days and not any(
        weekday == day.weekday() and _is_nth(nth, day) for nth, weekday in rule.days
    ):
        return False
    return _HITS[rule.freq](rule, first, day)


def _daily(rule: Rule, first: date, day: date) -> bool:
    return (day - first).days % rule.interval == 0


def _weekly(rule: Rule, first: date, day: date) -> bool:
    weeks = (_week(day, rule.week_start) - _week(first, rule.week_start)).days // 7
    fits = bool(rule.days) or day.weekday() == first.weekday()
    return fits and weeks % rule.interval == 0


def _monthly(rule: Rule, first: date, day: date) -> bool:
    months = (day.year - first.year) * 12 + day.month - first.month
    fits = bool(rule.days or rule.month_days) or day.day == first.day
    return fits and months % rule.interval == 0


def _yearly(rule: Rule, first: date, day: date) -> bool:
    fits = bool(rule.days or rule.month_days) or day.day == first.day
    same_month = bool(rule.months) or day.month == first.month
    return fits and same_month and (day.year - first.year) % rule.interval == 0


_HITS = {"DAILY": _daily, "WEEKLY": _weekly, "MONTHLY": _monthly, "YEARLY": _yearly}


def _week(day: date, start: int) -> date:
    return day - timedelta(days=(day.weekday() - start) % 7)


def _is_nth(nth: int, day: date) -> bool:
    """Tell whether it is the month's nth such weekday; -1 is the last, 0 any."""
    if nth < 0:
        return (_length(day) - day.day) // 7 == -nth - 1
    return nth in {0, (day.day - 1) // 7 + 1}


def _length(day: date) -> int:
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return (following - A_DAY).day
