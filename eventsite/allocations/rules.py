"""May these hours be given, and whose are they already? Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from eventsite.core.dates import clock, full_day, in_zone
from eventsite.core.errors import Refusal
from eventsite.core.words import _, lazy
from eventsite.schedule.rules import Placement, sweep

Lines = Mapping[int, frozenset[int]]  # an event's id: its own and those above it


class NotYoursToGive(Refusal):
    message = lazy(
        "Your event does not have this room at these hours itself, so it cannot give "
        "them. Stay inside its own rooms and the hours it was given."
    )


class AlreadyTheirs(Refusal):
    message = lazy(
        "The event has hours in this room that overlap these. Change those instead."
    )


class GivenTwice(Refusal):
    """Others have the room then; whoever plans can give the hours all the same."""

    def __init__(self, overlaps: Sequence[str]) -> None:
        self.overlaps = overlaps
        super().__init__(" ".join(overlaps))


def find_overlaps(
    given: Iterable[Placement], lines: Lines, zone: str
) -> dict[str, list[str]]:
    """Return in words which hours of different events overlap, by their keys.

    Hours stand as placements here: their `title` is the event's name. What an event has
    given on to one below it is no overlap.
    """
    found: dict[str, list[str]] = {}
    for one, other in _pairs(given, lines):
        words = overlap(one, other, zone)
        found.setdefault(one.key, []).append(words)
        found.setdefault(other.key, []).append(words)
    return found


def overlap(one: Placement, other: Placement, zone: str) -> str:
    """Return "Aula is given twice on Friday, 1 November 2030: to …"."""
    return _(
        "%(room)s is given twice on %(day)s: to %(one)s (%(times)s) and to %(other)s "
        "(%(their_times)s).",
        room=one.room_name,
        day=full_day(in_zone(max(one.starts_at, other.starts_at), zone)),
        one=one.title,
        times=times(one, zone),
        other=other.title,
        their_times=times(other, zone),
    )


def times(hours: Placement, zone: str) -> str:
    """Return "09:00–11:00" as the zone's clocks show it."""
    begin, end = in_zone(hours.starts_at, zone), in_zone(hours.ends_at, zone)
    return f"{clock(begin)}–{clock(end)}"


def check_room_is_free(
    wanted: Placement,
    given: Iterable[Placement],
    lines: Lines,
    zone: str,
    *,
    anyway: bool,
) -> None:
    """Refuse hours in a room that are somebody's already; `given` may hold its former ones.

    Raises:
        AlreadyTheirs: the event's own, whatever else is said.
        GivenTwice: another's, and `anyway` was not said.
    """
    near = [
        other
        for other in given
        if other.key != wanted.key
        and other.room == wanted.room
        and wanted.overlaps(other)
    ]
    if any(other.event == wanted.event for other in near):
        raise AlreadyTheirs
    others = [other for other in near if _are_apart(wanted, other, lines)]
    if others and not anyway:
        raise GivenTwice([overlap(other, wanted, zone) for other in others])


def _are_apart(one: Placement, other: Placement, lines: Lines) -> bool:
    """Tell whether neither event is above the other, nor the same."""
    return one.event not in lines[other.event] and other.event not in lines[one.event]


def _pairs(
    given: Iterable[Placement], lines: Lines
) -> Iterator[tuple[Placement, Placement]]:
    rooms: dict[int | None, list[Placement]] = {}
    for one in given:
        rooms.setdefault(one.room, []).append(one)
    for of_room in rooms.values():
        yield from ((a, b) for a, b in sweep(of_room) if _are_apart(a, b, lines))
