"""What every format has to bear: the same sessions, said in each of them."""

import json
from datetime import UTC, date, datetime, timedelta
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

import pytest

from eventsite.formats import any_format
from tests.formats.samples import guid

pytestmark = pytest.mark.one_database
BERLIN = ZoneInfo("Europe/Berlin")


def at(day, hour, minute=0, zone=UTC):
    return datetime(2024, 3, day, hour, minute, tzinfo=zone)


def one(n, start, minutes=60, title="", room="Main"):
    return n, start, timedelta(minutes=minutes), title or f"Talk {n}", room


def length(duration):
    minutes = int(duration.total_seconds()) // 60
    return f"{minutes // 60:02}:{minutes % 60:02}"


def frab(zone, *sessions):
    inside = "".join(
        f'<event guid="{guid(n)}" id="{n}"><date>{start.isoformat()}</date>'
        f"<duration>{length(duration)}</duration><title>{escape(title)}</title>"
        f"<room>{escape(room)}</room></event>\n"
        for n, start, duration, title, room in sessions
    )
    return (
        f"<schedule><conference><title>C</title><time_zone_name>{zone}</time_zone_name>"
        f"</conference>\n{inside}</schedule>"
    )


def voc(zone, *sessions):
    days = [{"date": "2024-03-30", "rooms": {}}]
    for n, start, duration, title, room in sessions:
        entry = {
            "id": n, "guid": guid(n), "date": start.isoformat(), "title": title,
            "duration": length(duration),
        }  # fmt: skip
        days[0]["rooms"].setdefault(room, []).append(entry)
    conference = {"title": "C", "time_zone_name": zone, "days": days}
    return json.dumps({"schedule": {"conference": conference}}, indent=1)


def ical(zone, *sessions):
    events = [
        f"BEGIN:VEVENT\nUID:{guid(n)}@x\nSUMMARY:{title}\nLOCATION:{room}\n"
        f"DTSTART:{start.astimezone(UTC):%Y%m%dT%H%M%SZ}\n"
        f"DURATION:PT{int(duration.total_seconds()) // 60}M\nEND:VEVENT"
        for n, start, duration, title, room in sessions
    ]
    return "\n".join([
        "BEGIN:VCALENDAR", f"X-WR-TIMEZONE:{zone}", *events, "END:VCALENDAR",
    ])  # fmt: skip


def ical_local(zone, *sessions):
    events = [
        f"BEGIN:VEVENT\nUID:{guid(n)}@x\nSUMMARY:{title}\nLOCATION:{room}\n"
        f"DTSTART;TZID={zone}:{start.astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}\n"
        f"DTEND;TZID={zone}:{(start + duration).astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}\n"
        "END:VEVENT"
        for n, start, duration, title, room in sessions
    ]
    return "\n".join(["BEGIN:VCALENDAR", *events, "END:VCALENDAR"])


def pentabarf(zone, *sessions):
    events = "".join(
        f"<vevent><uid>{guid(n)}@x</uid><pentabarf:title>{escape(title)}</pentabarf:title>"
        f"<pentabarf:start>{start:%Y-%m-%d %H:%M:%S %z}</pentabarf:start>"
        f"<pentabarf:end>{start + duration:%Y-%m-%d %H:%M:%S %z}</pentabarf:end>"
        f"<location>{escape(room)}</location></vevent>\n"
        for n, start, duration, title, room in sessions
    )
    return (
        '<iCalendar xmlns:pentabarf="http://pentabarf.org"><vcalendar>'
        f"<x-wr-timezone>{zone}</x-wr-timezone>\n{events}</vcalendar></iCalendar>"
    )


def xcal(zone, *sessions):
    """Return xCal as its standard has it."""

    def text(name, value, kind="text"):
        return f"<{name}><{kind}>{escape(value)}</{kind}></{name}>"

    events = "".join(
        "<vevent><properties>"
        + text("uid", f"{guid(n)}@x")
        + text("summary", title)
        + text("location", room)
        + text("dtstart", f"{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", "date-time")
        + text("duration", f"PT{int(duration.total_seconds()) // 60}M", "duration")
        + "</properties></vevent>\n"
        for n, start, duration, title, room in sessions
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<icalendar xmlns="urn:ietf:params:xml:ns:icalendar-2.0"><vcalendar><properties>'
        + text("x-wr-timezone", zone)
        + f"</properties><components>\n{events}</components></vcalendar></icalendar>"
    )


def table(zone, *sessions):
    rows = [
        f'{guid(n)},"{title}",{room},{start.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M},'
        f"{length(duration)},{zone}"
        for n, start, duration, title, room in sessions
    ]
    return "\n".join(["guid,title,room,start,duration,zone", *rows])


def table_in_utc(zone, *sessions):
    rows = [
        f'{guid(n)},"{title}",{room},{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ},'
        f"{length(duration)},{zone}"
        for n, start, duration, title, room in sessions
    ]
    return "\n".join(["guid,title,room,start,duration,zone", *rows])


