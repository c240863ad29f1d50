"""Each warning by itself, at its limits; errors are in test_rules.py."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventsite.schedule.rules import (
    ClashKind,
    Facts,
    Limits,
    Placement,
    Severity,
    Space,
    Span,
    find_clashes,
    find_clashes_of,
    may_accept,
    narrow_topics,
)
from tests.schedule.test_rules import ADA, BOB, LIMITS, MORNING, at

pytestmark = pytest.mark.one_database
MINUTE = timedelta(minutes=1)


def like(placement, **more):
    """Return the placement of a session (of the code "A" unless said) that is like this."""
    names = (n for n in Placement.__dataclass_fields__)
    values = {name: getattr(placement, name) for name in names}
    return Placement(**values | {"code": "A"} | more)


def terms(**more):
    names = Limits.__dataclass_fields__
    return Limits(**{name: getattr(LIMITS, name) for name in names} | more)


def found(*placements, limits=LIMITS, **facts):
    return list(find_clashes(placements, Facts({1: limits}, **facts)))


def kinds(*placements, **facts):
    return [clash.kind for clash in found(*placements, **facts)]


def span(begin, end):
    return Span(MORNING + begin * MINUTE, MORNING + end * MINUTE)


@pytest.mark.parametrize(
    ("free", "can_come"),
    [
        ({}, True),  # said nothing
        ({ADA.key: (span(0, 30),)}, True),
        ({ADA.key: (span(0, 29),)}, False),
        ({ADA.key: (span(1, 60),)}, False),
        ({ADA.key: (span(15, 30), span(0, 15))}, True),  # no gap between
        ({ADA.key: (span(0, 14), span(15, 30))}, False),
        ({BOB.key: (span(100, 200),)}, True),  # somebody else
    ],
)
def test_people_come_at_the_times_they_gave(free, can_come):
    clashes = found(like(at(0, people=(ADA,))), free=free)
    assert [c.kind for c in clashes] == ([] if can_come else [ClashKind.AVAILABILITY])
    assert all("Ada Lovelace cannot come to “Talk”" in c.words for c in clashes)
    assert all(c.severity is Severity.WARNING for c in clashes)


@pytest.mark.parametrize(("begins", "warns"), [(34, True), (35, False), (30, True)])
def test_a_changeover_takes_its_time(begins, warns):
    limits = terms(changeover=5 * MINUTE)
    one, other = like(at(0)), like(at(begins), code="B")
    clashes = found(other, one, limits=limits)
    assert [c.kind for c in clashes] == [ClashKind.CHANGEOVER] * warns
    assert all(
        "Less than 5 min between two sessions in Room 1" in c.words for c in clashes
    )
    assert kinds(one, other) == []
    assert kinds(one, like(at(begins, room=2), code="B"), limits=limits) == []


def test_a_break_needs_no_changeover():
    limits = terms(changeover=5 * MINUTE)
    assert kinds(like(at(0)), at(30, title="Lunch"), limits=limits) == []


@pytest.mark.parametrize(
    ("capacity", "audience", "warns"),
    [(100, 100, False), (100, 101, True), (None, 9999, False), (0, 1, True)],
)
def test_a_room_has_places_for_all(capacity, audience, warns):
    placement = like(at(0), audience=audience)
    clashes = found(placement, spaces={1: Space(capacity)})
    assert [c.kind for c in clashes] == [ClashKind.CAPACITY] * warns


def test_what_is_expected_is_said_in_numbers():
    (clash,) = found(like(at(0), audience=1200), spaces={1: Space(1000)})
    assert clash.words == (
        "Room 1 has 1,000 places; “Talk” is expected to draw 1,200 people or more."
    )


def test_a_room_has_what_the_session_needs():
    needs = frozenset({"projector", "piano", "stage"})
    spaces = {1: Space(None, frozenset({"projector"}))}
    (clash,) = found(like(at(0), needs=needs), spaces=spaces)
    assert clash.words == "Room 1 lacks what “Talk” needs: piano and stage."
    assert kinds(like(at(0, room=None), needs=needs), spaces=spaces) == []


@pytest.mark.parametrize(("asked", "warns"), [(30, False), (31, True), (None, False)])
def test_a_session_has_the_time_it_takes(asked, warns):
    wanted = None if asked is None else asked * MINUTE
    assert kinds(like(at(0), asked=wanted)) == [ClashKind.LENGTH] * warns


class TestTopics:
    topics = frozenset({"Kernel", "Beginners"})
    one = like(at(0), topics=topics)

    def test_of_few_sessions_are_not_at_once(self):
        other = like(at(29, room=2), code="B", topics=frozenset({"Kernel"}))
        (clash,) = found(self.one, other, narrow_topics=frozenset({"Kernel"}))
        assert clash.kind is ClashKind.TOPIC
        assert clash.words.startswith("Two sessions on Kernel at once on Friday")

    def test_that_many_sessions_have_are(self):
        many = [{"Beginners"}] * 25 + [{"Kernel"}] * 2 + [{"Once"}]
        assert narrow_topics(many) == {"Kernel"}

    @pytest.mark.parametrize(
        "other",
        [
            like(at(30, room=2), code="B", topics=topics),  # afterwards
            like(at(0, room=2), topics=topics, key="again"),  # the same session again
            like(at(0, room=2), code="B"),  # another topic
        ],
    )
    def test_are_apart(self, other):
        assert kinds(self.one, other, narrow_topics=self.topics) == []

    def test_may_be_at_once_where_organisers_say_so(self):
        other = like(at(0, room=2), code="B", topics=self.topics)
        limits = terms(keeps_topics_apart=False)
        assert kinds(self.one, other, limits=limits, narrow_topics=self.topics) == []


def test_what_the_same_people_want_is_not_at_once():
    pair = like(at(0)), like(at(15, room=2), code="B")
    (clash,) = found(*pair, together={("A", "B"): 3.1})
    assert clash.kind is ClashKind.POPULAR
    assert "3.1 times as many as by chance" in clash.words
    later = like(at(30, room=2), code="B")
    assert kinds(pair[0], later, together={("A", "B"): 3.1}) == []


@pytest.mark.parametrize(
    ("gap", "length", "warns"),
    [(10, 65, True), (9, 65, True), (15, 65, False), (10, 40, False)],
)
def test_a_room_has_breaks(gap, length, warns):
    limits = terms(longest_stretch=90 * MINUTE, shortest_break=15 * MINUTE)
    row = [like(at(n * (length + gap), length), code=f"{n}") for n in range(2)]
    clashes = found(*row, limits=limits)
    assert [c.kind for c in clashes] == [ClashKind.BREAK] * warns
    assert all(c.placements == tuple(row) for c in clashes)
    assert kinds(*row) == []


def test_one_long_session_has_breaks_of_its_own():
    limits = terms(longest_stretch=90 * MINUTE)
    assert kinds(like(at(0, 200)), limits=limits) == []


class TestFingerprints:
    def of(self, audience=200, capacity=100, **more):
        (clash,) = found(
            like(at(0), audience=audience, **more), spaces={1: Space(capacity)}
        )
        return clash.fingerprint

    def test_stay_while_nothing_changes(self):
        assert self.of() == self.of()
        assert self.of(title="Renamed") == self.of()
        assert self.of(audience=201) == self.of()  # hardly more people

    @pytest.mark.parametrize(
        "change",
        [
            {"audience": 226},
            {"capacity": 99},
            {"starts_at": MORNING + MINUTE},
            {"duration": 31 * MINUTE},
        ],
    )
    def test_change_with_the_facts(self, change):
        assert self.of(**change) != self.of()


def test_only_warnings_about_ones_own_can_be_accepted():
    small = {1: Space(1)}
    (warning,) = found(like(at(0), audience=2), spaces=small)
    assert may_accept(warning, {1})
    assert not may_accept(warning, {2})
    (error,) = found(at(0), at(10))
    assert not may_accept(error, {1})


CROWDED = terms(
    changeover=3 * MINUTE, longest_stretch=20 * MINUTE, shortest_break=4 * MINUTE
)
FACTS = Facts(
    {1: CROWDED},
    {1: Space(50, frozenset({"stage"})), 2: Space(None)},
    {ADA.key: (span(0, 25),)},
    {("0", "1"): 2.0, ("1", "2"): 4.0},
    frozenset({"Kernel"}),
)
placements = st.builds(
    at,
    st.integers(0, 40),
    st.integers(1, 15),
    room=st.sampled_from([None, 1, 2]),
    people=st.sampled_from([(), (ADA,), (ADA, BOB)]),
)
plans = st.lists(
    st.tuples(
        placements,
        st.integers(0, 100),
        st.sampled_from([frozenset(), frozenset({"Kernel"}), frozenset({"stage"})]),
    ),
    min_size=1,
    max_size=15,
).map(
    lambda rows: [
        like(
            one,
            key=f"{n:02}",
            code=str(n) if n % 4 else "",
            audience=audience,
            topics=said,
            needs=said - {"Kernel"},
            asked=10 * MINUTE,
        )
        for n, (one, audience, said) in enumerate(rows)
    ]
)


@settings(deadline=None)
@given(plans)
def test_what_is_wrong_after_one_move_is_its_part_of_all_that_is_wrong(plan):
    everything = list(find_clashes(plan, FACTS))
    for one in plan:
        mine = [c.fingerprint for c in everything if one in c.placements]
        assert sorted(mine) == sorted(
            c.fingerprint for c in find_clashes_of(one, plan, FACTS)
        )
