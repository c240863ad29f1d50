from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventsite.core.words import reading
from eventsite.schedule.rules import (
    Clashes,
    ClashKind,
    Facts,
    Limits,
    Placement,
    Who,
    Window,
    day_of,
    find_clashes,
    find_clashes_of,
    is_inside_hours,
    outside,
    sweep,
)

pytestmark = pytest.mark.one_database
MORNING = datetime(2030, 11, 1, 16, tzinfo=UTC)  # 09:00 in Los Angeles
ADA, BOB = Who("s1", "Ada Lovelace"), Who("s2", "Bob")
LIMITS = Limits(
    name="Conf",
    zone="America/Los_Angeles",
    day_change=timedelta(hours=4),
    first_day=date(2030, 11, 1),
    last_day=date(2030, 11, 2),
)


def at(minutes, length=30, *, room=1, people=(), key=None, title="Talk", event=1):
    return Placement(
        key=key or f"{title}{minutes}{room}",
        title=title,
        event=event,
        room=room,
        room_name=f"Room {room}" if room else "",
        starts_at=MORNING + timedelta(minutes=minutes),
        duration=timedelta(minutes=length),
        people=people,
    )


def clashes(*placements, limits=LIMITS):
    return list(find_clashes(placements, Facts({1: limits})))


def test_two_in_one_room_are_named_with_room_day_and_times():
    first, second = at(0, title="One"), at(29, title="Two")
    (found,) = clashes(second, first)
    assert found.kind is ClashKind.ROOM
    assert found.placements == (first, second)
    assert found.words == (
        "Room 1 is taken twice on Friday 1 November: "
        "“One” (09:00–09:30) and “Two” (09:29–09:59)."
    )


@pytest.mark.parametrize(
    ("second", "overlaps"),
    [
        (at(30), False),  # begins as the first ends
        (at(29), True),
        (at(-30), False),
        (at(-29), True),
        (at(0, room=2), False),
        (at(0, room=None), False),
        (at(10, 0), True),  # without length, inside
        (at(0, 0), False),  # without length, as it begins
        (at(30, 0), False),
    ],
)
def test_a_room_is_double_booked_only_by_times_in_common(second, overlaps):
    assert bool(clashes(at(0, key="first"), second)) == overlaps


def test_a_person_in_two_places_is_named_with_both_rooms():
    one = at(0, title="One", people=(ADA, BOB))
    two = at(15, room=2, title="Two", people=(ADA,))
    (found,) = clashes(one, two)
    assert (found.kind, found.person) == (ClashKind.PERSON, ADA)
    assert found.words == (
        "Ada Lovelace would be in two places on Friday 1 November: "
        "“One” (Room 1, 09:00–09:30) and “Two” (Room 2, 09:15–09:45)."
    )


def test_two_people_in_the_same_two_places_are_two_clashes():
    both = (ADA, BOB)
    found = clashes(at(0, people=both), at(0, room=2, people=both))
    assert [clash.person for clash in found] == [ADA, BOB]


def test_a_room_taken_twice_by_one_person_is_said_once():
    found = clashes(at(0, people=(ADA,)), at(10, people=(ADA,)))
    assert [clash.kind for clash in found] == [ClashKind.ROOM]


def test_a_person_without_room_yet_is_in_a_place_all_the_same():
    found = clashes(at(0, people=(ADA,)), at(10, room=None, people=(ADA,)))
    assert "“Talk” (no room, 09:10–09:40)" in found[0].words


@pytest.mark.parametrize(
    ("minutes", "inside"),
    [
        (-5 * 60, True),  # 04:00, when the programme's day begins
        (-5 * 60 - 1, False),  # 03:59 belongs to the day before
        (48 * 60 - 4 * 60 - 1, True),  # 03:59; the clocks went back that night
        (48 * 60 - 4 * 60, False),
    ],
)
def test_the_night_belongs_to_the_day_before(minutes, inside):
    found = list(outside(at(minutes), LIMITS))
    assert found == [] if inside else found[0].kind is ClashKind.DAYS


def test_outside_the_days_names_session_and_days():
    (found,) = outside(at(3 * 24 * 60), LIMITS)  # after the clocks have changed
    assert found.words == (
        "“Talk” (Monday 4 November, 08:00–08:30) is outside the days of Conf, "
        "1–2 November 2030."
    )


def test_a_day_is_the_events_by_its_own_clock():
    midnight = datetime(2017, 2, 4, 23, 30, tzinfo=UTC)  # 00:30 in Brussels
    brussels = "Europe/Brussels"
    assert day_of(midnight, brussels, timedelta()) == date(2017, 2, 5)
    assert day_of(midnight, brussels, timedelta(hours=9)) == date(2017, 2, 4)


def limits(*windows, own_rooms=()):
    spans = tuple(
        Window(
            room, MORNING + timedelta(minutes=start), MORNING + timedelta(minutes=end)
        )
        for room, start, end in windows
    )
    return Limits(
        "Devroom",
        LIMITS.zone,
        LIMITS.day_change,
        LIMITS.first_day,
        LIMITS.last_day,
        spans,
        frozenset(own_rooms),
    )


