"""Which sessions are asked for, and where each stands on the page. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from eventsite.core.dates import short_day, week_day
from eventsite.core.text import clean_line
from eventsite.core.words import lazy, lazy_pgettext, ngettext
from eventsite.formats.characters import web_address
from eventsite.formats.differences import Change
from eventsite.formats.model import Link, Person, Programme, Room, Session, Track
from eventsite.programme.models import Edition

LONGEST_SEARCH = 100  # characters
MOST_HIGHLIGHTS = 4


@dataclass(frozen=True, slots=True)
class Filter:
    """What a visitor wants to see; the words of the address, "" for everything."""

    day: str = ""  # 2017-02-04
    track: str = ""
    room: str = ""
    type: str = ""
    q: str = ""

    def __bool__(self) -> bool:
        return bool(self.day or self.track or self.room or self.type or self.q)

    def without(self, name: str) -> "Filter":
        return replace(self, **{name: ""})

    def asked(
        self, more: Mapping[str, str] | None = None, **changes: str
    ) -> dict[str, str]:
        """Return what an address must say to ask for this, with `changes`, and `more`."""
        changed = replace(self, **changes)
        names = ("day", "track", "room", "type", "q")
        asked = {name: getattr(changed, name) for name in names}
        return {
            **(more or {}),
            **{name: value for name, value in asked.items() if value},
        }


class Unknown(NamedTuple):
    name: str
    value: str


def read_filter(
    asked: Mapping[str, str], edition: Edition
) -> tuple[Filter, list[Unknown]]:
    """Return what the address asks for, and what of it the programme does not have."""
    days = {day.isoformat() for day in edition.programme.days}
    offered = {
        "day": days, "track": edition.tracks, "room": edition.rooms,
        "type": {
            slug: edition.plainly("type", name) for slug, name in edition.types.items()
        },
    }  # fmt: skip
    known: dict[str, str] = {}
    unknown = []
    for name, values in offered.items():
        value = clean_line(asked.get(name, ""))[:LONGEST_SEARCH]
        if value in values:
            known[name] = value
        elif value:
            unknown.append(Unknown(name, value))
    return Filter(**known, q=read_search(asked)), unknown


def offers(edition: Edition) -> dict[str, dict[str, str]]:
    """Return what can be filtered by: for each word its values with their labels."""
    return {
        "day": {day.isoformat(): week_day(day) for day in edition.programme.days},
        "track": {
            slug: edition.plainly("track", track.name)
            for slug, track in edition.tracks.items()
        },
        "room": {
            slug: edition.plainly("room", room.name)
            for slug, room in edition.rooms.items()
        },
        "type": {
            slug: edition.plainly("type", name) for slug, name in edition.types.items()
        },
    }


def short_days(edition: Edition) -> dict[str, str]:
    """Return "Sat 4 Feb" for each day, by the word that asks for it."""
    return {day.isoformat(): short_day(day) for day in edition.programme.days}


def with_safe_links(programme: Programme) -> Programme:
    """Return the programme without addresses that no page should lead to.

    Files that we keep ourselves have addresses that begin with "/files/".
    """
    return replace(
        programme,
        sessions=[
            replace(
                session,
                links=_safe(session.links),
                attachments=_safe(session.attachments),
                recording_url=_safe_address(session.recording_url),
            )
            for session in programme.sessions
        ],
        people=[
            replace(
                person,
                links=_safe(person.links),
                photo=person.photo if _is_ours(person.photo) else "",
            )
            for person in programme.people
        ],
    )


def _safe(links: Iterable[Link]) -> list[Link]:
    return [
        replace(link, url=address)
        for link in links
        if (address := _safe_address(link.url))
    ]


def _safe_address(address: str) -> str:
    return address if _is_ours(address) else web_address(address)


def _is_ours(address: str) -> bool:
    return re.fullmatch(r"/files/[\w-]+/[\w-][\w.-]*", address, re.ASCII) is not None


def find_sessions(edition: Edition, wanted: Filter) -> list[Session]:
    """Return the sessions that fit, in the programme's order.

    `q` means all of its words, each anywhere in title, texts, people, track or room.
    """
    found = edition.programme.sessions
    if wanted.q:
        codes = set(edition.codes_found(wanted.q))
        found = [s for s in found if s.code in codes]
    if wanted.day:
        day = date.fromisoformat(wanted.day)
        found = [s for s in found if s.day == day]
    if wanted.track:
        track = edition.tracks[wanted.track].name
        found = [s for s in found if s.track == track]
    if wanted.room:
        room = edition.rooms[wanted.room].name
        found = [s for s in found if s.room == room]
    if wanted.type:
        kind = edition.types[wanted.type]
        found = [s for s in found if s.type == kind]
    return list(found)


def read_search(asked: Mapping[str, str]) -> str:
    return clean_line(asked.get("q", ""))[:LONGEST_SEARCH]


def find_people(edition: Edition, q: str) -> list[Person]:
    """Return the people on stage, by name; those who have all words of `q`, best first."""
    if not q:
        return edition.programme.people
    return [
        edition.people[doc.code]
        for doc in edition.index.find(q)
        if doc.kind == "person"
    ]


def neighbours(
    edition: Edition, shown: Session
) -> tuple[Session | None, Session | None]:
    """Return what stands before and after a session in its room on its day."""
    is_gone = shown.code in edition.gone
    if not shown.room or shown.starts_at is None or is_gone:
        return None, None
    row = [
        session
        for session in edition.programme.sessions
        if (session.room, session.day) == (shown.room, shown.day)
        and (session is shown or not session.cancelled)
    ]
    place = row.index(shown)
    after = row[place + 1] if row[place + 1 :] else None
    return (row[place - 1] if place else None), after


class Count(NamedTuple):
    """A room or track with how many sessions it has."""

    what: Room | Track
    sessions: int


def count_rooms(edition: Edition) -> list[Count]:
    counted = Counter(session.room for session in edition.programme.sessions)
    return [Count(room, counted[room.name]) for room in edition.programme.rooms]


def count_tracks(edition: Edition) -> list[Count]:
    counted = Counter(session.track for session in edition.programme.sessions)
    return [Count(track, counted[track.name]) for track in edition.programme.tracks]


def highlights(edition: Edition) -> list[Session]:
    """Return a few sessions that say what the event is about: its keynotes."""
    keynotes = [
        placements[0]
        for placements in edition.by_code.values()
        if "keynote" in placements[0].type.casefold() and not placements[0].cancelled
    ]
    return keynotes[:MOST_HIGHLIGHTS]


class Out(StrEnum):
    """What the public knows of a session's place."""

    SAME = "same"
    NOT_YET = "not yet"
    CHANGED = "changed"
    STILL = "still"  # it has none any more


