"""Writes the schedule as a table for spreadsheets, one row for each session's place."""

from collections.abc import Iterator

from eventsite.formats import csv_table
from eventsite.formats.addresses import Addresses
from eventsite.formats.characters import clean, one_line
from eventsite.formats.model import Programme
from eventsite.formats.slots import Slots
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
    for slot in slots.all:
        session = slot.session
        names = [people[a.person] for a in session.people if a.person in people]
        end = (slot.starts_at + session.duration).astimezone(slots.zone)
        yield (
            one_line(session.code),
            one_line(session.title),
            one_line(session.subtitle),
            ", ".join(names),
            one_line(session.track),
            one_line(session.type),
            one_line(session.language),
            one_line(session.level),
            one_line(session.room),
            slot.day.isoformat(),
            f"{slot.starts_at:%Y-%m-%d %H:%M}",
            f"{end:%Y-%m-%d %H:%M}",
            write_length(session.duration),
            slots.zone.key,
            ", ".join(one_line(tag) for tag in session.tags),
            "cancelled" if session.cancelled else "confirmed",
            addresses.session(session),
            clean(session.abstract),
        )
