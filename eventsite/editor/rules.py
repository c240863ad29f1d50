"""Which days the grid has, and what a move may ask for. Pure."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple, TypeGuard

from eventsite.core.errors import Refusal
from eventsite.core.words import lazy
from eventsite.schedule.rules import day_of

MOST_DAYS = 40
LONGEST = 24 * 60  # minutes
LAST_REVISION = 10**9


class BadMove(Refusal):
    message = lazy("This move cannot be read. Load the page again.")


class Move(NamedTuple):
    """A wish: a session's new place, or the pool if there is no moment."""

    code: str
    room: int | None
    at: datetime | None
    duration: timedelta
    seen: int  # the revision of its slot that the mover saw; 0: it had none


def days_to_show(
    first: date,
    last: date,
    moments: Iterable[datetime],
    zone: str,
    day_change: timedelta,
) -> list[date]:
    """Return the event's days and those on which something stands already, in order."""
    length = min((last - first).days + 1, MOST_DAYS)
    days = {first + timedelta(days=n) for n in range(length)}
    days |= {day_of(at, zone, day_change) for at in moments}
    return sorted(days)


def read_move(asked: Any) -> Move:
    """Return the move that a browser asks for.

    Raises:
        BadMove: it is none, or asks for what cannot be.
    """
    if not isinstance(asked, Mapping):
        raise BadMove
    code, room, at = asked.get("code"), asked.get("room"), asked.get("at")
    minutes, seen = asked.get("minutes"), asked.get("seen")
    if not (
        isinstance(code, str)
        and (room is None or _is_number(room, 1, 2**31 - 1))
        and _is_number(minutes, 1, LONGEST)
        and _is_number(seen, 0, LAST_REVISION)
    ):
        raise BadMove
    return Move(code, room, _moment(at), timedelta(minutes=minutes), seen)


def _moment(at: Any) -> datetime | None:
    if at is None:
        return None
    try:
        found = datetime.fromisoformat(at)
        if found.tzinfo is None or not 1970 < found.year < 9000:
            raise BadMove
        return found.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise BadMove from None


def _is_number(value: Any, least: int, most: int) -> TypeGuard[int]:
    return type(value) is int and least <= value <= most
