"""What is on in a room, for a program beside its door."""

from json import dumps
from typing import Any
from zoneinfo import ZoneInfo

from eventsite.formats.addresses import Addresses
from eventsite.formats.differences import Place
from eventsite.formats.model import Room, Session
from eventsite.programme.exports import JSON, File
from eventsite.programme.exports.changes import place_json
from eventsite.programme.models import Edition
from eventsite.timetable.models import Turn


def as_json(edition: Edition, room: Room, turn: Turn, base_url: str) -> File:
    """Return what is on in a room, and what comes after it."""
    conference = edition.programme.conference
    addresses = Addresses(base_url, conference)
    zone = ZoneInfo(conference.zone)

    def told(session: Session | None) -> dict[str, Any] | None:
        if session is None:
            return None
        place = Place(session.starts_at, session.duration, session.room)
        return {
            "code": session.code,
            "title": session.title,
            "people": [edition.people[part.person].name for part in session.people],
            "track": session.track,
            "language": session.language,
            "url": addresses.session(session),
            "cancelled": session.cancelled,
            **(place_json(place, zone) or {}),
        }

    pause = turn.pause
    found = {
        "event": conference.title,
        "room": room.name,
        "building": room.building,
        "capacity": room.capacity,
        "time_zone": zone.key,
        "now": told(turn.now),
        "break": pause
        and {
            "title": pause.title,
            **(
                place_json(Place(pause.starts_at, pause.duration, room.name), zone)
                or {}
            ),
        },
        "next": told(turn.next),
        "later": [told(session) for session in turn.later],
    }
    return File(JSON, dumps(found, ensure_ascii=False).encode())
