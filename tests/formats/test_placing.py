"""When things take place, in all the ways in which files say so."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.formats.samples import BRUSSELS, event, oddities, only, read

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("conference", "zone", "used", "odd"),
    [
        (BRUSSELS, "UTC", "Europe/Brussels", None),
        ("", "Asia/Tokyo", "Asia/Tokyo", None),
        ("", None, "UTC", "No time zone is named; UTC is used."),
        ("<city>Berlin</city>", None, "Europe/Berlin", "after the city Berlin"),
        ("<city>Berlin</city>", "UTC", "UTC", None),
        ("<time_zone_name>Mars/X</time_zone_name>", None, "UTC", "'Mars/X' is unknown"),
        (
            "<time_zone_name>../x</time_zone_name>",
            "Asia/Tokyo",
            "Asia/Tokyo",
            "unknown",
        ),
    ],
)
def test_the_zone_is_named_told_guessed_or_utc(conference, zone, used, odd):
    reading = read(event(), conference=conference, zone=zone)
    assert reading.programme.conference.zone == used
    local = reading.programme.sessions[0].starts_at.astimezone(UTC)
    hour = {"Europe/Brussels": 9, "Europe/Berlin": 9, "Asia/Tokyo": 1, "UTC": 10}[used]
    assert local == datetime(2024, 2, 3, hour, tzinfo=UTC)
    assert [odd is not None and odd in line for line in oddities(reading)] == (
        [] if odd is None else [True]
    )


@pytest.mark.parametrize(
    ("told", "starts_at"),
    [
        ({"date": "2024-02-03T09:00:00+00:00"}, (9, 0)),  # in UTC, zone elsewhere
        ({"date": "2024-02-03T10:00:00+01:00"}, (9, 0)),
        ({"date": "2024-02-03T09:00:00Z", "start": "23:00"}, (9, 0)),
        ({"date": "2024-02-03T11:00", "start": None}, (10, 0)),
        ({"date": "2024-02-03:00:00+00:00"}, (9, 0)),  # PromCon's
        ({"start": "9:15"}, (8, 15)),
        ({"start": "09:15:00"}, (8, 15)),
    ],
)
def test_a_date_with_offset_wins_over_day_and_start(told, starts_at):
    session = only(event(**told))
    assert session.starts_at == datetime(2024, 2, 3, *starts_at, tzinfo=UTC)
    assert session.day == date(2024, 2, 3)


@pytest.mark.parametrize(
    ("day_change", "start", "at", "day"),
    [
        ("04:00", "03:59", (4, 2, 59), 3),
        ("04:00", "04:00", (3, 3, 0), 3),
        ("09:00:00", "08:30", (4, 7, 30), 3),
        ("00:00", "00:30", (2, 23, 30), 3),
        (None, "02:00", (4, 1, 0), 3),
        ("04:00", "25:30", (4, 0, 30), 3),
    ],
)
def test_before_the_day_changes_it_is_the_night_after(day_change, start, at, day):
    told = f"<day_change>{day_change}</day_change>" if day_change else ""
    session = only(event(start=start), conference=BRUSSELS + told)
    assert session.starts_at == datetime(2024, 2, at[0], *at[1:], tzinfo=UTC)
    assert session.day == date(2024, 2, day)


def test_past_midnight_with_a_date_stays_with_its_day():
    session = only(event(date="2024-02-04T01:00:00+01:00", start="01:00"))
    assert session.starts_at == datetime(2024, 2, 4, 0, tzinfo=UTC)
    assert session.day == date(2024, 2, 3)


def test_a_day_that_says_when_it_begins_changes_then():
    days = (
        '<day date="2024-02-03" start="2024-02-03T06:00:00+01:00" end="x">'
        f'<room name="A">{event(start="05:30")}</room></day>'
    )
    session = only(days=days)
    assert session.starts_at == datetime(2024, 2, 4, 4, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "start", "at", "odd"),
    [
        ("2024-03-31", "02:30", (1, 30), "The time 02:30 does not exist"),
        ("2024-03-31", "03:30", (1, 30), None),
        ("2024-10-27", "02:30", (0, 30), "The time 02:30 comes twice"),
        ("2024-10-27", "03:30", (2, 30), None),
    ],
)
def test_times_around_a_change_of_the_clocks(day, start, at, odd):
    days = f'<day date="{day}"><room name="A">{event(start=start)}</room></day>'
    told = BRUSSELS + "<day_change>00:00</day_change>"
    reading = read(conference=told, days=days)
    found = reading.programme.sessions[0].starts_at
    assert (found.hour, found.minute) == at
    assert [odd in line for line in oddities(reading)] == ([True] if odd else [])


@pytest.mark.parametrize(
    ("duration", "minutes", "odd"),
    [
        ("00:45", 45, None),
        ("0:45:00", 45, None),
        ("01:02:30:00", 26 * 60 + 30, None),
        ("PT1H30M", 90, None),
        ("00:00", 0, "The duration is zero."),
        ("", 30, "The duration is missing; 30 minutes are assumed."),
        (None, 30, "The duration is missing; 30 minutes are assumed."),
        ("-00:30", 30, "The duration is '-00:30'; 30 minutes are assumed."),
        ("999:00", 30, "The duration is '999:00'; 30 minutes are assumed."),
        ("99999999999999999999", 30, "The duration is '99999999999999999999'"),
    ],
)
def test_durations(duration, minutes, odd):
    reading = read(event(duration=duration), conference=BRUSSELS)
    (session,) = reading.programme.sessions
    assert session.duration == timedelta(minutes=minutes)
    assert [odd in line for line in oddities(reading)] == ([True] if odd else [])
    assert ("duration" in session.silent_on) == (duration is None)


@pytest.mark.parametrize("text", ["20175-02-05", "0000-00-00", "soon", "9999-12-31"])
def test_days_that_are_none(text):
    reading = read(event(), conference=f"{BRUSSELS}<end>{text}</end>")
    assert reading.programme.conference.ends_on == date(2024, 2, 3)
    assert oddities(reading) == [f"2: The conference ends on {text!r}."]
    days = f'<day date="{text}"><room name="A">{event()}</room></day>'
    reading = read(conference=BRUSSELS, days=days)
    assert reading.programme.sessions[0].starts_at is None
    assert oddities(reading) == [
        f"2: A day has the date {text!r}.",
        "3: A session has no time.",
    ]


def test_sessions_that_overlap_in_a_room_are_named():
    reading = read(
        event('id="1"', title="Long", duration="02:00"),
        event('id="2"', title="Short", start="10:30"),
        event('id="3"', title="Late", start="11:30"),
        event('id="4"', title="After", start="12:00"),
        conference=BRUSSELS,
    )
    assert oddities(reading) == [
        "4: “Short” overlaps “Long” (line 3) in Main.",
        "5: “Late” overlaps “Long” (line 3) in Main.",
    ]
