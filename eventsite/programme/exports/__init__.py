"""The programme as files for apps, calendars and other people's programs."""

import io
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from json import dumps
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw, ImageFont

from eventsite.core.colours import WHITE, readable_on
from eventsite.core.filters import initials
from eventsite.core.text import plain_text
from eventsite.events.models import Event
from eventsite.formats import frab_xml, ical, lists_csv, schedule_csv, schedule_json
from eventsite.formats import xcal as xcal_file
from eventsite.formats.model import Person, Programme, Session
from eventsite.programme.models import Edition

XML = "application/xml; charset=utf-8"
JSON = "application/json; charset=utf-8"
LONGEST = 500  # characters of a description
SHORT = 14  # characters that a phone shows of a name
PAGE = "#fdfdfb"
CALENDAR = "text/calendar; charset=utf-8"
Flavour = frab_xml.Flavour
CSV = "text/csv; charset=utf-8"
FOR_EVERYBODY = {  # what other people's pages and programs may fetch
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


class Table(StrEnum):
    SESSIONS = "sessions"
    SPEAKERS = "speakers"
    ROOMS = "rooms"
    TRACKS = "tracks"


class File(NamedTuple):
    content_type: str
    body: bytes
    headers: Mapping[str, str] = {}


_TABLES = {
    Table.SESSIONS: schedule_csv.write,
    Table.SPEAKERS: lists_csv.write_people,
    Table.ROOMS: lists_csv.write_rooms,
    Table.TRACKS: lists_csv.write_tracks,
}


def xml(edition: Edition, base_url: str, flavour: frab_xml.Flavour) -> File:
    programme = _ready(edition.programme, base_url)
    return File(XML, frab_xml.write(programme, base_url=base_url, flavour=flavour))


def json(edition: Edition, base_url: str) -> File:
    programme = _ready(edition.programme, base_url)
    return File(JSON, schedule_json.write(programme, base_url=base_url))


def xcal(edition: Edition, base_url: str) -> File:
    return File(XML, xcal_file.write(edition.programme, base_url=base_url))


def calendar(edition: Edition, base_url: str) -> File:
    return File(CALENDAR, ical.write(edition.programme, base_url=base_url))


def part_calendar(
    edition: Edition, name: str, belongs: Callable[[Session], bool], base_url: str
) -> File:
    """Return a calendar of the sessions that belong in it, called `name`."""
    programme = _part(edition.programme, belongs)
    title = f"{name} ({programme.conference.title})"
    return File(CALENDAR, ical.write(programme, base_url=base_url, name=title))


def _part(programme: Programme, belongs: Callable[[Session], bool]) -> Programme:
    return replace(
        programme,
        sessions=list(filter(belongs, programme.sessions)),
        gone=list(filter(belongs, programme.gone)),
    )


def personal_calendar(
    editions: Iterable[Edition], codes: Collection[str], base_url: str, name: str
) -> File:
    """Return one calendar of the sessions with these codes, whichever event has them.

    Codes that none of the programmes has are passed over.
    """
    chosen = [
        _part(edition.programme, lambda session: session.code in codes)
        for edition in editions
    ]
    return File(CALENDAR, ical.write_all(chosen, base_url=base_url, name=name))


def table(edition: Edition, base_url: str, what: Table) -> File:
    """Return a table for spreadsheet programs, named after the event."""
    write = _TABLES[what]
    name = {"Content-Disposition": f'attachment; filename="{edition.slug}-{what}.csv"'}
    return File(CSV, write(edition.programme, base_url=base_url), name)


def manifest(event: Event, start: str, scope: str, icons: Mapping[int, str]) -> bytes:
    """Return what a phone needs to show the programme like an app.

    `icons` are addresses by width in pixels.
    Source: https://www.w3.org/TR/appmanifest/
    """
    colour = event.colour
    found = {
        "id": start,
        "name": event.name,
        "short_name": event.name if len(event.name) <= SHORT else initials(event.name),
        "description": event.tagline,
        "start_url": start,
        "scope": scope,
        "display": "minimal-ui",
        "theme_color": colour,
        "background_color": PAGE,
        "icons": [
            {
                "src": url,
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for size, url in icons.items()
            for purpose in ("any", "maskable")
        ],
    }
    return dumps(found, ensure_ascii=False).encode()


def icon(event: Event, logo: bytes | None, size: int) -> bytes:
    """Return a square PNG: the logo on paper, or first letters on the event's colour.

    What matters stays in the middle, as phones cut a circle out of it.
    """
    if logo is not None:
        picture = Image.new("RGB", (size, size), WHITE)
        mark = Image.open(io.BytesIO(logo)).convert("RGBA")
        mark.thumbnail((size * 7 // 10, size * 7 // 10))
        corner = ((size - mark.width) // 2, (size - mark.height) // 2)
        picture.paste(mark, corner, mark)
    else:
        picture = Image.new("RGB", (size, size), event.colour)
        letters = initials(event.name) or "•"
        font = ImageFont.load_default(size * 0.38)
        draw = ImageDraw.Draw(picture)
        middle = (size / 2, size / 2)
        draw.text(middle, letters, readable_on(event.colour), font=font, anchor="mm")
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()


def schema_org_session(
    edition: Edition, placements: list[Session], url: str
) -> dict[str, Any]:
    """Return what search engines read of a session.

    Source: https://schema.org/Event
    """
    first, conference = placements[0], edition.programme.conference
    zone = ZoneInfo(conference.zone)
    state = "EventCancelled" if first.cancelled else "EventScheduled"
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": first.title,
        "url": url,
        "description": plain_text(first.abstract or first.description, LONGEST),
        "eventStatus": f"https://schema.org/{state}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": first.room or conference.venue or conference.title,
            "address": ", ".join(filter(None, (conference.venue, conference.city))),
        },
        "performer": [
            {"@type": "Person", "name": edition.people[part.person].name}
            for part in first.people
        ],
        "superEvent": {"@type": "Event", "name": conference.title},
    }
    if first.starts_at is not None and first.ends_at is not None:
        found["startDate"] = first.starts_at.astimezone(zone).isoformat()
        found["endDate"] = first.ends_at.astimezone(zone).isoformat()
    if first.language:
        found["inLanguage"] = first.language
    return found


def schema_org_person(person: Person, url: str) -> dict[str, Any]:
    """Return what search engines read of a person on stage.

    Source: https://schema.org/Person
    """
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": person.name,
        "url": url,
    }
    if person.job_title:
        found["jobTitle"] = person.job_title
    if person.affiliation:
        found["affiliation"] = {"@type": "Organization", "name": person.affiliation}
    if person.links:
        found["sameAs"] = [link.url for link in person.links]
    return found


def _ready(programme: Programme, base_url: str) -> Programme:
    """Return the programme with whole addresses for the files that we keep ourselves."""
    site = base_url.rstrip("/")
    sessions = [
        replace(
            session,
            attachments=[
                replace(link, url=f"{site}{link.url}")
                if link.url.startswith("/")
                else link
                for link in session.attachments
            ],
        )
        if session.attachments
        else session
        for session in programme.sessions
    ]
    return replace(programme, sessions=sessions)
