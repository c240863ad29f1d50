"""What in a file is what in the database."""

from datetime import UTC, datetime

import pytest

from eventsite.core.db import db
from eventsite.events.models import (
    Allocation,
    Room,
    SessionType,
    Track,
)
from eventsite.events.queries import find_event
from eventsite.exchange import actions, rules
from eventsite.exchange.actions import Plan
from eventsite.exchange.rules.matching import derived_code
from eventsite.formats import frab_xml
from eventsite.formats.model import Appearance, Conference, Person, Programme, Reading
from eventsite.formats.model import Session as PlainSession
from eventsite.schedule.models import Release, Slot
from eventsite.schedule.queries import find_programme
from eventsite.sessions.models import (
    Session,
    Speaker,
    StageRole,
)
from tests import factories
from tests.exchange.bringing import CITY, bring, lists, session_of, talk
from tests.factories import only, stored
from tests.formats.samples import event, guid, xml

pytestmark = pytest.mark.usefixtures("app")


def test_matching_by_guid_then_by_id():
    bring(
        xml(event(f'id="1" guid="{guid(1)}"'), talk(2, start="11:00"), conference=CITY)
    )
    report = bring(
        xml(
            event(f'id="9" guid="{guid(1)}"', title="By guid"),
            event(f'id="2" guid="{guid(2)}"', title="By id", start="11:00"),
            conference=CITY,
        )
    )
    assert lists(report) == {"changed": [session_of(1).code, session_of(2).code]}
    assert session_of(1).title == "By guid"
    assert session_of(2).title == "By id"
    other = xml(event(f'id="1" guid="{guid(3)}"', title="Other"), conference=CITY)
    assert len(bring(other).added) == 1  # both have guids, which differ


def test_two_trees_do_not_mix():
    data = xml(event(f'id="1" guid="{guid(1)}"', persons='<person id="7">Ann</person>'))
    first, second = bring(data, slug="one"), bring(data, slug="two")
    assert first.added != second.added
    assert len(stored(Session)) == 2
    assert len(stored(Speaker)) == 2
    assert len({room.guid for room in stored(Room)}) == 2


def test_numbers_stay_positive_unique_and_small():
    ids = ("7", "7", "99999999999999999999", "-3", "x", "8")
    events = [event(f'id="{key}"', start=f"1{n}:00") for n, key in enumerate(ids)]
    bring(xml(*events, conference=CITY))
    numbers = [session.number for session in stored(Session)]
    assert numbers == [7, 9, 10, 11, 12, 8]


def test_things_of_the_event_above_are_used():
    root = factories.event(slug="root", own_timezone="Europe/Berlin")
    factories.room(root, name="Main")
    factories.track(root, name="Cloud")
    factories.session_type(root, name="Talk")
    child = factories.child(root, slug="conf", host=root.host)
    host = root.host.slug
    bring(xml(talk(track="cloud", type="talk"), conference=CITY), host=host)
    session = only(Session)
    assert session.event_id == child.id
    assert session.track.name == "Cloud"
    assert len(stored(Room)) == len(stored(Track)) == len(stored(SessionType)) == 1
    assert [cover.slug for cover in only(Release).covers] == ["conf"]
    assert (
        lists(bring(xml(talk(track="cloud", type="talk"), conference=CITY), host=host))
        == {}
    )


def test_a_room_with_the_same_guid_is_renamed():
    days = '<day date="2024-02-03"><room name="{}" guid="{}">{}</room></day>'
    bring(xml(conference=CITY, days=days.format("Old", guid(5), talk())))
    report = bring(xml(conference=CITY, days=days.format("New", guid(5), talk())))
    assert lists(report) == {}
    assert only(Room).name == "New"
    assert [room.name for room in find_programme(find_event("conf")).rooms] == ["New"]


def test_repeats_come_back_as_repeats():
    slots = [
        event(f'id="{n}" guid="{guid(n)}" code="ABC123"', start=f"1{n}:00")
        for n in (1, 2)
    ]
    bring(xml(*slots, conference=CITY))
    assert only(Session).code == "ABC123"
    assert [slot.guid for slot in stored(Slot)] == [guid(1), guid(2)]
    programme = find_programme(find_event("conf"))
    for flavour in ("strict", "fosdem"):
        data = frab_xml.write(programme, base_url="https://x.example", flavour=flavour)
        assert lists(bring(data)) == {}
    assert len(stored(Slot)) == 2


def test_plain_programmes_are_brought_in_whole():
    programme = Programme(
        Conference("Demo"),
        people=[Person("ann", "Ann", job_title="CTO", biography="B")],
        sessions=[
            PlainSession(
                "Panel",
                guid=guid(1),
                level="Beginner",
                tags=["Ops", "ops", "Web"],
                people=[Appearance("ann", "moderator")],
                event="child",
            )
        ],
    )
    root = factories.event(slug="conf", host=factories.host(slug="org"))
    child = factories.child(root, slug="child")
    reading = Reading(programme, "demo")
    assert len(bring(reading).added) == 1
    session = only(Session)
    assert session.event_id == child.id
    assert session.level == "Beginner"
    assert sorted(tag.name for tag in session.tags) == ["Ops", "Web"]
    assert session.people[0].role is StageRole.MODERATOR
    assert session.people[0].speaker.job_title == "CTO"
    assert lists(bring(reading)) == {}


def test_codes_are_the_same_everywhere():
    data = xml(talk(), conference=CITY)
    report = bring(data)
    db.session.rollback()
    again = actions.preview(None, "conf", frab_xml.read(data), Plan())
    assert again.added != report.added  # that one is taken by now
    assert report.added == [derived_code((), "conf", session_of().guid)]


def family():
    """Return a conference and an event below it with hours in one of its rooms."""
    root = factories.event(slug="root", own_timezone="Europe/Berlin")
    room = factories.room(root, name="Main")
    child = factories.child(root, slug="conf", host=root.host)
    hours = {"starts_at": datetime(2024, 2, 3, 9, tzinfo=UTC)}
    hours["ends_at"] = datetime(2024, 2, 3, 11, tzinfo=UTC)
    factories.saved(Allocation(event=child, room=room, **hours))
    return root, child


def test_sessions_and_people_of_other_events_of_the_tree_stay():
    root, _ = family()
    host = root.host.slug
    theirs = event(f'id="1" guid="{guid(1)}"', persons='<person id="7">Ann</person>')
    bring(xml(theirs, conference=CITY), slug="root", host=host)
    mine = event(
        f'id="1" guid="{guid(1)}"', title="Mine", persons='<person id="7">Eve</person>'
    )
    other = event(
        f'id="2" guid="{guid(2)}"', start="11:00", persons='<person id="7">Eve</person>'
    )
    report = bring(xml(mine, other, conference=CITY), host=host)
    assert lists(report) == {"added": [session_of(2).code]}
    assert "“Mine” belongs to another event of the conference; it stays as it is." in [
        odd.what for odd in report.oddities
    ]
    assert session_of(1).title == "Talk"
    assert [speaker.name for speaker in stored(Speaker)] == ["Ann"]


def test_whoever_is_bound_keeps_to_the_hours_given():
    root, _ = family()
    host = root.host.slug
    inside, outside = talk(1, start="11:00"), talk(2, start="11:45")
    with pytest.raises(rules.OutsideHours, match="stands outside"):
        bring(xml(inside, outside, conference=CITY), host=host, is_bound=True)
    assert stored(Session) == []
    assert len(bring(xml(inside, conference=CITY), host=host, is_bound=True).added) == 1
    assert len(bring(xml(inside, outside, conference=CITY), host=host).added) == 1
