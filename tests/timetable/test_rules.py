from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventsite.formats.model import Break, Session
from eventsite.timetable.rules import (
    MOST_COLUMNS,
    MOST_ROWS,
    find_turn,
    lay_out,
    places_css,
)

pytestmark = pytest.mark.one_database
NINE = datetime(2017, 2, 4, 8, tzinfo=UTC)  # 09:00 in Brussels
BRUSSELS = "Europe/Brussels"
DAY = date(2017, 2, 4)


def session(minutes=0, length=30, room="Aula", title="Talk", day=DAY):
    start = NINE + timedelta(minutes=minutes)
    duration = timedelta(minutes=length)
    return Session(title, starts_at=start, duration=duration, room=room, day=day)


def laid_out(*sessions, breaks=(), rooms=("Aula", "Cave"), zone=BRUSSELS):
    return lay_out(sessions, breaks, list(rooms), zone)


def cells(day):
    return [cell for time in day.times for cell in time.cells]


def test_rooms_are_columns_and_five_minutes_a_row():
    (day,) = laid_out(session(), session(15, 45, "Cave"), session(30, 50))
    assert (day.day, day.label, day.short_label) == (
        DAY,
        "Saturday 4 February",
        "Sat 4",
    )
    assert day.starts_at == NINE
    assert [(h.room, h.column, h.columns) for h in day.heads] == [
        ("Aula", 1, 1),
        ("Cave", 2, 1),
    ]
    assert [(c.column, c.row, c.rows, c.until) for c in cells(day)] == [
        (1, 1, 6, "09:30"),
        (2, 4, 9, "10:00"),
        (1, 7, 10, "10:20"),
    ]
    assert (day.columns, day.rows) == (2, 16)


def test_reading_order_is_by_time_then_room():
    (day,) = laid_out(
        session(0, room="Cave", title="2"),
        session(30, title="3"),
        session(0, title="1"),
        session(30, room="Nowhere else", title="5"),
        session(30, room="Cave", title="4"),
    )
    assert [cell.session.title for cell in cells(day)] == ["1", "2", "3", "4", "5"]
    assert [(time.label, len(time.cells)) for time in day.times] == [
        ("09:00", 2),
        ("09:30", 3),
    ]
    assert [head.room for head in day.heads] == ["Aula", "Cave", "Nowhere else"]


def test_a_day_begins_at_the_half_hour_before_its_first_session():
    (day,) = laid_out(session(50))
    assert day.starts_at == NINE + timedelta(minutes=30)
    assert [(m.row, m.label, m.is_hour) for m in day.marks] == [
        (1, "09:30", False),
        (7, "10:00", True),
    ]


def test_two_at_once_in_a_room_stand_side_by_side():
    (day,) = laid_out(session(), session(10), session(30), session(0, room="Cave"))
    assert [(h.room, h.column, h.columns) for h in day.heads] == [
        ("Aula", 1, 2),
        ("Cave", 3, 1),
    ]
    assert [(c.column, c.row) for c in cells(day)] == [(1, 1), (3, 1), (2, 3), (1, 7)]


def test_five_minutes_and_none_are_a_row_and_take_nobodys_place():
    (day,) = laid_out(session(0, 5), session(5, 25), session(30, 0), session(35))
    assert [(c.column, c.rows) for c in cells(day)] == [(1, 1), (1, 5), (1, 1), (1, 6)]


def test_times_between_the_rows_are_covered():
    (day,) = laid_out(session(2, 7))  # 09:02 to 09:09
    (cell,) = cells(day)
    assert (cell.row, cell.rows, cell.until) == (1, 2, "09:09")
    assert day.times[0].label == "09:02"


def test_days_stand_in_order_and_the_night_belongs_to_the_evening():
    sunday = date(2017, 2, 5)
    found = laid_out(
        session(24 * 60, day=sunday),
        session(14 * 60 + 50, 40),  # 23:50 to 00:30
    )
    assert [day.day for day in found] == [DAY, sunday]
    (night,) = cells(found[0])
    assert night.until == "00:30"
    assert [mark.label for mark in found[0].marks] == ["23:30", "00:00"]


def test_when_the_clocks_go_back_time_still_runs_on():
    start = datetime(2030, 11, 3, 8, tzinfo=UTC)  # 01:00 PDT, an hour before
    night = [
        Session("A", starts_at=start, duration=timedelta(hours=1), room="Aula"),
        Session(
            "B",
            starts_at=start + timedelta(hours=1),
            duration=timedelta(hours=1),
            room="Aula",
        ),
    ]
    (day,) = laid_out(*night, zone="America/Los_Angeles")
    assert [(c.row, c.rows, c.until) for c in cells(day)] == [
        (1, 12, "01:00"),
        (13, 12, "02:00"),
    ]
    assert [m.label for m in day.marks] == ["01:00", "01:30", "01:00", "01:30"]


