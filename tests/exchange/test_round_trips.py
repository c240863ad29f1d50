"""What we write and read again changes nothing, in every format, as far as it goes."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventsite.core.db import db, write_tx
from eventsite.events.models import Room, SessionType, Tag, Track
from eventsite.events.queries import find_event
from eventsite.exchange.exports import FORMATS
from eventsite.formats import any_format, lists_csv
from eventsite.formats.characters import long_text, one_line
from eventsite.formats.model import (
    Appearance,
    Conference,
    Link,
    Person,
    Programme,
    Reading,
)
from eventsite.formats.model import Session as PlainSession
from eventsite.schedule.models import Release, Slot
from eventsite.schedule.queries import find_programme
from eventsite.sessions.models import (
    Session,
    SessionLink,
    SessionPerson,
    SessionState,
    Speaker,
    SpeakerLink,
    session_tags,
)
from tests.exchange.bringing import bring, edit, lists, real
from tests.formats.samples import BASE, guid, needs_data

pytestmark = pytest.mark.usefixtures("app")
TABLES = [
    Session.__table__, Speaker.__table__, SessionPerson.__table__,
    SessionLink.__table__, SpeakerLink.__table__, session_tags, Room.__table__,
    Track.__table__, SessionType.__table__, Tag.__table__, Slot.__table__,
    Release.__table__,
]  # fmt: skip
SMALL = ("promcon-2017-munich.xml", "promcon-2018-munich.xml", "voc-pretalx-democon.json",
         "fosdem-2017-two-devrooms.xml")  # fmt: skip
LARGE = ("fosdem-2017.xml", "fosdem-2024.xml")


def files(slug):
    """Return the event's released programme in each format."""
    db.session.rollback()
    made = find_programme(find_event(slug))
    found = {name: one.write(made, BASE) for name, one in FORMATS.items()}
    return found | {"people": lists_csv.write_people(made, base_url=BASE)}


def everything():
    """Return all rows that an import might touch."""
    db.session.rollback()
    return {
        table.name: db.session.execute(
            sa.select(table).order_by(*table.primary_key)
        ).all()
        for table in TABLES
    }


def assert_nothing_changes(slug, formats=None):
    before = everything()
    for name, data in files(slug).items():
        if formats is None or name in formats:
            reading = any_format.read(data, find_event(slug).timezone)
            report = bring(reading, slug=slug)
            assert (name, lists(report), report.conflicts) == (name, {}, [])
            after = everything()
            for table, rows in before.items():
                assert (name, table, after[table]) == (name, table, rows)


@needs_data
@pytest.mark.parametrize("name", SMALL)
def test_real_schedules_come_back(name):
    bring(real(name))
    assert_nothing_changes("conf")


@needs_data
@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_large_schedules_come_back(name):
    bring(real(name), devrooms=True)
    assert_nothing_changes("conf")


def test_what_a_format_cannot_carry_is_left_alone():
    ann = Person(
        "ann", "Ann", job_title="CTO", biography="B", links=[Link(f"{BASE}/ann")]
    )
    session = PlainSession(
        "Talk",
        guid=guid(1),
        subtitle="Sub",
        abstract="<p>A & <b>B</b></p>",
        description="D",
        track="Cloud",
        type="Keynote",
        language="de",
        level="Expert",
        tags=["Ops"],
        links=[Link("https://a.example/", "A", "web")],
        attachments=[Link("https://a.example/s.pdf", "S", "slides")],
        do_not_record=True,
        recording_licence="CC0",
        people=[Appearance("ann", "moderator")],
        starts_at=datetime(2030, 3, 31, 0, 30, tzinfo=ZoneInfo("Europe/Berlin")),
        duration=timedelta(hours=4),
        room="Main",
    )
    programme = Programme(
        Conference("C", starts_on=date(2030, 3, 30), ends_on=date(2030, 3, 31),
                   zone="Europe/Berlin"),
        people=[ann],
        sessions=[session],
    )  # fmt: skip
    bring(Reading(programme, "demo"))
    assert_nothing_changes("conf")


