"""Calendars, as other systems and people write them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from eventsite.formats import any_format, ical
from eventsite.formats.model import Link, Oddity
from tests.formats.calendars import BERLIN, calendar, only, read, starts, vevent
from tests.formats.samples import BASE, guid, oddities, programme, session

pytestmark = pytest.mark.one_database


def test_what_an_event_says():
    reading = read(
        vevent(
            "SUMMARY:Kubernetes 101",
            "DESCRIPTION:First line\\nSecond",
            "LOCATION:Main",
            "CATEGORIES:Cloud,Beginners",
            "URL:https://conf.example/1",
            "STATUS:CONFIRMED",
            'ATTENDEE;CN="Lee, Ann";ROLE=CHAIR:mailto:ann@example.org',
            "ATTENDEE;CN=Main;CUTYPE=ROOM:mailto:room@example.org",
            "ATTACH;FMTTYPE=application/pdf:https://conf.example/slides.pdf",
        ),
        head=("X-WR-CALNAME:Conf", f"X-WR-TIMEZONE:{BERLIN}"),
    )
    (found,) = reading.programme.sessions
    assert (found.title, found.abstract) == ("Kubernetes 101", "First line\nSecond")
    assert (found.room, found.track, found.tags) == ("Main", "Cloud", ["Beginners"])
    assert found.url == "https://conf.example/1"
    assert found.attachments == [Link("https://conf.example/slides.pdf")]
    assert found.starts_at == datetime(2024, 2, 3, 9, tzinfo=UTC)
    assert found.duration == timedelta(minutes=30)
    assert found.line == 5
    assert not found.cancelled
    assert found.silent_on == {
        "description", "do_not_record", "language", "level", "links",
        "recording_licence", "recording_url", "subtitle", "type",
    }  # fmt: skip
    assert [person.name for person in reading.programme.people] == ["Lee, Ann"]
    assert reading.emails == {}
    assert reading.programme.conference.title == "Conf"
    assert (reading.format, reading.oddities) == ("ical", [])


def test_folding_and_escapes():
    long = "ä" * 200
    folded = "SUMMARY:" + long[:60] + "\r\n " + long[60:] + "\r\n\t!"
    found = only(folded, "DESCRIPTION:a\\, b\\; c\\\\n d\\Ne")
    assert found.title == long + "!"
    assert found.abstract == "a, b; c\\n d\ne"


def test_lines_are_those_of_the_file_whatever_is_folded():
    reading = read(vevent("DESCRIPTION:a\r\n b\r\n c"), vevent(uid="", end=None))
    assert [one.line for one in reading.programme.sessions] == [4, 14]
    assert Oddity(14, "The duration is missing; 30 minutes are assumed.") in (
        reading.oddities
    )


@pytest.mark.parametrize(
    ("start", "hour"),
    [
        (":20240203T100000Z", 10),
        (":20240203T100000", 9),  # the calendar's zone
        (";TZID=Europe/London:20240203T100000", 10),
        (';TZID="Europe/Helsinki":20240203T100000', 8),
        (";TZID=/mozilla.org/20050126_1/Europe/London:20240203T100000", 10),
        (";TZID=GMT Standard Time:20240203T100000", 10),  # as Windows calls it
        (";TZID=America/Argentina/Ushuaia:20240203T100000", 13),
        (";VALUE=DATE-TIME:20240203T100000Z", 10),
    ],
)
def test_times_in_any_zone(start, hour):
    found = only(start=start, end=None)
    assert found.starts_at == datetime(2024, 2, 3, hour, tzinfo=UTC)


ODD_ZONE = """BEGIN:VTIMEZONE
TZID:Our own
BEGIN:STANDARD
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
TZOFFSETFROM:-0230
TZOFFSETTO:-0330
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
TZOFFSETFROM:-0330
TZOFFSETTO:-0230
END:DAYLIGHT
END:VTIMEZONE"""


@pytest.mark.parametrize(
    ("day", "offset"),
    [
        ("20240203", 210),
        ("20240310", 150),
        ("20240701", 150),
        ("20241102", 150),
        ("20241103", 210),
        ("19990701", 210),  # before the rules begin: what was before
    ],
)
def test_a_zone_that_only_the_file_defines(day, offset):
    data = calendar(ODD_ZONE, vevent(start=f";TZID=Our own:{day}T100000", end=None))
    (found,) = any_format.read(data).programme.sessions
    noon = datetime.strptime(f"{day}10", "%Y%m%d%H").replace(tzinfo=UTC)
    assert found.starts_at == noon + timedelta(minutes=offset)


def test_the_zone_is_the_calendars_else_that_of_most_times():
    london = vevent(start=";TZID=Europe/London:20240203T100000", end=None)
    reading = read(london, vevent(uid="2"), head=())
    assert reading.programme.conference.zone == "Europe/London"
    assert read(london).programme.conference.zone == BERLIN
    windows = read(london, head=("X-WR-TIMEZONE:W. Europe Standard Time",))
    assert windows.programme.conference.zone == BERLIN


def test_a_zone_that_nothing_tells_of():
    reading = read(vevent(start=";TZID=Nowhere:20240203T100000"))
    assert starts(reading) == ["03 09:00"]
    said = (
        "The time zone 'Nowhere' is not defined; the time is taken as the conference's."
    )
    assert oddities(reading) == [f"6: {said}"]


def test_the_clocks_change_during_the_event():
    skipped = read(vevent(start=f";TZID={BERLIN}:20240331T023000"))
    assert any("does not exist" in what for what in oddities(skipped))
    twice = read(vevent(start=f";TZID={BERLIN}:20241027T023000"))
    assert any("comes twice" in what for what in oddities(twice))
    over = only(start=":20240331T010000", end=":20240331T050000")
    assert over.duration == timedelta(hours=3)  # as one of the four does not exist


@pytest.mark.parametrize(
    ("lines", "minutes"),
    [
        (["DURATION:PT45M"], 45),
        (["DURATION:P1DT1H"], 25 * 60),
        (["DURATION:P1W"], 7 * 24 * 60),
        (["DURATION:-PT45M"], 30),  # assumed
        (["DTEND:20240203T091500Z"], 15),  # in UTC, the start is not
        (["DTEND:20240203T090000"], 30),  # before the start
    ],
)
def test_lengths(lines, minutes):
    assert only(*lines, end=None).duration == timedelta(minutes=minutes)


def test_past_midnight_is_the_day_before():
    found = only(start=":20240204T013000", end=":20240204T020000")
    assert found.day == date(2024, 2, 3)


def test_all_day_events_have_a_day_and_no_time():
    reading = read(vevent(start=";VALUE=DATE:20240203", end=";VALUE=DATE:20240205"))
    (found,) = reading.programme.sessions
    assert (found.starts_at, found.day) == (None, date(2024, 2, 3))
    assert oddities(reading) == [
        "4: A session lasts all day; it is kept without a time."
    ]


def test_what_is_called_off():
    assert only("STATUS:CANCELLED").cancelled
    assert "cancelled" in only().silent_on


def test_an_event_without_anything():
    reading = any_format.read(calendar("BEGIN:VEVENT\r\nEND:VEVENT", vevent()))
    assert [one.title for one in reading.programme.sessions] == ["Untitled", "Talk"]
    assert "4: A session has no title." in oddities(reading)
    assert "4: A session has no time." in oddities(reading)


def test_guids_come_from_uids():
    first, again = only(uid="a@b"), only(uid="a@b")
    assert first.guid == again.guid != only(uid="c@b").guid
    assert only(uid=f"{guid(1)}@eventsite").guid == guid(1)


def test_one_uid_twice_is_two_sessions():
    reading = read(vevent(), vevent("SUMMARY:Other"))
    one, other = reading.programme.sessions
    assert one.guid != other.guid
    assert any("is used twice" in what for what in oddities(reading))


# Ours.


def test_ours_comes_back():
    made = programme(
        session(1, title="A, b; c\\d", subtitle="Sub"),
        session(2, title="X – Y", cancelled=True),
        session(3, title="X", subtitle="Y – Z", abstract="<p>A</p>", track=""),
    )
    again = any_format.read(ical.write(made, base_url=BASE)).programme
    for one, two in zip(made.sessions, again.sessions, strict=True):
        for name in ("title", "guid", "starts_at", "duration", "room", "track"):
            assert getattr(two, name) == getattr(one, name)
        assert two.cancelled == one.cancelled
        assert {"abstract", "people"} <= two.silent_on
    assert [s.subtitle for s in again.sessions] == ["Sub", "", "Y – Z"]
    assert again.conference.zone == made.conference.zone


def test_a_title_changed_in_a_calendar_program_is_believed():
    made = programme(session(1, title="Old", subtitle="Sub"))
    data = ical.write(made, base_url=BASE).replace(b"SUMMARY:Old", b"SUMMARY:New")
    (found,) = any_format.read(data).programme.sessions
    assert found.title == "New – Sub"
    assert "subtitle" in found.silent_on
