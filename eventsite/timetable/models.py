"""A day laid out. Rows are five minutes; rows and columns count from 1. No tables."""

from dataclasses import dataclass
from datetime import date, datetime

from eventsite.formats.model import Break, Session


@dataclass(frozen=True, slots=True)
class Cell:
    """A session or break with its place in the grid; rows and columns count from 1.

    A break for everybody has column 0: it goes across.
    """

    session: Session | None
    pause: Break | None
    column: int
    row: int
    rows: int
    until: str  # by the clock on the wall


@dataclass(frozen=True, slots=True)
class Head:
    """A room's head: as many columns as it has sessions at one time."""

    room: str
    column: int
    columns: int


@dataclass(frozen=True, slots=True)
class Mark:
    row: int
    label: str
    is_hour: bool


@dataclass(frozen=True, slots=True)
class Time:
    """What begins at one time, in the order of rooms."""

    at: datetime
    label: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the programme: as a grid, and in the same order as a list."""

    day: date | None
    label: str
    short_label: str
    starts_at: datetime  # of row 1
    rows: int
    columns: int
    heads: list[Head]
    marks: list[Mark]
    times: list[Time]
    is_fine: bool  # many short sessions: rows must be taller


@dataclass(frozen=True, slots=True)
class Turn:
    """A room at one moment, as it is told in front of its door."""

    now: Session | None
    pause: Break | None  # if nothing else is on
    next: Session | None
    later: list[Session]  # on the same day as `now`
