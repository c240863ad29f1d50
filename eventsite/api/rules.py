"""Which sessions are asked for. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from eventsite.formats.model import Session
from eventsite.programme.models import Edition

T = TypeVar("T")
Placements = list[Session]


@dataclass(frozen=True, slots=True)
class SessionFilter:
    """What is asked for; the words as typed, empty for everything."""

    day: date | None = None
    track: str = ""
    room: str = ""
    type: str = ""
    speaker: str = ""
    q: str = ""
    modified_since: datetime | None = None


def find_sessions(edition: Edition, wanted: SessionFilter) -> list[Placements]:
    """Return the sessions that fit, by their first time, each with all its times.

    One fits a day and a room if any of its times does. `q` means all of its words.
    """
    found = {
        session.code
        for session in _said(edition, wanted.q)
        if _fits(session, wanted, edition)
    }
    return [all_ for code, all_ in edition.by_code.items() if code in found]


def _said(edition: Edition, q: str) -> list[Session]:
    if not q.strip():
        return edition.programme.sessions
    codes = set(edition.codes_found(q))
    return [s for s in edition.programme.sessions if s.code in codes]


def _fits(session: Session, wanted: SessionFilter, edition: Edition) -> bool:
    if wanted.day is not None and session.day != wanted.day:
        return False
    track = edition.tracks.get(wanted.track)
    if wanted.track and session.track != (track.name if track else wanted.track):
        return False
    room = edition.rooms.get(wanted.room)
    if wanted.room and session.room != (room.name if room else wanted.room):
        return False
    if wanted.type and session.type.casefold() != wanted.type.casefold():
        return False
    on_stage = (part.person for part in session.people)
    if wanted.speaker and wanted.speaker.upper() not in on_stage:
        return False
    since, changed_at = wanted.modified_since, session.changed_at
    return since is None or changed_at is None or changed_at >= since


def part_of(things: Sequence[T], page: int, per_page: int) -> Sequence[T]:
    """Return a page of a list, from 1; one beyond the last is empty."""
    return things[(page - 1) * per_page : page * per_page]
