"""What five programs make of our files: what each needs, and where it stumbles.

Source: their own parsers, as of 2024: Giggity, EventFahrplan, fosdem-companion, the
FOSDEM app for iOS (mttcrsp/fosdem) and ConfClerk.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple
from xml.etree.ElementTree import (  # reads what we have written ourselves
    Element,
)

from eventsite.core.words import lazy
from eventsite.formats.checks.calendars import Part
from eventsite.formats.checks.problems import Problem, Where
from eventsite.formats.checks.values import INTEGER, MOMENT, like
from eventsite.formats.times import read_duration

EXACT_LENGTH = like(r"\d{2}:\d{2}(?::\d{2})?")
LENGTH = like(r"\d{1,2}:\d{2}(?::\d{2})?")
COMPANION_TYPES = frozenset(
    {
        "bof", "certification", "devroom", "junior", "keynote", "lightningtalk",
        "maintrack", "other",
    }
)  # fmt: skip


class Files(NamedTuple):
    """Our files as they are read."""

    strict: Element
    fosdem: Element
    calendar: Part


@dataclass(frozen=True, slots=True)
class Client:
    name: str
    system: str
    reads: str  # which of our files
    check: Callable[[Files], Iterator[Problem]]


def _events(root: Element) -> Iterator[tuple[Element, str]]:
    for event in root.iterfind("day/room/event"):
        yield event, event.get("guid", "")


def _giggity(files: Files) -> Iterator[Problem]:
    for event, guid in _events(files.strict):
        if not (event.findtext("title") or "").strip():
            what = lazy("A session without a title is left out.")
            yield Problem(what, guid, Where.SESSION)
        if not event.findtext("start") and not event.findtext("date"):
            yield Problem(lazy("A session without a start is left out."), guid)
        if not LENGTH(event.findtext("duration") or ""):
            yield Problem(
                lazy("A session whose length it cannot read is left out."), guid
            )
    for day in files.strict.iterfind("day"):
        if not day.get("date"):
            yield Problem(lazy("It needs the date of each day."))
    if not files.calendar.first("X-WR-CALNAME"):
        yield Problem(lazy("The calendar has no name."))
    for part in files.calendar.parts:
        if part.name == "VEVENT" and not part.first("LOCATION"):
            what = lazy(
                "A session without a room is missing where it reads the calendar."
            )
            yield Problem(what, part.guid, Where.PLACE)


def _event_fahrplan(files: Files) -> Iterator[Problem]:
    root = files.strict
    if not (root.findtext("version") or "").strip():
        what = lazy("Without a version it does not notice changes.")
        yield Problem(what, where=Where.EVENT)
    if root.find("generator") is None:
        yield Problem(
            lazy("It cannot tell which program wrote the file."), breaks=False
        )
    for day in root.iterfind("day"):
        if not day.get("end"):
            yield Problem(lazy("It stops at a day without an end."))
    seen: set[str] = set()
    for event, guid in _events(root):
        if event.get("id", "") in seen:
            what = lazy("Of two sessions with one id it shows one.")
            yield Problem(what, guid)
        seen.add(event.get("id", ""))
    for room in root.iterfind("day/room"):
        yield from _overlaps(room)


def _overlaps(room: Element) -> Iterator[Problem]:
    found = []
    for event in room.iterfind("event"):
        start, length = event.findtext("date") or "", event.findtext("duration") or ""
        duration = read_duration(length)
        if MOMENT(start) and duration is not None:
            begins = datetime.fromisoformat(start)
            found.append((begins, begins + duration, event.get("guid", "")))
    found.sort()
    for (_, ends, guid), (begins, *_rest) in pairwise(found):
        if begins < ends:
            what = lazy(
                "A session is cut where the next one in its room begins before its end."
            )
            yield Problem(what, guid, Where.PLACE)


def _companion(files: Files) -> Iterator[Problem]:
    root = files.fosdem
    for name in ("acronym", "title", "base_url"):
        if not (root.findtext(f"conference/{name}") or "").strip():
            what = lazy("It needs %(name)s of the conference.", name=name)
            yield Problem(what, where=Where.EVENT)
    for day in root.iterfind("day"):
        if not (MOMENT(day.get("start", "")) and MOMENT(day.get("end", ""))):
            yield Problem(lazy("It needs start and end of each day."))
    for event, guid in _events(root):
        yield from _ids(event, guid)
        if not EXACT_LENGTH(event.findtext("duration") or ""):
            what = lazy("It reads lengths by the place of each digit.")
            yield Problem(what, guid)
        kind = event.findtext("type") or ""
        if kind.strip().lower() not in COMPANION_TYPES:
            what = lazy(
                "Sessions of the type “%(type)s” are shown among others: it knows "
                "keynote, maintrack, devroom, lightningtalk, bof, junior and certification.",
                type=kind or "–",
            )
            yield Problem(what, guid, Where.SESSION, breaks=False)


def _ids(event: Element, guid: str) -> Iterator[Problem]:
    ids = [
        event.get("id", ""),
        *(p.get("id", "") for p in event.iterfind("persons/person")),
    ]
    if not all(map(INTEGER, ids)):
        yield Problem(lazy("It stops at an id that is no number."), guid)


def _ios(files: Files) -> Iterator[Problem]:
    for event, guid in _events(files.fosdem):
        yield from _ids(event, guid)
        for attachment in event.iterfind("attachments/attachment"):
            if not (attachment.get("href") and attachment.get("type")):
                what = lazy("An attachment needs an address and a type.")
                yield Problem(what, guid, Where.SESSION)


def _confclerk(files: Files) -> Iterator[Problem]:
    conference = files.fosdem.find("conference")
    for name in (
        "title", "subtitle", "venue", "city", "start", "end", "day_change",
        "timeslot_duration",
    ):  # fmt: skip
        text = None if conference is None else conference.findtext(name)
        if text is None:
            what = lazy("It needs %(name)s of the conference.", name=name)
            yield Problem(what, where=Where.EVENT)
        elif not text and name in {"venue", "city"}:
            what = lazy("It shows no %(name)s: the event has none.", name=name)
            yield Problem(what, where=Where.EVENT, breaks=False)
    for day in files.fosdem.iterfind("day"):
        if not day.get("date"):
            yield Problem(lazy("It needs the date of each day."))
    for event, guid in _events(files.fosdem):
        yield from _ids(event, guid)
        if not event.findtext("start"):
            yield Problem(lazy("It needs the start on the clock."), guid)


CLIENTS = (
    Client("Giggity", "Android", "schedule.xml, schedule.ics", _giggity),
    Client("EventFahrplan", "Android", "schedule.xml", _event_fahrplan),
    Client("fosdem-companion", "Android", "schedule.xml?flavour=fosdem", _companion),
    Client("FOSDEM", "iOS", "schedule.xml?flavour=fosdem", _ios),
    Client("ConfClerk", "Linux, Windows", "schedule.xml?flavour=fosdem", _confclerk),
)