def test_what_was_called_off_or_has_no_time_stays_so():
    sessions = [
        PlainSession(
            f"Talk {n}",
            guid=guid(n),
            starts_at=datetime(2030, 3, 31, n, tzinfo=ZoneInfo("Europe/Berlin")),
            duration=timedelta(minutes=30),
            room="Main",
        )
        for n in (1, 2, 3)
    ]
    sessions[2].starts_at = None
    conference = Conference(
        "C",
        starts_on=date(2030, 3, 31),
        ends_on=date(2030, 3, 31),
        zone="Europe/Berlin",
    )
    bring(Reading(Programme(conference, sessions=sessions), "demo"))
    edit(db.session.query(Session).first(), state=SessionState.CANCELLED)
    bring(Reading(Programme(conference, sessions=sessions[1:]), "demo"))
    assert_nothing_changes("conf")


def test_namesakes_stay_apart():
    sessions = [
        PlainSession(
            f"Talk {n}",
            guid=guid(n),
            starts_at=datetime(2030, 3, 31, n, tzinfo=ZoneInfo("UTC")),
            people=[Appearance(f"ann {n}")],
        )
        for n in (1, 2)
    ]
    people = [Person(f"ann {n}", "Ann", external_id=str(n)) for n in (1, 2)]
    conference = Conference("C", starts_on=date(2030, 3, 31), ends_on=date(2030, 3, 31))
    bring(Reading(Programme(conference, people=people, sessions=sessions), "demo"))
    assert_nothing_changes("conf", set(FORMATS))


words = st.text(
    st.characters(exclude_categories=["Cs"], max_codepoint=0x2FFF), max_size=20
) | st.sampled_from(
    ["=1+1", "'=1", "a, b; c", "A – B", "x\\n\\,", '"q"', "<p>a&amp;b</p>", "Ann and Bob",
     "a\nb\n\n c ", "null", "0", "Ann Lee and Bob Ray"]
)  # fmt: skip
lines = words.map(one_line)
named = lines.filter(bool)


@st.composite
def programmes(draw):
    """Return a small programme with everything in it that files trip over."""
    zone = ZoneInfo(draw(st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu"])))
    rooms = draw(st.lists(named, min_size=1, max_size=2))
    names = draw(st.lists(named, max_size=3))
    people = [
        Person(f"p {n}", name, job_title=draw(lines)) for n, name in enumerate(names)
    ]
    tags = {name.casefold(): name for name in draw(st.lists(named, max_size=3))}
    sessions = []
    for n in range(draw(st.integers(1, 3))):
        one = {
            "title": draw(named),
            "subtitle": draw(lines),
            "abstract": long_text(draw(words)),
            "description": long_text(draw(words)),
            "track": draw(lines)[:50],
            "type": draw(lines)[:50],
            "language": draw(st.sampled_from(["", "en", "de"])),
            "level": draw(lines)[:50],
            "tags": sorted(tags.values()),
            "people": [Appearance(p.code) for p in people if draw(st.booleans())],
            "cancelled": n > 0 and draw(st.booleans()),  # else there is nothing in xCal
            "do_not_record": draw(st.booleans()),
            "guid": guid(n + 1),
        }
        for repeat in range(draw(st.integers(1, 2))):
            minute = draw(st.integers(0, 2 * 24 * 60))
            start = datetime(2030, 10, 26, tzinfo=zone).astimezone(ZoneInfo("UTC"))
            sessions.append(
                PlainSession(
                    **one,
                    slot_guid=guid(100 * repeat + n + 1),
                    room=draw(st.sampled_from([*rooms, ""])),
                    starts_at=start + timedelta(minutes=minute),
                    duration=timedelta(minutes=draw(st.integers(0, 600))),
                )
            )
    conference = Conference(
        "C", starts_on=date(2030, 10, 26), ends_on=date(2030, 10, 28), zone=zone.key
    )
    return Programme(conference, people=people, sessions=sessions)


@given(programmes())
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_programme_comes_back(programme):
    bring(Reading(programme, "demo"))
    try:
        assert_nothing_changes("conf")
    finally:
        forget_all()


def forget_all():
    db.session.rollback()
    with write_tx():
        for table in reversed(db.metadata.sorted_tables):
            db.session.execute(sa.delete(table))
