from datetime import date

import pytest

from eventsite.core.dates import days, full_day


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (date(2016, 11, 8), date(2016, 11, 8), "8 November 2016"),
        (date(2016, 11, 8), date(2016, 11, 9), "8–9 November 2016"),
        (date(2016, 10, 31), date(2016, 11, 1), "31 October – 1 November 2016"),
        (date(2016, 12, 31), date(2017, 1, 1), "31 December 2016 – 1 January 2017"),
    ],
)
def test_a_span_of_days_names_month_and_year_once(first, last, shown):
    assert days(first, last) == shown


def test_a_day_in_full():
    assert full_day(date(2017, 2, 4)) == "Saturday, 4 February 2017"
