"""Taking one's own moves back, and making them again. Neither commits."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from eventsite.core.db import db
from eventsite.events.models import Event, Room
from eventsite.events.queries import list_below
from eventsite.schedule import queries, rules
from eventsite.schedule.actions.placing import (
    NOWHERE,
    Mover,
    Spot,
    check_hours,
    note,
    place_of,
    start_draft,
    take_off,
)
from eventsite.schedule.models import Draft, PlanStep, Slot
from eventsite.schedule.queries import Placeable


def undo(draft: Draft, *, mover: Mover, now: datetime) -> list[Slot]:
    """Take back what the mover did last in the draft; return the slots it is about.

    Raises:
        NothingToUndo
        MovedMeanwhile: somebody has moved it since.
        NotYourHours: where it stood before, the mover may no longer place it.
    """
    start_draft(draft.event, now)
    steps = _steps(draft, mover, is_undone=False)
    if not steps:
        raise rules.NothingToUndo
    for step in steps:
        _set(step.slot, _after(step), _before(step), mover, now)
        step.is_undone = True
    return [step.slot for step in steps]


def redo(draft: Draft, *, mover: Mover, now: datetime) -> list[Slot]:
    """Make again what the mover took back last; return the slots it is about.

    Raises:
        NothingToRedo
        MovedMeanwhile, NotYourHours: as of `undo`.
    """
    start_draft(draft.event, now)
    steps = _steps(draft, mover, is_undone=True)
    if not steps:
        raise rules.NothingToRedo
    for step in steps:
        _set(step.slot, _before(step), _after(step), mover, now)
        step.is_undone = False
    return [step.slot for step in steps]


def put(
    slot: Slot, session: Placeable, there: Spot, mover: Mover, now: datetime
) -> None:
    """Put a session's slot where the mover wants it, if they may.

    Raises:
        NotYourHours: the place, or the session, is not theirs.
    """
    if session.event not in list_below(mover.top):
        raise rules.NotYourHours
    if there == NOWHERE:
        take_off(slot)
        note(session, "schedule.unplace", mover, now)
        return
    room = _usable_room(session.event, mover.top, there.room_id)
    assert there.starts_at is not None
    assert there.duration is not None
    wanted = rules.Placement(
        key=slot.guid,
        title=session.title,
        event=session.event_id,
        room=there.room_id,
        room_name=room.name if room else "",
        starts_at=there.starts_at,
        duration=there.duration,
    )
    limits = queries.find_limits(session.event)
    check_hours(wanted, session.event, limits, mover.top)
    slot.room, slot.starts_at, slot.duration = room, there.starts_at, there.duration
    slot.revision += 1
    note(session, "schedule.place", mover, now)


def _set(slot: Slot, expected: Spot, there: Spot, mover: Mover, now: datetime) -> None:
    db.session.refresh(slot)  # as it is, now that the plan is locked
    one = slot.session or slot.proposal
    if place_of(slot) != expected or one is None:
        raise rules.MovedMeanwhile
    put(slot, one, there, mover, now)


def _usable_room(event: Event, top: Event, room_id: int | None) -> Room | None:
    if room_id is None:
        return None
    for room in queries.list_usable_rooms(event, top):
        if room.id == room_id:
            return room
    raise rules.NotYourHours


def _steps(draft: Draft, mover: Mover, *, is_undone: bool) -> Sequence[PlanStep]:
    """Return the last batch that was made, or the first of those taken back."""
    which = func.min(PlanStep.batch) if is_undone else func.max(PlanStep.batch)
    theirs = (
        PlanStep.draft_id == draft.id,
        PlanStep.person_id == mover.person_id,
        PlanStep.is_undone.is_(is_undone),
    )
    batch = select(which).where(*theirs).scalar_subquery()
    return db.session.scalars(
        select(PlanStep).where(*theirs, PlanStep.batch == batch).order_by(PlanStep.id)
    ).all()


def _before(step: PlanStep) -> Spot:
    return Spot(step.before_room, step.before_at, step.before_length)


def _after(step: PlanStep) -> Spot:
    return Spot(step.after_room, step.after_at, step.after_length)
