"""What an import changes: which session is which, and what differs. Pure.

A file's session is the stored one of the same guid, else of the same id; a person is
the file's person id, else the name. What the file says nothing of is no difference.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from eventsite.core.codes import ALPHABET, LENGTH
from eventsite.core.errors import Refusal
from eventsite.formats import model as plain
from eventsite.formats.characters import long_text, one_line, web_address
from eventsite.formats.identity import derived_guid

DEVROOM = "devroom"
NORMAL = {
    "title": one_line,
    "subtitle": one_line,
    "abstract": long_text,
    "description": long_text,
    "language": one_line,
    "level": one_line,
    "recording_url": web_address,
    "recording_licence": one_line,
}
CODE = re.compile(r"[0-9A-Z]{6}")
LinkPair = tuple[str, str]  # address, title


class OtherHost(Refusal):
    message = "The event of this name belongs to another host."


class OutsideHours(Refusal):
    """Who looks after an event below may place sessions in its hours only."""

    def __init__(self, title: str, line: int, count: int) -> None:
        others = f", as do {count - 1} more" if count > 1 else ""
        super().__init__(
            f"“{title}” (line {line}) stands outside the rooms and hours of your "
            f"event{others}. Nothing was imported."
        )


class Archived(Refusal):
    message = "The event is archived. Reactivate it before importing into it."


@dataclass(frozen=True, slots=True)
class Plan:
    """How to bring a file in, and who does it."""

    devrooms: bool = False
    release: bool = True
    actor_id: int | None = None  # None: the command line
    is_bound: bool = False  # to the rooms and hours that the event was given


@dataclass(slots=True)
class StoredSlot:
    id: int
    guid: str
    room_id: int | None
    starts_at: datetime | None
    duration: timedelta


@dataclass(slots=True)
class StoredSession:
    id: int
    event_id: int
    code: str
    guid: str
    external_id: str
    texts: dict[str, str]
    track: str
    type: str
    duration: timedelta
    do_not_record: bool
    people: list[int] = field(default_factory=list)  # speakers' ids, in order
    links: list[LinkPair] = field(default_factory=list)
    attachments: list[LinkPair] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)  # case folded
    slots: list[StoredSlot] = field(default_factory=list)


@dataclass(slots=True)
class StoredSpeaker:
    id: int
    code: str
    number: int
    external_id: str
    name: str
    job_title: str
    affiliation: str
    biography: str


@dataclass(slots=True)
class Wanted:
    """A session of the file with all its placements; `stored` is what it is today."""

    session: plain.Session
    guid: str
    stored: StoredSession | None
    slots: list[plain.Session] = field(default_factory=list)


@dataclass(slots=True)
class Change:
    """What is to become of a stored session, by field."""

    values: dict[str, Any] = field(default_factory=dict)
    parts: set[str] = field(default_factory=set)  # "people", "links", "track" …

    def __bool__(self) -> bool:
        return bool(self.values or self.parts)


@dataclass(slots=True)
class Report:
    """What an import found and did, as people and programs are told."""

    sessions: int
    rooms: int
    people: int
    tracks: int
    days: int
    oddities: list[plain.Oddity]
    added: list[str] = field(default_factory=list)  # codes
    removed: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)  # of all these, by code
    notes: dict[str, list[str]] = field(default_factory=dict)  # what differs, in words
    version: str = ""  # of the release it made

    @property
    def has_changes(self) -> bool:
        return bool(self.added or self.removed or self.moved or self.changed)

    def as_json(self) -> dict[str, Any]:
        names = ("sessions", "rooms", "people", "tracks", "days")
        lists = ("added", "removed", "moved", "changed")
        return {
            **{name: getattr(self, name) for name in names},
            **{name: list(getattr(self, name)) for name in lists},
            "oddities": [{"line": o.line, "what": o.what} for o in self.oddities],
        }

    def as_page(self) -> dict[str, Any]:
        """Return what a page shows: all that programs are told, in words, too."""
        names = ("titles", "notes", "version")
        return self.as_json() | {name: getattr(self, name) for name in names}


def first_report(reading: plain.Reading) -> Report:
    programme = reading.programme
    return Report(
        sessions=len(programme.sessions),
        rooms=len(programme.rooms),
        people=len(programme.people),
        tracks=len(programme.tracks),
        days=len(programme.days),
        oddities=list(reading.oddities),
    )


def guid_of(session: plain.Session, root: str) -> str:
    """Return the session's guid; without one it is made of what else names it."""
    name = session.external_id or session.code or session.title
    return session.guid or derived_guid(root, name)


