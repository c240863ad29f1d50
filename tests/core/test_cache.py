from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from eventsite.core.cache import Cache

pytestmark = pytest.mark.one_database


def test_a_thing_is_made_once():
    made = []
    cache = Cache(100, len)
    for _ in range(2):
        assert cache.get("a", lambda: made.append(1) or "abc") == "abc"
    assert made == [1]
    assert cache.find("b") is None


def test_what_was_used_longest_ago_gives_way():
    cache = Cache(9, len)
    for key in "abc":
        cache.get(key, lambda: "123")
    cache.find("a")
    cache.get("d", lambda: "1234")
    assert [bool(cache.find(key)) for key in "abcd"] == [True, False, False, True]
    assert cache.used == 7


def test_what_is_larger_than_all_is_not_kept():
    cache = Cache(3, len)
    cache.get("a", lambda: "123")
    assert cache.get("b", lambda: "1234") == "1234"
    assert (cache.find("a"), cache.find("b"), cache.used) == ("123", None, 3)


def test_a_failure_is_not_kept():
    cache = Cache(100, len)

    def fail():
        raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            cache.get("a", fail)
    assert cache.get("a", lambda: "made") == "made"


def test_many_at_once_make_one():
    made = []
    cache = Cache(1000, len)
    together = Barrier(8)

    def ask(_):
        together.wait(10)
        return cache.get("a", lambda: made.append(1) or "abc")

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(ask, range(8))) == {"abc"}
    assert made == [1]


def test_cleared_is_empty():
    cache = Cache(1000, len)
    cache.get("a", lambda: "abc")
    cache.clear()
    assert (cache.find("a"), cache.used) == (None, 0)
