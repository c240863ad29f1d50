"""Placing sessions in a draft, and taking them off. None of it commits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import joinedload

from eventsite.audit.actions import record
from eventsite.core.db import db
from eventsite.events.models import Event, Room
from eventsite.events.queries import find_access, list_below
from eventsite.permissions import Right
from eventsite.proposals.models import Proposal, ProposalState
from eventsite.schedule import queries, rules
from eventsite.schedule.models import Draft, PlanStep, Slot
from eventsite.schedule.queries import Placeable
from eventsite.sessions.models import Session


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when; a session may have a time before it has a room."""

    room: Room | None
    starts_at: datetime
    duration: timedelta


class Spot(NamedTuple):
    """Where a slot stands, in plain values."""

    room_id: int | None
    starts_at: datetime | None
    duration: timedelta | None


NOWHERE = Spot(None, None, None)
MOST_STEPS = 200  # of one person in one draft that can be taken back


def start_draft(event: Event, now: datetime) -> Draft:
    """Return the current draft of the event's tree, made if there is none.

    Locks the tree's plan until the caller commits: whoever else places or releases in
    it waits here.
    """
    root = event.root
    lock_plan(root.id)
    draft = queries.find_current_draft(event)
    if draft is None:
        draft = Draft(event=root, created_at=now)
        db.session.add(draft)
        db.session.flush()
    adopt(root.id)
    return draft


def lock_plan(root_id: int) -> None:
    """Have others who place or release in the tree wait until the caller commits."""
    db.session.execute(
        select(Event.id).where(Event.id == root_id).with_for_update(key_share=True)
    )


def adopt(root_id: int) -> None:
    """Have sessions stand where their proposals stood before they were accepted.

    In all drafts of a tree. What was rejected or withdrawn stands nowhere any more.
    """
    decided = db.session.scalars(
        select(Slot)
        .join(Slot.draft)
        .join(Slot.proposal)
        .where(Draft.event_id == root_id, Proposal.state != ProposalState.SUBMITTED)
        .options(joinedload(Slot.proposal).joinedload(Proposal.session))
    ).all()
    for slot in decided:
        session = slot.proposal.session if slot.proposal else None
        if session is None or queries.find_slot(slot.draft, session) is not None:
            db.session.delete(slot)
        else:
            slot.session, slot.proposal, slot.guid = session, None, session.guid
            slot.revision += 1
    if decided:
        db.session.flush()


def place(
    draft: Draft, session: Placeable, where: Place, slot: Slot | None = None
) -> Slot:
    """Put a session on the plan without asking; `slot` is the one it has, if any.

    The first slot of a session has the session's guid, so that it stays what it is to
    calendars when it is taken off and put back; `repeat` makes further ones.
    """
    if slot is None:
        slot = Slot(draft=draft, guid=queries.subject_of(session).guid, revision=0)
        if isinstance(session, Session):
            slot.session = session
        else:
            slot.proposal = session
        db.session.add(slot)
    slot.room, slot.starts_at = where.room, where.starts_at
    slot.duration = where.duration
    slot.revision += 1
    return slot


def repeat(draft: Draft, session: Session, where: Place, number: int) -> Slot:
    """Place a session once more; its second time is `number` 2."""
    guid = str(uuid5(UUID(session.guid), str(number)))
    slot = Slot(draft=draft, session=session, guid=guid, revision=0)
    db.session.add(slot)
    return place(draft, session, where, slot)


def place_break(
    draft: Draft, event: Event, title: str, where: Place, guid: str
) -> Slot:
    """Put a break of the event on the plan; without a room it is everybody's."""
    slot = Slot(draft=draft, event=event, title=title, guid=guid, revision=0)
    slot.room, slot.starts_at = where.room, where.starts_at
    slot.duration, slot.revision = where.duration, 1
    db.session.add(slot)
    return slot


@dataclass(frozen=True, slots=True)
class Mover:
    """Who moves sessions: they may edit the schedule of `top` and all below it."""

    person_id: int
    top: Event
    sees_proposals: bool = False

    def proposals_of(self, events: Iterable[Event]) -> set[int]:
        """Return the ids of those events whose proposals they see in plans."""
        return {one.id for one in events} if self.sees_proposals else set()


def find_mover(event: Event, person_id: int, right: Right) -> Mover:
    """Return the person with the highest event above this one where they have `right`.

    Raises:
        ValueError: they have it nowhere: a guard should have kept them out.
    """
    for above in reversed(event.line):
        access = find_access(person_id, above.slug)
        if access is not None and right in access.rights:
            return Mover(person_id, above, Right.SEE_PROPOSALS in access.rights)
    raise ValueError("the guard lets in only those who have the right here")


