"""What can be placed: sessions, and proposals that may become some."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from eventsite.core.db import db
from eventsite.events.models import Event, SessionType, Track
from eventsite.proposals.models import Proposal, ProposalSpeaker, ProposalState
from eventsite.schedule.models import Draft, Slot
from eventsite.schedule.rules import TENTATIVE, Who
from eventsite.sessions.models import Session, SessionPerson

Placeable = Session | Proposal
UNTYPED = timedelta(minutes=30)  # how long a proposal without a type is


@dataclass(frozen=True, slots=True)
class Subject:
    """What is placed, in the same words whether it is a session or a proposal."""

    code: str
    guid: str
    title: str
    event: Event
    duration: timedelta
    people: tuple[Who, ...]
    track: Track | None
    type: SessionType | None
    is_tentative: bool


def subject_of(one: Placeable) -> Subject:
    if isinstance(one, Session):
        return Subject(
            code=one.code,
            guid=one.guid,
            title=one.title,
            event=one.event,
            duration=one.duration,
            people=tuple(
                named(p.speaker.id, p.speaker.person_id, p.speaker.name)
                for p in one.people
            ),
            track=one.track,
            type=one.type,
            is_tentative=False,
        )
    return Subject(
        code=TENTATIVE + one.code,
        guid=str(uuid5(NAMESPACE_URL, f"proposal:{one.id}")),
        title=one.title,
        event=one.event,
        duration=one.type.duration if one.type else UNTYPED,
        people=tuple(proposed(who) for who in one.speakers),
        track=one.track,
        type=one.type,
        is_tentative=True,
    )


def named(speaker_id: int, person_id: int | None, name: str) -> Who:
    """Return a speaker as the rules know them: two of one account are one person."""
    key = f"speaker {speaker_id}" if person_id is None else f"person {person_id}"
    return Who(key, name)


def proposed(who: ProposalSpeaker) -> Who:
    """Return who would speak: the same as on stage if they have an account."""
    if who.person_id is None:
        return Who(f"proposed {who.id}", who.name)
    return Who(f"person {who.person_id}", who.name)


def list_sessions(events: Collection[Event]) -> Sequence[Session]:
    """Return the events' sessions by title, with type, track and people."""
    return db.session.scalars(
        select(Session)
        .where(Session.event_id.in_([event.id for event in events]))
        .options(
            joinedload(Session.track),
            joinedload(Session.type),
            selectinload(Session.people).joinedload(SessionPerson.speaker),
        )
        .order_by(Session.title, Session.id)
    ).all()


def list_proposals(event_ids: Collection[int]) -> Sequence[Proposal]:
    """Return the events' proposals that wait for a decision, by title."""
    if not event_ids:
        return ()
    return db.session.scalars(
        select(Proposal)
        .where(Proposal.event_id.in_(event_ids))
        .where(Proposal.state == ProposalState.SUBMITTED)
        .options(
            joinedload(Proposal.track),
            joinedload(Proposal.type),
            selectinload(Proposal.speakers),
        )
        .order_by(Proposal.title, Proposal.id)
    ).all()


def find_session(events: Collection[Event], code: str) -> Session | None:
    """Return the session with this code if one of the events owns it."""
    return db.session.scalars(
        select(Session)
        .where(Session.code == code, Session.event_id.in_([e.id for e in events]))
        .options(selectinload(Session.people).joinedload(SessionPerson.speaker))
    ).one_or_none()


def find_placeable(
    events: Collection[Event], code: str, proposals_of: Collection[int]
) -> Placeable | None:
    """Return a session, or a proposal of one of these events that waits, by its code."""
    if not code.startswith(TENTATIVE):
        return find_session(events, code)
    return db.session.scalars(
        select(Proposal)
        .where(Proposal.code == code.removeprefix(TENTATIVE))
        .where(Proposal.event_id.in_(proposals_of))
        .where(Proposal.state == ProposalState.SUBMITTED)
        .options(selectinload(Proposal.speakers))
    ).one_or_none()


def find_slot(draft: Draft, one: Placeable) -> Slot | None:
    """Return the slot of a session or a proposal; of a repeated session, its first."""
    theirs = (
        Slot.session_id == one.id
        if isinstance(one, Session)
        else Slot.proposal_id == one.id
    )
    return db.session.scalars(
        select(Slot).where(Slot.draft_id == draft.id, theirs).order_by(Slot.id)
    ).first()


def list_tentative(draft: Draft, event_ids: Collection[int]) -> Sequence[Slot]:
    """Return the slots of these events' proposals that wait for a decision."""
    if not event_ids:
        return ()
    return db.session.scalars(
        select(Slot)
        .join(Slot.proposal)
        .where(Slot.draft_id == draft.id, Proposal.event_id.in_(event_ids))
        .where(Proposal.state == ProposalState.SUBMITTED)
        .options(
            joinedload(Slot.room),
            joinedload(Slot.proposal).options(
                joinedload(Proposal.track),
                joinedload(Proposal.type),
                selectinload(Proposal.speakers),
            ),
        )
        .order_by(Slot.id)
    ).all()


def list_roots_to_adopt() -> Sequence[int]:
    """Return the trees in whose drafts proposals stand that were decided on since."""
    return db.session.scalars(
        select(Draft.event_id)
        .join(Slot, Slot.draft_id == Draft.id)
        .join(Slot.proposal)
        .where(Proposal.state != ProposalState.SUBMITTED)
        .distinct()
    ).all()
