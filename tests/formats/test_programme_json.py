import json
import time
import zlib
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventsite.formats import programme_json
from eventsite.formats.model import (
    Appearance,
    Break,
    Conference,
    Link,
    Person,
    Programme,
    Room,
    Session,
    Track,
)

pytestmark = pytest.mark.one_database
PACIFIC = timezone(timedelta(hours=-8))
moments = st.datetimes(
    min_value=datetime(1970, 1, 2), max_value=datetime(9000, 1, 1)
).flatmap(
    lambda at: st.sampled_from(
        [UTC, PACIFIC, timezone(timedelta(hours=-9, minutes=-30))]
    ).map(lambda zone: at.replace(tzinfo=zone))
)
# datetime must be said before date: it is one, too.
for kind, strategy in (
    (datetime, moments),
    (str, st.text(st.characters(exclude_categories=()), max_size=20)),
):
    st.register_type_strategy(kind, strategy)


def full() -> Programme:
    """Return a programme in which no field has its default."""
    at = datetime(2030, 11, 3, 1, 30, tzinfo=PACIFIC)
    link = Link("https://example.org/a", "Slides", "slides")
    return Programme(
        conference=Conference(
            title="Конференция 🎉",
            acronym="conf-2030",
            subtitle="Sub",
            venue="Hall",
            city="Oakland",
            starts_on=date(2030, 11, 2),
            ends_on=date(2030, 11, 3),
            zone="America/Los_Angeles",
            day_change=timedelta(hours=4),
            timeslot=timedelta(minutes=15),
            url="https://example.org/",
            colour="#112233",
            logo="https://example.org/logo.png",
        ),
        version="v1 ✨",
        released_at=at,
        days=[date(2030, 11, 2), date(2030, 11, 3)],
        rooms=[Room("Main", "main", "guid", 300, "East", ["stage"], "conf")],
        tracks=[Track("Cloud", "cloud", "#abcdef")],
        people=[
            Person("P", "Ann", 7, "7", "CTO", "ACME", "Bio", "https://e.org/p", [link])
        ],
        sessions=[
            Session(
                title="\x00\ud800 'quoted' \"text\"\n",
                code="ABCDEF",
                guid="g",
                slot_guid="s",
                number=3,
                external_id="x3",
                slug="conf-a-talk",
                event="conf",
                subtitle="S",
                abstract="<p>A</p> ",
                description=" D",
                track="Cloud",
                type="talk",
                language="en",
                level="beginner",
                starts_at=at,
                duration=timedelta(minutes=30, microseconds=1),
                day=date(2030, 11, 2),
                room="Main",
                people=[Appearance("P", "moderator")],
                links=[link],
                attachments=[link],
                tags=["a", "b"],
                do_not_record=True,
                recording_url="https://example.org/v",
                recording_licence="CC-BY",
                url="https://example.org/s",
                feedback_url="https://example.org/f",
                cancelled=True,
                changed_at=at,
                sequence=4,
                line=99,
            )
        ],
        breaks=[Break("Lunch", at, timedelta(hours=1), "Main", "conf")],
        gone=[Session("Off", cancelled=True)],
    )


def test_nothing_is_lost():
    programme = full()
    for thing in (programme, *programme.sessions, *programme.people, *programme.rooms):
        assert is_dataclass(thing)
        assert all(getattr(thing, f.name) not in ("", None, []) for f in fields(thing))
    again = programme_json.load(programme_json.dump(programme))
    assert again == programme
    assert again.sessions[0].starts_at.isoformat() == "2030-11-03T09:30:00+00:00"


@given(st.builds(Programme))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_programme_comes_back_equal(programme):
    data = programme_json.dump(programme)
    assert programme_json.load(data) == programme
    assert programme_json.dump(programme_json.load(data)) == data


def test_fields_added_or_dropped_later_do_no_harm():
    old = {"conference": {"title": "A", "shoe_size": 3}, "sessions": [{"title": "S"}]}
    found = programme_json.load(zlib.compress(json.dumps(old).encode()))
    assert found == Programme(Conference("A"), sessions=[Session("S")])


def test_a_thousand_sessions_are_quick():
    programme = full()
    programme.sessions *= 1000
    started = time.process_time()
    programme_json.load(programme_json.dump(programme))
    assert time.process_time() - started < 1
