"""Writes the schedule as a table for spreadsheets, one row for each session's place.

Sessions that have no time yet come last.
"""

from collections.abc import Iterator
from datetime import datetime

from eventsite.formats import csv_table
from eventsite.formats.addresses import Addresses
from eventsite.formats.characters import clean, one_line
from eventsite.formats.csv_list import join_list, join_people
from eventsite.formats.model import Programme
from eventsite.formats.slots import Slot, Slots
from eventsite.formats.times import write_length

HEADS = (
    "code", "title", "subtitle", "people", "track", "type", "language", "level", "room",
    "day", "start", "end", "duration", "zone", "tags", "status", "url", "abstract",
)  # fmt: skip


def write(programme: Programme, *, base_url: str) -> bytes:
    """Return the table; the same programme always gives the same bytes."""
    return csv_table.write(HEADS, _rows(programme, base_url))


def _rows(programme: Programme, base_url: str) -> Iterator[tuple[str, ...]]:
    addresses = Addresses(base_url, programme.conference)
    slots = Slots(programme, cancelled=True)
    people = {person.code: one_line(person.name) for person in programme.people}
    placed = [(slot.session, _times(slot)) for slot in slots.all]
    untimed = [(s, ("", "", "")) for s in programme.sessions if s.starts_at is None]
    for session, times in [*placed, *untimed]:
        names = [people[a.person] for a in session.people if a.person in people]
        yield (
            one_line(session.code),
            one_line(session.title),
            one_line(session.subtitle),
            join_people(names),
            one_line(session.track),
            one_line(session.type),
            one_line(session.language),
            one_line(session.level),
            one_line(session.room),
            *times,
            write_length(session.duration),
            slots.zone.key,
            join_list(one_line(tag) for tag in session.tags),
            "cancelled" if session.cancelled else "confirmed",
            addresses.session(session),
            clean(session.abstract),
        )


def _times(slot: Slot) -> tuple[str, str, str]:
    """Return the programme's day, and start and end on the wall's clock."""
    return (
        slot.day.isoformat(),
        _wall_time(slot.starts_at),
        _wall_time(slot.ends_at),
    )


def _wall_time(at: datetime) -> str:
    """Return what clocks show; with the offset where they show it twice."""
    is_twice = at.replace(fold=0).utcoffset() != at.replace(fold=1).utcoffset()
    seconds = f"{at::%S}" if at.second else ""
    return f"{at:%Y-%m-%d %H:%M}{seconds}" + (f" {at:%z}" if is_twice else "")
