"""Reads xCal: as pentabarf wrote it, and as its standard has it.

Source: RFC 6321.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from eventsite.core.words import _
from eventsite.formats import hardened_xml
from eventsite.formats.assembly import assemble
from eventsite.formats.characters import one_line
from eventsite.formats.content_lines import (
    MAX_COMPONENTS,
    Component,
    Property,
    escaped,
)
from eventsite.formats.found import FoundFile, FoundPerson, FoundSession
from eventsite.formats.frab_reader import refuse_other_things
from eventsite.formats.hardened_xml import Node, Progress
from eventsite.formats.ical_reader import WANTED, CalendarReader
from eventsite.formats.identity import LONGEST_NAME, to_guid
from eventsite.formats.limits import measure
from eventsite.formats.model import Reading, Unreadable

ROOT = "iCalendar"
UNITS = frozenset(
    (
        "vevent", "vtimezone", "properties",
        "x-wr-calname", "x-wr-caldesc", "x-wr-timezone",
    )
)  # fmt: skip
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
    measure(source)
    refuse_other_things(source.read(4096))
    source.seek(0)
    reader = _Reader()
    hardened_xml.parse(source, reader, UNITS, progress)
    if reader.root.components:
        return assemble(CalendarReader("xcal", reader.root).file, zone)
    return assemble(reader.file, zone)


class _Reader:
    def __init__(self) -> None:
        self.file = FoundFile("xcal")
        self.root = Component("", 0)  # what is written by the RFC

    def opened(self, path: list[Node]) -> None:
        if len(path) == 1 and path[0].tag.lower() != ROOT.lower():
            raise Unreadable(
                _(
                    "The file begins with <%(tag)s>, not with <%(root)s>.",
                    tag=path[0].tag[:40],
                    root=ROOT,
                ),
                path[0].line,
                path[0].column,
            )

    def unit(self, path: list[Node], node: Node) -> None:
        told = self.file.conference
        if not path:
            self.opened([node])
        elif node.tag == "properties" or node.find("properties"):
            self._by_the_rfc(node)
        elif node.tag == "vevent":
            self._event(node)
        elif node.tag == "x-wr-timezone":
            told["zone"], told["zone line"] = node.text, str(node.line)
        elif node.tag == "x-wr-caldesc" or "title" not in told:
            told["title"], told["title line"] = node.text, str(node.line)

    def _by_the_rfc(self, node: Node) -> None:
        """Keep a component, or the properties of the calendar itself."""
        if not self.root.components:
            self.root.components.append(Component("VCALENDAR", node.line))
        calendar = self.root.components[0]
        if node.tag == "properties":
            calendar.properties += _properties(node)
        elif len(calendar.components) >= MAX_COMPONENTS:
            what = _("The file has more than %(most)s components.", most=MAX_COMPONENTS)
            raise Unreadable(what, node.line, node.column)
        else:
            calendar.components.append(_component(node))

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


def _component(node: Node) -> Component:
    found = Component(node.tag.upper(), node.line)
    for child in node.children:
        if child.tag == "properties":
            found.properties += _properties(child)
        elif child.tag == "components":
            found.components += [_component(inner) for inner in child.children]
    return found


def _properties(node: Node) -> Iterator[Property]:
    """Yield the properties as iCalendar would write them."""
    for child in node.children:
        name = child.tag.upper()
        if name in WANTED:
            values = [one for one in child.children if one.tag != "parameters"]
            value = ",".join(
                _rule(one) if one.tag == "recur" else escaped(one.text)
                for one in values
            )
            yield Property(name, dict(_parameters(child)), value, child.line)


def _parameters(node: Node) -> Iterator[tuple[str, str]]:
    told = node.find("parameters")
    for one in told.children if told else ():
        yield one.tag.upper(), one.text.strip()


def _rule(node: Node) -> str:
    parts: dict[str, list[str]] = {}
    for one in node.children:
        parts.setdefault(one.tag.upper(), []).append(one.text.strip())
    return ";".join(f"{name}={','.join(values)}" for name, values in parts.items())
