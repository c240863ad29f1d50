from datetime import UTC, date, datetime, timedelta

import pytest

from eventsite.editor.rules import MOST_DAYS, BadMove, Move, days_to_show, read_move

WISH = {
    "code": "PEN222", "room": 3, "at": "2030-11-01T16:00:00Z", "minutes": 30, "seen": 2,
}  # fmt: skip
AT = datetime(2030, 11, 1, 16, tzinfo=UTC)
FOUR = timedelta(hours=4)


def test_a_move_is_read_with_its_moment_in_utc():
    half_an_hour = timedelta(minutes=30)
    assert read_move(WISH) == Move("PEN222", 3, AT, half_an_hour, 2)
    elsewhere = read_move({**WISH, "at": "2030-11-01T09:00:00-07:00"})
    assert elsewhere.at == AT
    pool = read_move({**WISH, "room": None, "at": None})
    assert (pool.room, pool.at) == (None, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": None}, {"code": 7}, {"room": "3"}, {"room": True}, {"room": 0},
        {"room": 2**31}, {"minutes": 0}, {"minutes": 1441}, {"minutes": 2.5},
        {"minutes": None}, {"seen": -1}, {"seen": 10**30}, {"at": 5}, {"at": "noon"},
        {"at": "2030-11-01T16:00:00"}, {"at": "0001-01-01T00:00:00+14:00"},
        {"at": "9999-12-31T23:59:59-14:00"}, {"at": ["2030"]},
    ],
)  # fmt: skip
def test_what_is_no_move_is_refused(wrong):
    with pytest.raises(BadMove):
        read_move({**WISH, **wrong})


@pytest.mark.parametrize("asked", [None, [], "move", 7, {}])
def test_what_is_no_object_is_refused(asked):
    with pytest.raises(BadMove):
        read_move(asked)


def test_days_are_the_events_and_those_with_something_on_them():
    first, last = date(2030, 11, 1), date(2030, 11, 2)
    night = datetime(2030, 11, 5, 2, tzinfo=UTC)  # still the day before
    assert days_to_show(first, last, [night], "UTC", FOUR) == [
        first, last, date(2030, 11, 4),
    ]  # fmt: skip


def test_an_endless_event_has_days_for_a_season():
    found = days_to_show(date(2030, 1, 1), date(2039, 1, 1), [], "UTC", FOUR)
    assert len(found) == MOST_DAYS
