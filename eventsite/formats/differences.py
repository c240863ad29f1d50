"""What changed between two versions of a programme."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from eventsite.formats.model import Programme, Session

PLACE = ("starts_at", "duration", "room", "day")
CONTENT = {
    "title": "title", "subtitle": "subtitle", "abstract": "abstract",
    "description": "description", "people": "people", "track": "track", "type": "type",
    "language": "language", "level": "level", "links": "links",
    "attachments": "attachments", "tags": "tags", "do_not_record": "recording",
    "recording_url": "recording", "recording_licence": "recording",
}  # fmt: skip


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
        return bool(self.new or self.cancelled or self.moved or self.changed)


def differences(before: Programme | None, after: Programme) -> Differences:
    """Return what a reader of `before` must be told; sessions are their `slot_guid`."""
    found = Differences()
    former = _by_guid(before.sessions if before else ())
    people = [
        {person.code: person.name for person in programme.people}
        for programme in (before or after, after)
    ]
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


def _compare(
    found: Differences,
    old: Session,
    new: Session,
    names_before: Mapping[str, str],
    names_after: Mapping[str, str],
) -> None:
    place = [name for name in PLACE if getattr(old, name) != getattr(new, name)]
    if place:
        words = {"starts_at": "time", "day": "time", "duration": "length"}
        what = dict.fromkeys(words.get(name, name) for name in place)
        found.moved.append(Move(old, new, tuple(what)))
    content = [
        word
        for name, word in CONTENT.items()
        if getattr(old, name) != getattr(new, name)
    ]
    if "people" not in content and any(
        names_before.get(part.person) != names_after.get(part.person)
        for part in new.people
    ):
        content.append("people")
    if content:
        found.changed.append(Move(old, new, tuple(dict.fromkeys(content))))


def _by_guid(sessions: Iterable[Session]) -> dict[str, Session]:
    return {session.slot_guid or session.guid: session for session in sessions}
