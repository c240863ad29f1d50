"""Reads pentabarf, frab and pretalx XML, which are one family.

Classic files say only `<day date>`, `<start>` and `<duration>`; later ones add guids, a
`<date>` with offset, a zone and tracks. What is missing or odd is noted, not refused.
"""

import re
from io import BytesIO
from typing import BinaryIO

from eventsite.core.words import _
from eventsite.formats import hardened_xml
from eventsite.formats.assembly import assemble
from eventsite.formats.characters import long_text, one_line, web_address
from eventsite.formats.found import FoundDay, FoundFile, FoundPerson, FoundSession
from eventsite.formats.hardened_xml import Node, Progress
from eventsite.formats.identity import LONGEST_NAME
from eventsite.formats.limits import measure
from eventsite.formats.model import Link, Person, Reading, Unreadable
from eventsite.formats.times import read_day

CONFERENCE = {  # their name to ours
    "title": "title",
    "acronym": "acronym",
    "subtitle": "subtitle",
    "venue": "venue",
    "city": "city",
    "start": "starts_on",
    "end": "ends_on",
    "day_change": "day_change",
    "timeslot_duration": "timeslot",
    "time_zone_name": "zone",
    "time_zone": "zone",
    "url": "url",
    "logo": "logo",
}
TEXTS = frozenset(
    ("title", "subtitle", "abstract", "description", "track", "type", "language")
)
UNITS = frozenset(("conference", "version", "tracks", "persons", "event"))
_COLOUR = re.compile("#[0-9a-fA-F]{6}")
_HTML = re.compile(rb"\s*(<!doctype\s+html|<html)", re.IGNORECASE)
YES = frozenset({"true", "1", "yes"})


def read(
    data: bytes | BinaryIO, zone: str | None = None, progress: Progress | None = None
) -> Reading:
    """Return what a schedule in XML holds.

    `zone` is used where the file names none: for times without an offset.

    Raises:
        Unreadable: it is no such schedule; says what is wrong, and where.
    """
    source = BytesIO(data) if isinstance(data, bytes) else data
    measure(source)
    refuse_other_things(source.read(4096))
    source.seek(0)
    reader = _Reader()
    hardened_xml.parse(source, reader, UNITS, progress)
    return assemble(reader.file, zone)


def refuse_other_things(head: bytes) -> None:
    """Say what a file is that only looks like XML, or not even that.

    Raises:
        Unreadable: it is a web page, binary, or no XML at all.
    """
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<"))
    if _HTML.match(text):
        raise Unreadable(_("This is a web page (HTML), not a schedule."), 1, 1)
    if not is_wide and b"\x00" in head:
        line = head.count(b"\n", 0, head.index(b"\x00")) + 1
        column = head.index(b"\x00") - head.rfind(b"\n", 0, head.index(b"\x00"))
        raise Unreadable(
            _("There is a NUL byte here, so this is no XML."), line, column
        )
    if not is_wide and not text:
        raise Unreadable(_("The file has nothing but blanks in it."), 1, 1)
    if not is_wide and not text.startswith(b"<"):
        raise Unreadable(_("This is no XML: it does not begin with “<”."), 1, 1)