def match_sessions(
    found: Iterable[plain.Session], stored: Iterable[StoredSession], root: str
) -> list[Wanted]:
    """Return the file's sessions in their order, each with what is stored of it.

    `root` is the slug of the tree's root, in which guids are unique.
    """
    stored = list(stored)
    found = list(found)
    by_guid = {one.guid: one for one in stored}
    by_slot = {slot.guid: one for one in stored for slot in one.slots}
    by_id = {one.external_id: one for one in stored if one.external_id}
    named = {guid_of(session, root) for session in found}
    wanted: dict[str, Wanted] = {}
    for session in found:
        guid = guid_of(session, root)
        known = by_guid.get(guid) or by_slot.get(session.slot_guid)
        if known is None and session.external_id:
            same = by_id.get(session.external_id)
            if same is not None and _may_be(same, session, named, root):
                known = same
        key = known.guid if known else guid
        one = wanted.setdefault(key, Wanted(session, key, known))
        one.slots.append(session)
    return list(wanted.values())


def _may_be(
    stored: StoredSession, session: plain.Session, named: Collection[str], root: str
) -> bool:
    """Tell whether an id is enough: not if both sides have guids, which differ."""
    had_none = stored.guid == derived_guid(root, stored.external_id)
    return stored.guid not in named and (not session.guid or had_none)


def match_people(
    found: Iterable[plain.Person], stored: Iterable[StoredSpeaker]
) -> dict[str, StoredSpeaker | None]:
    """Return who of the stored speakers each person of the file is, by their code.

    Our own files call people by number; the name has to agree then, as another file's
    ids may be the same numbers.
    """
    stored = list(stored)
    found = list(found)
    by_id = {one.external_id: one for one in stored if one.external_id}
    by_number = {one.number: one for one in stored}
    by_code = {one.code: one for one in stored}
    by_name: defaultdict[str, list[StoredSpeaker]] = defaultdict(list)
    for speaker in stored:
        by_name[one_line(speaker.name)].append(speaker)
    matched: dict[str, StoredSpeaker | None] = {}
    taken: set[int] = set()

    def match(person: plain.Person, *candidates: StoredSpeaker | None) -> None:
        free = (one for one in candidates if one is not None and one.id not in taken)
        one = next(free, None)
        if one is not None and person.code not in matched:
            matched[person.code] = one
            taken.add(one.id)

    for person in found:  # those about whom there is no doubt come first
        sure = (
            by_code.get(person.code),
            by_id.get(person.external_id),
            by_number.get(person.number or 0),
        )
        name = one_line(person.name)
        match(person, *(one for one in sure if one and one_line(one.name) == name))
    for person in found:
        match(person, by_id.get(person.external_id))
        if not person.external_id:
            namesakes = by_name[one_line(person.name)]
            match(person, *sorted(namesakes, key=lambda one: bool(one.external_id)))
        matched.setdefault(person.code, None)
    return matched


def compare_speaker(person: plain.Person, stored: StoredSpeaker) -> dict[str, str]:
    """Return what the file says otherwise of a person; what is empty says nothing."""
    said = {
        "name": one_line(person.name),
        "job_title": one_line(person.job_title),
        "affiliation": one_line(person.affiliation),
        "biography": long_text(person.biography),
    }
    return {
        name: text
        for name, text in said.items()
        if text and text != NORMAL.get(name, long_text)(getattr(stored, name))
    }


def texts(session: plain.Session) -> dict[str, str]:
    """Return the session's texts as they are stored."""
    return {name: normal(getattr(session, name)) for name, normal in NORMAL.items()}


