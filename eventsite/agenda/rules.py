"""What a browser may ask of its stars, and how a person's schedule is told. Pure."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from eventsite.core.dates import week_day
from eventsite.core.errors import Refusal
from eventsite.core.words import _, lazy
from eventsite.favourites.rules import MOST
from eventsite.formats.model import Session
from eventsite.programme.models import Edition

CODE = re.compile(r"[0-9A-Z]{6}")


class Unreadable(Refusal):
    message = lazy("Say which sessions to star and which not, as lists of their codes.")


class Change(NamedTuple):
    """Stars to set and to take away, by session code; none is in both."""

    add: frozenset[str]
    remove: frozenset[str]


def read_change(said: object) -> Change:
    """Return what a browser asks for; what cannot be a code is left out.

    Raises:
        Unreadable: it is of another shape, or longer than anybody's stars.
    """
    if not isinstance(said, Mapping):
        raise Unreadable
    add, remove = (_read_codes(said.get(name, [])) for name in ("add", "remove"))
    return Change(add - remove, remove)


def _read_codes(said: object) -> frozenset[str]:
    if not isinstance(said, list) or len(said) > MOST:
        raise Unreadable
    return frozenset(
        code for code in said if isinstance(code, str) and CODE.fullmatch(code)
    )


class Day(NamedTuple):
    """A day of somebody's schedule; `day` is None where no time is known yet."""

    day: date | None
    label: str
    placements: list[Session]


def by_day(placements: Iterable[Session]) -> list[Day]:
    """Return the days that have placements, in order; those without a time come last."""
    days: dict[date | None, list[Session]] = {}
    for placement in placements:
        day = placement.day if placement.starts_at else None
        days.setdefault(day, []).append(placement)
    known = sorted(day for day in days if day is not None)
    found = [Day(day, week_day(day), sorted(days[day], key=_start)) for day in known]
    if None in days:
        found.append(Day(None, _("Time to be announced"), days[None]))
    return found


def _start(placement: Session) -> tuple[datetime, str]:
    if placement.starts_at is None:
        raise ValueError(f"session {placement.code} has no time")
    return placement.starts_at, placement.room


def placements_of(edition: Edition, codes: Iterable[str]) -> list[Session]:
    """Return all times of these sessions, in the programme's order."""
    wanted = set(codes)
    return [s for s in edition.programme.sessions if s.code in wanted]
