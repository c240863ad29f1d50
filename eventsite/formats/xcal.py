"""Writes xCal as pentabarf wrote it, which some apps still read."""

from collections.abc import Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from eventsite.formats.addresses import Addresses
from eventsite.formats.characters import clean, one_line
from eventsite.formats.model import Programme
from eventsite.formats.slots import Slot, Slots
from eventsite.formats.times import write_length


def write(programme: Programme, *, base_url: str) -> bytes:
    """Return the schedule in xCal; the same programme always gives the same bytes."""
    addresses = Addresses(base_url, programme.conference)
    slots = Slots(programme)
    people = {person.code: one_line(person.name) for person in programme.people}
    title = escape(one_line(programme.conference.title))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        (
            '<iCalendar xmlns:xCal="urn:ietf:params:xml:ns:xcal" '
            'xmlns:pentabarf="http://pentabarf.org">'
        ),
        "  <vcalendar>",
        "    <version>2.0</version>",
        "    <prodid>-//eventsite//schedule//EN</prodid>",
        f"    <x-wr-caldesc>{title}</x-wr-caldesc>",
        f"    <x-wr-calname>{title}</x-wr-calname>",
        f"    <x-wr-timezone>{slots.zone.key}</x-wr-timezone>",
    ]
    for slot in slots.all:
        names = [people[a.person] for a in slot.session.people if a.person in people]
        lines += _event(slot, addresses.session(slot.session), names)
    return "\n".join([*lines, "  </vcalendar>", "</iCalendar>", ""]).encode()


def _event(slot: Slot, where: str, names: list[str]) -> Iterator[str]:
    session = slot.session
    summary = one_line(session.title)
    if session.subtitle:
        summary = f"{summary} – {one_line(session.subtitle)}"
    yield "    <vevent>"
    for name, text in (
        ("method", "PUBLISH"),
        ("uid", f"{slot.guid}@eventsite"),
        ("pentabarf:event-id", str(slot.number)),
        ("pentabarf:event-slug", slot.slug),
        ("pentabarf:title", one_line(session.title)),
        ("pentabarf:subtitle", one_line(session.subtitle)),
        ("pentabarf:language", one_line(session.language)),
        ("pentabarf:track", one_line(session.track)),
        ("pentabarf:start", _moment(slot.starts_at)),
        ("pentabarf:end", _moment(slot.ends_at)),
        ("pentabarf:duration", write_length(session.duration)),
        ("dtstart", f"{slot.starts_at:%Y%m%dT%H%M%S}"),
        ("dtend", f"{slot.ends_at:%Y%m%dT%H%M%S}"),
        ("duration", write_length(session.duration)),
        ("summary", summary),
        ("description", clean(session.abstract)),
        ("class", "PUBLIC"),
        ("status", "CONFIRMED"),
        ("categories", one_line(session.track)),
        ("url", where),
        ("location", one_line(session.room)),
        *(("attendee", name) for name in names),
    ):
        yield f"      <{name}>{escape(text)}</{name}>"
    yield "    </vevent>"


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S %z}"
