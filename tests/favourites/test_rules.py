from datetime import timedelta

import pytest

from eventsite.favourites.rules import FEWEST, find_clashes, find_pairs
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


class TestPairs:
    def crowd(self, both, one=20, people=400):
        """Return the stars of people who star at random, `both` of them 1 and 2."""
        stars = {n: {10 + n % 7, 20 + n % 11} for n in range(people)}
        for n in range(one):
            stars[n].add(1)
        for n in range(one - both, 2 * one - both):
            stars[n].add(2)
        return stars

    def pairs(self, **crowd):
        return {(p.first, p.second) for p in find_pairs(self.crowd(**crowd))}

    def test_many_who_star_one_star_the_other(self):
        pair = next(p for p in find_pairs(self.crowd(both=12)) if p[:2] == (1, 2))
        assert pair.lift == pytest.approx(12 / (20 * 20 / 400))

    def test_popular_ones_are_together_by_chance(self):
        assert (1, 2) not in self.pairs(both=100, one=200)  # 100 are expected

    def test_few_say_nothing(self):
        assert (1, 2) not in self.pairs(both=FEWEST - 1, one=FEWEST, people=4000)
        assert (1, 2) in self.pairs(both=FEWEST, one=FEWEST, people=4000)

    def test_whoever_starred_one_alone_says_nothing(self):
        stars = {n: {1} for n in range(50)} | {50 + n: {2} for n in range(50)}
        assert find_pairs(stars) == []
        assert find_pairs({}) == []
