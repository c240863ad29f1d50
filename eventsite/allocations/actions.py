"""Giving hours and taking them back. None of the verbs commits."""

from dataclasses import dataclass
from datetime import datetime

from eventsite.allocations import queries, rules
from eventsite.audit.actions import record
from eventsite.core.db import db
from eventsite.core.rows import change
from eventsite.events.actions import lock_tree
from eventsite.events.models import Allocation, Event, Room
from eventsite.schedule.actions import Mover
from eventsite.schedule.queries import find_limits
from eventsite.schedule.rules import Placement, is_inside_hours


@dataclass(frozen=True, slots=True)
class Hours:
    """An event's hours in a room: from `starts_at` until before `ends_at`."""

    event: Event
    room: Room
    starts_at: datetime
    ends_at: datetime


def give(
    hours: Hours, *, giver: Mover, now: datetime, anyway: bool = False
) -> Allocation:
    """Give an event hours in a room of one above it; the same ones twice are given once.

    Locks the tree.

    Raises:
        NotYoursToGive: to somebody who looks after `giver.top` and below only.
        AlreadyTheirs, GivenTwice
    """
    lock_tree(hours.event)
    there = [
        one
        for one in queries.list_given([hours.event])
        if (one.room_id, one.starts_at, one.ends_at)
        == (hours.room.id, hours.starts_at, hours.ends_at)
    ]
    if there:
        return there[0]
    _check(hours, None, giver, anyway=anyway)
    given = Allocation(
        event=hours.event,
        room=hours.room,
        starts_at=hours.starts_at,
        ends_at=hours.ends_at,
    )
    db.session.add(given)
    db.session.flush()
    _note(given, "hours.give", giver, now)
    return given


def change_hours(
    given: Allocation,
    hours: Hours,
    *,
    giver: Mover,
    now: datetime,
    anyway: bool = False,
) -> None:
    """Make hours other ones. Locks the tree.

    Raises:
        NotYoursToGive, AlreadyTheirs, GivenTwice
    """
    lock_tree(hours.event)
    _check(hours, given, giver, anyway=anyway)
    changed = change(
        given,
        {
            "event": hours.event,
            "room": hours.room,
            "starts_at": hours.starts_at,
            "ends_at": hours.ends_at,
        },
    )
    if changed:
        _note(given, "hours.change", giver, now)


def take_back(given: Allocation, *, giver: Mover, now: datetime) -> None:
    """Take hours back; what is placed in them stays, outside of the event's hours."""
    _note(given, "hours.take-back", giver, now)
    db.session.delete(given)


def _check(
    hours: Hours, given: Allocation | None, giver: Mover, *, anyway: bool
) -> None:
    event = hours.event
    if hours.room.event not in event.line[1:]:
        raise ValueError(f"{hours.room} is no room of an event above {event}")
    wanted = Placement(
        key=str(given.id) if given else "",
        title=event.name,
        event=event.id,
        room=hours.room.id,
        room_name=hours.room.name,
        starts_at=hours.starts_at,
        duration=hours.ends_at - hours.starts_at,
    )
    if giver.top.parent is not None:
        limits = find_limits(event)
        above = event.line[1 : event.line.index(giver.top) + 1]
        if not any(is_inside_hours(wanted, limits[one.id]) for one in above):
            raise rules.NotYoursToGive
    taken = queries.list_taken(hours.room.id)
    rules.check_room_is_free(
        wanted,
        [queries.as_placement(one) for one in taken],
        queries.lines_of([event, *(one.event for one in taken)]),
        hours.room.event.timezone,
        anyway=anyway,
    )


def _note(given: Allocation, verb: str, giver: Mover, now: datetime) -> None:
    record(
        event_id=given.event_id,
        actor_id=giver.person_id,
        verb=verb,
        subject=f"event {given.event_id}",
        now=now,
        detail={
            "room": given.room.name,
            "from": given.starts_at.isoformat(timespec="minutes"),
            "until": given.ends_at.isoformat(timespec="minutes"),
        },
    )
