"""What calendar programs stumble over is found, and nothing in what we write."""

import pytest

from eventsite.formats import frab_xml, ical, xcal
from eventsite.formats.checks.calendars import check_ical, check_xcal
from tests.formats.samples import BASE, SCHEDULES, guid, needs_data, programme, session

pytestmark = pytest.mark.one_database


def words(found):
    return [str(problem.what) for problem in found]


def written(write=ical.write):
    made = programme(session(1), session(2, cancelled=True), session(3, title="é" * 90))
    return write(made, base_url=BASE)


@needs_data
@pytest.mark.parametrize("path", SCHEDULES, ids=lambda path: path.stem)
def test_ours_are_good(path):
    made = frab_xml.read(path.read_bytes()).programme
    assert words(check_ical(ical.write(made, base_url=BASE))) == []
    assert words(check_xcal(xcal.write(made, base_url=BASE))) == []


def test_what_is_good():
    assert words(check_ical(written())) == []
    assert words(check_xcal(written(xcal.write))) == []


@pytest.mark.parametrize(
    ("was", "becomes", "what"),
    [
        (b"\r\nVERSION:2.0", b"", "The calendar lacks VERSION."),
        (b"\r\nX-WR-CALNAME:Conf <2030>", b"", "The calendar lacks X-WR-CALNAME."),
        (b"END:VCALENDAR\r\n", b"", "This is no whole calendar."),
        (b"END:VCALENDAR\r\n", b"END:VCALENDAR", "The last line does not end."),
        (b"END:VEVENT", b"END:VTODO", "END:VTODO ends nothing."),
        (b"SUMMARY:", b"SUMMARY ", "“SUMMARY Session 1” is no line of a calendar."),
        (b"SUMMARY:", b"SUMMARY:\x07", "“SUMMARY:\x07Session 1” is no line of a calendar."),
        (b"Session 1", b"x" * 80, "A line is too long: SUMMARY:" + "x" * 32),
        (b"TZID:Europe/Berlin", b"TZID:Berlin", "There is no time zone Berlin."),
        (b"DTSTAMP:", b"X-STAMP:", "An entry has DTSTAMP 0 times."),
        (b"SEQUENCE:0", b"SEQUENCE:first", "SEQUENCE is “first”."),
        (b"STATUS:CANCELLED", b"STATUS:OFF", "STATUS is “OFF”."),
        (b"DTEND;TZID=Europe/Berlin:", b"DTEND:", "DTEND is “20301102T114500”."),
        (b"DTEND;", b'DTEND;X-A="b:;";', None),
        (b"DTEND;TZID=Europe/Berlin:20301102T114500", b"DURATION:PT45M", None),
        (b"DTEND;TZID=Europe/Berlin:20301102T114500", b"DURATION:45", "DURATION is “45”."),
        (
            b"DTSTART;",
            b"DURATION:PT1H\r\nDTSTART;",
            "An entry has not one end.",
        ),
        (
            guid(2).encode() + b"@",
            guid(1).encode() + b"@",
            f"The UID “{guid(1)}@eventsite” is used twice.",
        ),
    ],
)  # fmt: skip
def test_what_is_not(was, becomes, what):
    data = written()
    assert was in data
    found = words(check_ical(data.replace(was, becomes, 1)))
    assert found == [] if what is None else what in found


def test_a_problem_names_the_session():
    data = written().replace(b"STATUS:CANCELLED", b"STATUS:OFF")
    assert [problem.guid for problem in check_ical(data)] == [guid(2)]


@pytest.mark.parametrize(
    ("was", "becomes", "what"),
    [
        (b"</iCalendar>", b"", "This is no XML: "),
        (b"iCalendar", b"calendar", "This is no xCal."),
        (b"<dtstart>2", b"<dtstart>x", "dtstart is “x"),
        (b"<summary>Session 1", b"<summary>", "An entry has no summary."),
        (guid(3).encode(), guid(1).encode(), "The UID “"),
    ],
)
def test_xcal_that_is_not(was, becomes, what):
    data = written(xcal.write)
    assert was in data
    found = words(check_xcal(data.replace(was, becomes)))
    assert any(one.startswith(what) for one in found)