class _Reader:
    def __init__(self) -> None:
        self.file = FoundFile("frab-xml")
        self.day: FoundDay | None = None

    def opened(self, path: list[Node]) -> None:
        node = path[-1]
        if len(path) == 1:
            if node.tag != "schedule":
                raise Unreadable(
                    _(
                        "The file begins with <%(tag)s>, not with <schedule>.",
                        tag=node.tag[:40],
                    ),
                    node.line,
                    node.column,
                )
        elif node.tag == "day":
            self._open_day(node)
        elif node.tag == "room" and (name := _name(node.attributes.get("name", ""))):
            self.file.add_room(
                name,
                node.attributes.get("slug", "").strip()[:80],
                node.attributes.get("guid", "").strip()[:36],
            )

    def _open_day(self, node: Node) -> None:
        text = node.attributes.get("date", "")
        start = node.attributes.get("start", "")
        day = read_day(text) or read_day(start)
        if day is None or (text and read_day(text) is None):
            self.file.odd(
                node.line, _("A day has the date %(text)s.", text=repr(text[:40]))
            )
        self.day = FoundDay(day, start, node.line)
        self.file.days.append(self.day)

    def unit(self, path: list[Node], node: Node) -> None:
        if not path:
            self.opened([node])  # says that it is no schedule
        elif node.tag == "event":
            self._event(path, node)
        elif len(path) == 1 and node.tag == "conference":
            self._conference(node)
        elif len(path) == 1 and node.tag == "version":
            self.file.version = node.text
        elif len(path) == 1 and node.tag == "tracks":
            self._tracks(node)
        elif len(path) == 1 and node.tag == "persons":
            for child in node.children:
                self._details(child)

    def _conference(self, node: Node) -> None:
        told = self.file.conference
        told["title line"] = str(node.line)
        for child in node.children:
            if name := CONFERENCE.get(child.tag):
                told.setdefault(name, child.text)
                told.setdefault(f"{name} line", str(child.line))
            elif child.tag == "color":
                colour = child.attributes.get("primary", "")
                told["colour"] = colour if _COLOUR.fullmatch(colour) else ""
        self._tracks(node)

    def _tracks(self, node: Node) -> None:
        for child in node.children:
            if child.tag != "track":
                continue
            name = _name(child.attributes.get("name", "") or child.text)
            colour = child.attributes.get("color", "")
            if name:
                self.file.add_track(
                    name,
                    child.attributes.get("slug", "").strip()[:80],
                    colour if _COLOUR.fullmatch(colour) else "",
                )

    def _details(self, node: Node) -> None:
        """Take what the FOSDEM flavour tells of a person beside the programme."""
        key = node.attributes.get("id", "").strip()
        if node.tag != "person" or not key:
            return
        texts = {child.tag: child.text for child in node.children}
        self.file.people[key] = Person(
            key,
            one_line(texts.get("name", "")),
            job_title=one_line(texts.get("job_title", ""))[:200],
            affiliation=one_line(texts.get("affiliation", ""))[:200],
            biography=long_text(texts.get("biography", ""))[:200_000],
            photo=web_address(texts.get("photo", "")),
            links=[
                Link(web_address(link.attributes.get("href", "")), one_line(link.text))
                for links in node.children
                if links.tag == "links"
                for link in links.children
                if web_address(link.attributes.get("href", ""))
            ],
        )

    def _event(self, path: list[Node], node: Node) -> None:
        around = [_name(n.attributes.get("name", "")) for n in path if n.tag == "room"]
        day = self.day if any(n.tag == "day" for n in path) else None
        attributes = node.attributes
        found = FoundSession(
            node.line,
            day,
            id=attributes.get("id", ""),
            guid=attributes.get("guid", ""),
            code=attributes.get("code", ""),
        )
        inside = ""
        for child in node.children:
            tag = child.tag
            if tag in TEXTS:
                if not found.texts.get(tag):
                    found.texts[tag] = child.text
            elif tag == "room":
                inside = _name(child.text)
            elif tag in {"date", "start", "slug", "url", "feedback_url", "end"}:
                setattr(found, tag, child.text)
            elif tag == "duration":
                found.duration = child.text
            elif take := _TAKE.get(tag):
                take(found, child)
        found.room = (around[-1] if around else "") or inside
        if found.room:
            self.file.add_room(found.room)
        if around and around[-1] and inside and inside != around[-1]:
            self.file.odd(
                node.line,
                _(
                    "A session in %(around)s says that it is in %(inside)s.",
                    around=around[-1],
                    inside=inside,
                ),
            )
        self._check_people(found)
        self.file.sessions.append(found)

    def _check_people(self, found: FoundSession) -> None:
        for person in found.people or ():
            if not person.name:
                self.file.odd(person.line, _("A person has no name; left out."))
        if found.people is not None:
            found.people = [person for person in found.people if person.name]


def _name(text: str) -> str:
    return one_line(text)[:LONGEST_NAME].strip()


def _people(found: FoundSession, node: Node) -> None:
    found.people = [
        FoundPerson(
            _name(child.text), child.attributes.get("id", "").strip(), child.line
        )
        for child in node.children
        if child.tag == "person"
    ]


def _links(node: Node, tag: str) -> list[Link]:
    return [
        Link(
            child.attributes.get("href", "") or child.attributes.get("url", ""),
            child.text,
            child.attributes.get("type", ""),
        )
        for child in node.children
        if child.tag == tag
    ]


def _take_links(found: FoundSession, node: Node) -> None:
    found.links = _links(node, "link")


def _take_attachments(found: FoundSession, node: Node) -> None:
    found.attachments = _links(node, "attachment")


def _take_recording(found: FoundSession, node: Node) -> None:
    texts = {child.tag: child.text.strip() for child in node.children}
    found.recording_licence = texts.get("license", "")
    found.do_not_record = texts.get("optout", "").lower() in YES
    found.recording_url = texts.get("url", "") or texts.get("link", "")


def _take_video(found: FoundSession, node: Node) -> None:
    found.recording_url = found.recording_url or node.text


_TAKE = {
    "persons": _people,
    "links": _take_links,
    "attachments": _take_attachments,
    "recording": _take_recording,
    "video_download_url": _take_video,
}
