"""The rules of calendars: iCal, and xCal as conference apps read it.

Source: RFC 5545; what calendar programs refuse or drop.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import (  # reads what we have written ourselves
    ParseError,
    fromstring,
)

from eventsite.core.words import lazy
from eventsite.formats.checks.problems import Problem, Where
from eventsite.formats.checks.values import like
from eventsite.formats.times import find_zone

LINE = 75  # octets, without the line's end
UTC = like(r"\d{8}T\d{6}Z")
LOCAL = like(r"\d{8}T\d{6}")
LENGTH = like(r"P(?:\d+W|(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)")
STATES = {"TENTATIVE", "CONFIRMED", "CANCELLED"}
_LINE = re.compile(
    r"(?P<name>[A-Za-z0-9-]+)(?P<parameters>(?:;[A-Za-z0-9-]+=(?:\"[^\"]*\"|[^\";:,]*)"
    r"(?:,(?:\"[^\"]*\"|[^\";:,]*))*)*):(?P<value>.*)",
    re.DOTALL,
)
_UNWRITABLE = re.compile("[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(slots=True)
class Property:
    value: str
    zone: str = ""


@dataclass(slots=True)
class Part:
    """A component: a calendar, a time zone, an event."""

    name: str
    properties: dict[str, list[Property]] = field(default_factory=dict)
    parts: list["Part"] = field(default_factory=list)

    def first(self, name: str) -> str:
        found = self.properties.get(name)
        return found[0].value if found else ""

    @property
    def guid(self) -> str:
        return self.first("UID").partition("@")[0]


def check_ical(data: bytes) -> Iterator[Problem]:
    """Yield what calendar programs stumble over."""
    problems: list[Problem] = []
    calendar = read_ical(data, problems)
    yield from problems
    if calendar is None:
        return
    for name in ("VERSION", "PRODID", "X-WR-CALNAME"):
        if not calendar.first(name):
            yield Problem(lazy("The calendar lacks %(name)s.", name=name))
    zones = {part.first("TZID") for part in calendar.parts if part.name == "VTIMEZONE"}
    for zone in sorted(zones):
        if find_zone(zone) is None:
            yield Problem(lazy("There is no time zone %(zone)s.", zone=zone))
    events = [part for part in calendar.parts if part.name == "VEVENT"]
    counted = Counter(event.first("UID") for event in events)
    for event in events:
        if counted[event.first("UID")] > 1:
            what = lazy("The UID “%(uid)s” is used twice.", uid=event.first("UID"))
            yield Problem(what, event.guid)
        yield from _event(event, zones)


def read_ical(data: bytes, problems: list[Problem]) -> Part | None:
    """Return the calendar; what is wrong with its lines is added to `problems`."""
    open_parts: list[Part] = []
    calendar = None
    for line in _lines(data, problems):
        found = _LINE.fullmatch(line)
        if found is None or _UNWRITABLE.search(line):
            problems.append(
                Problem(lazy("“%(line)s” is no line of a calendar.", line=line[:60]))
            )
            continue
        name, value = found["name"].upper(), found["value"]
        if name == "BEGIN":
            part = Part(value.upper())
            if open_parts:
                open_parts[-1].parts.append(part)
            else:
                calendar = calendar or part
            open_parts.append(part)
        elif name == "END":
            if not open_parts or open_parts.pop().name != value.upper():
                problems.append(Problem(lazy("END:%(name)s ends nothing.", name=value)))
        elif open_parts:
            zone = re.search(r";TZID=\"?([^\";:]*)", found["parameters"], re.IGNORECASE)
            known = open_parts[-1].properties.setdefault(name, [])
            known.append(Property(value, zone[1] if zone else ""))
    if open_parts or calendar is None or calendar.name != "VCALENDAR":
        problems.append(Problem(lazy("This is no whole calendar.")))
        return None
    return calendar


def _lines(data: bytes, problems: list[Problem]) -> Iterator[str]:
    """Yield the lines, those put together that were folded."""
    if not data.endswith(b"\r\n"):
        problems.append(Problem(lazy("The last line does not end.")))
    whole = b""
    for line in data.removesuffix(b"\r\n").split(b"\r\n"):
        if len(line) > LINE:
            text = line[:40].decode(errors="replace")
            problems.append(Problem(lazy("A line is too long: %(line)s", line=text)))
        if line[:1] in {b" ", b"\t"}:
            whole += line[1:]
        else:
            if whole:
                yield whole.decode(errors="replace")
            whole = line
    yield whole.decode(errors="replace")


def _event(event: Part, zones: set[str]) -> Iterator[Problem]:
    guid = event.guid
    for name in ("UID", "DTSTAMP", "DTSTART", "SUMMARY"):
        count = len(event.properties.get(name, ()))
        if count != 1:
            what = lazy(
                "An entry has %(name)s %(count)s times.", name=name, count=count
            )
            yield Problem(what, guid)
    ends = [*event.properties.get("DTEND", ()), *event.properties.get("DURATION", ())]
    if len(ends) != 1:
        yield Problem(lazy("An entry has not one end."), guid)
    for name in ("DTSTART", "DTEND"):
        for moment in event.properties.get(name, ()):
            if not _is_moment(moment, zones):
                what = lazy("%(name)s is “%(value)s”.", name=name, value=moment.value)
                yield Problem(what, guid)
    for name, is_good in (
        ("DTSTAMP", UTC),
        ("LAST-MODIFIED", UTC),
        ("DURATION", LENGTH),
        ("SEQUENCE", str.isdecimal),
        ("STATUS", STATES.__contains__),
    ):
        for one in event.properties.get(name, ()):
            if not is_good(one.value):
                what = lazy("%(name)s is “%(value)s”.", name=name, value=one.value)
                yield Problem(what, guid)


def _is_moment(moment: Property, zones: set[str]) -> bool:
    if moment.zone:
        return moment.zone in zones and LOCAL(moment.value)
    return UTC(moment.value)


def check_xcal(data: bytes) -> Iterator[Problem]:
    """Yield what the apps that still read xCal stumble over."""
    try:
        root = fromstring(data)  # noqa: S314  # written by ourselves a moment ago
    except ParseError as error:
        yield Problem(lazy("This is no XML: %(error)s", error=str(error)))
        return
    if root.tag != "iCalendar" or root.find("vcalendar") is None:
        yield Problem(lazy("This is no xCal."))
    events = list(root.iterfind("vcalendar/vevent"))
    counted = Counter(event.findtext("uid") for event in events)
    for event in events:
        uid = event.findtext("uid") or ""
        guid = uid.partition("@")[0]
        if not uid or counted[uid] > 1:
            what = lazy("The UID “%(uid)s” is used twice.", uid=uid)
            yield Problem(what, guid)
        for name in ("dtstart", "dtend"):
            value = event.findtext(name) or ""
            if not LOCAL(value):
                yield Problem(
                    lazy("%(name)s is “%(value)s”.", name=name, value=value), guid
                )
        if not event.findtext("summary"):
            what = lazy("An entry has no summary.")
            yield Problem(what, guid, Where.SESSION)
