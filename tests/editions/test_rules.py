from datetime import UTC, date, datetime, timedelta

import pytest

from eventsite.editions import rules

DAY = date(2030, 11, 1)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("KubeCon 2030", "KubeCon 2031"),
        ("kubecon-2030", "kubecon-2031"),
        ("KubeCon", "KubeCon"),
        ("Room 20301 of 2029", "Room 20301 of 2029"),
    ],
)
def test_the_year_in_a_name_goes_on(text, after):
    assert rules.with_year(text, 2030, 2031) == after


def test_a_day_moved_out_of_the_calendar_is_refused():
    assert rules.moved(DAY, timedelta(days=365)) == date(2031, 11, 1)
    assert rules.moved(None, timedelta(days=365)) is None
    with pytest.raises(rules.YearOutOfRange):
        rules.moved(date(9999, 1, 1), timedelta(days=3650))


def test_a_moment_keeps_its_time_of_day_where_clocks_have_changed():
    summer = datetime(2030, 11, 1, 16, tzinfo=UTC)  # 09:00 in Los Angeles
    later = rules.moved_moment(summer, timedelta(days=7), "America/Los_Angeles")
    assert later == datetime(2030, 11, 8, 17, tzinfo=UTC)
    with pytest.raises(rules.YearOutOfRange):
        rules.moved_moment(summer, timedelta(days=3_000_000), "UTC")
