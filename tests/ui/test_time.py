"""Moments name the event's zone and hold the instant for the script that adds one's own."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from eventsite.core.deadlines import ANYWHERE_ON_EARTH, at_wall_time, end_of

pytestmark = pytest.mark.one_database
AT = datetime(2030, 11, 1, 16, tzinfo=UTC)
LA = "America/Los_Angeles"


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()


def test_a_moment_names_day_time_and_zone(show):
    page = show("time", "{{ moment(at, zone) }}", at=AT, zone=LA)
    assert words(page) == "Friday, 1 November 2030, 09:00 PDT"
    assert (
        'datetime="2030-11-01T16:00:00+00:00" data-zone="America/Los_Angeles"' in page
    )
    assert 'title="Los Angeles time, UTC−7"' in page


@pytest.mark.parametrize(
    ("zone", "said", "place"),
    [
        ("UTC", "16:00 UTC", "UTC, UTC+0"),
        ("Asia/Kolkata", "21:30 IST", "Kolkata time, UTC+5:30"),
        (ANYWHERE_ON_EARTH, "04:00 anywhere on earth", "Etc/GMT+12, UTC−12"),
        ("America/Argentina/Buenos_Aires", "13:00 UTC-3", "Buenos Aires time, UTC−3"),
    ],
)
def test_zones_by_the_names_people_use(show, zone, said, place):
    page = show("time", "{{ moment(at, zone) }}", at=AT, zone=zone)
    assert words(page).endswith(said)
    assert f'title="{place}"' in page


def test_a_span_names_a_second_day_only_where_it_ends_on_one(show):
    page = show("time", "{{ span(a, b, z) }}", a=AT, b=AT + timedelta(hours=8), z=LA)
    assert words(page) == "Friday, 1 November 2030, 09:00–17:00 PDT"
    page = show("time", "{{ span(a, b, z) }}", a=AT, b=AT + timedelta(hours=16), z=LA)
    assert words(page) == (
        "Friday, 1 November 2030, 09:00 – Saturday, 2 November 2030, 01:00 PDT"
    )
    assert 'data-until="2030-11-02T08:00:00+00:00"' in page


def test_days_and_times(show):
    one, other = date(2030, 11, 1), date(2030, 11, 2)
    assert words(show("time", "{{ day(d) }}", d=one)) == "1 November 2030"
    assert 'datetime="2030-11-01"' in show("time", "{{ day(d) }}", d=one)
    assert words(show("time", "{{ days(a, b) }}", a=one, b=other)) == (
        "1–2 November 2030"
    )
    assert words(show("time", "{{ time_of(at, z) }}", at=AT, z=LA)) == "09:00"


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=12), "until the end of 23 September 2030 PDT (12 days left)"),
        (timedelta(hours=5), "until the end of 23 September 2030 PDT (5 hours left)"),
        (timedelta(0), "ended with 23 September 2030 PDT"),
    ],
)
def test_the_end_of_a_day_is_said_as_that_day(show, left, said):
    until = end_of(date(2030, 9, 23), LA)
    page = show("time", "{{ deadline(d, now) }}", d=until, now=until.at - left)
    assert words(page) == said
    assert "data-name-day" in page


def test_a_deadline_within_a_day_names_its_time(show):
    until = at_wall_time(datetime(2030, 9, 23, 17, 30), LA)
    page = show(
        "time", "{{ deadline(d, now) }}", d=until, now=until.at - timedelta(days=3)
    )
    assert words(page) == "until 23 September 2030, 17:30 PDT (3 days left)"


def test_a_sentence_can_go_on_after_a_macro(show):
    page = show("time", "On {{ day(d) }}, at noon.", d=date(2030, 11, 1))
    assert words(page) == "On 1 November 2030, at noon."