def compare(
    wanted: Wanted,
    people: Mapping[str, StoredSpeaker | None],
    own_site: Collection[str],
) -> Change:
    """Return how the file's session differs in content from the stored one.

    `own_site` holds the paths of files of ours, which come back as whole addresses.
    """
    session, stored, change = wanted.session, wanted.stored, Change()
    if stored is None:
        raise ValueError("a new session has nothing to be compared with")
    for name, text in texts(session).items():
        if name in session.silent_on:
            continue
        if text != NORMAL[name](stored.texts[name]):
            change.values[name] = text
    for name in ("do_not_record", "duration"):
        value = getattr(session, name)
        if name not in session.silent_on and value != getattr(stored, name):
            change.values[name] = value
    parts = {
        "track": (one_line(session.track).casefold(), stored.track.casefold()),
        "type": (one_line(session.type).casefold(), stored.type.casefold()),
        "tags": ({one_line(tag).casefold() for tag in session.tags}, stored.tags),
        "people": (stage(session, people), stored.people),
        "links": (pairs(session.links, own_site), pairs_of(stored.links)),
        "attachments": (
            pairs(session.attachments, own_site),
            pairs_of(stored.attachments),
        ),
    }
    change.parts = {
        name
        for name, (new, old) in parts.items()
        if name not in session.silent_on and new != old
    }
    return change


def stage(
    session: plain.Session, people: Mapping[str, StoredSpeaker | None]
) -> list[int]:
    """Return the ids of the speakers in order, 0 for each new one."""
    known = [people.get(part.person) for part in session.people]
    return [one.id if one is not None else 0 for one in known]


def pairs(links: Iterable[plain.Link], own_site: Collection[str]) -> list[LinkPair]:
    found = []
    for link in links:
        path = urlsplit(link.url).path
        url = path if path in own_site else web_address(link.url)
        if url:
            found.append((url, one_line(link.title)))
    return found


def pairs_of(links: Iterable[LinkPair]) -> list[LinkPair]:
    return [(web_address(url) or url, one_line(title)) for url, title in links]


def pair_slots(wanted: Wanted) -> list[tuple[plain.Session, StoredSlot | None]]:
    """Return each placement of the file with the slot that it is today."""
    stored = list(wanted.stored.slots) if wanted.stored else []
    if len(wanted.slots) == len(stored) == 1:
        return [(wanted.slots[0], stored[0])]
    by_guid = {slot.guid: slot for slot in stored}
    guids = slot_guids(wanted)
    return [(place, by_guid.get(guids[n])) for n, place in enumerate(wanted.slots)]


def slot_guids(wanted: Wanted) -> list[str]:
    """Return the guids of a session's placements: the first one has the session's."""
    return [
        (place.slot_guid or derived_guid(wanted.guid, str(n + 1))) if n else wanted.guid
        for n, place in enumerate(wanted.slots)
    ]


def derived_code(taken: Collection[str], *parts: str) -> str:
    """Return the code that the same parts always get, unless it is `taken`."""
    for attempt in range(1000):
        digest = sha256("\n".join((*parts, str(attempt))).encode()).digest()
        code = "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:LENGTH])
        if code not in taken:
            return code
    raise ValueError("no code is free")


def devroom_tracks(programme: plain.Programme) -> list[str]:
    """Return the tracks that are devrooms: by their sessions' type, or their name."""
    types: defaultdict[str, set[str]] = defaultdict(set)
    for session in programme.sessions:
        types[session.track].add(session.type.casefold())
    return [
        track.name
        for track in programme.tracks
        if types.get(track.name)
        and (DEVROOM in types[track.name] or track.name.casefold().endswith(DEVROOM))
    ]


def opening_hours(
    sessions: Iterable[plain.Session],
) -> dict[tuple[str, object], tuple[datetime, datetime]]:
    """Return by room and day when the first session begins and the last one ends."""
    hours: dict[tuple[str, object], tuple[datetime, datetime]] = {}
    for session in sessions:
        start, end = session.starts_at, session.ends_at
        if start is None or end is None or not session.room:
            continue
        first, last = hours.get((session.room, session.day), (start, end))
        hours[session.room, session.day] = min(first, start), max(last, end)
    return hours
