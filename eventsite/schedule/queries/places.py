"""Where sessions may stand, and where they do."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from eventsite.core.db import db
from eventsite.events.models import Allocation, Event, Room
from eventsite.events.queries import visible_rooms
from eventsite.schedule.models import Draft, Slot


def list_hours(event: Event) -> Sequence[Allocation]:
    """Return the hours the event was given in rooms of those above it, by time."""
    return db.session.scalars(
        select(Allocation)
        .filter_by(event_id=event.id)
        .options(joinedload(Allocation.room))
        .order_by(Allocation.starts_at, Allocation.room_id)
    ).all()


def list_usable_rooms(event: Event, top: Event) -> list[Room]:
    """Return where somebody who may plan for `top` can place sessions of `event`.

    At the root that is every room the event knows; below it its own rooms and those
    in which it was given hours.
    """
    rooms = visible_rooms(event)
    if top.parent is None:
        return rooms
    mine = {one.id for one in event.line[: event.line.index(top) + 1]}
    given = select(Allocation.room_id).where(Allocation.event_id.in_(mine))
    usable = set(db.session.scalars(given))
    return [room for room in rooms if room.event_id in mine or room.id in usable]


def select_placed(event: Event) -> Select[int | None]:
    """Return a query for the ids of the tree's sessions that have a time."""
    return (
        select(Slot.session_id)
        .join(Draft, Draft.id == Slot.draft_id)
        .where(Draft.event_id == event.root.id, Draft.is_current.is_(True))
        .where(Slot.starts_at.is_not(None), Slot.session_id.is_not(None))
    )


def list_places(
    event: Event, session_ids: Collection[int]
) -> dict[int, list[tuple[datetime, timedelta, str]]]:
    """Return start, length and room of each place of these sessions, in one query."""
    columns = (Slot.session_id, Slot.starts_at, Slot.duration)
    rows = db.session.execute(
        select_placed(event)
        .with_only_columns(*columns, func.coalesce(Room.name, ""))
        .outerjoin(Room, Room.id == Slot.room_id)
        .where(Slot.session_id.in_(session_ids))
        .order_by(Slot.starts_at)
    )
    found: dict[int, list[tuple[datetime, timedelta, str]]] = {}
    for session_id, starts_at, length, room in rows:
        if session_id is not None and starts_at is not None:
            found.setdefault(session_id, []).append((starts_at, length, room))
    return found
