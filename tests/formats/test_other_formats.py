"""schedule.json, xCal and tables; and which is which."""

import csv
import io
import json
import time
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventsite.formats import any_format, ical, schedule_csv, schedule_json, xcal
from eventsite.formats.model import Link, Oddity, Reading, Unreadable
from tests.formats.samples import (
    BASE,
    DATA,
    event,
    guid,
    needs_data,
    programme,
    session,
    xml,
)

pytestmark = pytest.mark.one_database


def document(*events, conference=None, **day):
    """Return a schedule.json with these events on 3 February 2024 in Main."""
    days = [{"date": "2024-02-03", "rooms": {"Main": list(events)}} | day]
    about = {"title": "Conf", "time_zone_name": "Europe/Berlin", "days": days}
    return json.dumps(
        {"schedule": {"version": "1", "conference": about | (conference or {})}},
        indent=1,
    ).encode()


def entry(**overrides):
    return {
        "id": 1, "guid": guid(1), "date": "2024-02-03T10:00:00+01:00", "start": "10:00",
        "duration": "00:30", "title": "Talk",
    } | overrides  # fmt: skip


def test_json_says_all_that_it_can():
    full = entry(
        code="ABC123",
        slug="a-talk-here",
        subtitle="S",
        abstract="A",
        description=None,
        track="Cloud",
        type="talk",
        language="en",
        recording_license="CC",
        do_not_record=True,
        persons=[{"id": 7, "public_name": "Ann", "biography": "B"}, {"name": "Bob"}],
        links=[{"url": "https://a.example/", "title": "A"}],
        attachments=[{"url": "https://a.example/s", "title": "S", "type": "slides"}],
    )
    reading = schedule_json.read(document(full))
    (found,) = reading.programme.sessions
    assert (found.title, found.subtitle, found.abstract) == ("Talk", "S", "A")
    assert (found.track, found.type, found.language) == ("Cloud", "talk", "en")
    assert (found.code, found.guid, found.number) == ("ABC123", guid(1), 1)
    assert found.starts_at == datetime(2024, 2, 3, 9, tzinfo=UTC)
    assert (found.room, found.duration) == ("Main", timedelta(minutes=30))
    assert found.do_not_record
    assert found.links == [Link("https://a.example/", "A")]
    assert found.attachments == [Link("https://a.example/s", "S", "slides")]
    assert found.silent_on == {"level", "tags", "recording_url", "cancelled"}
    people = [(p.code, p.name, p.biography) for p in reading.programme.people]
    assert people == [("7", "Ann", "B"), ("Bob", "Bob", "")]
    assert reading.oddities == []


def test_json_oddities_have_lines():
    reading = schedule_json.read(
        document(entry(), entry(id=2, guid=guid(2), duration="soon", start="11:00"))
    )
    text = document(entry(), entry(id=2, guid=guid(2))).decode().splitlines()
    line = next(n for n, words in enumerate(text, 1) if guid(2) in words)
    assert (
        Oddity(line, "The duration is 'soon'; 30 minutes are assumed.")
        in reading.oddities
    )


@pytest.mark.parametrize(
    ("data", "said", "line", "column"),
    [
        (b'{"schedule":\n oops}', "not well-formed JSON", 2, 2),
        (b"[" * 100_000, "nested too deep", 1, 1),
        (b'{"schedule": ' + b"9" * 5000 + b"}", "far too long", 1, 1),
        (b'{"a": 1}', "no schedule", 1, 1),
        (b'{"schedule": {"conference": []}}', "no schedule", 1, 1),
        (b"[1, 2]", "no schedule", 1, 1),
        (b'{"a":\n "\xff"}', "not in UTF-8", 2, 3),
        (b'{"schedule": {"conference": {}}}', "no days", 0, 0),
    ],
)
def test_json_that_cannot_be_read(data, said, line, column):
    with pytest.raises(Unreadable, match=said) as caught:
        any_format.read(data)
    assert (caught.value.line, caught.value.column) == (line, column)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["title", "persons", "links", "id", "url", "name", "rooms"]
            ),
            inside,
            max_size=3,
        )
    ),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from([*entry(), "persons", "links", "code", "track"]), values
    ),
    st.dictionaries(
        st.sampled_from(["title", "tracks", "rooms", "start", "colors"]), values
    ),
    values,
)
@settings(max_examples=150, deadline=None)
def test_json_of_any_kind_is_read_or_refused(told, conference, day):
    for data in (
        document(entry() | told, conference=conference),
        document(told, date=day),
        document(rooms=day),
    ):
        try:
            assert isinstance(schedule_json.read(data), Reading)
        except Unreadable as unreadable:
            assert str(unreadable)  # noqa: PT017


@needs_data
def test_real_json():
    data = (DATA / "schedules" / "voc-pretalx-democon.json").read_bytes()
    programme = any_format.read(data).programme
    assert (len(programme.sessions), len(programme.days)) == (36, 3)
    assert programme.conference.title == "DemoCon"


