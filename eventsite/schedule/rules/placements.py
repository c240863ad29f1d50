"""What stands where, and what the rules need to know about it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain
from typing import NamedTuple
from zoneinfo import ZoneInfo

from eventsite.core.dates import clock, in_zone, week_day
from eventsite.core.deadlines import at_wall_time
from eventsite.core.words import _, language

TENTATIVE = "p-"  # begins the code of a proposal that stands in a plan


class Who(NamedTuple):
    key: str  # the same for one person in the whole tree
    name: str


@dataclass(frozen=True, slots=True)
class Placement:
    """A session at its place; `key` tells placements apart. A break has no code."""

    key: str
    title: str
    event: int  # an event's id
    room: int | None
    room_name: str
    starts_at: datetime
    duration: timedelta
    people: tuple[Who, ...] = ()
    code: str = ""  # the session's
    asked: timedelta | None = None  # how long the session itself is to be
    needs: frozenset[str] = frozenset()  # what a room must have for it
    topics: frozenset[str] = frozenset()
    audience: int = 0  # at least so many people want to come

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + self.duration

    def overlaps(self, other: "Placement") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


class Window(NamedTuple):
    """Hours in a room: from `starts_at` until before `ends_at`."""

    room: int
    starts_at: datetime
    ends_at: datetime


class Span(NamedTuple):
    """From `starts_at` until before `ends_at`."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Limits:
    """Where and when an event's sessions belong, and how densely."""

    name: str
    zone: str
    day_change: timedelta
    first_day: date
    last_day: date
    windows: tuple[Window, ...] = ()  # its hours in rooms of the events above it
    own_rooms: frozenset[int] = frozenset()  # free to use at any hour
    changeover: timedelta = timedelta()  # between two sessions of a room
    longest_stretch: timedelta | None = None  # in a room without a break
    shortest_break: timedelta = timedelta(minutes=15)
    keeps_topics_apart: bool = True


class Space(NamedTuple):
    """What a room offers."""

    capacity: int | None = None
    features: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """What placements are held against.

    `limits` holds every event of the placements by its id. `free` says when people can
    come, by their keys; whoever is not in it always can. `together` says of two sessions,
    by their codes in order, how many times as often as chance people star both.
    """

    limits: Mapping[int, Limits]
    spaces: Mapping[int, Space] = field(default_factory=dict)
    free: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    together: Mapping[tuple[str, str], float] = field(default_factory=dict)
    narrow_topics: frozenset[str] = frozenset()


def day_of(at: datetime, zone: str, day_change: timedelta) -> date:
    """Return the programme's day of a moment: past midnight, still the day before."""
    wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return (wall - day_change).date()


def moment(day: date, at: time, zone: str, day_change: timedelta) -> datetime:
    """Return the moment of a time of day; before the day changes, of the night after."""
    wall = datetime.combine(day, at)
    if wall - datetime.combine(day, time()) < day_change:
        wall += timedelta(days=1)
    return at_wall_time(wall, zone).at


def free_time(window: Window, placements: Iterable[Placement]) -> timedelta:
    """Return how much of the hours nothing stands in."""
    free, reached = timedelta(), window.starts_at
    for placement in in_order(p for p in placements if p.room == window.room):
        begins = min(placement.starts_at, window.ends_at)
        free += max(begins - reached, timedelta())
        reached = max(reached, min(placement.ends_at, window.ends_at))
    return free + (window.ends_at - reached)


def is_inside_hours(placement: Placement, limits: Limits) -> bool:
    """Tell whether the placement keeps to its event's own rooms and given hours.

    Hours that follow each other without a gap count as one.
    """
    if placement.room is None or placement.room in limits.own_rooms:
        return True
    reached = placement.starts_at
    started = False
    for window in sorted(limits.windows, key=lambda w: (w.starts_at, w.ends_at)):
        if window.room == placement.room and window.starts_at <= reached:
            started = started or placement.starts_at < window.ends_at
            reached = max(reached, window.ends_at)
    return started and placement.ends_at <= reached


def may_stand(placement: Placement, limits: Limits) -> bool:
    """Tell whether those who plan for the event alone may place something there.

    Without a room, at a time at which the event has one; at any time if it has rooms of
    its own, or nothing yet.
    """
    if placement.room is not None or limits.own_rooms or not limits.windows:
        return is_inside_hours(placement, limits)
    return any(
        is_inside_hours(replace(placement, room=room), limits)
        for room in {window.room for window in limits.windows}
    )


def sweep(placements: Iterable[Placement]) -> Iterator[tuple[Placement, Placement]]:
    """Yield each overlapping pair once, the one that starts earlier first."""
    running: list[Placement] = []
    for placement in in_order(placements):
        running = [p for p in running if p.ends_at > placement.starts_at]
        yield from ((p, placement) for p in running if p.overlaps(placement))
        running.append(placement)


def grouped(
    placements: Iterable[Placement],
    keys: Callable[[Placement], Iterable[object]],
) -> Iterable[list[Placement]]:
    groups: dict[object, list[Placement]] = {}
    for placement in placements:
        for key in keys(placement):
            groups.setdefault(key, []).append(placement)
    return groups.values()


def share_a_room(a: Placement, b: Placement) -> bool:
    return a.room is not None and a.room == b.room


def order(placement: Placement) -> tuple[datetime, datetime, str]:
    return placement.starts_at, placement.ends_at, placement.key


def in_order(placements: Iterable[Placement]) -> list[Placement]:
    return sorted(placements, key=order)


def quoted(placement: Placement, zone: str, *more: str) -> str:
    """Return the title in quotes with its time, and its room and day where asked for."""
    said = chain(
        [placement.room_name or _("no room")] if "room" in more else [],
        [day_said(placement.starts_at, zone)] if "day" in more else [],
        [_times_said(placement.starts_at, placement.ends_at, zone, language())],
    )
    # For translators: a session and when it is, such as “Opening” (09:00–09:30)
    return _("“%(title)s” (%(when)s)", title=placement.title, when=", ".join(said))


def day_said(at: datetime, zone: str) -> str:
    return _day_said(in_zone(at, zone).date(), language())


@lru_cache(4096)  # the library takes its time, and the same few times come again
def _times_said(start: datetime, end: datetime, zone: str, _language: str) -> str:
    return f"{clock(in_zone(start, zone))}–{clock(in_zone(end, zone))}"


@lru_cache(256)
def _day_said(day: date, _language: str) -> str:
    return week_day(day)
