"""Writes the XML that conference apps read, in two flavours.

`strict` is valid against c3voc's schema; `fosdem` adds what FOSDEM's apps look for and
the schema does not know. What apps trip over is kept from them: ids and guids are unique,
codes are left off repeats, lengths are HH:MM, every day has a start and an end.

Source: https://c3voc.de/schedule/schema.xsd; the apps' own parsers.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from string import ascii_lowercase, digits
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from eventsite.formats.addresses import Addresses
from eventsite.formats.characters import clean, one_line, web_address
from eventsite.formats.identity import person_numbers
from eventsite.formats.model import Link, Programme, Session, Track
from eventsite.formats.slots import Day, Slot, Slots, fitting_acronym
from eventsite.formats.times import write_length

Flavour = Literal["strict", "fosdem"]
_COLOUR = re.compile("#[0-9a-fA-F]{6}")
_TRACK_SLUG = re.compile("[a-z][a-z0-9-]+")
_ACRONYM = frozenset(f"{ascii_lowercase}{digits}_-")


def write(programme: Programme, *, base_url: str, flavour: Flavour = "strict") -> bytes:
    """Return schedule.xml; the same programme always gives the same bytes.

    `base_url` is the site's address, such as "https://conf.example".
    """
    writer = _Writer(programme, Addresses(base_url, programme.conference), flavour)
    return "\n".join(writer.lines()).encode() + b"\n"


class _Writer:
    def __init__(
        self, programme: Programme, addresses: Addresses, flavour: Flavour
    ) -> None:
        self.programme, self.addresses = programme, addresses
        self.is_fosdem = flavour == "fosdem"
        self.slots = Slots(programme)
        self.people = {person.code: person for person in programme.people}
        self.numbers = person_numbers(programme.people)
        self.guids = {room.name: room.guid for room in programme.rooms}
        self.tracks = [_track(track) for track in programme.tracks]

    def lines(self) -> Iterator[str]:
        yield '<?xml version="1.0" encoding="UTF-8"?>'
        yield "<schedule>"
        yield '  <generator name="eventsite"/>'
        if web_address(self.addresses.event):
            flavour = "?flavour=fosdem" if self.is_fosdem else ""
            yield "  " + _element("url", self.addresses.file("xml") + flavour)
        yield "  " + _element("version", one_line(self.programme.version))
        yield from self._conference()
        if self.is_fosdem:
            yield from self._fosdem_tracks()
            yield from self._fosdem_people()
        for index, day in enumerate(self.slots.days(), 1):
            yield from self._day(index, day)
        yield "</schedule>"

    def _conference(self) -> Iterator[str]:
        conference = self.programme.conference
        days = self.slots.days()
        first, last = days[0].date, days[-1].date
        yield "  <conference>"
        told = {
            "title": one_line(conference.title),
            "acronym": fitting_acronym(conference.acronym, _ACRONYM),
            "start": (conference.starts_on or first).isoformat(),
            "end": (conference.ends_on or last).isoformat(),
            "days": str(len(days)),
            "timeslot_duration": write_length(conference.timeslot),
            "time_zone_name": self.slots.zone.key,
        }
        if self.is_fosdem:
            told |= {
                "subtitle": one_line(conference.subtitle),
                "venue": one_line(conference.venue),
                "city": one_line(conference.city),
                "day_change": f"{write_length(conference.day_change)}:00"[:8],
            }
        told |= {
            name: address
            for name, address in (
                ("base_url", web_address(f"{self.addresses.event}/")),
                ("logo", self.addresses.whole(conference.logo)),
                ("url", web_address(conference.url)),
            )
            if address
        }
        for name, text in told.items():
            yield "    " + _element(name, text)
        if _COLOUR.fullmatch(conference.colour):
            yield f'    <color primary="{conference.colour}"/>'
        for attributes in () if self.is_fosdem else self.tracks:
            yield "    " + _element("track", "", attributes)
        yield "  </conference>"

    def _fosdem_tracks(self) -> Iterator[str]:
        yield "  <tracks>"
        for track in self.tracks:
            others = {key: text for key, text in track.items() if key != "name"}
            yield "    " + _element("track", track["name"], others)
        yield "  </tracks>"

    def _fosdem_people(self) -> Iterator[str]:
        yield "  <persons>"
        for person in self.programme.people:
            yield f'    <person id="{self.numbers[person.code]}">'
            for name, text in (
                ("name", one_line(person.name)),
                ("job_title", one_line(person.job_title)),
                ("affiliation", one_line(person.affiliation)),
                ("biography", clean(person.biography)),
                ("photo", self.addresses.whole(person.photo)),
            ):
                if text:
                    yield "      " + _element(name, text)
            yield from self._links("links", "link", person.links, "      ")
            yield "    </person>"
        yield "  </persons>"

    def _day(self, index: int, day: Day) -> Iterator[str]:
        start, end = self.slots.local(day.starts_at), self.slots.local(day.ends_at)
        yield (
            f'  <day index="{index}" date="{day.date.isoformat()}" '
            f'start="{start}" end="{end}">'
        )
        for name, slots in day.rooms.items():
            guid = self.guids.get(name, "")
            attributes = {"name": one_line(name)} | ({"guid": guid} if guid else {})
            yield f"    <room{_attributes(attributes)}>"
            for slot in slots:
                yield from self._event(slot)
            yield "    </room>"
        yield "  </day>"

    def _event(self, slot: Slot) -> Iterator[str]:
        session = slot.session
        code = f' code="{slot.code}"' if slot.code else ""
        yield f'      <event guid="{slot.guid}" id="{slot.number}"{code}>'
        texts = {
            "date": self.slots.local(slot.starts_at),
            "start": f"{slot.starts_at:%H:%M}",
            "duration": write_length(session.duration),
            "room": one_line(session.room),
            "slug": slot.slug,
            "url": web_address(self.addresses.session(session)),
            "title": one_line(session.title),
            "subtitle": one_line(session.subtitle),
            "track": one_line(session.track),
            "type": one_line(session.type),
            "language": one_line(session.language),
            "abstract": clean(session.abstract),
            "description": clean(session.description),
            "feedback_url": web_address(session.feedback_url),
        }
        for name, text in texts.items():
            if text or not name.endswith("url"):
                yield "        " + _element(name, text)
        yield from _recording(session)
        yield "        <persons>"
        for appearance in session.people:
            if person := self.people.get(appearance.person):
                number = str(self.numbers[person.code])
                name = one_line(person.name)
                yield "          " + _element("person", name, {"id": number})
        yield "        </persons>"
        yield from self._links("links", "link", session.links, "        ")
        yield from self._links(
            "attachments", "attachment", session.attachments, "        ", "other"
        )
        yield "      </event>"

    def _links(
        self,
        outer: str,
        inner: str,
        links: Iterable[Link],
        indent: str,
        usual: str = "",
    ) -> Iterator[str]:
        """Yield the links; attachments without a type get the `usual` one."""
        yield f"{indent}<{outer}>"
        for link in links:
            address = self.addresses.whole(link.url)
            kind = one_line(link.type) or usual
            attributes = {"href": address} | ({"type": kind} if kind else {})
            if address:
                yield indent + "  " + _element(inner, one_line(link.title), attributes)
        yield f"{indent}</{outer}>"


def _track(track: Track) -> dict[str, str]:
    found = {"name": one_line(track.name)}
    if _COLOUR.fullmatch(track.colour):
        found["color"] = track.colour
    if _TRACK_SLUG.fullmatch(track.slug):
        found["slug"] = track.slug
    return found


def _recording(session: Session) -> Iterator[str]:
    yield "        <recording>"
    yield "          " + _element("license", one_line(session.recording_licence))
    yield f"          <optout>{str(session.do_not_record).lower()}</optout>"
    if address := web_address(session.recording_url):
        yield "          " + _element("url", address)
    yield "        </recording>"


def _element(name: str, text: str, attributes: Mapping[str, str] | None = None) -> str:
    start = name + _attributes(attributes or {})
    return f"<{start}>{escape(text)}</{name}>" if text else f"<{start}/>"


def _attributes(attributes: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(text)}" for name, text in attributes.items())
