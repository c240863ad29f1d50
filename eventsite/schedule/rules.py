"""What is wrong with a plan. Pure: placements and the events' limits in, clashes out.

Times are half-open: a session that ends when the next one starts does not overlap it,
and one without length overlaps only what it stands inside of.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import chain
from typing import NamedTuple
from zoneinfo import ZoneInfo

from eventsite.core.dates import clock, days, in_zone, week_day
from eventsite.core.deadlines import at_wall_time
from eventsite.core.errors import Refusal
from eventsite.core.words import _, lazy


class Who(NamedTuple):
    key: str  # the same for one person in the whole tree
    name: str


@dataclass(frozen=True, slots=True)
class Placement:
    """A session at its place; `key` tells placements apart."""

    key: str
    title: str
    event: int  # an event's id
    room: int | None
    room_name: str
    starts_at: datetime
    duration: timedelta
    people: tuple[Who, ...] = ()
    code: str = ""  # the session's

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


@dataclass(frozen=True, slots=True)
class Limits:
    """Where and when an event's sessions belong."""

    name: str
    zone: str
    day_change: timedelta
    first_day: date
    last_day: date
    windows: tuple[Window, ...] = ()  # its hours in rooms of the events above it
    own_rooms: frozenset[int] = frozenset()  # free to use at any hour


class ClashKind(StrEnum):
    ROOM = "room"
    PERSON = "person"
    DAYS = "days"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Clash:
    kind: ClashKind
    placements: tuple[Placement, ...]  # one, or the two that overlap, the earlier first
    words: str
    person: Who | None = field(default=None, compare=False)