FORMATS = [frab, voc, ical, ical_local, pentabarf, xcal, table, table_in_utc]
everywhere = pytest.mark.parametrize("write", FORMATS, ids=lambda write: write.__name__)


def read(write, *sessions, zone="Europe/Berlin"):
    return any_format.read(write(zone, *sessions).encode())


@everywhere
def test_times_in_utc_while_the_zone_is_elsewhere(write):
    reading = read(write, one(1, at(30, 23, 30)), zone="America/Los_Angeles")
    (found,) = reading.programme.sessions
    assert found.starts_at == at(30, 23, 30)
    assert (found.day, found.duration) == (date(2024, 3, 30), timedelta(hours=1))
    assert reading.programme.conference.zone == "America/Los_Angeles"
    assert reading.oddities == []


@everywhere
def test_the_clocks_change_in_the_middle(write):
    before, after = at(30, 10, zone=BERLIN), at(31, 10, zone=BERLIN)
    over = at(31, 1, 30, zone=BERLIN)  # ends at 03:30, an hour later
    reading = read(write, one(1, before), one(2, over, 60), one(3, after))
    starts = [found.starts_at for found in reading.programme.sessions]
    assert starts == [before, over, after]
    assert (starts[2] - starts[0]) == timedelta(hours=23)
    assert [f.duration for f in reading.programme.sessions] == [timedelta(hours=1)] * 3
    assert reading.oddities == []


@everywhere
def test_a_day_that_goes_on_past_midnight(write):
    reading = read(
        write,
        one(1, at(30, 23, 30, zone=BERLIN)),
        one(2, at(31, 0, 30, zone=BERLIN), 45),
    )
    assert [found.day for found in reading.programme.sessions] == [
        date(2024, 3, 30)
    ] * 2
    assert reading.programme.days == [date(2024, 3, 30)]


@everywhere
def test_guids_that_come_twice_are_told_apart(write):
    first, second = one(1, at(30, 10)), one(1, at(30, 12), title="Another")
    reading = read(write, first, second)
    a, b = reading.programme.sessions
    assert a.guid == guid(1) != b.guid
    told = [odd for odd in reading.oddities if "is used twice" in odd.what]
    assert told
    assert all(odd.line > 1 for odd in told)
    again = read(write, first, second).programme.sessions
    assert [one.guid for one in again] == [a.guid, b.guid]


@everywhere
def test_sixteen_events_share_rooms(write):
    sessions = [
        one(n, at(30, 8 + n // 2, 30 * (n % 2)), 30, room=f"Room {n % 4}")
        for n in range(16)
    ]
    programme = read(write, *sessions).programme
    assert len(programme.sessions) == 16
    assert len(programme.rooms) == 4


@everywhere
def test_words_of_any_kind_come_through(write):
    title = "Ünï 🎪 <b>&amp; „x“; y, z\\n"
    if write in {ical, ical_local}:
        title = title.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    (found,) = read(write, one(1, at(30, 10), title=title)).programme.sessions
    assert found.title == "Ünï 🎪 <b>&amp; „x“; y, z\\n"


@everywhere
def test_each_is_told_by_its_content(write):
    formats = {
        frab: "frab-xml", voc: "schedule-json", ical: "ical", ical_local: "ical",
        pentabarf: "xcal", xcal: "xcal", table: "csv", table_in_utc: "csv",
    }  # fmt: skip
    for blank in ("", "\ufeff", "\n\n" if write not in {frab, pentabarf, xcal} else ""):
        data = (blank + write("UTC", one(1, at(30, 10)))).encode()
        assert any_format.read(data).format == formats[write]


def test_xcal_repeats_and_has_zones_as_icalendar_does():
    data = """<icalendar xmlns="urn:ietf:params:xml:ns:icalendar-2.0"><vcalendar>
    <properties><x-wr-calname><text>Conf</text></x-wr-calname></properties>
    <components><vevent><properties>
      <uid><text>a@b</text></uid><summary><text>Keynote</text></summary>
      <dtstart><parameters><tzid><text>Europe/Berlin</text></tzid></parameters>
        <date-time>2024-03-30T10:00:00</date-time></dtstart>
      <duration><duration>PT1H</duration></duration>
      <rrule><recur><freq>DAILY</freq><count>2</count></recur></rrule>
      <categories><text>Cloud, native</text><text>Ops</text></categories>
      <attendee><parameters><cn><text>Ann</text></cn></parameters>
        <cal-address>mailto:ann@example.org</cal-address></attendee>
    </properties></vevent></components></vcalendar></icalendar>"""
    programme = any_format.read(data.encode()).programme
    assert programme.conference.title == "Conf"
    assert programme.conference.zone == "Europe/Berlin"
    first, second = programme.sessions
    assert (first.track, first.tags) == ("Cloud, native", ["Ops"])
    assert second.starts_at - first.starts_at == timedelta(hours=23)
    assert [person.name for person in programme.people] == ["Ann"]
