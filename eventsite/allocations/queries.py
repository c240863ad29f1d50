from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventsite.core.db import db
from eventsite.events.models import Allocation, Event
from eventsite.events.queries import list_descendants
from eventsite.schedule.rules import Placement


def list_given(events: Collection[Event]) -> Sequence[Allocation]:
    """Return the hours these events were given, by room and time."""
    return db.session.scalars(
        select(Allocation)
        .where(Allocation.event_id.in_([event.id for event in events]))
        .options(joinedload(Allocation.room), joinedload(Allocation.event))
        .order_by(Allocation.starts_at, Allocation.room_id, Allocation.id)
    ).all()


def find_given(event: Event, allocation_id: int) -> Allocation | None:
    """Return hours of an event below this one."""
    found = db.session.get(Allocation, allocation_id)
    if found is None or found.event not in list_descendants(event):
        return None
    return found


def list_taken(room_id: int) -> Sequence[Allocation]:
    """Return who has which hours in a room."""
    return db.session.scalars(
        select(Allocation)
        .filter_by(room_id=room_id)
        .options(joinedload(Allocation.room), joinedload(Allocation.event))
    ).all()


def lines_of(events: Iterable[Event]) -> dict[int, frozenset[int]]:
    """Return for each event the ids of it and of those above it."""
    return {one.id: frozenset(above.id for above in one.line) for one in events}


def as_placement(given: Allocation) -> Placement:
    """Return hours as the rules see them: the event is what takes the room."""
    return Placement(
        key=str(given.id),
        title=given.event.name,
        event=given.event_id,
        room=given.room_id,
        room_name=given.room.name,
        starts_at=given.starts_at,
        duration=given.ends_at - given.starts_at,
    )
