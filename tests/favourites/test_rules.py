from datetime import timedelta

import pytest

from eventsite.favourites.rules import find_clashes
from eventsite.formats.model import Session
from tests.factories import NOW

HALF = 30


def at(code, start, minutes=HALF, **more):
    starts_at = None if start is None else NOW + timedelta(minutes=start)
    length = timedelta(minutes=minutes)
    return Session(code, code=code, starts_at=starts_at, duration=length, **more)


def clashes(*placements):
    return {
        (code, (starts_at - NOW) // timedelta(minutes=1)): [o.code for o in others]
        for (code, starts_at), others in find_clashes(placements).items()
    }


@pytest.mark.parametrize(
    "placements",
    [
        [],
        [at("A", 0)],
        [at("A", 0), at("B", HALF)],  # one begins as the other ends
        [at("B", HALF), at("A", 0)],
        [at("A", 0), at("B", 0, cancelled=True)],
        [at("A", 0), at("B", None)],
        [at("A", 0), at("B", 10, 0)],  # a moment takes no time
        [at("A", 0), at("A", 10)],  # with itself
    ],
)
def test_what_does_not_clash(placements):
    assert clashes(*placements) == {}


def test_a_minute_together_is_a_clash_on_both_sides():
    assert clashes(at("B", HALF - 1), at("A", 0)) == {
        ("A", 0): ["B"],
        ("B", HALF - 1): ["A"],
    }


def test_a_long_one_clashes_with_all_during_it():
    found = clashes(at("L", 0, 120), at("A", 0), at("B", 60), at("C", 120))
    assert found == {("L", 0): ["A", "B"], ("A", 0): ["L"], ("B", 60): ["L"]}


def test_what_comes_again_when_one_is_free_clashes_with_nothing():
    assert clashes(at("A", 0), at("B", 0), at("B", 600)) == {}


def test_what_comes_again_while_one_is_busy_clashes_each_time():
    assert clashes(at("A", 0), at("C", 600), at("B", 0), at("B", 600)) == {
        ("A", 0): ["B"],
        ("B", 0): ["A"],
        ("C", 600): ["B"],
        ("B", 600): ["C"],
    }
