"""Texts that are a date, a number, an address …, as XML and JSON Schema mean them.

Source: XML Schema Part 2 (lexical representations); RFC 3339; RFC 3986; RFC 4122.
"""

import re
from calendar import monthrange
from collections.abc import Callable

Test = Callable[[str], bool]
_OFFSET = r"(?P<offset>Z|[+-](?P<oh>\d\d):(?P<om>\d\d))"
_DAY = r"(?P<year>-?(?:[1-9]\d{3,}|0\d{3}))-(?P<month>\d\d)-(?P<day>\d\d)"
_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d(?:\.\d+)?)"
_DATE = re.compile(f"{_DAY}{_OFFSET}?", re.ASCII)
_MOMENT = re.compile(f"{_DAY}T{_TIME}{_OFFSET}", re.ASCII)
_ADDRESS = re.compile(
    r"https?://"
    r"(?:(?:[^/?#\[\]@%]|%[0-9A-Fa-f]{2})*@)?"  # who
    r"(?:\[[0-9A-Fa-f:.]+\]|(?:[^/?#\[\]@:%]|%[0-9A-Fa-f]{2})*)"
    r"(?::\d*)?"
    r"(?:[/?](?:[^#\[\]%]|%[0-9A-Fa-f]{2})*)?"
    r"(?:#(?:[^#\[\]%]|%[0-9A-Fa-f]{2})*)?",
    re.DOTALL,
)


_URI = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:(?:[\w\-.~:/?#@!$&'()*+,;=\[\]]|%[0-9A-Fa-f]{2})*",
    re.ASCII,
)


def anything(_text: str) -> bool:
    return True


def like(pattern: str) -> Test:
    """Return the test whether a whole text is like the pattern."""
    found = re.compile(pattern, re.ASCII)
    return lambda text: found.fullmatch(text) is not None


def beginning(pattern: str) -> Test:
    """Return the test whether a text begins like the pattern."""
    found = re.compile(pattern, re.ASCII)
    return lambda text: found.match(text) is not None


def either(*tests: Test) -> Test:
    return lambda text: any(test(text) for test in tests)


def trimmed(test: Test) -> Test:
    """Return the test for values around which blanks do not count."""
    return lambda text: test(text.strip(" \t\r\n"))


def _is_day(found: re.Match[str]) -> bool:
    year, month = abs(int(found["year"])), int(found["month"])
    if not 1 <= month <= 12 or not year:
        return False
    return 1 <= int(found["day"]) <= monthrange(year % 400 + 2000, month)[1]


def _has_good_offset(found: re.Match[str]) -> bool:
    if found["oh"] is None:
        return True
    return int(found["oh"]) * 60 + int(found["om"]) <= 14 * 60 and int(found["om"]) < 60


def is_date(text: str) -> bool:
    found = _DATE.fullmatch(text)
    return found is not None and _is_day(found) and _has_good_offset(found)


def is_plain_date(text: str) -> bool:
    """Tell whether it is "2030-11-02"."""
    return len(text) == len("2030-11-02") and is_date(text)


def is_moment(text: str) -> bool:
    """Tell whether it is a date and time with an offset from UTC."""
    found = _MOMENT.fullmatch(text)
    if found is None or not _is_day(found) or not _has_good_offset(found):
        return False
    hour, minute, second = int(found["hour"]), int(found["minute"]), found["second"]
    if hour == 24:
        return not minute and not float(second)
    return hour < 24 and minute < 60 and float(second) < 60


def is_address(text: str) -> bool:
    """Tell whether it is a whole address on the web."""
    return _ADDRESS.fullmatch(text) is not None


def is_any_address(text: str) -> bool:
    """Tell whether it is a whole address of any kind, in what may stand in one."""
    return _URI.fullmatch(text) is not None


UUID = like("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
COLOUR = like("#[0-9a-fA-F]{6}")
INTEGER = trimmed(like(r"[+-]?\d+"))
POSITIVE = trimmed(like(r"\+?0*[1-9]\d*"))
BOOLEAN = trimmed(like("true|false|0|1"))
DATE = trimmed(is_date)
MOMENT = trimmed(is_moment)
ADDRESS = trimmed(is_address)
