"""Events that take place again."""

import pytest

from eventsite.formats.model import Unreadable
from tests.formats.calendars import read, starts, vevent
from tests.formats.samples import oddities

pytestmark = pytest.mark.one_database


def repeated(*lines, start=":20240329T100000", **options):
    return read(vevent("DURATION:PT30M", *lines, start=start, end=None, **options))


@pytest.mark.parametrize(
    ("rule", "times"),
    [
        ("FREQ=DAILY;COUNT=3", ["29 09:00", "30 09:00", "31 08:00"]),  # summer time
        ("FREQ=DAILY;UNTIL=20240330", ["29 09:00", "30 09:00"]),
        ("FREQ=DAILY;UNTIL=20240330T090000Z;INTERVAL=1", ["29 09:00", "30 09:00"]),
        ("FREQ=DAILY;INTERVAL=2;COUNT=2", ["29 09:00", "31 08:00"]),
        ("FREQ=WEEKLY;COUNT=2", ["29 09:00", "05 08:00"]),
        (
            "FREQ=WEEKLY;BYDAY=FR,SA;COUNT=4",
            ["29 09:00", "30 09:00", "05 08:00", "06 08:00"],
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;COUNT=2;WKST=SU",
            ["29 09:00", "08 08:00"],
        ),
        ("FREQ=MONTHLY;COUNT=2", ["29 09:00", "29 08:00"]),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=2", ["29 09:00", "26 08:00"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2", ["29 09:00", "31 08:00"]),
        ("FREQ=YEARLY;COUNT=2", ["29 09:00", "29 09:00"]),
    ],
)
def test_rules(rule, times):
    assert starts(repeated(f"RRULE:{rule}")) == times


def test_one_session_has_all_its_times():
    one, two, three = repeated("RRULE:FREQ=DAILY;COUNT=3").programme.sessions
    assert one.guid == two.guid == three.guid == one.slot_guid
    assert len({one.slot_guid, two.slot_guid, three.slot_guid}) == 3
    again = repeated("RRULE:FREQ=DAILY;COUNT=2").programme.sessions
    assert [s.slot_guid for s in again] == [one.slot_guid, two.slot_guid]


def test_dates_more_and_less():
    reading = repeated(
        "RRULE:FREQ=DAILY;COUNT=3",
        "EXDATE:20240330T100000",
        "RDATE:20240402T120000,20240403T120000",
    )
    assert starts(reading) == ["29 09:00", "31 08:00", "02 10:00", "03 10:00"]


def test_one_time_may_be_elsewhere_or_not_at_all():
    def changed(*lines, start, of):
        return vevent(f"RECURRENCE-ID:{of}", *lines, start=start, end=None)

    reading = read(
        vevent(
            "RRULE:FREQ=DAILY;COUNT=3",
            "LOCATION:Main",
            start=":20240329T100000",
            end=None,
        ),
        changed("LOCATION:Side", start=":20240330T150000", of="20240330T100000"),
        changed("STATUS:CANCELLED", start=":20240331T100000", of="20240331T100000"),
    )
    assert [
        (s.room, f"{s.starts_at:%d %H:%M}") for s in reading.programme.sessions
    ] == [
        ("Main", "29 09:00"),
        ("Side", "30 14:00"),
    ]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=DAILY", "repeats without end"),
        ("FREQ=DAILY;COUNT=101", "more than 100 times"),
        ("FREQ=DAILY;COUNT=99999999999999999999", "more than 100 times"),
        ("FREQ=DAILY;UNTIL=21990101", "more than 100 times"),
        ("FREQ=YEARLY;UNTIL=21990101", "more than 400 days"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=2", "more than 400 days"),
    ],
)
def test_what_repeats_too_often_is_refused(rule, said):
    with pytest.raises(Unreadable, match=said) as caught:
        repeated(f"RRULE:{rule}")
    assert (caught.value.line, caught.value.column) == (8, 1)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY;COUNT=5",
        "FREQ=DAILY;BYHOUR=10,12;COUNT=5",
        "FREQ=DAILY;BYSETPOS=1;COUNT=5",
        "FREQ=DAILY;INTERVAL=0;COUNT=5",
        "FREQ=DAILY;UNTIL=never",
        "FREQ=WEEKLY;BYDAY=XX;COUNT=2",
        "FREQ=DAILY;COUNT=0",
        "nonsense",
        "",
    ],
)
def test_rules_that_are_not_understood_are_told(rule):
    reading = repeated(f"RRULE:{rule}")
    assert starts(reading) == ["29 09:00"]
    assert oddities(reading)[0].startswith("8: How it repeats is not understood")
