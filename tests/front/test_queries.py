from datetime import date, timedelta

import pytest

from eventsite.core.files import StoredFile
from eventsite.events.models import EventState
from eventsite.front import queries
from eventsite.programme.queries import find_stamp
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("app")
TODAY = NOW.date()
DAY = timedelta(days=1)


def on(first, last=None, **overrides):
    return factories.event(
        own_starts_on=first,
        own_ends_on=last or first,
        own_timezone="UTC",
        **overrides,
    )


def test_events_by_when_they_are():
    live = on(TODAY - DAY, TODAY)
    later, soon = on(TODAY + 9 * DAY), on(TODAY + DAY)
    older, newer = on(date(2020, 1, 1)), on(date(2029, 1, 1))
    yesterday = on(TODAY - DAY)
    calendar = queries.list_calendar(NOW, 1)
    assert calendar.on == [live]
    assert calendar.ahead == [soon, later]
    assert calendar.over == [yesterday, newer, older]
    assert not calendar.has_older


def test_closed_events_are_past_whatever_their_days():
    closed = on(TODAY + DAY, state=EventState.ARCHIVED)
    calendar = queries.list_calendar(NOW, 1)
    assert calendar.over == [closed]
    assert calendar.ahead == []


def test_drafts_are_not_listed():
    on(TODAY, state=EventState.DRAFT)
    on(date(2020, 1, 1), state=EventState.DRAFT)
    shown = on(TODAY)
    factories.child(shown, state=EventState.DRAFT)
    calendar = queries.list_calendar(NOW, 1)
    assert calendar.on == [shown]
    assert calendar.over == []
    assert calendar.children.get(shown.id, []) == []


def test_children_stand_with_their_parent_in_order():
    parent = on(TODAY)
    last = factories.child(parent, position=2)
    first = factories.child(parent, position=1)
    factories.child(first)
    calendar = queries.list_calendar(NOW, 1)
    assert calendar.on == [parent]
    assert calendar.children[parent.id] == [first, last]


def test_past_events_come_by_pages():
    past = [on(date(2000 + n, 1, 1)) for n in range(queries.A_PAGE + 3)]
    ahead = on(TODAY + DAY)
    first, second = queries.list_calendar(NOW, 1), queries.list_calendar(NOW, 2)
    assert first.over == past[: -queries.A_PAGE - 1 : -1]
    assert first.has_older
    assert first.ahead == [ahead]
    assert second.over == [past[2], past[1], past[0]]
    assert not second.has_older
    assert second.ahead == []


def test_what_surrounds_an_event():
    logo = factories.saved(
        StoredFile(
            token="a" * 32,
            name="l.webp",
            media_type="image/webp",
            size=1,
            created_at=NOW,
        )
    )
    parent = factories.event(own_logo_id=logo.id)
    child = factories.child(parent)
    factories.child(parent, state=EventState.DRAFT)
    grandchild = factories.child(child)
    assert queries.find_event_page(parent.slug)[:3] == (parent, [child], logo)
    assert queries.find_event_page(child.slug)[:3] == (child, [grandchild], logo)
    assert queries.find_event_page(grandchild.slug)[:3] == (grandchild, [], logo)


def test_an_event_alone():
    factories.event()
    event = factories.event()
    assert queries.find_event_page(event.slug)[:3] == (event, [], None)
    assert queries.find_event_page("nothing") is None


def test_an_event_comes_with_the_stamp_of_its_programme():
    factories.event()
    child = factories.child(factories.event())
    for slug in (child.slug, child.parent.slug):
        assert queries.find_event_page(slug).stamp == find_stamp(slug)
