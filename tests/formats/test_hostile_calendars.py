"""What is no calendar, or means harm, is refused in bounded time and memory."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventsite.formats import any_format, ical_reader
from eventsite.formats.model import Reading, Unreadable
from tests.formats.calendars import calendar, read, vevent
from tests.formats.samples import oddities

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("data", "said", "line", "column"),
    [
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1", "cut off", 3, 1),
        (b"BEGIN:VCALENDAR\nEND:VEVENT\n", "does not close", 2, 1),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR\nEND:VCALENDAR", "does not close", 3, 1),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 99, "more than 10 deep", 11, 1),
        (b"BEGIN:VCALENDAR\nX:\xff\xfe", "not in UTF-8", 2, 3),
        (b"BEGIN:VCALENDAR\nX:a\x00b", "NUL", 2, 4),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR", "no days and no sessions", 0, 0),
        (
            b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nEND:VEVENT\n" * 10_001,
            "more than 10,000 of VEVENT",
            20002,
            1,
        ),
        (b"BEGIN:VCALENDAR\n" + b"A:\n" * 500_000, "400,000 lines", 400_000, 1),
        (
            b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + b"ATTENDEE;CN=A:b\n" * 2001,
            "more than 2,000 properties",
            2003,
            1,
        ),
    ],
)
def test_calendars_that_cannot_be_read(data, said, line, column):
    with pytest.raises(Unreadable, match=said) as caught:
        any_format.read(data)
    assert (caught.value.line, caught.value.column) == (line, column)


def test_lines_that_are_none_are_told():
    reading = read("oops", vevent("no colon here", "X;Y=Z"))
    said = [what for what in oddities(reading) if "no property" in what]
    assert said == [
        f"{line}: This line is no property of a calendar; left out."
        for line in (4, 9, 10)
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings(encoding):
    data = calendar(vevent("SUMMARY:Ünï")).decode().encode(encoding)
    assert any_format.read(data).programme.sessions[0].title == "Ünï"


HOSTILE_ZONE = "\n".join([
    "BEGIN:VTIMEZONE",
    "TZID:Z{n}",
    *["BEGIN:STANDARD", "DTSTART:19000101T000000", "TZOFFSETTO:+0100",
      "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "END:STANDARD"] * 100,
    "END:VTIMEZONE",
])  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        b"BEGIN:VCALENDAR\n" + b"X" * 8_000_000,
        b"BEGIN:VCALENDAR\nX" + b";A=B" * 3_000_000,
        b"BEGIN:VCALENDAR\nX" + b',"' * 5_000_000,
        b"BEGIN:VCALENDAR\nSUMMARY:" + b"\\" * 8_000_000,
        b"BEGIN:VCALENDAR\nCATEGORIES:" + b"," * 8_000_000,
        b"BEGIN:VCALENDAR\nX:" + b"\n " * 399_000,
        calendar(*[HOSTILE_ZONE.format(n=n) for n in range(300)])[:-15]
        + "\n".join(
            vevent(uid=str(n), start=f";TZID=Z{n}:20240203T100000", end=None)
            for n in range(300)
        ).encode(),
        calendar(*[
            vevent("RRULE:FREQ=DAILY;UNTIL=20240801;BYDAY=MO,TU", uid=str(n))
            for n in range(9_000)
        ]),
    ],
    ids=["long", "parameters", "quotes", "escapes", "commas", "folds", "zones", "rules"],
)  # fmt: skip
def test_no_calendar_takes_time_without_end(data):
    started = time.process_time()
    with pytest.raises(Unreadable):
        any_format.read(data)
    assert time.process_time() - started < 5


lines = st.sampled_from(
    [
        "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE", "END:VTIMEZONE", "TZID:X",
        "UID:1", "SUMMARY:\\", "DTSTART:20240203T100000", "DTSTART;VALUE=DATE:20240203",
        "DTSTART;TZID=X:20240203T100000", "DTEND:20240203T100000Z", "DURATION:PT",
        "RRULE:FREQ=DAILY;COUNT=2", "EXDATE:20240203T100000", "RECURRENCE-ID:20240203",
        " ", "CATEGORIES:,,", "BEGIN:STANDARD", "END:STANDARD", "TZOFFSETTO:+9999",
        "TZOFFSETTO:+0100", "STATUS:CANCELLED", "X-WR-TIMEZONE:../../etc", "LOCATION:",
    ]
)  # fmt: skip


@given(st.lists(lines | st.text(max_size=20), max_size=25))
@settings(max_examples=200, deadline=None)
def test_any_lines_are_read_or_refused(made):
    data = "\n".join(["BEGIN:VCALENDAR", *made, "END:VCALENDAR"]).encode(
        errors="replace"
    )
    try:
        assert isinstance(ical_reader.read(data), Reading)
    except Unreadable as unreadable:
        assert str(unreadable)  # noqa: PT017
