"""Programmes and files for tests of readers and writers."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from eventsite.formats import frab_xml
from eventsite.formats.model import (
    Appearance,
    Conference,
    Link,
    Person,
    Programme,
    Room,
    Session,
    Track,
)

DATA = Path(__file__).parent.parent.parent.parent / "shared" / "data"
needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason="the real schedules in ../shared/data are not there"
)
SCHEDULES = sorted(DATA.glob("schedules/*.xml"))
BASE = "https://conf.example"


def guid(n) -> str:
    return f"00000000-0000-4000-8000-{n:012}"


def session(n=1, **overrides) -> Session:
    defaults = {
        "title": f"Session {n}",
        "code": f"AAAAA{n}",
        "guid": guid(n),
        "slot_guid": guid(n),
        "number": n,
        "external_id": str(n),
        "slug": f"conf-session-{n}",
        "event": "conf-2030",
        "starts_at": datetime(2030, 11, 2, 9, tzinfo=UTC) + timedelta(hours=n),
        "duration": timedelta(minutes=45),
        "day": date(2030, 11, 2),
        "room": "Main",
        "track": "Cloud & Co",
        "type": "talk",
        "people": [Appearance("ANN234")],
        "changed_at": datetime(2030, 9, 1, 12, tzinfo=UTC),
    }
    return Session(**defaults | overrides)


def programme(*sessions, **overrides) -> Programme:
    """Return a programme of one day in Berlin, or of the given sessions."""
    conference = {
        "title": "Conf <2030>",
        "acronym": "conf-2030",
        "starts_on": date(2030, 11, 2),
        "ends_on": date(2030, 11, 2),
        "zone": "Europe/Berlin",
        "day_change": timedelta(hours=4),
        "city": "Berlin",
        "venue": "bcc",
        "subtitle": "The Conf",
        "colour": "#336699",
    }
    defaults = {
        "conference": Conference(**conference | overrides.pop("conference", {})),
        "version": "1.0",
        "released_at": datetime(2030, 9, 2, tzinfo=UTC),
        "days": [date(2030, 11, 2)],
        "rooms": [Room("Main", "main", guid(901), 300), Room("Side", "side")],
        "tracks": [Track("Cloud & Co", "cloud-co", "#112233")],
        "people": [
            Person(
                "ANN234",
                "Ann Ö",
                7,
                "7",
                biography="<p>Bio & more</p>",
                links=[Link("https://ann.example/", "Home")],
            )
        ],
        "sessions": list(sessions) or [session(1), session(2)],
    }
    return Programme(**defaults | overrides)


def xml(*events, conference="", days=None, head="") -> bytes:
    """Return a classic file: `events` on 3 February 2024 in the room Main."""
    inside = "".join(events)
    days = days or (
        f'<day index="1" date="2024-02-03"><room name="Main">{inside}</room></day>'
    )
    return (
        f"<?xml version='1.0' encoding='UTF-8'?>\n<schedule>{head}<conference>"
        f"<title>Conf</title>{conference}</conference>{days}</schedule>"
    ).encode()


def event(attributes='id="1"', **elements) -> str:
    elements = {"start": "10:00", "duration": "00:30", "title": "Talk"} | elements
    inside = "".join(
        text if name == "raw" else f"<{name}>{text}</{name}>"
        for name, text in elements.items()
        if text is not None
    )
    return f"\n<event {attributes}>{inside}</event>"


BRUSSELS = "<time_zone_name>Europe/Brussels</time_zone_name>"


def read(*events, zone=None, **parts):
    return frab_xml.read(xml(*events, **parts), zone)


def oddities(reading) -> list[str]:
    return [f"{odd.line}: {odd.what}" for odd in reading.oddities]


def only(*events, **parts):
    parts.setdefault("conference", BRUSSELS)
    (session,) = read(*events, **parts).programme.sessions
    return session