Standing = tuple[datetime, timedelta, str]  # start, length, room


def compare_places(
    planned: Sequence[Standing], released: Sequence[Standing]
) -> Out | None:
    """Compare where a session stands with where it was released; None: nowhere at all."""
    if not planned and not released:
        return None
    if not released:
        return Out.NOT_YET
    if not planned:
        return Out.STILL
    return Out.SAME if sorted(planned) == sorted(released) else Out.CHANGED


KINDS = {  # of changes, in the order in which people must know
    "cancelled": lazy_pgettext("sessions", "Cancelled"),
    "moved": lazy_pgettext("sessions", "Moved"),
    "new": lazy_pgettext("sessions", "New"),
    "changed": lazy_pgettext("sessions", "Changed"),
}
DETAILS = {  # of a session, that may differ
    "length": lazy("Length"),
    "title": lazy("Title"),
    "subtitle": lazy("Subtitle"),
    "abstract": lazy("Abstract"),
    "description": lazy("Description"),
    "people": lazy("Speakers"),
    "track": lazy("Track"),
    "type": lazy("Type"),
    "language": lazy("Language"),
    "level": lazy("Level"),
    "links": lazy("Links"),
    "attachments": lazy("Attachments"),
    "tags": lazy("Tags"),
    "recording": lazy("Recording"),
}


def by_kind(changes: Iterable[Change]) -> dict[str, list[Change]]:
    """Return the changes of each kind there is, by time; without a time last."""
    found: dict[str, list[Change]] = {}
    for change in sorted(changes, key=_when):
        found.setdefault(change.kind, []).append(change)
    return {kind: found[kind] for kind in KINDS if kind in found}


def _when(change: Change) -> tuple[bool, float, str]:
    place = change.after or change.before
    at = place.starts_at if place else None
    return at is None, at.timestamp() if at else 0, change.title


def count_words(counts: Mapping[str, int]) -> str:
    """Return "2 cancelled, 1 new", "" for nothing."""
    words = {
        "cancelled": lambda n: ngettext("%(num)s cancelled", "%(num)s cancelled", n),
        "moved": lambda n: ngettext("%(num)s moved", "%(num)s moved", n),
        "new": lambda n: ngettext("%(num)s new", "%(num)s new", n),
        "changed": lambda n: ngettext("%(num)s changed", "%(num)s changed", n),
    }
    return ", ".join(words[kind](counts[kind]) for kind in KINDS if kind in counts)
