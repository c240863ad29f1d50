from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from eventsite.events.models import Event, EventState
from eventsite.front.rules import Phase, phase, twins

pytestmark = pytest.mark.one_database
AUCKLAND = ZoneInfo("Pacific/Auckland")


def conference(state=EventState.ANNOUNCED):
    return Event(
        slug="a",
        state=state,
        own_starts_on=date(2030, 11, 1),
        own_ends_on=date(2030, 11, 2),
        own_timezone="Pacific/Auckland",
    )


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        (datetime(2030, 10, 31, 23, 59, 59, 999999), Phase.AHEAD),
        (datetime(2030, 11, 1), Phase.ON),
        (datetime(2030, 11, 2, 23, 59, 59, 999999), Phase.ON),
        (datetime(2030, 11, 3), Phase.OVER),
    ],
)
def test_the_calendar_of_the_event_decides(local, expected):
    now = local.replace(tzinfo=AUCKLAND)
    assert phase(conference(), now) is expected


@pytest.mark.parametrize("state", [EventState.PAST, EventState.ARCHIVED])
def test_what_is_closed_is_over(state):
    now = datetime(2030, 1, 1, tzinfo=AUCKLAND)
    assert phase(conference(state), now) is Phase.OVER


def test_a_child_goes_by_its_parents_days():
    child = Event(slug="b", state=EventState.ANNOUNCED, parent=conference())
    assert phase(child, datetime(2030, 11, 1, tzinfo=AUCKLAND)) is Phase.ON


def test_twins_are_those_of_the_same_name_and_days():
    names = ("Conf", "conf", "Conf", "Other")
    events = [conference() for _ in names]
    for number, (event, name) in enumerate(zip(events, names, strict=True)):
        event.id, event.name = number, name
    events[2].own_ends_on = date(2030, 11, 3)
    assert twins(events) == {0, 1}
    assert twins([]) == set()