@pytest.mark.parametrize(
    ("placement", "hours", "inside"),
    [
        (at(0), limits((1, 0, 30)), True),
        (at(0), limits((1, 0, 29)), False),
        (at(0), limits((1, 1, 60)), False),
        (at(0), limits((2, 0, 60)), False),  # another room
        (at(0, 60), limits((1, 30, 60), (1, 0, 30)), True),  # no gap between
        (at(0, 60), limits((1, 0, 30), (1, 31, 60)), False),
        (at(0), limits(), False),
        (at(0), limits(own_rooms=[1]), True),
        (at(0, room=None), limits((1, 100, 200)), True),
        (at(30, 0), limits((1, 0, 30)), False),
        (at(0, 0), limits((1, 0, 30)), True),
        (at(60), limits((1, 0, 30), (1, 60, 90)), True),
    ],
)
def test_given_hours(placement, hours, inside):
    assert is_inside_hours(placement, hours) == inside


def test_outside_the_given_hours_is_said_only_where_hours_were_given():
    (found,) = outside(at(0), limits((2, 0, 60)))
    assert found.kind is ClashKind.HOURS
    assert found.words == (
        "“Talk” (Room 1, Friday 1 November, 09:00–09:30) is outside the hours "
        "given to Devroom."
    )
    assert list(outside(at(0), limits())) == []


def test_clashes_are_said_in_one_breath():
    found = clashes(at(0, people=(ADA,)), at(10), at(20, room=2, people=(ADA,)))
    assert str(Clashes(found)).count("09:00–09:30") == 2


times = st.integers(0, 40)
placements = st.builds(
    at,
    times,
    st.integers(0, 15),
    room=st.sampled_from([None, 1, 2, 3]),
    people=st.sets(st.sampled_from([ADA, BOB, Who("s3", "Cleo")])).map(
        lambda people: tuple(sorted(people))
    ),
)
plans = st.lists(placements, max_size=25).map(
    lambda plan: [
        Placement(
            f"{n:02}",
            p.title,
            p.event,
            p.room,
            p.room_name,
            p.starts_at,
            p.duration,
            p.people,
        )
        for n, p in enumerate(plan)
    ]
)
HOURS = limits((1, 0, 20), (2, 10, 30), (2, 30, 45), own_rooms=[3])


def compared_by_brute_force(plan):
    """Return (kind, keys, person) of every clash, by looking at every pair."""
    found = set()
    for n, a in enumerate(plan):
        for b in plan[n + 1 :]:
            both = frozenset({a.key, b.key})
            if not (a.starts_at < b.ends_at and b.starts_at < a.ends_at):
                continue
            if a.room is not None and a.room == b.room:
                found.add((ClashKind.ROOM, both, None))
            else:
                found |= {
                    (ClashKind.PERSON, both, who)
                    for who in set(a.people) & set(b.people)
                }
        if a.room in {1, 2}:
            minutes = range(
                int((a.starts_at - MORNING).total_seconds() // 60),
                max(
                    int((a.ends_at - MORNING).total_seconds() // 60),
                    int((a.starts_at - MORNING).total_seconds() // 60) + 1,
                ),
            )
            free = set(range(20)) if a.room == 1 else set(range(10, 45))
            if not set(minutes) <= free:
                found.add((ClashKind.HOURS, frozenset({a.key}), None))
    return found


def facts(found):
    return [(c.kind, frozenset(p.key for p in c.placements), c.person) for c in found]


@settings(deadline=None)
@given(plans)
def test_the_sweep_finds_what_brute_force_finds(plan):
    found = facts(find_clashes(plan, Facts({1: HOURS})))
    assert set(found) == compared_by_brute_force(plan)
    assert len(found) == len(set(found))


@settings(deadline=None)
@given(plans.filter(bool))
def test_what_one_move_clashes_with_is_its_part_of_all_clashes(plan):
    everything = list(find_clashes(plan, Facts({1: HOURS})))
    for one in plan:
        mine = [clash for clash in everything if one in clash.placements]
        found = list(find_clashes_of(one, plan, Facts({1: HOURS})))
        assert sorted(c.words for c in found) == sorted(c.words for c in mine)
        assert set(facts(found)) == set(facts(mine))


@settings(deadline=None)
@given(plans)
def test_pairs_come_in_the_order_of_their_beginnings(plan):
    assert all(a.starts_at <= b.starts_at for a, b in sweep(plan))


def test_titles_are_quoted_as_the_reader_does():
    a, b = at(0, title="Opening"), at(10, title="Keynote")
    assert "“Opening” (" in clashes(a, b)[0].words
    with reading("de"):
        said = clashes(a, b)[0].words
    assert "„Opening“ (" in said
    assert "“Opening”" not in said