@needs_data
def test_real_xcal():
    data = (DATA / "schedules" / "fosdem-2016.xcal").read_bytes()
    reading = any_format.read(data, "Europe/Brussels")
    programme = reading.programme
    assert len(programme.sessions) == 611
    assert programme.conference.title == "FOSDEM 2016"
    first = programme.sessions[0]
    assert first.external_id == "4078"
    assert first.starts_at == datetime(2016, 1, 31, 8, tzinfo=UTC)
    assert first.duration == timedelta(minutes=50)
    assert first.room == "UA2.220 (Guillissen)"
    assert [person.name for person in programme.people][:1] == ["Arthur Lutz"]
    assert programme.days == [date(2016, 1, 30), date(2016, 1, 31)]
    assert reading.oddities == []


def test_xcal_comes_back():
    made = programme(
        session(1, subtitle="S", abstract="<p>A</p>"), session(2, people=[])
    )
    again = any_format.read(xcal.write(made, base_url=BASE)).programme
    for one, two in zip(made.sessions, again.sessions, strict=True):
        assert two.title == one.title
        assert two.guid == one.guid
        assert two.starts_at == one.starts_at
        assert two.duration == one.duration
        assert (two.subtitle, two.abstract, two.track) == (
            one.subtitle,
            one.abstract,
            one.track,
        )
    assert [person.name for person in again.people] == ["Ann Ö"]


@pytest.mark.parametrize(
    ("data", "format_"),
    [
        (xml(event()), "frab-xml"),
        (xml(event()).decode().replace("UTF-8", "UTF-16").encode("utf-16"), "frab-xml"),
        (b"\xef\xbb\xbf" + xml(event()), "frab-xml"),
        (b"\n" + document(entry()), "schedule-json"),
        (b"\xef\xbb\xbf" + document(entry()), "schedule-json"),
        (xcal.write(programme(), base_url=BASE), "xcal"),
    ],
)
def test_formats_are_told_apart_by_content(data, format_):
    assert any_format.read(data).format == format_


def test_a_calendar_with_nothing_in_it_is_refused():
    with pytest.raises(Unreadable, match="no days and no sessions"):
        any_format.read(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")


def test_tables_have_no_formulas():
    made = programme(session(1, title="=1+1", subtitle="@x", room="-A"))
    (row,) = csv.DictReader(
        io.StringIO(schedule_csv.write(made, base_url=BASE).decode())
    )
    assert (row["title"], row["subtitle"], row["room"]) == ("'=1+1", "'@x", "'-A")
    assert (row["start"], row["end"], row["zone"]) == (
        "2030-11-02 11:00",
        "2030-11-02 11:45",
        "Europe/Berlin",
    )
    assert (row["people"], row["duration"], row["status"]) == (
        "Ann Ö",
        "00:45",
        "confirmed",
    )


def test_what_has_no_time_or_is_cancelled_is_in_the_table():
    made = programme(
        session(1, starts_at=None, room=""), session(2, cancelled=True), session(3)
    )
    found = csv.DictReader(
        io.StringIO(schedule_csv.write(made, base_url=BASE).decode())
    )
    assert [(row["title"], row["start"][-5:], row["status"]) for row in found] == [
        ("Session 2", "12:00", "cancelled"),
        ("Session 3", "13:00", "confirmed"),
        ("Session 1", "", "confirmed"),
    ]


def test_a_session_in_the_night_in_which_the_clocks_change_ends_in_time():
    made = programme(
        session(
            starts_at=datetime(2030, 10, 26, 23, 30, tzinfo=UTC),  # 01:30 in summer
            duration=timedelta(hours=2),  # until 02:30 in winter
            day=date(2030, 10, 26),
        )
    )
    (row,) = csv.DictReader(
        io.StringIO(schedule_csv.write(made, base_url=BASE).decode())
    )
    assert (row["start"][11:], row["end"][11:]) == ("01:30", "02:30 +0100")
    (found,) = icalendar.Calendar.from_ical(ical.write(made, base_url=BASE)).walk(
        "VEVENT"
    )
    assert found["DTEND"].dt.astimezone(UTC) == datetime(
        2030, 10, 27, 1, 30, tzinfo=UTC
    )
    text = schedule_json.write(made, base_url=BASE).decode()
    assert '"end":"2030-10-27T02:30:00+01:00"' in text
    again = any_format.read(xcal.write(made, base_url=BASE)).programme
    assert again.sessions[0].duration == timedelta(hours=2)


def test_files_of_ours_are_named_whole():
    made = programme(session(1, attachments=[Link("/files/token/a.pdf", "A")]))
    found = any_format.read(schedule_json.write(made, base_url=BASE)).programme
    assert found.sessions[0].attachments == [Link(f"{BASE}/files/token/a.pdf", "A")]


@pytest.mark.parametrize(
    "data",
    [
        b'{"schedule": [' + b"[]," * 5_000_000 + b"]}",
        b'{"schedule": [' + b'"",' * 5_000_000 + b"]}",
        document(*[entry(guid="\\u0041") for _ in range(5000)], x=" " * 3_000_000),
    ],
    ids=["lists", "texts", "lines"],
)
def test_json_takes_no_time_without_end(data):
    started = time.process_time()
    try:
        schedule_json.read(data)
    except Unreadable as unreadable:
        assert "far more" in str(unreadable)  # noqa: PT017
    assert time.process_time() - started < 5


def test_long_blanks_in_texts_take_no_time():
    made = programme(session(1, abstract="a" + " \t" * 100_000 + "b"))
    started = time.process_time()
    ical.write(made, base_url=BASE)
    assert time.process_time() - started < 2
