from eventsite.core import pace
from eventsite.core.pace import Pace


def test_as_many_as_a_minute_has_at_once_then_one_after_the_other():
    found = Pace(per_minute=6)
    assert [found.wait("a", 100) for _ in range(6)] == [0] * 6
    assert found.wait("a", 100) == 10
    assert found.wait("a", 109) == 1
    assert found.wait("b", 109) == 0
    assert found.wait("a", 110) == 0
    assert found.wait("a", 110) == 10


def test_after_a_minute_of_rest_it_begins_anew():
    found = Pace(per_minute=3)
    for _ in range(3):
        found.wait("a", 0)
    assert [found.wait("a", 60) for _ in range(4)] == [0, 0, 0, 20]


def test_who_asked_longest_ago_is_forgotten_first(monkeypatch):
    monkeypatch.setattr(pace, "MOST_ASKERS", 2)
    found = Pace(per_minute=1)
    assert [found.wait(asker, 0) for asker in "abac"] == [0, 0, 60, 0]
    assert found.wait("b", 0) == 0
    assert found.wait("c", 0) == 60
