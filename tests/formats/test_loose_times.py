"""Days, times and lengths as people write them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from eventsite.formats.loose_times import (
    is_month_first,
    read_aware,
    read_clock,
    read_length,
    split_day,
    split_range,
)

pytestmark = pytest.mark.one_database
DAY = date(2024, 2, 3)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("2024-02-03", ""),
        ("2024-02-03 10:00", "10:00"),
        ("2024-02-03T10:00:00", "10:00:00"),
        ("3.2.2024", ""),
        ("03.02.2024, 10:00", "10:00"),
        ("3/2/2024 10:00", "10:00"),
        ("3 Feb 2024", ""),
        ("3rd February 2024 10:00", "10:00"),
        ("February 3, 2024", ""),
        ("Saturday, February 3rd, 2024, 10:00 AM", "10:00 am"),
        ("Sat 2024-02-03", ""),
    ],
)
def test_days(text, rest):
    day, found = split_day(text)
    assert (day, found.lower()) == (DAY, rest)


@pytest.mark.parametrize(
    "text",
    ["", "tomorrow", "31.2.2024", "2024-13-01", "3 Foo 2024", "1.1.99999", "9" * 90],
)
def test_what_is_no_day(text):
    assert split_day(text)[0] is None


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["3/2/2024"], None),
        (["3/2/2024", "13/2/2024"], False),
        (["2/3/2024", "2/13/2024"], True),
        (["13/2/2024", "2/13/2024"], None),
        ([], None),
    ],
)
def test_which_of_two_numbers_is_the_month(texts, found):
    assert is_month_first(texts) is found
    assert split_day("2/3/2024", month_first=True)[0] == DAY


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("10:00", 600),
        ("9:05:00", 545),
        ("10.30", 630),
        ("10h30", 630),
        ("10.30 Uhr", 630),
        ("10 Uhr", 600),
        ("2 pm", 840),
        ("2:30PM", 870),
        ("12:00 a.m.", 0),
        ("12 p.m.", 720),
        ("25:30", 1530),
    ],
)
def test_times_of_day(text, minutes):
    assert read_clock(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "text", ["", "10", "10:60", "48:00", "13 pm", "0 am", "noon", "10:0"]
)
def test_what_is_no_time(text):
    assert read_clock(text) is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("30", 30),
        ("30 min", 30),
        ("45 minutes", 45),
        ("1h", 60),
        ("1 hour 30 minutes", 90),
        ("1h30", 90),
        ("0:45", 45),
        ("00:45:00", 45),
        ("PT45M", 45),
        ("0", 0),
    ],
)
def test_lengths(text, minutes):
    assert read_length(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "soon", "h", "-5", "99999"])
def test_what_is_no_length(text):
    assert read_length(text) is None


def test_ranges_and_moments():
    assert split_range("10:00 – 10:30") == ("10:00", "10:30")
    assert split_range("10:00-10:30") == ("10:00", "10:30")
    assert split_range("10:00") == ("10:00", "")
    ten = datetime(2024, 2, 3, 10, tzinfo=UTC)
    for text in (
        "2024-02-03T10:00:00Z",
        "2024-02-03 10:00 UTC",
        "2024-02-03 11:00 +0100",
    ):
        assert read_aware(text) == ten
    assert read_aware("2024-02-03 10:00") is None