def move(
    session: Placeable,
    where: Place,
    *,
    seen: int,
    mover: Mover,
    now: datetime,
    anyway: bool = False,
    draft: Draft | None = None,
) -> Slot:
    """Place a session for somebody who last saw its slot at revision `seen` (0: none).

    Or a proposal that may become one, tentatively: it is not released before it is
    accepted. In `draft`, which is one of its tree's; else in the current one.

    Raises:
        MovedMeanwhile: another has moved it since.
        NotYourHours: `mover` may not use that room at that time.
        Clashes: it would be an error, and `anyway` was not said.
    """
    current = start_draft(session.event, now)
    draft = draft or current
    slot = _unmoved_slot(draft, session, seen)
    traits = queries.find_traits(session.event)
    facts = queries.find_facts(session.event, traits)
    wanted = _as_placement(session, where, slot, traits)
    check_hours(wanted, session.event, facts.limits, mover.top)
    below = list_below(mover.top)
    mine = {one.id for one in below}
    placements = queries.list_placements(draft, traits, mover.proposals_of(below))
    others = queries.masked(placements, mine, facts.limits)
    found = rules.find_clashes_of(wanted, others, facts)
    clashes = [clash for clash in found if clash.severity is rules.Severity.ERROR]
    if clashes and not anyway:
        raise rules.Clashes(clashes)
    before = place_of(slot)
    slot = place(draft, session, where, slot)
    keep_step(draft, [(slot, before)], mover)
    note(session, "schedule.place", mover, now, clashes=len(clashes))
    return slot


def unplace(
    session: Placeable,
    *,
    seen: int,
    mover: Mover,
    now: datetime,
    draft: Draft | None = None,
) -> None:
    """Take a session off the plan; off `draft`, or the current one.

    Raises:
        MovedMeanwhile: another has moved it since.
    """
    current = start_draft(session.event, now)
    draft = draft or current
    slot = _unmoved_slot(draft, session, seen)
    if slot is not None and slot.starts_at is not None:
        before = place_of(slot)
        take_off(slot)
        keep_step(draft, [(slot, before)], mover)
        note(session, "schedule.unplace", mover, now)


def take_off(slot: Slot) -> None:
    """Have a slot without room and time; it stays, for whoever still looks at it."""
    slot.room = slot.starts_at = None
    slot.revision += 1


def place_of(slot: Slot | None) -> Spot:
    """Return where a slot stands; there is none, or it was taken off: nowhere."""
    if slot is None or slot.starts_at is None:
        return NOWHERE
    room_id = slot.room.id if slot.room is not None else None
    return Spot(room_id, slot.starts_at, slot.duration)


def keep_step(draft: Draft, moved: Sequence[tuple[Slot, Spot]], mover: Mover) -> None:
    """Keep, for its maker to take back, that slots were moved from where they were.

    What they had taken back before cannot be made again afterwards.
    """
    db.session.flush()
    theirs = (PlanStep.draft_id == draft.id, PlanStep.person_id == mover.person_id)
    newest = db.session.scalar(select(func.max(PlanStep.batch)).where(*theirs)) or 0
    outdated = or_(PlanStep.is_undone.is_(True), PlanStep.batch <= newest - MOST_STEPS)
    db.session.execute(delete(PlanStep).where(*theirs, outdated))
    for slot, before in moved:
        after = place_of(slot)
        db.session.add(
            PlanStep(
                draft_id=draft.id,
                person_id=mover.person_id,
                batch=newest + 1,
                slot_id=slot.id,
                before_room=before.room_id,
                before_at=before.starts_at,
                before_length=before.duration,
                after_room=after.room_id,
                after_at=after.starts_at,
                after_length=after.duration,
            )
        )


def _unmoved_slot(draft: Draft, session: Placeable, seen: int) -> Slot | None:
    slot = queries.find_slot(draft, session)
    if slot is not None:
        db.session.refresh(slot)  # as it is, now that the plan is locked
    if (slot.revision if slot else 0) != seen:
        raise rules.MovedMeanwhile
    return slot


def _as_placement(
    one: Placeable,
    where: Place,
    slot: Slot | None,
    traits: Mapping[int, queries.Traits],
) -> rules.Placement:
    like = queries.subject_of(one)
    own = queries.Traits(like.duration)
    asks = own if like.is_tentative else traits.get(one.id, own)
    return rules.Placement(
        key=slot.guid if slot else like.guid,
        title=like.title,
        event=like.event.id,
        room=where.room.id if where.room else None,
        room_name=where.room.name if where.room else "",
        starts_at=where.starts_at,
        duration=where.duration,
        people=like.people,
        code=like.code,
        asked=asks.asked,
        needs=asks.needs,
        topics=asks.topics,
        audience=asks.audience,
    )


def check_hours(
    wanted: rules.Placement,
    owner: Event,
    limits: Mapping[int, rules.Limits],
    top: Event,
) -> None:
    """Raise NotYourHours unless some event from the owner up to `top` has that place."""
    if top.parent is None:
        return
    mine = owner.line[: owner.line.index(top) + 1]
    if not any(rules.may_stand(wanted, limits[event.id]) for event in mine):
        raise rules.NotYourHours


def note(
    session: Placeable, verb: str, mover: Mover, now: datetime, **detail: int
) -> None:
    """Write down who moved the session."""
    kind = "session" if isinstance(session, Session) else "proposal"
    record(
        event_id=session.event_id,
        actor_id=mover.person_id,
        verb=verb,
        subject=f"{kind} {session.code}",
        now=now,
        detail=detail,
    )
