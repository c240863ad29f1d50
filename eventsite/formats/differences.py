"""What changed between two versions of a programme, and how to tell people."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from eventsite.formats.model import Programme, Session
from eventsite.formats.times import write_length

PLACE = {"starts_at": "time", "day": "time", "room": "room"}
CONTENT = {
    "duration": "length", "title": "title", "subtitle": "subtitle",
    "abstract": "abstract", "description": "description", "people": "people",
    "track": "track", "type": "type", "language": "language", "level": "level",
    "links": "links", "attachments": "attachments", "tags": "tags",
    "do_not_record": "recording", "recording_url": "recording",
    "recording_licence": "recording",
}  # fmt: skip
MINOR = frozenset({"links", "attachments", "tags", "recording"})  # nobody plans by them
QUOTED = ("title", "subtitle", "track", "type", "language", "level")  # short enough


@dataclass(frozen=True, slots=True)
class Move:
    """A session before and after; `what` says what differs, in words."""

    before: Session
    after: Session
    what: tuple[str, ...]


@dataclass(slots=True)
class Differences:
    """A session both moved and changed stands in both lists."""

    new: list[Session] = field(default_factory=list)
    cancelled: list[Session] = field(default_factory=list)  # marked, or gone
    moved: list[Move] = field(default_factory=list)
    changed: list[Move] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.count)

    @property
    def count(self) -> int:
        """Return how many sessions a reader must be told of."""
        told = {move.after.slot_guid for move in (*self.moved, *self.changed)}
        return len(self.new) + len(self.cancelled) + len(told)


@dataclass(slots=True)
class Place:
    starts_at: datetime | None = None
    duration: timedelta = timedelta()
    room: str = ""

    @property
    def ends_at(self) -> datetime | None:
        return None if self.starts_at is None else self.starts_at + self.duration


@dataclass(slots=True)
class Detail:
    """Something of a session that differs; long texts are not quoted."""

    what: str
    before: str = ""
    after: str = ""


@dataclass(slots=True)
class Change:
    """What became of a session, in plain data that can be kept.

    `kind` is "new", "cancelled", "moved" or "changed"; what moved may have changed
    besides, which `details` say. `before` is where it was, `after` where it is; of what
    is new or cancelled there is only the one.
    """

    kind: str
    title: str
    code: str = ""
    guid: str = ""  # of the placement
    event: str = ""  # slug of the event that owns it
    people: list[str] = field(default_factory=list)
    before: Place | None = None
    after: Place | None = None
    details: list[Detail] = field(default_factory=list)


@dataclass(slots=True)
class Changes:
    """What a version changed, as it is kept."""

    changes: list[Change] = field(default_factory=list)


def differences(before: Programme | None, after: Programme) -> Differences:
    """Return what a reader of `before` must be told; sessions are their `slot_guid`."""
    found = Differences()
    former = _by_guid(before.sessions if before else ())
    people = [names_of(programme) for programme in (before or after, after)]
    current = _by_guid(after.sessions)
    for guid, session in current.items():
        old = former.get(guid)
        if session.cancelled:
            if old is None or not old.cancelled:
                found.cancelled.append(session)
        elif old is None or old.cancelled:
            found.new.append(session)
        else:
            _compare(found, old, session, *people)
    found.cancelled += [
        old for guid, old in former.items() if guid not in current and not old.cancelled
    ]
    return found


def tell(before: Programme | None, after: Programme) -> list[Change]:
    """Return the differences as they are told, kept and sent: what is new first.

    That slides or a recording came along is not told by itself: after an event that
    would be each of its sessions.
    """
    found = differences(before, after)
    names_before, names_after = names_of(before or after), names_of(after)
    changes = [_told("new", session, names_after) for session in found.new]
    changes += [
        _told("cancelled", session, {**names_after, **names_before})
        for session in found.cancelled
    ]
    moved = {id(move.after) for move in found.moved}
    also = {id(move.after): move for move in found.changed}
    changed = [
        move
        for move in found.changed
        if id(move.after) not in moved and not MINOR.issuperset(move.what)
    ]
    for move in [*found.moved, *changed]:
        kind = "moved" if id(move.after) in moved else "changed"
        change = _told(kind, move.after, names_after)
        change.before = _place(move.before)
        content = also.get(id(move.after))
        what = content.what if content else ()
        change.details = list(_details(move, what, names_before, names_after))
        changes.append(change)
    return changes


def names_of(programme: Programme) -> dict[str, str]:
    return {person.code: person.name for person in programme.people}


def _told(kind: str, session: Session, names: Mapping[str, str]) -> Change:
    place = _place(session)
    return Change(
        kind=kind,
        title=session.title,
        code=session.code,
        guid=session.slot_guid or session.guid,
        event=session.event,
        people=_people(session, names),
        before=place if kind == "cancelled" else None,
        after=None if kind == "cancelled" else place,
    )


def _place(session: Session) -> Place:
    return Place(session.starts_at, session.duration, session.room)


def _details(
    move: Move,
    what: Sequence[str],
    names_before: Mapping[str, str],
    names_after: Mapping[str, str],
) -> Iterator[Detail]:
    old, new = move.before, move.after
    for one in what:
        if one in QUOTED:
            yield Detail(one, getattr(old, one), getattr(new, one))
        elif one == "length":
            yield Detail(one, write_length(old.duration), write_length(new.duration))
        elif one == "people":
            was, now = _people(old, names_before), _people(new, names_after)
            yield Detail(one, ", ".join(was), ", ".join(now))
        else:
            yield Detail(one)


def _people(session: Session, names: Mapping[str, str]) -> list[str]:
    return [names[part.person] for part in session.people if part.person in names]


def _compare(
    found: Differences,
    old: Session,
    new: Session,
    names_before: Mapping[str, str],
    names_after: Mapping[str, str],
) -> None:
    place = _differing(PLACE, old, new)
    if place:
        found.moved.append(Move(old, new, tuple(dict.fromkeys(place))))
    content = _differing(CONTENT, old, new)
    if "people" not in content and any(
        names_before.get(part.person) != names_after.get(part.person)
        for part in new.people
    ):
        content.append("people")
    if content:
        found.changed.append(Move(old, new, tuple(dict.fromkeys(content))))


def _differing(names: Mapping[str, str], old: Session, new: Session) -> list[str]:
    return [
        word for name, word in names.items() if getattr(old, name) != getattr(new, name)
    ]


def _by_guid(sessions: Iterable[Session]) -> dict[str, Session]:
    return {session.slot_guid or session.guid: session for session in sessions}