class Clashes(Refusal):
    """The place has clashes; whoever may decide can place the session all the same."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        self.clashes = clashes
        super().__init__()

    def __str__(self) -> str:
        return " ".join(clash.words for clash in self.clashes)


class NotYourHours(Refusal):
    message = lazy(
        "You can place sessions of your event in its own rooms and inside the hours "
        "it was given; this place is outside of them."
    )


class MovedMeanwhile(Refusal):
    message = lazy(
        "Somebody else has moved this session in the meantime. "
        "Look at where it is now, then decide again."
    )


class VersionTaken(Refusal):
    message = lazy("There is a version of that name already. Choose another name.")


class NothingCovered(Refusal):
    message = lazy("Choose at least one event whose sessions to release.")


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
    for placement in _in_order(p for p in placements if p.room == window.room):
        begins = min(placement.starts_at, window.ends_at)
        free += max(begins - reached, timedelta())
        reached = max(reached, min(placement.ends_at, window.ends_at))
    return free + (window.ends_at - reached)


def find_clashes(
    placements: Sequence[Placement], limits: Mapping[int, Limits]
) -> Iterator[Clash]:
    """Yield every clash: rooms, then people, then days and hours.

    `limits` holds every event of the placements by its id.
    """
    yield from _in_rooms(placements, limits)
    yield from _of_people(placements, limits)
    for placement in _in_order(placements):
        yield from outside(placement, limits[placement.event])


def find_clashes_of(
    one: Placement, others: Iterable[Placement], limits: Mapping[int, Limits]
) -> Iterator[Clash]:
    """Yield the clashes `one` has or would have; `others` may hold its former place."""
    near = [other for other in others if other.key != one.key and one.overlaps(other)]
    pairs = [(min(one, o, key=_order), max(one, o, key=_order)) for o in near]
    yield from (_room_clash(*pair, limits) for pair in pairs if _share_a_room(*pair))
    for pair in pairs:
        yield from _person_clashes(*pair, limits)
    yield from outside(one, limits[one.event])


def outside(placement: Placement, limits: Limits) -> Iterator[Clash]:
    """Yield what is wrong with a placement by itself."""
    first, last = limits.first_day, limits.last_day
    day = day_of(placement.starts_at, limits.zone, limits.day_change)
    if not first <= day <= last:
        words = _(
            "%(placement)s is outside the days of %(name)s, %(days)s.",
            placement=_quoted(placement, limits.zone, "day"),
            name=limits.name,
            days=days(first, last),
        )
        yield Clash(ClashKind.DAYS, (placement,), words)
    if limits.windows and not is_inside_hours(placement, limits):
        words = _(
            "%(placement)s is outside the hours given to %(name)s.",
            placement=_quoted(placement, limits.zone, "room", "day"),
            name=limits.name,
        )
        yield Clash(ClashKind.HOURS, (placement,), words)


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


def sweep(placements: Iterable[Placement]) -> Iterator[tuple[Placement, Placement]]:
    """Yield each overlapping pair once, the one that starts earlier first."""
    running: list[Placement] = []
    for placement in _in_order(placements):
        running = [p for p in running if p.ends_at > placement.starts_at]
        yield from ((p, placement) for p in running if p.overlaps(placement))
        running.append(placement)


def _in_rooms(
    placements: Iterable[Placement], limits: Mapping[int, Limits]
) -> Iterator[Clash]:
    placed = (p for p in placements if p.room is not None)
    for group in _grouped(placed, lambda p: [p.room]):
        yield from (_room_clash(a, b, limits) for a, b in sweep(group))


def _of_people(
    placements: Iterable[Placement], limits: Mapping[int, Limits]
) -> Iterator[Clash]:
    seen: set[tuple[str, str]] = set()
    busy = (p for p in placements if p.people)
    for group in _grouped(busy, lambda p: {who.key for who in p.people}):
        for a, b in sweep(group):
            if (a.key, b.key) not in seen:
                seen.add((a.key, b.key))
                yield from _person_clashes(a, b, limits)


def _grouped(
    placements: Iterable[Placement],
    keys: Callable[[Placement], Iterable[object]],
) -> Iterable[list[Placement]]:
    groups: dict[object, list[Placement]] = {}
    for placement in placements:
        for key in keys(placement):
            groups.setdefault(key, []).append(placement)
    return groups.values()


def _room_clash(a: Placement, b: Placement, limits: Mapping[int, Limits]) -> Clash:
    zone = limits[a.event].zone
    words = _(
        "%(room)s is taken twice on %(day)s: %(a)s and %(b)s.",
        room=a.room_name,
        day=_day(a.starts_at, zone),
        a=_quoted(a, zone),
        b=_quoted(b, zone),
    )
    return Clash(ClashKind.ROOM, (a, b), words)


def _person_clashes(
    a: Placement, b: Placement, limits: Mapping[int, Limits]
) -> Iterator[Clash]:
    """Yield one clash for each person in both; in one room it is the room's clash."""
    if _share_a_room(a, b):
        return
    zone = limits[a.event].zone
    there = {who.key for who in b.people}
    for who in dict.fromkeys(a.people):
        if who.key in there:
            words = _(
                "%(name)s would be in two places on %(day)s: %(a)s and %(b)s.",
                name=who.name,
                day=_day(a.starts_at, zone),
                a=_quoted(a, zone, "room"),
                b=_quoted(b, zone, "room"),
            )
            yield Clash(ClashKind.PERSON, (a, b), words, who)


def _share_a_room(a: Placement, b: Placement) -> bool:
    return a.room is not None and a.room == b.room


def _order(placement: Placement) -> tuple[datetime, datetime, str]:
    return placement.starts_at, placement.ends_at, placement.key


def _in_order(placements: Iterable[Placement]) -> list[Placement]:
    return sorted(placements, key=_order)


def _quoted(placement: Placement, zone: str, *more: str) -> str:
    """Return the title in quotes with its time, and its room and day where asked for."""
    start = in_zone(placement.starts_at, zone)
    end = in_zone(placement.ends_at, zone)
    said = chain(
        [placement.room_name or _("no room")] if "room" in more else [],
        [week_day(start)] if "day" in more else [],
        [f"{clock(start)}–{clock(end)}"],
    )
    return f"“{placement.title}” ({', '.join(said)})"


def _day(at: datetime, zone: str) -> str:
    return week_day(in_zone(at, zone))
