"""Reads schedule.json as c3voc, frab and pretalx write it."""

import json
import re
from bisect import bisect
from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

from eventsite.core.words import _
from eventsite.formats.assembly import assemble
from eventsite.formats.characters import long_text, one_line, web_address
from eventsite.formats.decoding import decoded
from eventsite.formats.found import FoundDay, FoundFile, FoundPerson, FoundSession
from eventsite.formats.hardened_xml import MAX_ELEMENTS, Progress
from eventsite.formats.identity import LONGEST_NAME
from eventsite.formats.limits import measure
from eventsite.formats.model import Link, Person, Reading, Unreadable
from eventsite.formats.times import read_day

CONFERENCE = {
    "title": "title",
    "acronym": "acronym",
    "start": "starts_on",
    "end": "ends_on",
    "timeslot_duration": "timeslot",
    "time_zone_name": "zone",
    "url": "url",
    "logo": "logo",
}
TEXTS = ("title", "subtitle", "abstract", "description", "track", "type", "language")
MOST_QUOTES = 4_000_000
MOST_MISSES = 100  # then lines are no longer looked for
Json = dict[str, Any]


def read(
    data: bytes | BinaryIO, zone: str | None = None, progress: Progress | None = None
) -> Reading:
    """Return what a schedule in JSON holds; `zone` is used where it names none.

    Raises:
        Unreadable: it is no such schedule; says what is wrong, and where.
    """
    source = BytesIO(data) if isinstance(data, bytes) else data
    size = measure(source)
    data = source.read()
    if (
        data.count(b"{") + data.count(b"[") > MAX_ELEMENTS
        or data.count(b'"') > MOST_QUOTES
    ):
        raise Unreadable(_("The file has far more in it than any schedule."))
    text = decoded(data)
    file = _Reader(text).file
    if progress is not None:
        progress(size, size)
    return assemble(file, zone)


def _parsed(text: str) -> Json:
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable(
            _("This is not well-formed JSON: %(error)s.", error=error.msg),
            error.lineno,
            error.colno,
        ) from None
    except RecursionError:
        raise Unreadable(_("Values are nested too deep."), 1, 1) from None
    except ValueError:  # a number of thousands of digits
        raise Unreadable(
            _("The file has a number that is far too long."), 1, 1
        ) from None
    return _object(found)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.ends = [found.start() for found in re.finditer("\n", text)]
        self.after = 0  # where the last session was found
        self.misses = 0
        self.file = FoundFile("schedule-json")
        schedule = _parsed(text).get("schedule")
        if not isinstance(schedule, dict) or not isinstance(
            schedule.get("conference"), dict
        ):
            raise Unreadable(
                _("The file has no schedule with a conference in it."), 1, 1
            )
        conference = _object(schedule["conference"])
        self.file.version = _text(schedule, "version")
        self._conference(conference)
        for day in _objects(conference.get("days")):
            self._day(day)

    def _conference(self, conference: Json) -> None:
        told = {ours: _text(conference, name) for name, ours in CONFERENCE.items()}
        self.file.conference = {name: text for name, text in told.items() if text}
        colours = _object(conference.get("colors"))
        self.file.conference["colour"] = _text(colours, "primary")
        for track in _objects(conference.get("tracks")):
            if name := _name(track, "name"):
                self.file.add_track(name, _text(track, "slug"), _text(track, "color"))
        for room in _objects(conference.get("rooms")):
            if name := _name(room, "name"):
                self.file.add_room(name, _text(room, "slug"), _text(room, "guid"))
                capacity = room.get("capacity")
                if isinstance(capacity, int) and 0 < capacity < 1_000_000:
                    self.file.rooms[name].capacity = capacity

    def _day(self, found: Json) -> None:
        text = _text(found, "date")
        day = FoundDay(read_day(text), _text(found, "day_start"), self._line(text))
        if day.day is None:
            self.file.odd(
                day.line, _("A day has the date %(text)s.", text=repr(text[:40]))
            )
        self.file.days.append(day)
        for name, events in _object(found.get("rooms")).items():
            room = one_line(name)[:LONGEST_NAME]
            if room:
                self.file.add_room(room)
            for event in _objects(events):
                self._event(day, room, event)

    def _event(self, day: FoundDay, room: str, found: Json) -> None:
        guid = _text(found, "guid")
        session = FoundSession(
            self._line(guid or _text(found, "title")),
            day,
            room or _name(found, "room"),
            id=_text(found, "id"),
            guid=guid,
            code=_text(found, "code"),
            slug=_text(found, "slug"),
            texts={name: _text(found, name) for name in TEXTS if name in found},
            date=_text(found, "date"),
            start=_text(found, "start"),
            end=_text(found, "end"),
            duration=_text(found, "duration") if "duration" in found else None,
            url=_text(found, "url"),
            feedback_url=_text(found, "feedback_url"),
        )
        if session.room:
            self.file.add_room(session.room)
        if "recording_license" in found:
            session.recording_licence = _text(found, "recording_license")
        if isinstance(found.get("do_not_record"), bool):
            session.do_not_record = found["do_not_record"]
        if "persons" in found:
            people = [self._person(p, session) for p in _objects(found["persons"])]
            session.people = [person for person in people if person.name]
        for name in ("links", "attachments"):
            if name in found:
                setattr(session, name, _links(found[name]))
        self.file.sessions.append(session)

    def _person(self, found: Json, session: FoundSession) -> FoundPerson:
        name = _name(found, "public_name") or _name(found, "name")
        key = one_line(_text(found, "id") or _text(found, "code"))
        if not name:
            self.file.odd(session.line, _("A person has no name; left out."))
        elif key:
            self.file.people.setdefault(
                key,
                Person(
                    key,
                    name,
                    biography=long_text(_text(found, "biography"))[:200_000],
                    photo=web_address(_text(found, "avatar")),
                    links=_links(found.get("links")),
                ),
            )
        return FoundPerson(name, key, session.line)

    def _line(self, words: str) -> int:
        """Return the line in which a text stands next: JSON readers do not tell."""
        if words and self.misses < MOST_MISSES:
            wanted = json.dumps(words, ensure_ascii=False)
            place = self.text.find(wanted, self.after)
            self.after = max(self.after, place)
            self.misses += place < 0
        return bisect(self.ends, self.after) + 1


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> Iterator[Json]:
    items = value if isinstance(value, list) else []
    return (item for item in items if isinstance(item, dict))


def _text(found: Json, name: str) -> str:
    value = found.get(name)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if isinstance(value, str) else str(value) if is_number else ""


def _name(found: Json, name: str) -> str:
    return one_line(_text(found, name))[:LONGEST_NAME].strip()


def _links(value: Any) -> list[Link]:
    return [
        Link(_text(link, "url"), _text(link, "title"), _text(link, "type"))
        for link in _objects(value)
    ]
