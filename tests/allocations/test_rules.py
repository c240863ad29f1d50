from datetime import timedelta

import pytest

from eventsite.allocations import rules
from eventsite.schedule.rules import Placement, Window, free_time
from tests.factories import NOW

LINES = {
    1: frozenset({1, 9}),
    2: frozenset({2, 9}),
    3: frozenset({3, 2, 9}),  # below 2
}


def hours(event=1, start=0, length=60, room=1, key=None):
    """Return minutes of an event in a room, from a start after NOW."""
    return Placement(
        key=key or f"{event}-{start}-{room}",
        title=f"Event {event}",
        event=event,
        room=room,
        room_name="Aula",
        starts_at=NOW + timedelta(minutes=start),
        duration=timedelta(minutes=length),
    )


@pytest.mark.parametrize(
    ("other", "overlaps"),
    [
        (hours(2, 59), True),
        (hours(2, -59), True),
        (hours(2, 10, 10), True),
        (hours(2, 60), False),  # half-open
        (hours(2, -60), False),
        (hours(2, room=2), False),
    ],
)
def test_a_room_is_given_twice_where_hours_overlap(other, overlaps):
    found = rules.find_overlaps([hours(1), other], LINES, "UTC")
    if not overlaps:
        assert found == {}
        rules.check_room_is_free(other, [hours(1)], LINES, "UTC", anyway=False)
        return
    [words] = found[other.key]
    assert words == found[hours(1).key][0]
    assert words.startswith("Aula is given twice on Sunday, 1 September 2030: to Event")
    with pytest.raises(rules.GivenTwice, match="Aula is given twice"):
        rules.check_room_is_free(other, [hours(1)], LINES, "UTC", anyway=False)
    rules.check_room_is_free(other, [hours(1)], LINES, "UTC", anyway=True)


def test_hours_given_on_to_an_event_below_are_no_overlap():
    given, on = hours(2), hours(3, 10, 20)
    assert rules.find_overlaps([given, on], LINES, "UTC") == {}
    rules.check_room_is_free(on, [given], LINES, "UTC", anyway=False)
    rules.check_room_is_free(given, [on], LINES, "UTC", anyway=False)


@pytest.mark.parametrize("anyway", [True, False])
def test_an_event_has_a_room_once_at_a_time(anyway):
    with pytest.raises(rules.AlreadyTheirs):
        rules.check_room_is_free(hours(1, 30), [hours(1)], LINES, "UTC", anyway=anyway)
    rules.check_room_is_free(
        hours(1, 30, key="same"), [hours(1, key="same")], LINES, "UTC", anyway=anyway
    )


@pytest.mark.parametrize(
    ("placed", "free"),
    [
        ([], 60),
        ([hours(start=0, length=20), hours(start=30, length=10)], 30),
        ([hours(start=0, length=20), hours(start=10, length=5)], 40),  # inside
        ([hours(start=-30, length=40), hours(start=50, length=40)], 40),
        ([hours(start=-30, length=200)], 0),
        ([hours(start=70), hours(start=-90, length=30)], 60),
        ([hours(start=0, length=60, room=2)], 60),
    ],
)
def test_what_is_free_of_some_hours(placed, free):
    window = Window(1, NOW, NOW + timedelta(minutes=60))
    assert free_time(window, placed) == timedelta(minutes=free)
