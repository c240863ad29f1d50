"""Devrooms: tracks that become events of their own, with rooms and hours."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from lxml import etree

from eventsite.events.models import (
    Allocation,
    Event,
    EventKind,
    EventState,
)
from eventsite.events.queries import find_event
from eventsite.exchange.exports import FORMATS
from eventsite.formats import any_format
from eventsite.schedule.models import Release
from eventsite.schedule.queries import find_programme
from tests.exchange.bringing import CITY, bring, lists, real, session_of, talk
from tests.factories import only, stored
from tests.formats.samples import needs_data, xml
from tests.formats.test_writers import assert_valid

pytestmark = pytest.mark.usefixtures("app")


def devroom_file(*extra):
    return xml(
        talk(1, track="Go", type="devroom"),
        talk(2, track="Go", type="devroom", start="15:00"),
        talk(3, track="DNS devroom", type="x", start="17:00"),
        talk(4, track="Keynotes", type="keynote", start="09:00"),
        *extra,
        conference=f"{CITY}<day_change>05:00</day_change>",
    )


def test_devrooms_become_events_with_hours():
    bring(devroom_file(), devrooms=True)
    root = find_event("conf")
    go, dns = find_event("conf-go"), find_event("conf-dns")
    assert (go.name, go.kind, go.state) == (
        "Go",
        EventKind.DEVROOM,
        EventState.ANNOUNCED,
    )
    assert (go.parent, go.day_change) == (root, timedelta(hours=5))
    assert dns.name == "DNS devroom"
    assert [session_of(n).event for n in (1, 2, 3, 4)] == [go, go, dns, root]
    assert session_of(1).track.event_id == root.id
    hours = [
        (one.event.slug, one.room.name, one.starts_at, one.ends_at)
        for one in stored(Allocation)
    ]
    assert hours == [
        ("conf-go", "Main", utc(9), utc(14, 30)),
        ("conf-dns", "Main", utc(16), utc(16, 30)),
    ]
    assert {cover.slug for cover in only(Release).covers} == {
        "conf",
        "conf-go",
        "conf-dns",
    }
    assert len(find_programme(root).sessions) == 4
    assert len(find_programme(go).sessions) == 2


def utc(*clock):
    return datetime(2024, 2, 3, *clock, tzinfo=UTC)


def test_devrooms_are_made_once_and_grow():
    bring(devroom_file(), devrooms=True)
    assert lists(bring(devroom_file(), devrooms=True)) == {}
    assert lists(bring(devroom_file())) == {}
    late = talk(5, track="Go", type="devroom", start="18:00")
    assert len(bring(devroom_file(late), devrooms=True).added) == 1
    assert len(stored(Event)) == 3
    ends = {one.event.slug: one.ends_at for one in stored(Allocation)}
    assert ends == {"conf-go": utc(17, 30), "conf-dns": utc(16, 30)}


def test_devrooms_may_come_later():
    bring(devroom_file())
    report = bring(devroom_file(), devrooms=True)
    assert report.changed == [session_of(n).code for n in (1, 2, 3)]
    assert session_of(1).event.slug == "conf-go"


@needs_data
def test_fosdem_2017_with_its_devrooms():
    data = real("fosdem-2017.xml")
    report = bring(data, slug="fosdem-2017", host="fosdem", devrooms=True)
    assert (report.sessions, report.rooms, report.people, report.tracks, report.days) == (
        668, 30, 610, 54, 2,
    )  # fmt: skip
    assert len(report.added) == 668
    root = find_event("fosdem-2017")
    assert (root.name, root.host.name) == ("FOSDEM 2017", "FOSDEM")
    assert len(stored(Event)) == 1 + 41
    monitoring = find_event("fosdem-2017-monitoring-and-cloud")
    programme = find_programme(monitoring)
    assert [room.name for room in programme.rooms] == ["UB2.252A (Lameere)"]
    assert len(programme.sessions) == 9
    assert find_event("fosdem-2017-linux-containers-and-microservices")
    programme = find_programme(root)
    assert len(programme.rooms) == 30  # in one of them nothing is on
    for format_ in ("frab-xml", "fosdem-xml", "schedule-json"):
        written = FORMATS[format_].write(programme, "https://x.example")
        again = any_format.read(BytesIO(written))
        assert len(again.programme.rooms) == 30
        assert lists(bring(again, slug="fosdem-2017", host="fosdem")) == {}
        if format_ == "frab-xml":
            days = etree.fromstring(written).findall("day")
            assert [len(day.findall("room")) for day in days] == [30, 30]
            assert_valid(written)
    assert lists(bring(data, slug="fosdem-2017", host="fosdem", devrooms=True)) == {}
    assert len(stored(Release)) == 1
