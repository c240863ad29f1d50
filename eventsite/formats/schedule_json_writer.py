"""Writes schedule.json as c3voc's tools and apps read it.

Source: https://c3voc.de/schedule/schema.json
"""

import json
import re
from string import ascii_lowercase, digits
from typing import Any

from eventsite.formats.addresses import Addresses
from eventsite.formats.characters import clean, one_line, web_address
from eventsite.formats.identity import derived_guid, person_numbers
from eventsite.formats.model import Link, Person, Programme, Room
from eventsite.formats.slots import Day, Slot, Slots, fitting_acronym
from eventsite.formats.times import write_length

SCHEMA = "https://c3voc.de/schedule/schema.json"
_ACRONYM = frozenset(f"{ascii_lowercase}{digits}_")
_COLOUR = re.compile("#[0-9a-fA-F]{6}")
_SLUG = re.compile("[a-z0-9_-]+[a-z0-9]")
_ZONE = re.compile("[A-Z][a-z]+/[A-Z][a-z]+|UTC$")
_KINDS = {  # of links: what files say to what the schema knows
    "slides": "slides",
    "paper": "paper",
    "web": "web",
    "blog": "blog",
    "article": "article",
    "media": "media",
    "video": "media",
    "audio": "media",
    "related": "related",
    "activitypub": "activitypub",
}


def write(programme: Programme, *, base_url: str) -> bytes:
    """Return schedule.json; the same programme always gives the same bytes.

    `base_url` is the site's address, such as "https://conf.example".
    """
    found = _Writer(programme, Addresses(base_url, programme.conference)).document()
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


class _Writer:
    def __init__(self, programme: Programme, addresses: Addresses) -> None:
        self.programme, self.addresses = programme, addresses
        self.slots = Slots(programme)
        self.people = {person.code: person for person in programme.people}
        self.numbers = person_numbers(programme.people)

    def document(self) -> dict[str, Any]:
        return {
            "$schema": SCHEMA,
            "generator": {"name": "eventsite"},
            "schedule": {
                "version": one_line(self.programme.version),
                "base_url": f"{self.addresses.event}/",
                "conference": self._conference(),
            },
        }

    def _conference(self) -> dict[str, Any]:
        conference = self.programme.conference
        days = self.slots.days()
        first, last = days[0].date, days[-1].date
        found: dict[str, Any] = {
            "acronym": fitting_acronym(conference.acronym, _ACRONYM),
            "title": one_line(conference.title),
            "start": (conference.starts_on or first).isoformat(),
            "end": (conference.ends_on or last).isoformat(),
            "daysCount": len(days),
            "timeslot_duration": write_length(conference.timeslot)[:5],
        }
        if _ZONE.match(self.slots.zone.key):
            found["time_zone_name"] = self.slots.zone.key
        for name, address in (("logo", conference.logo), ("url", conference.url)):
            if self.addresses.whole(address):
                found[name] = self.addresses.whole(address)
        if _COLOUR.fullmatch(conference.colour):
            found["colors"] = {"primary": conference.colour}
        found["tracks"] = [
            {"name": one_line(track.name)}
            | ({"slug": track.slug} if _SLUG.fullmatch(track.slug) else {})
            | ({"color": track.colour} if _COLOUR.fullmatch(track.colour) else {})
            for track in self.programme.tracks
        ]
        found["rooms"] = [self._room(room) for room in self.programme.rooms]
        found["days"] = [self._day(index, day) for index, day in enumerate(days, 1)]
        return found

    def _room(self, room: Room) -> dict[str, Any]:
        acronym = self.programme.conference.acronym
        found: dict[str, Any] = {
            "name": one_line(room.name),
            "guid": room.guid or derived_guid(acronym, room.name),
            "description": None,
            "capacity": room.capacity,
        }
        if _SLUG.fullmatch(room.slug):
            found["slug"] = room.slug
        return found

    def _day(self, index: int, day: Day) -> dict[str, Any]:
        return {
            "index": index,
            "date": day.date.isoformat(),
            "day_start": self.slots.local(day.starts_at),
            "day_end": self.slots.local(day.ends_at),
            "rooms": {
                one_line(name): [self._event(slot) for slot in slots]
                for name, slots in day.rooms.items()
            },
        }

    def _event(self, slot: Slot) -> dict[str, Any]:
        session = slot.session
        found: dict[str, Any] = {
            "id": slot.number,
            "guid": slot.guid,
            "logo": "",
            "date": self.slots.local(slot.starts_at),
            "start": f"{slot.starts_at:%H:%M}",
            "end": self.slots.local(slot.ends_at),
            "duration": write_length(session.duration)[:5],
            "room": one_line(session.room),
            "slug": slot.slug,
            "url": self.addresses.session(session),
            "title": one_line(session.title),
            "subtitle": one_line(session.subtitle),
            "track": one_line(session.track) or None,
            "type": one_line(session.type),
            "language": one_line(session.language) or None,
            "abstract": clean(session.abstract),
            "description": clean(session.description),
            "recording_license": one_line(session.recording_licence),
            "do_not_record": session.do_not_record,
            "persons": [
                self._person(self.people[appearance.person])
                for appearance in session.people
                if appearance.person in self.people
            ],
            "links": self._links(session.links),
            "attachments": self._links(session.attachments),
        }
        if slot.code:
            found["code"] = slot.code
        if web_address(session.feedback_url):
            found["feedback_url"] = web_address(session.feedback_url)
        return found

    def _person(self, person: Person) -> dict[str, Any]:
        """Return frab's form: with `name` it would also be pretalx's, and be refused."""
        found: dict[str, Any] = {
            "id": self.numbers[person.code],
            "public_name": one_line(person.name),
            "biography": clean(person.biography),
        }
        if re.fullmatch("[A-Z0-9]{1,12}", person.code) and not person.code.isdigit():
            found["code"] = person.code
        if photo := self.addresses.whole(person.photo):
            found["avatar"] = photo
        if links := self._links(person.links):
            found["links"] = links
        return found

    def _links(self, links: list[Link]) -> list[dict[str, str]]:
        found: list[dict[str, str]] = []
        for link in links:
            if address := self.addresses.whole(link.url):
                made = {"url": address, "title": one_line(link.title)}
                if kind := _KINDS.get(link.type.lower()):
                    made["type"] = kind
                found.append(made)
        return found
