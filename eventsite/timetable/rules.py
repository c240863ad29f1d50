"""Where sessions stand in a grid of rooms and time. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from eventsite.core.dates import clock, day_of_month, week_day
from eventsite.formats.model import Break, Session
from eventsite.timetable.models import Cell, Day, Head, Mark, Time, Turn

STEP = timedelta(minutes=5)  # a row of the grid
HALF_AN_HOUR = timedelta(minutes=30)
MOST_ROWS = 12 * 36  # of a day that began yesterday and has not ended
MOST_COLUMNS = 150


def lay_out(
    sessions: Iterable[Session],
    breaks: Iterable[Break],
    rooms: Sequence[str],
    zone: str,
) -> list[Day]:
    """Return the days that have placed sessions, with every session at its place.

    Columns stand in the order of `rooms`; rooms not in there, and "", come last.
    """
    days: dict[date | None, list[_Thing]] = {}
    for session in sessions:
        if session.starts_at is not None:
            thing = _Thing(
                session.starts_at, session.duration, session.room, session, None
            )
            days.setdefault(session.day, []).append(thing)
    pauses = [_Thing(b.starts_at, b.duration, b.room, None, b) for b in breaks]
    order = {room: n for n, room in enumerate(rooms)}
    return [
        _lay_out_day(day, days[day], pauses, order, ZoneInfo(zone))
        for day in sorted(days, key=lambda day: day or date.min)
    ]


def for_grid(sessions: Iterable[Session]) -> list[Session]:
    """Return the sessions without cancelled ones whose place another has taken.

    The others stay, struck through: who comes for them finds out in front of the room.
    """
    sessions = list(sessions)
    taken: dict[str, list[Session]] = {}
    for session in sessions:
        if session.starts_at is not None and not session.cancelled:
            taken.setdefault(session.room, []).append(session)
    return [
        session
        for session in sessions
        if not session.cancelled
        or not any(_overlap(session, other) for other in taken.get(session.room, ()))
    ]


def _overlap(one: Session, other: Session) -> bool:
    if not (one.starts_at and one.ends_at and other.starts_at and other.ends_at):
        return False
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def find_turn(
    sessions: Iterable[Session],
    breaks: Iterable[Break],
    room: str,
    at: datetime,
    day: date,
) -> Turn:
    """Return what is on in a room at `at`, what is next, and what comes later that day.

    Of several at once it is the one that began last. What is next may be on another day.
    """
    here = [
        session
        for session in for_grid(s for s in sessions if s.room == room)
        if session.starts_at is not None
    ]
    here.sort(key=_beginning)
    now = [s for s in here if _is_on(s.starts_at, s.ends_at, at)]
    now.sort(key=lambda s: not s.cancelled)  # what takes place is last
    coming = [s for s in here if _beginning(s) > at]
    pauses = [
        pause
        for pause in breaks
        if pause.room in {"", room}
        and _is_on(pause.starts_at, pause.starts_at + pause.duration, at)
    ]
    return Turn(
        now=now[-1] if now else None,
        pause=pauses[-1] if pauses and not now else None,
        next=coming[0] if coming else None,
        later=[session for session in coming[1:] if session.day == day],
    )


def _beginning(session: Session) -> datetime:
    return session.starts_at or datetime.max.replace(tzinfo=UTC)


def _is_on(starts_at: datetime | None, ends_at: datetime | None, at: datetime) -> bool:
    if starts_at is None or ends_at is None:
        return False
    return starts_at <= at < max(ends_at, starts_at + STEP)


class _Thing(NamedTuple):
    starts_at: datetime
    duration: timedelta
    room: str
    session: Session | None
    pause: Break | None

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + self.duration


def _lay_out_day(
    day: date | None,
    sessions: Sequence[_Thing],
    breaks: Sequence[_Thing],
    order: Mapping[str, int],
    zone: ZoneInfo,
) -> Day:
    first = _half_hour_before(min(thing.starts_at for thing in sessions), zone)
    last = max(thing.ends_at for thing in sessions)
    things = [*sessions, *(b for b in breaks if first <= b.starts_at < last)]
    things.sort(key=lambda t: (t.starts_at, order.get(t.room, len(order)), t.room))
    lanes = _lanes(things, first)
    heads = _heads(things, lanes, order)
    offset = {head.room: head.column for head in heads}
    times: list[Time] = []
    for thing, lane in zip(things, lanes, strict=True):
        column = 0 if lane is None else offset[thing.room] + lane
        row, rows = _rows(thing, first)
        cell = Cell(
            thing.session,
            thing.pause,
            min(column, MOST_COLUMNS),
            row,
            rows,
            until=clock(thing.ends_at.astimezone(zone)),
        )
        if not times or times[-1].at != thing.starts_at:
            label = clock(thing.starts_at.astimezone(zone))
            times.append(Time(thing.starts_at, label, []))
        times[-1].cells.append(cell)
    end = max(cell.row + cell.rows for time in times for cell in time.cells) - 1
    columns = heads[-1].column + heads[-1].columns - 1
    return Day(
        day=day,
        label=week_day(day) if day else "",
        short_label=day_of_month(day) if day else "",
        starts_at=first,
        rows=end,
        columns=min(columns, MOST_COLUMNS),
        heads=heads,
        marks=_marks(first, end, zone),
        times=times,
        is_fine=_is_fine(sessions),
    )


def _half_hour_before(at: datetime, zone: ZoneInfo) -> datetime:
    wall = at.astimezone(zone)
    spare = timedelta(minutes=wall.minute % 30, seconds=wall.second)
    return at - spare - timedelta(microseconds=wall.microsecond)


def _rows(thing: _Thing, first: datetime) -> tuple[int, int]:
    """Return the first row, from 1, and the number of rows, at least one."""
    begin = min((thing.starts_at - first) // STEP, MOST_ROWS - 1)
    end = -((first - thing.ends_at) // STEP)  # rounded up
    return begin + 1, min(max(end - begin, 1), MOST_ROWS - begin)


def _lanes(things: Sequence[_Thing], first: datetime) -> list[int | None]:
    """Return each thing's lane in its room, so that none covers another.

    None: a break for everybody, which goes across.
    """
    lanes: list[int | None] = []
    ends: dict[str, list[int]] = {}
    for thing in things:
        if thing.pause and not thing.room:
            lanes.append(None)
            continue
        row, rows = _rows(thing, first)
        busy = ends.setdefault(thing.room, [])
        lane = next((n for n, end in enumerate(busy) if end <= row), len(busy))
        busy[lane : lane + 1] = [row + rows]
        lanes.append(lane)
    return lanes


def _heads(
    things: Sequence[_Thing], lanes: Sequence[int | None], order: Mapping[str, int]
) -> list[Head]:
    widths: dict[str, int] = {}
    for thing, lane in zip(things, lanes, strict=True):
        if lane is not None:
            widths[thing.room] = max(widths.get(thing.room, 0), lane + 1)
    heads = []
    column = 1
    for room in sorted(widths, key=lambda room: (order.get(room, len(order)), room)):
        heads.append(Head(room, column, widths[room]))
        column += widths[room]
    return heads


def _marks(first: datetime, rows: int, zone: ZoneInfo) -> list[Mark]:
    """Return the half hours beside the grid, by the clock on the wall."""
    marks = []
    for row in range(0, rows, HALF_AN_HOUR // STEP):
        wall = (first + row * STEP).astimezone(zone)
        marks.append(Mark(row + 1, clock(wall), wall.minute == 0))
    return marks


def _is_fine(sessions: Sequence[_Thing]) -> bool:
    """Tell whether more than a tenth of the sessions are shorter than a quarter hour."""
    short = sum(thing.duration < timedelta(minutes=15) for thing in sessions)
    return short * 10 > len(sessions)


def places_css() -> str:
    """Return the classes by which grids place their cells: no style stands in a page.

    `k3` is a grid of three columns; `c2`, `r5`, `n6` stand in column 2, from row 5, six
    rows high; `w2` is a head of two columns. The first row and column hold the heads.
    """
    kinds = {
        "k": (
            MOST_COLUMNS,
            "grid-template-columns:var(--times) repeat({},var(--room))",
        ),
        "c": (MOST_COLUMNS, "grid-column-start:{next}"),
        "w": (MOST_COLUMNS, "grid-column-end:span {}"),
        "r": (MOST_ROWS, "grid-row-start:{next}"),
        "n": (MOST_ROWS, "grid-row-end:span {}"),
    }
    return "".join(
        f".{name}{n}{{{rule.format(n, next=n + 1)}}}"
        for name, (most, rule) in kinds.items()
        for n in range(1, most + 1)
    )
