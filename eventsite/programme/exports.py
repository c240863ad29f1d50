"""The programme as files for apps, calendars and other people's programs."""

from dataclasses import replace
from typing import NamedTuple

from eventsite.formats import frab_xml, ical, schedule_json
from eventsite.formats.model import Programme, Session
from eventsite.programme.models import Edition

XML = "application/xml; charset=utf-8"
JSON = "application/json; charset=utf-8"
CALENDAR = "text/calendar; charset=utf-8"
FOR_EVERYBODY = {  # what other people's pages and programs may fetch
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


class File(NamedTuple):
    content_type: str
    body: bytes


def xml(edition: Edition, base_url: str, flavour: frab_xml.Flavour) -> File:
    programme = _ready(edition.programme, base_url)
    return File(XML, frab_xml.write(programme, base_url=base_url, flavour=flavour))


def json(edition: Edition, base_url: str) -> File:
    programme = _ready(edition.programme, base_url)
    return File(JSON, schedule_json.write(programme, base_url=base_url))


def calendar(edition: Edition, base_url: str) -> File:
    return File(CALENDAR, ical.write(edition.programme, base_url=base_url))


def session_calendar(
    edition: Edition, placements: list[Session], base_url: str
) -> File:
    """Return a calendar of one session, all its times."""
    programme = replace(edition.programme, sessions=placements)
    name = f"{placements[0].title} ({programme.conference.title})"
    return File(CALENDAR, ical.write(programme, base_url=base_url, name=name))


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
