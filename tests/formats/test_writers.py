"""What we write is valid for the tools that read it, and says what the programme says."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import icalendar
import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from eventsite.formats import frab_xml, ical, schedule_json
from eventsite.formats.model import Appearance, Link, Person
from tests.formats.samples import (
    BASE,
    DATA,
    SCHEDULES,
    guid,
    needs_data,
    programme,
    session,
)

pytestmark = pytest.mark.one_database
FORMATS = {
    "strict": lambda made: frab_xml.write(made, base_url=BASE),
    "fosdem": lambda made: frab_xml.write(made, base_url=BASE, flavour="fosdem"),
    "json": lambda made: schedule_json.write(made, base_url=BASE),
    "ical": lambda made: ical.write(made, base_url=BASE),
}
NASTY = "a\x00\x0b\ud800\uffff]]>&<b>\u2028\"'"
texts = st.text(st.characters(exclude_categories=()), max_size=60)


@cache
def xsd():
    return etree.XMLSchema(etree.parse(DATA / "schemas/voc/xsd/schedule.xml.xsd"))


@cache
def json_schema():
    text = (DATA / "schemas/voc/json/schema.json").read_text()
    return jsonschema.Draft6Validator(
        json.loads(text), format_checker=jsonschema.FormatChecker()
    )


def assert_valid(data):
    assert xsd().validate(etree.fromstring(data)), xsd().error_log


@needs_data
@pytest.mark.parametrize("path", SCHEDULES, ids=lambda path: path.stem)
def test_every_real_schedule_comes_out_valid(path):
    made = frab_xml.read(path.read_bytes()).programme
    made.conference.acronym = path.stem
    assert_valid(FORMATS["strict"](made))
    assert [*json_schema().iter_errors(json.loads(FORMATS["json"](made)))] == []
    calendar = icalendar.Calendar.from_ical(FORMATS["ical"](made))
    assert len(calendar.walk("VEVENT")) == len(made.sessions)
    assert calendar.errors == []
    for format_ in ("strict", "fosdem"):
        again = frab_xml.read(FORMATS[format_](made)).programme
        assert len(again.sessions) == len(made.sessions)
        assert len(again.people) == len(made.people)
        assert {s.starts_at for s in again.sessions} == {
            s.starts_at for s in made.sessions
        }
        assert again.conference.day_change == made.conference.day_change


@needs_data
@given(texts, texts, texts)
@settings(max_examples=40, deadline=None)
def test_whatever_was_typed_the_files_are_valid(one, two, three):
    person = Person(one, two, links=[Link(f"https://x.example/{three}", one)])
    odd = session(
        title=one, subtitle=two, abstract=three, description=one, track=two, type=three,
        language=one, slug=two, code=three, guid=one, slot_guid=two, room=three,
        number=None, url=f"https://x.example/{one}", people=[Appearance(one)],
        links=[Link(two, three)], attachments=[Link(f"http://{three}", two, one)],
        recording_url=f"https://{one}", recording_licence=two, feedback_url=three,
    )  # fmt: skip
    made = programme(
        odd,
        session(2),
        people=[person],
        version=one,
        conference={"title": two, "acronym": three, "subtitle": one, "city": two},
    )
    assert_valid(FORMATS["strict"](made))
    etree.fromstring(FORMATS["fosdem"](made))
    assert [*json_schema().iter_errors(json.loads(FORMATS["json"](made)))] == []
    calendar = icalendar.Calendar.from_ical(FORMATS["ical"](made))
    assert len(calendar.walk("VEVENT")) == 2
    assert calendar.errors == []


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_programme_gives_the_same_bytes(format_):
    assert FORMATS[format_](programme()) == FORMATS[format_](programme())


@pytest.mark.parametrize("format_", FORMATS)
def test_characters_no_file_can_carry_are_left_out(format_):
    made = programme(session(title=NASTY, abstract=NASTY))
    text = FORMATS[format_](made).decode()
    assert not set("\x00\x0b\uffff") & set(text)
    assert "a]]" in text


def events(made, flavour="strict"):
    root = etree.fromstring(frab_xml.write(made, base_url=BASE, flavour=flavour))
    return root.findall("day/room/event")


def test_repeats_have_ids_guids_and_slugs_of_their_own():
    again = session(
        1, slot_guid=guid(77), starts_at=datetime(2030, 11, 2, 18, tzinfo=UTC)
    )
    one, two = events(programme(session(1), again))
    assert (one.get("id"), one.get("guid"), one.get("code")) == ("1", guid(1), "AAAAA1")
    assert two.get("guid") == guid(77)
    assert int(two.get("id")) > 1_000_000
    assert two.get("code") is None
    assert one.findtext("slug") == "conf-session-1"
    assert two.findtext("slug") == f"conf_2030-{two.get('id')}-conf-session-1"
    alone = session(2, starts_at=datetime(2030, 11, 2, 8, tzinfo=UTC))
    assert two.get("id") == events(programme(alone, session(1), again))[2].get("id")


def test_an_event_says_everything():
    made = session(
        subtitle="S",
        abstract="<p>A</p>\n",
        description="D",
        language="en",
        links=[Link("https://l.example/", "L")],
        attachments=[Link("https://a.example/a.pdf", "A")],
        recording_url="https://v.example/v",
        recording_licence="CC-BY",
        do_not_record=True,
        feedback_url="https://f.example/",
    )
    (found,) = events(programme(made))
    assert {child.tag: child.text for child in found if not len(child)} == {
        "date": "2030-11-02T11:00:00+01:00",
        "start": "11:00",
        "duration": "00:45",
        "room": "Main",
        "slug": "conf-session-1",
        "url": "https://conf.example/events/conf-2030/sessions/AAAAA1",
        "title": "Session 1",
        "subtitle": "S",
        "track": "Cloud & Co",
        "type": "talk",
        "language": "en",
        "abstract": "<p>A</p>\n",
        "description": "D",
        "feedback_url": "https://f.example/",
    }
    assert found.findtext("recording/license") == "CC-BY"
    assert found.findtext("recording/optout") == "true"
    assert found.findtext("recording/url") == "https://v.example/v"
    assert found.find("links/link").attrib == {"href": "https://l.example/"}
    assert found.find("attachments/attachment").attrib == {
        "href": "https://a.example/a.pdf",
        "type": "other",
    }
    assert [(p.get("id"), p.text) for p in found.iter("person")] == [("7", "Ann Ö")]


def test_days_and_rooms():
    late = session(
        3,
        starts_at=datetime(2030, 11, 3, 1, tzinfo=UTC),
        room="",
        day=date(2030, 11, 2),
    )
    made = programme(session(1), late)
    root = etree.fromstring(frab_xml.write(made, base_url=BASE))
    (day,) = root.findall("day")
    assert dict(day.attrib) == {
        "index": "1",
        "date": "2030-11-02",
        "start": "2030-11-02T04:00:00+01:00",
        "end": "2030-11-03T03:59:00+01:00",
    }
    rooms = [(room.get("name"), room.get("guid"), len(room)) for room in day]
    assert rooms == [("Main", guid(901), 1), ("Side", None, 0), ("", None, 1)]


def test_what_is_not_placed_or_cancelled_is_not_listed():
    made = programme(session(1), session(2, starts_at=None), session(3, cancelled=True))
    assert [event.get("id") for event in events(made)] == ["1"]
    calendar = icalendar.Calendar.from_ical(ical.write(made, base_url=BASE))
    assert [str(event["STATUS"]) for event in calendar.walk("VEVENT")] == [
        "CONFIRMED",
        "CANCELLED",
    ]


def test_an_empty_programme_still_has_a_day():
    made = programme(days=[], rooms=[], tracks=[], people=[])
    made.sessions = []
    root = etree.fromstring(frab_xml.write(made, base_url=BASE))
    assert [day.get("date") for day in root.findall("day")] == ["2030-11-02"]


def test_the_fosdem_flavour_adds_what_its_apps_read():
    root = etree.fromstring(
        frab_xml.write(programme(), base_url=BASE, flavour="fosdem")
    )
    assert {child.tag: child.text for child in root.find("conference")} == {
        "title": "Conf <2030>",
        "acronym": "conf-2030",
        "start": "2030-11-02",
        "end": "2030-11-02",
        "days": "1",
        "timeslot_duration": "00:05",
        "time_zone_name": "Europe/Berlin",
        "subtitle": "The Conf",
        "venue": "bcc",
        "city": "Berlin",
        "day_change": "04:00:00",
        "base_url": "https://conf.example/events/conf-2030/",
        "color": None,
    }
    assert [track.text for track in root.findall("tracks/track")] == ["Cloud & Co"]
    person = root.find("persons/person")
    assert person.get("id") == "7"
    assert person.findtext("name") == "Ann Ö"
    assert person.findtext("biography") == "<p>Bio & more</p>"
    again = frab_xml.read(etree.tostring(root)).programme
    assert replace(again.people[0], code="ANN234") == programme().people[0]
    tags = [child.tag for child in root]
    assert tags.index("conference") < tags.index("tracks") < tags.index("day")


def test_json_names_people_in_one_of_the_two_ways_allowed():
    found = json.loads(schedule_json.write(programme(), base_url=BASE))
    conference = found["schedule"]["conference"]
    assert conference["acronym"] == "conf_2030"
    assert [room["name"] for room in conference["rooms"]] == ["Main", "Side"]
    event = conference["days"][0]["rooms"]["Main"][0]
    assert event["end"] == "2030-11-02T11:45:00+01:00"
    assert event["code"] == "AAAAA1"
    assert event["persons"] == [
        {
            "id": 7,
            "public_name": "Ann Ö",
            "biography": "<p>Bio & more</p>",
            "code": "ANN234",
            "links": [{"url": "https://ann.example/", "title": "Home"}],
        }
    ]


def calendar_of(*sessions, **overrides):
    return icalendar.Calendar.from_ical(
        ical.write(programme(*sessions, **overrides), base_url=BASE)
    )


def test_calendar_entries_keep_who_they_are():
    made = session(sequence=3, subtitle="S", abstract="<p>One, two;</p><p>three</p>")
    calendar = calendar_of(made)
    assert str(calendar["X-WR-CALNAME"]) == "Conf <2030>"
    assert str(calendar["REFRESH-INTERVAL"].to_ical().decode()) == "PT1H"
    (event,) = calendar.walk("VEVENT")
    assert str(event["UID"]) == f"{guid(1)}@eventsite"
    assert event["SEQUENCE"] == 3
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == made.changed_at
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert event["DTSTART"].dt == made.starts_at
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=45)
    assert str(event["SUMMARY"]) == "Session 1 – S"
    assert str(event["LOCATION"]) == "Main"
    assert str(event["DESCRIPTION"]) == "Ann Ö\n\nOne, two;\nthree"
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]


def test_a_calendar_in_utc_needs_no_zone():
    calendar = calendar_of(conference={"zone": "UTC"})
    assert calendar.walk("VTIMEZONE") == []
    assert calendar.walk("VEVENT")[0]["DTSTART"].to_ical() == b"20301102T100000Z"


def test_the_hour_that_comes_twice_is_told_in_utc():
    berlin = ZoneInfo("Europe/Berlin")
    hours = [datetime(2030, 10, 27, 2, 30, tzinfo=berlin, fold=fold) for fold in (0, 1)]
    slots = [
        session(n, starts_at=at.astimezone(UTC), duration=timedelta())
        for n, at in enumerate(hours, 1)
    ]
    one, two = calendar_of(*slots).walk("VEVENT")
    assert one["DTSTART"].to_ical() == b"20301027T023000"
    assert two["DTSTART"].to_ical() == b"20301027T013000Z"
    assert one["DURATION"].dt == timedelta()


@given(texts)
@settings(max_examples=100, deadline=None)
def test_lines_are_folded_between_characters(text):
    data = ical.write(programme(session(abstract=text * 20)), base_url=BASE)
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() or line == b"" for line in lines)
