import json

import pytest

from benchmarks.figures import Figure

pytestmark = pytest.mark.one_database


def test_a_figure_says_what_was_measured_against_what():
    figure = Figure("public-pages", "grid warm", 668, 3300, "req/s", 4000, 0.8)

    assert json.loads(figure.as_json()) == {
        "bench": "public-pages",
        "metric": "grid warm",
        "size": 668,
        "value": 3300,
        "unit": "req/s",
        "baseline": 4000,
        "ratio": 0.825,
        "goal": 0.8,
    }
    assert figure.is_reached


@pytest.mark.parametrize(
    ("figure", "is_reached"),
    [
        (Figure("x", "a", 1, 5, "s"), None),
        (Figure("x", "a", 1, 5, "s", goal=5), True),
        (Figure("x", "a", 1, 5, "s", goal=6), False),
        (Figure("x", "a", 1, 5, "s", goal=5, lower_is_better=True), True),
        (Figure("x", "a", 1, 6, "s", goal=5, lower_is_better=True), False),
        (Figure("x", "a", 1, 6, "s", goal=2, baseline=3, lower_is_better=True), True),
    ],
)
def test_a_goal_is_for_the_ratio_where_there_is_one(figure, is_reached):
    assert figure.is_reached is is_reached


def test_what_is_nought_is_said():
    figure = Figure("last-place", "oversold", 9, 0, "", goal=0, lower_is_better=True)
    assert json.loads(figure.as_json()) == {
        "bench": "last-place",
        "metric": "oversold",
        "size": 9,
        "value": 0,
        "unit": "",
        "goal": 0,
        "lower_is_better": True,
    }
