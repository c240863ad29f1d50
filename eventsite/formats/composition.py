"""One programme made of several releases, each of which speaks for some events."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from eventsite.core.codes import slugify
from eventsite.formats.model import Conference, Programme, Room, Session, Track

Named = TypeVar("Named", Room, Track)


@dataclass(frozen=True, slots=True)
class Slice:
    """What a release says about the events of which it is the newest one.

    `events` maps their slugs in the release to their slugs of today.
    """

    programme: Programme
    events: Mapping[str, str]


def compose(conference: Conference, slices: Sequence[Slice]) -> Programme:
    """Return the slices as one programme of `conference`, the newest slice first.

    Holds tracks and people of its sessions only, and besides their rooms all others of
    the events. Rooms stand in the order of the slice that knows most of them; sessions
    by time, then room. Version and moment are those of the newest slice. The slices are
    left as they are.
    """
    sessions = [
        replace(session, event=part.events[session.event])
        for part in slices
        for session in part.programme.sessions
        if session.event in part.events
    ]
    breaks = [
        replace(pause, event=part.events[pause.event])
        for part in slices
        for pause in part.programme.breaks
        if pause.event in part.events
    ]
    placed = _placed_guids(sessions)
    gone = {
        session.slot_guid: replace(session, event=part.events[session.event])
        for part in reversed(slices)  # the newest wins
        for session in part.programme.gone
        if session.event in part.events and session.slot_guid not in placed
    }
    used = {session.room for session in sessions} | {pause.room for pause in breaks}
    used |= {
        room.name
        for part in slices
        for room in part.programme.rooms
        if room.event in part.events
    }
    by_size = sorted(slices, key=lambda part: -len(part.programme.rooms))
    rooms = _merged((part.programme.rooms for part in by_size), used)
    by_size = sorted(slices, key=lambda part: -len(part.programme.tracks))
    tracks = _merged(
        (part.programme.tracks for part in by_size), {s.track for s in sessions}
    )
    on_stage = {part.person for session in sessions for part in session.people}
    people = {
        person.code: person
        for part in reversed(slices)  # the newest wins
        for person in part.programme.people
        if person.code in on_stage
    }
    newest = slices[0].programme if slices else Programme(conference)
    return Programme(
        conference,
        version=newest.version,
        released_at=newest.released_at,
        days=_days(conference, sessions),
        rooms=rooms,
        tracks=tracks,
        people=sorted(people.values(), key=lambda p: (p.name.casefold(), p.code)),
        sessions=in_order(sessions, rooms),
        breaks=sorted(breaks, key=lambda pause: pause.starts_at),
        gone=list(gone.values()),
    )


def in_order(sessions: Iterable[Session], rooms: Sequence[Room]) -> list[Session]:
    """Return the sessions by time, then by their room's place in `rooms`.

    What has no time yet comes last.
    """
    place = {room.name: n for n, room in enumerate(rooms)}
    return sorted(
        sessions,
        key=lambda s: (
            s.starts_at is None,
            s.starts_at.timestamp() if s.starts_at else 0,
            place.get(s.room, len(place)),
            s.title,
            s.slot_guid,
        ),
    )


def carry_over(programme: Programme, before: Programme | None, now: datetime) -> None:
    """Give each session its history: when it changed last, and how often.

    A session is its `slot_guid`. What is shown of it counts, its place and the names of
    its people included; in which event it stands does not.

    A place that the public has seen and that is no more, taken off or dropped, stays in
    `programme.gone`, cancelled: calendars must be told, and `sequence` goes on where it
    was if the session is ever put back.
    """
    former = {s.slot_guid: s for s in before.sessions} if before else {}
    gone = {s.slot_guid: s for s in before.gone} if before else {}
    names, old_names = _names(programme), _names(before)
    for session in programme.sessions:
        old, lost = former.get(session.slot_guid), gone.get(session.slot_guid)
        told = max((s.sequence for s in (old, lost) if s), default=-1)
        if old is not None and _shown(session, names) == _shown(old, old_names):
            session.changed_at, session.sequence = old.changed_at, old.sequence
        else:
            session.changed_at, session.sequence = now, told + 1
    placed = _placed_guids(programme.sessions)
    last = [
        _tombstone(old, now)
        for old in former.values()
        if old.starts_at is not None and old.slot_guid not in placed
    ]
    known = {session.slot_guid for session in last}
    programme.gone = last + [
        lost for guid, lost in gone.items() if guid not in placed and guid not in known
    ]


def _placed_guids(sessions: Iterable[Session]) -> set[str]:
    return {session.slot_guid for session in sessions if session.starts_at is not None}


def _tombstone(session: Session, now: datetime) -> Session:
    """Return what is kept of a place that is no more; whoever was cancelled stays so."""
    bare = replace(session, people=[], links=[], attachments=[], recording_url="")
    if session.cancelled:
        return bare
    return replace(bare, cancelled=True, changed_at=now, sequence=session.sequence + 1)


def _names(programme: Programme | None) -> dict[str, str]:
    return {p.code: p.name for p in programme.people} if programme else {}


def _shown(session: Session, names: Mapping[str, str]) -> tuple[Session, list[str]]:
    plain = replace(session, changed_at=None, sequence=0, line=0, event="")
    return plain, [names.get(part.person, "") for part in session.people]


def _merged(lists: Iterable[list[Named]], used: set[str]) -> list[Named]:
    """Return each used name once, as first met, with a slug of its own."""
    found: dict[str, Named] = {}
    slugs: set[str] = set()
    for item in (item for items in lists for item in items):
        if item.name in used and item.name not in found:
            slug = slugify(item.slug or item.name, slugs)
            slugs.add(slug)
            found[item.name] = replace(item, slug=slug)
    return list(found.values())


def _days(conference: Conference, sessions: Iterable[Session]) -> list[date]:
    """Return the conference's days and any other on which something happens."""
    days = {session.day for session in sessions if session.day is not None}
    if conference.starts_on and conference.ends_on:
        length = (conference.ends_on - conference.starts_on).days
        first = conference.starts_on
        days |= {first + timedelta(days=n) for n in range(length + 1)}
    return sorted(days)
