"""Tables of sessions, as spreadsheets and people make them."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventsite.formats import any_format, schedule_csv
from eventsite.formats.model import Reading, Unreadable
from tests.formats.samples import BASE, guid, oddities, programme, session

pytestmark = pytest.mark.one_database
BERLIN = "Europe/Berlin"


def read(text, zone=BERLIN):
    return any_format.read(text.encode(), zone)


def only(head, row, zone=BERLIN):
    (found,) = read(f"{head}\n{row}\n", zone).programme.sessions
    return found


def said(reading):
    usual = ("by their titles.", "but no room.")
    return [what for what in oddities(reading) if not what.endswith(usual)]


def test_what_a_table_says():
    reading = read(
        "id,title,subtitle,speakers,abstract,description,track,type,language,level,"
        "room,start,duration,tags,status,url\n"
        '7,Kubernetes,101,"Ann Lee, Bob Ray",Short,"Long\ntext",Cloud,Talk,en,Beginner,'
        'Main,2024-02-03 10:00,30,"ops, web",confirmed,https://conf.example/7\n'
    )
    (found,) = reading.programme.sessions
    assert (found.title, found.subtitle) == ("Kubernetes", "101")
    assert (found.abstract, found.description) == ("Short", "Long\ntext")
    assert (found.track, found.type, found.language) == ("Cloud", "Talk", "en")
    assert (found.level, found.tags, found.room) == ("Beginner", ["ops", "web"], "Main")
    assert (found.external_id, found.number, found.line) == ("7", 7, 2)
    assert found.starts_at == datetime(2024, 2, 3, 9, tzinfo=UTC)
    assert found.duration == timedelta(minutes=30)
    assert not found.cancelled
    assert [person.name for person in reading.programme.people] == [
        "Ann Lee",
        "Bob Ray",
    ]
    assert (reading.format, reading.programme.days) == ("csv", [date(2024, 2, 3)])
    assert reading.oddities == []


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Title,Room,Start,End", "Talk,Main,2024-02-03 10:00,2024-02-03 10:30"),
        ("ROOM;title;end;START", "Main;Talk;03.02.2024 10:30;03.02.2024 10:00"),
        ("Session title\tLocation\tTime\tDate", "Talk\tMain\t10:00–10:30\t2024-02-03"),
        ("\ufefftitle,room,start_time,Duration (min)", "Talk,Main,2024-02-03T10:00,30"),
        ("Talk|Raum|Beginn|Ende", "Talk|Main|3.2.2024 10:00|10:30"),
        ("Subject,Start Date,Start Time,End Date,End Time,Location",
         "Talk,2024-02-03,10:00 AM,2024-02-03,10:30 AM,Main"),
        ("Title,Room,startsAt,endsAt", "Talk,Main,2024-02-03T09:00:00Z,2024-02-03T09:30:00Z"),
        ("title,room,start,length", "Talk,Main,2024-02-03 04:00 -0500,0:30"),
        ("title,room,start,duration,zone", "Talk,Main,2024-02-03 09:00,30,Europe/London"),
        ("title,room,day,start,end", "Talk,Main,2024-02-03,10:00,10:30"),
    ],
)  # fmt: skip
def test_heads_in_other_words_and_order(head, row):
    found = only(head, row)
    assert (found.title, found.room) == ("Talk", "Main")
    assert found.starts_at == datetime(2024, 2, 3, 9, tzinfo=UTC)
    assert found.duration == timedelta(minutes=30)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_encodings(encoding):
    text = (
        "\ufefftitle,room\nÜnï,Main\n"
        if encoding[-2:] in {"le", "be"}
        else ("title,room\nÜnï,Main\n")
    )
    (found,) = any_format.read(text.encode(encoding)).programme.sessions
    assert found.title == "Ünï"


def test_days_that_may_be_two_are_refused():
    with pytest.raises(Unreadable, match="may be two different days") as caught:
        read("title,start\nA,\nB,3/2/2024 10:00\n")
    assert (caught.value.line, caught.value.column) == (3, 1)
    reading = read("title,start\nA,2/3/2024 10:00\nB,2/13/2024 10:00\n")
    assert reading.programme.days == [date(2024, 2, 3), date(2024, 2, 13)]


def test_a_days_night_belongs_to_it_a_date_is_the_calendars():
    night = only("title,room,day,start,end", "Talk,Main,2024-02-03,01:00,02:00")
    assert night.starts_at == datetime(2024, 2, 4, 0, tzinfo=UTC)
    assert (night.day, night.duration) == (date(2024, 2, 3), timedelta(hours=1))
    literal = only("title,room,date,start", "Talk,Main,2024-02-03,01:00")
    assert literal.starts_at == datetime(2024, 2, 3, 0, tzinfo=UTC)
    assert literal.day == date(2024, 2, 2)


def test_past_midnight():
    found = only("title,room,start,end", "Talk,Main,2024-02-03 23:30,00:30")
    assert found.duration == timedelta(hours=1)
    assert only(
        "title,room,date,time", "Talk,Main,2024-02-03,23:30-00:30"
    ).duration == (timedelta(hours=1))


def test_the_clocks_change_during_the_session():
    found = only("title,room,start,end", "Talk,Main,2024-03-31 01:00,2024-03-31 05:00")
    assert found.duration == timedelta(hours=3)
    reading = read("title,room,start,end\nTalk,Main,2024-03-31 02:30,04:00\n")
    assert "does not exist" in said(reading)[0]


def test_rows_may_be_in_zones_of_their_own():
    reading = read(
        "title,room,start,duration,zone\n"
        f"A,Main,2024-02-03 10:00,30,{BERLIN}\n"
        "B,Side,2024-02-03 10:00,30,Asia/Tokyo\n"
        "C,Main,2024-02-03 11:00,30,Nowhere\n",
        zone="UTC",
    )
    hours = [one.starts_at.hour for one in reading.programme.sessions]
    assert hours == [9, 1, 10]
    assert reading.programme.conference.zone == BERLIN


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (",Main,2024-02-03 10:00,30", "2: A session has no title."),
        ("A,,2024-02-03 10:00,30", "2: A session has a time, but no room."),
        ("A,Main,,30", "2: A session has no time."),
        ("A,Main,soon,30", "2: The date 'soon' cannot be read."),
        ("A,Main,10:00,30", "2: The date '10:00' cannot be read."),
        ("A,Main,2024-02-03 10:00,long", "2: The duration is 'long'; 30 minutes are assumed."),
        ("A,Main,2024-02-03 10:00,", "2: The duration is missing; 30 minutes are assumed."),
    ],
)  # fmt: skip
def test_oddities_have_lines(row, what):
    assert what in oddities(read(f"title,room,start,duration\n{row}\n"))


def test_columns_that_nobody_reads_are_named():
    reading = read("title,Catering,room,Owner Email\nA,yes,Main,ann@example.org\n")
    assert (
        oddities(reading)[0]
        == "1: Columns that are not read: “Catering”, “Owner Email”."
    )


def test_a_table_without_ids_knows_sessions_by_title():
    reading = read("title,room\nLunch,Main\nTalk,Main\nLunch,Main\n")
    sessions = reading.programme.sessions
    assert [one.external_id for one in sessions] == ["Lunch", "Talk", "Lunch#2"]
    assert (
        "4: The title “Lunch” comes twice, first in line 2: taken as two sessions."
        in oddities(reading)
    )


def test_a_session_placed_twice_has_two_rows():
    reading = read(
        "code,title,room,start,duration\n"
        "ABC234,Talk,Main,2024-02-03 10:00,30\n"
        "ABC234,Talk,Main,2024-02-03 12:00,30\n"
    )
    one, two = reading.programme.sessions
    assert one.code == two.code == "ABC234"
    assert reading.oddities == []


def test_ours_comes_back():
    made = programme(
        session(
            1, title="=1+1", subtitle="'=2", abstract="<p>a</p>\n\n* b", level="Pro"
        ),
        session(2, title="'quoted'", tags=["a, b", "c"], cancelled=True, language="de"),
        session(3, title="-", room="", people=[], track=""),
    )
    data = schedule_csv.write(made, base_url=BASE)
    again = any_format.read(data)
    assert said(again) == []
    names = (
        "title", "subtitle", "abstract", "code", "track", "type", "language", "level",
        "starts_at", "duration", "day", "room", "tags", "cancelled",
    )  # fmt: skip
    for one, two in zip(made.sessions, again.programme.sessions, strict=True):
        assert {n: getattr(two, n) for n in names} == {
            n: getattr(one, n) for n in names
        }
    assert [person.name for person in again.programme.people] == ["Ann Ö"]


def test_ours_comes_back_from_the_hour_that_comes_twice():
    start = datetime(2030, 10, 27, 0, 30, tzinfo=UTC)
    made = programme(
        session(1, starts_at=start, day=None),
        session(2, starts_at=start + timedelta(hours=1), day=None),
        session(3, starts_at=start + timedelta(hours=9, seconds=30), day=None),
    )
    again = any_format.read(schedule_csv.write(made, base_url=BASE))
    assert [one.starts_at for one in again.programme.sessions] == [
        one.starts_at for one in made.sessions
    ]
    assert said(again) == []


@pytest.mark.parametrize(
    ("data", "what", "line", "column"),
    [
        (b"title,room\n" + b"," * 1_000_000, "1,000,001 cells", 2, 1),
        (b"title,room" + b"," * 1_000_000, "1,000,002 cells", 1, 1),
        (b"title,room\n" + b"A,B\n" * 10_001, "more than 10,000 rows", 10_002, 1),
        (b'title,room\nA,B\n"A,B\nC,D', "never closed", 3, 1),
        (b'title,room\n"A"B,C', "follows a closing quotation mark", 2, 1),
        (b"title,room\n" + b"x" * 200_000, "more than 131,072 characters", 2, 1),
        (b"title,room\nA,\xff", "not in UTF-8", 2, 3),
        (b"title,room\nA,\x00", "NUL", 2, 3),
        (b"title,room\n", "no days and no sessions", 0, 0),
        (b"name,capacity\nMain,100", "neither of sessions nor of people", 1, 1),
        (b"a;b;c\n1;2;3", "none of the formats", 1, 1),
        (b"Dear all,\nhere is the plan", "none of the formats", 1, 1),
    ],
)
def test_tables_that_cannot_be_read(data, what, line, column):
    with pytest.raises(Unreadable, match=what) as caught:
        any_format.read(data)
    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize(
    "data",
    [
        b"title,room\n" + b"," * 14_000_000,
        b"title,room\n" + b"\n" * 14_000_000,
        b"title,room\n" + b'""' * 7_000_000,
        b"title,room\n" + b'"' + b"a\n" * 7_000_000,
        b"title,people\n" + b'A,"' + b", " * 60_000 + b'"\n',
        b"title,people\n" + b"A," + b'"""' * 40_000 + b"\n",
        b"title,start\n" + b"A,3 " * 30_000 + b"\n",
    ],
    ids=["cells", "lines", "quotes", "cell", "names", "quoted", "days"],
)
def test_no_table_takes_time_without_end(data):
    started = time.process_time()
    try:
        any_format.read(data)
    except Unreadable as unreadable:
        assert str(unreadable)  # noqa: PT017
    assert time.process_time() - started < 5


@given(
    st.lists(
        st.lists(
            st.text(max_size=8) | st.sampled_from(["10:00", "2024-02-03"]), max_size=8
        ),
        max_size=6,
    )
)
@settings(max_examples=150, deadline=None)
def test_any_cells_are_read_or_refused(rows):
    text = "\n".join(",".join(cells) for cells in rows)
    try:
        found = read(
            "title,room,day,start,end,people,tags,zone\n"
            + text.encode(errors="replace").decode()
        )
        assert isinstance(found, Reading)
    except Unreadable as unreadable:
        assert str(unreadable)  # noqa: PT017


def test_guids_are_kept():
    assert only("guid,title", f"{guid(5)},Talk").guid == guid(5)
