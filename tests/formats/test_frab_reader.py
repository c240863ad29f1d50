"""What the files of many years say, and what is odd about them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from eventsite.formats import frab_xml
from eventsite.formats.model import Link, Track
from tests.formats.samples import (
    BRUSSELS,
    DATA,
    event,
    needs_data,
    oddities,
    only,
    read,
)

pytestmark = pytest.mark.one_database


@needs_data
@pytest.mark.parametrize(
    ("name", "sessions", "rooms", "people", "tracks"),
    [
        ("fosdem-2017", 668, 30, 610, 54),
        ("fosdem-2017-two-devrooms", 22, 2, 21, 2),
        ("fosdem-2018", 689, 33, 651, 56),
        ("fosdem-2020", 872, 35, 841, 71),
        ("fosdem-2024", 874, 35, 948, 67),
        ("fosdem-2025-rev1", 927, 40, 965, 74),
        ("fosdem-2025-rev2", 940, 40, 985, 74),
        ("promcon-2017-munich", 38, 3, 21, 0),
        ("promcon-2018-munich", 38, 2, 24, 0),
    ],
)
def test_real_files_are_read_whole(name, sessions, rooms, people, tracks):
    data = (DATA / "schedules" / f"{name}.xml").read_bytes()
    programme = frab_xml.read(data).programme
    assert len(programme.sessions) == sessions
    assert len(programme.rooms) == rooms
    assert len(programme.people) == people
    assert len(programme.tracks) == tracks
    assert len(programme.days) == 2
    codes = {person.code for person in programme.people}
    for session in programme.sessions:
        assert session.starts_at is not None
        assert session.duration > timedelta()
        assert session.line > 1
        assert {appearance.person for appearance in session.people} <= codes


@needs_data
def test_fosdem_2017_says_what_it_says():
    data = (DATA / "schedules" / "fosdem-2017.xml").read_bytes()
    reading = frab_xml.read(data)
    welcome = reading.programme.sessions[0]
    assert welcome.title == "Welcome to FOSDEM 2017"
    assert welcome.starts_at == datetime(2017, 2, 4, 8, 30, tzinfo=UTC)
    assert welcome.day == date(2017, 2, 4)
    assert (welcome.room, welcome.track, welcome.type) == (
        "Janson",
        "Keynotes",
        "keynote",
    )
    assert welcome.external_id == "5574"
    assert welcome.number == 5574
    assert welcome.guid == ""
    assert welcome.line == 16
    assert [appearance.person for appearance in welcome.people] == ["6"]
    assert len(welcome.links) == 3
    assert welcome.silent_on == {
        "cancelled",
        "attachments", "do_not_record", "level", "recording_licence", "recording_url",
        "tags",
    }  # fmt: skip
    assert oddities(reading)[0] == (
        "3: No time zone is named; Europe/Brussels is used, after the city Brussels."
    )
    assert [odd.line for odd in reading.oddities[1:]] == [1671, 9680, 12862]
    assert reading.oddities[2].what == (
        "'httphttps://github.com/webcompat/' is no web address; left out."
    )


@needs_data
def test_same_names_under_two_ids_stay_two_people():
    data = (DATA / "schedules" / "fosdem-2024.xml").read_bytes()
    reading = frab_xml.read(data)
    assert len({person.name for person in reading.programme.people}) == 945
    assert [odd.what[:40] for odd in reading.oddities] == [
        "The name “Antoni Ivanov” stands under th",
        "The name “Victor Palma” stands under the",
        "The name “Owen Lansbury” stands under th",
    ]


def test_rooms_of_the_day_of_the_session_and_none():
    days = (
        '<day date="2024-02-03">'
        + event('id="1"', room="Side")
        + event('id="2"')
        + '<room name=" Main  hall ">'
        + event('id="3"', room="Other")
        + "</room></day>"
    )
    reading = read(conference=BRUSSELS, days=days)
    assert [s.room for s in reading.programme.sessions] == ["Side", "", "Main hall"]
    assert [room.name for room in reading.programme.rooms] == ["Side", "Main hall"]
    assert oddities(reading) == [
        "4: A session has a time, but no room.",
        "5: A session in Main hall says that it is in Other.",
    ]


def test_what_is_not_said_is_told_apart_from_what_is_empty():
    session = only(event(language="", track="", subtitle=" "))
    assert session.silent_on == {
        "cancelled",
        "abstract", "attachments", "description", "do_not_record", "level", "links",
        "people", "recording_licence", "recording_url", "tags", "type",
    }  # fmt: skip
    assert (session.language, session.track, session.subtitle) == ("", "", "")


def test_markup_and_blanks_in_texts():
    session = only(
        event(
            title="  A\n  <b>bold</b> title ",
            description="\n  One<br/>two &lt;p&gt;three&lt;/p&gt;\n ",
            abstract="<p>First</p><p>Second</p>",
        )
    )
    assert session.title == "A bold title"
    assert session.description == "One\ntwo <p>three</p>"
    assert session.abstract == "First\nSecond"


def test_long_texts_are_cut_and_reported():
    reading = read(event(title="x" * 501, abstract="y" * 200_001), conference=BRUSSELS)
    (session,) = reading.programme.sessions
    assert len(session.title) == 500
    assert len(session.abstract) == 200_000
    assert oddities(reading) == [
        "3: The title has 501 characters; 500 are kept.",
        "3: The abstract has 200,001 characters; 200,000 are kept.",
    ]


def test_links_that_lead_nowhere_or_worse_are_left_out():
    links = "".join(
        f'<link href="{href}">L</link>'
        for href in (
            "https://a.example/ü?q=1",
            "javascript:alert(1)",
            "//x",
            "data:,x",
            "",
        )
    )
    reading = read(event(links=links), conference=BRUSSELS)
    assert reading.programme.sessions[0].links == [
        Link("https://a.example/%C3%BC?q=1", "L")
    ]
    assert len(reading.oddities) == 4


def test_recordings_and_attachments():
    session = only(
        event(
            recording="<license>CC-BY</license><optout>true</optout>"
            "<url>https://v.example/1</url>",
            attachments='<attachment href="https://a.example/s.pdf" type="slides">S</attachment>',
        )
    )
    assert session.do_not_record
    assert session.recording_licence == "CC-BY"
    assert session.recording_url == "https://v.example/1"
    assert session.attachments == [Link("https://a.example/s.pdf", "S", "slides")]


def test_tracks_in_both_flavours():
    strict = read(
        event(track="B"),
        conference=f'{BRUSSELS}<track name="A" slug="aa" color="#112233"/>',
    )
    assert strict.programme.tracks == [Track("A", "aa", "#112233"), Track("B")]
    fosdem = read(
        event(track="B"),
        conference=BRUSSELS,
        head='<tracks><track online_qa="true">A</track></tracks>',
    )
    assert fosdem.programme.tracks == [Track("A"), Track("B")]


def test_oddities_do_not_pile_up_without_end():
    events = [event(f'id="{n}"', date="x", start="") for n in range(2000)]
    reading = read(*events, conference=BRUSSELS)
    assert len(reading.oddities) == 1001
    assert any("more like this" in odd.what for odd in reading.oddities)