def test_a_break_for_everybody_goes_across_and_one_in_a_room_does_not():
    half = timedelta(minutes=30)
    breaks = [
        Break("Lunch", NINE + half, half),
        Break("Sound check", NINE + half, half, "Cave"),
        Break("Another day", NINE + timedelta(days=1), half),
    ]
    (day,) = laid_out(session(0, 120), session(0, room="Cave"), breaks=breaks)
    pauses = [(c.pause.title, c.column, c.row) for c in cells(day) if c.pause]
    assert pauses == [("Sound check", 2, 7), ("Lunch", 0, 7)]


def test_without_time_there_is_no_place():
    assert laid_out(Session("Later")) == []
    assert laid_out() == []


def test_many_lightning_talks_get_taller_rows():
    assert laid_out(*(session(n * 5, 5) for n in range(3)))[0].is_fine
    assert not laid_out(*(session(n * 30) for n in range(3)))[0].is_fine


def test_a_session_that_never_ends_does_not_stretch_the_page():
    (day,) = laid_out(session(0, 10**6), session(10**5, 30, "Cave"))
    assert day.rows == MOST_ROWS
    assert all(c.row + c.rows - 1 <= MOST_ROWS for c in cells(day))


def test_hundreds_at_once_do_not_widen_the_page_for_ever():
    (day,) = laid_out(*(session(title=str(n)) for n in range(MOST_COLUMNS + 20)))
    assert day.columns == MOST_COLUMNS
    assert max(cell.column for cell in cells(day)) == MOST_COLUMNS


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            session,
            st.integers(0, 300),
            st.integers(0, 120),
            st.sampled_from(["Aula", "Cave", "", "Tent"]),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_nothing_ever_covers_anything(sessions):
    (day,) = laid_out(*sessions)
    taken = set()
    names = {
        column: head.room
        for head in day.heads
        for column in range(head.column, head.column + head.columns)
    }
    for cell in cells(day):
        mine = {(cell.column, row) for row in range(cell.row, cell.row + cell.rows)}
        assert not mine & taken
        taken |= mine
        assert names[cell.column] == cell.session.room
    assert len(cells(day)) == len(sessions)
    assert day.rows == max(row for _, row in taken)


def test_every_place_has_its_class():
    css = places_css()
    assert css.count("{") == css.count("}") == 3 * MOST_COLUMNS + 2 * MOST_ROWS
    for rule in (
        ".c1{grid-column-start:2}",
        ".w3{grid-column-end:span 3}",
        ".r12{grid-row-start:13}",
        f".n{MOST_ROWS}{{grid-row-end:span {MOST_ROWS}}}",
        ".k30{grid-template-columns:var(--times) repeat(30,var(--room))}",
    ):
        assert rule in css, rule


class TestWhatIsOnInARoom:
    def turn(self, minutes, *sessions, breaks=()):
        at = NINE + timedelta(minutes=minutes)
        found = find_turn(sessions, breaks, "Aula", at, DAY)
        return (
            found.now and found.now.title,
            found.next and found.next.title,
            [later.title for later in found.later],
        )

    def test_the_day_goes_by(self):
        day = [
            session(0, 30, title="A"),
            session(30, 30, title="B"),
            session(90, 30, title="C"),
            session(0, 30, "Cave", "Elsewhere"),
            session(24 * 60, title="Tomorrow", day=date(2017, 2, 5)),
        ]
        assert self.turn(-60, *day) == (None, "A", ["B", "C"])
        assert self.turn(0, *day) == ("A", "B", ["C"])
        assert self.turn(29, *day) == ("A", "B", ["C"])
        assert self.turn(30, *day) == ("B", "C", [])
        assert self.turn(60, *day) == (None, "C", [])
        assert self.turn(119, *day) == ("C", "Tomorrow", [])
        assert self.turn(48 * 60, *day) == (None, None, [])

    def test_of_several_at_once_it_is_the_one_that_began_last(self):
        both = session(0, 60, title="Long"), session(30, 15, title="Short")
        assert self.turn(35, *both)[0] == "Short"
        assert self.turn(50, *both)[0] == "Long"

    def test_a_cancelled_one_is_told_of_unless_another_takes_its_place(self):
        off = replace(session(title="Off"), cancelled=True)
        assert self.turn(5, off)[0] == "Off"
        assert self.turn(5, off, session(10, title="Instead"))[:2] == (None, "Instead")
        assert self.turn(-5, off)[1] == "Off"

    def test_one_without_length_is_on_for_a_row_of_the_grid(self):
        short = session(0, 0, title="Bell")
        assert self.turn(4, short)[0] == "Bell"
        assert self.turn(5, short)[0] is None

    @pytest.mark.parametrize(
        ("room", "sessions", "expected"),
        [
            ("", (), "Lunch"),
            ("Aula", (), "Lunch"),
            ("Cave", (), None),
            ("", (session(),), None),
        ],
    )
    def test_breaks(self, room, sessions, expected):
        pause = Break("Lunch", NINE, timedelta(hours=1), room)
        found = find_turn(sessions, [pause], "Aula", NINE, DAY)
        assert (found.pause and found.pause.title) == expected
