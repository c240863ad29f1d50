from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from eventsite.core import throttle
from eventsite.core.db import db, write_tx
from eventsite.core.throttle import Throttle, TooMany
from tests.factories import NOW, only, stored

pytestmark = pytest.mark.usefixtures("app")

WINDOW = timedelta(minutes=15)
TICK = timedelta(microseconds=1)


def attempt(now=NOW, key="sign-in ada@example.org", limit=3):
    throttle.check(key, limit, WINDOW, now)
    db.session.commit()


def test_one_more_than_the_limit_is_refused_until_the_window_ends():
    for minute in range(3):
        attempt(NOW + timedelta(minutes=minute))
    for late in (timedelta(minutes=3), WINDOW - TICK):
        with pytest.raises(TooMany) as refused:
            attempt(NOW + late)
        assert refused.value.retry_at == NOW + WINDOW

    for _ in range(3):
        attempt(NOW + WINDOW)
    with pytest.raises(TooMany) as refused:
        attempt(NOW + WINDOW)
    assert refused.value.retry_at == NOW + 2 * WINDOW


def test_keys_do_not_disturb_each_other_and_are_not_readable():
    attempt(limit=1)
    attempt(key="sign-in eve@example.org", limit=1)

    with pytest.raises(TooMany):
        attempt(limit=1)
    assert not [row for row in stored(Throttle) if "@" in row.key_hash]


def test_a_strange_key_is_counted_too():
    attempt(key="\ud800\x00" * 1000, limit=1)
    with pytest.raises(TooMany):
        attempt(key="\ud800\x00" * 1000, limit=1)


def test_a_success_begins_anew():
    attempt(limit=1)
    throttle.forget("sign-in ada@example.org")
    attempt(limit=1)


def test_ended_windows_are_tidied():
    attempt(key="old")
    attempt(NOW + TICK, key="new")

    assert throttle.tidy(NOW + WINDOW) == 1
    db.session.commit()
    assert only(Throttle).ends_at == NOW + TICK + WINDOW


@pytest.mark.parametrize("is_first", [True, False])
def test_attempts_at_once_are_all_counted(app, is_first):
    if not is_first:
        attempt(NOW - WINDOW)
    db.session.rollback()

    def try_it(_n):
        with app.app_context():
            try:
                with write_tx():
                    throttle.check("sign-in ada@example.org", 3, WINDOW, NOW)
            except TooMany:
                return 0
            return 1

    with ThreadPoolExecutor(10) as guessers:
        assert sum(guessers.map(try_it, range(10))) == 3
    assert only(Throttle).attempts == 3
