"""xCal as pentabarf wrote it, which some apps still read: its reader and its writer."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import BinaryIO
from xml.sax.saxutils import escape

from eventsite.formats import hardened_xml
from eventsite.formats.addresses import Addresses
from eventsite.formats.assembly import assemble
from eventsite.formats.characters import clean, one_line
from eventsite.formats.found import FoundFile, FoundPerson, FoundSession
from eventsite.formats.frab_reader import refuse_other_things
from eventsite.formats.hardened_xml import Node, Progress
from eventsite.formats.identity import LONGEST_NAME, to_guid
from eventsite.formats.model import Programme, Reading, Unreadable
from eventsite.formats.slots import Slot, Slots
from eventsite.formats.times import write_length

ROOT = "iCalendar"
TEXTS = {
    "pentabarf:title": "title",
    "summary": "title",
    "pentabarf:subtitle": "subtitle",
    "pentabarf:language": "language",
    "pentabarf:track": "track",
    "categories": "track",
    "description": "abstract",
}


def read(
    data: bytes | BinaryIO, zone: str | None = None, progress: Progress | None = None
) -> Reading:
    """Return what a schedule in xCal holds; `zone` is used where it names none.

    Raises:
        Unreadable: it is no such schedule; says what is wrong, and where.
    """
    source = BytesIO(data) if isinstance(data, bytes) else data
    hardened_xml.measure(source)
    refuse_other_things(source.read(4096))
    source.seek(0)
    reader = _Reader()
    units = {"vevent", "x-wr-calname", "x-wr-caldesc", "x-wr-timezone"}
    hardened_xml.parse(source, reader, units, progress)
    return assemble(reader.file, zone)


class _Reader:
    def __init__(self) -> None:
        self.file = FoundFile("xcal")

    def opened(self, path: list[Node]) -> None:
        if len(path) == 1 and path[0].tag != ROOT:
            raise Unreadable(
                f"The file begins with <{path[0].tag[:40]}>, not with <{ROOT}>.",
                path[0].line,
                path[0].column,
            )

    def unit(self, path: list[Node], node: Node) -> None:
        told = self.file.conference
        if not path:
            self.opened([node])
        elif node.tag == "vevent":
            self._event(node)
        elif node.tag == "x-wr-timezone":
            told["zone"], told["zone line"] = node.text, str(node.line)
        elif node.tag == "x-wr-caldesc" or "title" not in told:
            told["title"], told["title line"] = node.text, str(node.line)

    def _event(self, node: Node) -> None:
        parts: dict[str, str] = {}
        people = []
        for child in node.children:
            if child.tag == "attendee":
                people.append(
                    FoundPerson(one_line(child.text)[:LONGEST_NAME], "", child.line)
                )
            else:
                parts.setdefault(child.tag, child.text)
        texts: dict[str, str] = {}
        for name, ours in TEXTS.items():
            if name in parts:
                texts.setdefault(ours, parts[name])
        room = one_line(parts.get("location", ""))[:LONGEST_NAME]
        if room:
            self.file.add_room(room)
        self.file.sessions.append(
            FoundSession(
                node.line,
                room=room,
                id=parts.get("pentabarf:event-id", ""),
                guid=to_guid(parts.get("uid", "").partition("@")[0]),
                slug=parts.get("pentabarf:event-slug", ""),
                texts=texts,
                date=parts.get("pentabarf:start", "") or parts.get("dtstart", ""),
                end=parts.get("pentabarf:end", "") or parts.get("dtend", ""),
                people=[person for person in people if person.name],
            )
        )


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
