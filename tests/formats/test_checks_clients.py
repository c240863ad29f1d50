"""What each of five programs stumbles over is found; and nothing in a good file."""

from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import fromstring

import pytest

from eventsite.formats import frab_xml, ical
from eventsite.formats.checks.calendars import read_ical
from eventsite.formats.checks.clients import CLIENTS, Files
from eventsite.formats.model import Link
from tests.formats.samples import BASE, guid, programme, session

pytestmark = pytest.mark.one_database


def files(made):
    xml = [
        frab_xml.write(made, base_url=BASE, flavour=flavour)
        for flavour in ("strict", "fosdem")
    ]
    return Files(*map(fromstring, xml), read_ical(ical.write(made, base_url=BASE), []))


def found(read):
    """Return what each program says: its name with words and the session's guid."""
    return {
        client.name: [(str(p.what), p.guid, p.breaks) for p in problems]
        for client in CLIENTS
        if (problems := list(client.check(read)))
    }


def good(**more):
    things = {"type": "devroom", "attachments": [Link("https://x.example", "A")]}
    return programme(session(1, **things), session(2, **things), **more)


def test_a_good_file_troubles_none():
    assert found(files(good())) == {}


def test_no_room():
    made = programme(session(1, room="", type="keynote"))
    what = "A session without a room is missing where it reads the calendar."
    assert found(files(made)) == {"Giggity": [(what, guid(1), True)]}


def test_overlaps():
    start = datetime(2030, 11, 2, 10, tzinfo=UTC)
    made = programme(
        session(1, type="other", starts_at=start),
        session(2, type="other", starts_at=start + timedelta(minutes=44)),
        session(3, type="other", starts_at=start + timedelta(minutes=89)),
        session(4, type="other", starts_at=start, room="Side"),
    )
    what = "A session is cut where the next one in its room begins before its end."
    assert found(files(made)) == {"EventFahrplan": [(what, guid(1), True)]}


def test_a_type_of_ones_own():
    made = programme(session(1, type="Talk"), session(2, type="Keynote"))
    ((what, where, breaks),) = found(files(made))["fosdem-companion"]
    assert "the type “Talk”" in what
    assert (where, breaks) == (guid(1), False)


def test_what_the_event_lacks():
    made = good(conference={"venue": "", "city": ""}, version="")
    assert found(files(made)) == {
        "EventFahrplan": [("Without a version it does not notice changes.", "", True)],
        "ConfClerk": [
            ("It shows no venue: the event has none.", "", False),
            ("It shows no city: the event has none.", "", False),
        ],
    }


def damage(read, flavour, path, **attributes):
    """Change the first such element of a file; None takes an attribute away."""
    element = getattr(read, flavour).find(path)
    for name, value in attributes.items():
        if name == "text":
            element.text = value
        elif value is None:
            del element.attrib[name]
        else:
            element.set(name, value)


@pytest.mark.parametrize(
    ("flavour", "path", "change", "who"),
    [
        ("strict", "day/room/event/title", {"text": " "}, {"Giggity"}),
        ("strict", "day/room/event/duration", {"text": "1h"}, {"Giggity"}),
        ("strict", "day", {"date": None}, {"Giggity"}),
        ("strict", "day", {"end": None}, {"EventFahrplan"}),
        ("strict", "day/room/event", {"id": "2"}, {"EventFahrplan"}),
        (
            "fosdem",
            "day/room/event",
            {"id": "ABC"},
            {"fosdem-companion", "FOSDEM", "ConfClerk"},
        ),
        (
            "fosdem",
            "day/room/event/persons/person",
            {"id": "x"},
            {"fosdem-companion", "FOSDEM", "ConfClerk"},
        ),
        ("fosdem", "day", {"start": "2030-11-02"}, {"fosdem-companion"}),
        ("fosdem", "conference/base_url", {"text": ""}, {"fosdem-companion"}),
        ("fosdem", "day/room/event/duration", {"text": "0:45"}, {"fosdem-companion"}),
        ("fosdem", "day/room/event/attachments/attachment", {"type": ""}, {"FOSDEM"}),
        ("fosdem", "day/room/event/start", {"text": ""}, {"ConfClerk"}),
        ("fosdem", "day", {"date": None}, {"ConfClerk"}),
    ],
)
def test_a_damaged_file_troubles_those_who_read_that(flavour, path, change, who):
    read = files(good())
    damage(read, flavour, path, **change)
    problems = found(read)
    assert set(problems) == who
    assert all(breaks for told in problems.values() for _what, _guid, breaks in told)


@pytest.mark.parametrize("name", ["day_change", "venue", "subtitle"])
def test_confclerk_needs_what_only_fosdems_flavour_has(name):
    read = files(good())
    conference = read.fosdem.find("conference")
    conference.remove(conference.find(name))
    assert found(read) == {
        "ConfClerk": [(f"It needs {name} of the conference.", "", True)]
    }
