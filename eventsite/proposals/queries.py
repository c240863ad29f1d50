"""Every SELECT about calls and proposals."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from eventsite.core.db import db
from eventsite.events.models import Event, EventState, SessionType
from eventsite.events.queries import is_held
from eventsite.permissions import Right
from eventsite.proposals.models import (
    Call,
    CallType,
    Proposal,
    ProposalSpeaker,
    ProposalState,
)
from eventsite.sessions.models import Speaker

PAGE = 50  # proposals on an organiser's page
LAST_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Filter:
    """What an organiser looks for; empty: everything that was handed in."""

    state: ProposalState | None = None
    type_id: int | None = None
    track_id: int | None = None
    words: str = ""
    with_names: bool = True  # words may be those of who would be on stage


def find_call(event: Event) -> Call | None:
    """Return the event's call with its types in their order: one query."""
    return (
        db.session.scalars(_calls().where(Call.event_id == event.id))
        .unique()
        .one_or_none()
    )


def list_calls(event_ids: Collection[int]) -> Sequence[Call]:
    """Return the calls of these events, with events and types: one query."""
    found = _calls().where(Call.event_id.in_(event_ids))
    return db.session.scalars(found.options(joinedload(Call.event))).unique().all()


def _calls() -> Select[Call]:
    return (
        select(Call)
        .outerjoin(Call.types)
        .outerjoin(CallType.type)
        .options(contains_eager(Call.types).contains_eager(CallType.type))
        .order_by(Call.id, SessionType.position, SessionType.name)
    )


def find_own(person_id: int, event: Event, code: str) -> Proposal | None:
    return db.session.scalars(
        _own(person_id, event).where(Proposal.code == code)
    ).one_or_none()


def find_own_by_key(person_id: int, event: Event, once_key: str) -> Proposal | None:
    """Return the proposal that began with this form, sent before or on its way."""
    return db.session.scalars(
        _own(person_id, event).where(
            Proposal.once_key == own_key(person_id, event, once_key)
        )
    ).one_or_none()


def own_key(person_id: int, event: Event, once_key: str) -> str:
    """Return a form's key as it is stored: nobody else's form can have the same."""
    return f"{person_id}:{event.id}:{once_key}"


def _own(person_id: int, event: Event) -> Select[Proposal]:
    return (
        select(Proposal)
        .where(Proposal.author_id == person_id, Proposal.event_id == event.id)
        .options(selectinload(Proposal.speakers))
    )


def count_own(person_id: int, event: Event) -> int:
    own = select(func.count()).select_from(Proposal)
    own = own.where(Proposal.author_id == person_id, Proposal.event_id == event.id)
    return db.session.scalars(own).one()


def list_own(person_id: int, event: Event | None = None) -> Sequence[Proposal]:
    """Return a person's proposals, newest change first, with events and types."""
    own = select(Proposal).where(Proposal.author_id == person_id)
    if event is not None:
        own = own.where(Proposal.event_id == event.id)
    return db.session.scalars(
        own.options(
            joinedload(Proposal.event),
            joinedload(Proposal.type),
            joinedload(Proposal.session),
        ).order_by(Proposal.changed_at.desc(), Proposal.id.desc())
    ).all()


def list_drafts(person_id: int) -> Sequence[Proposal]:
    return db.session.scalars(
        select(Proposal)
        .where(Proposal.author_id == person_id)
        .where(Proposal.state == ProposalState.DRAFT)
        .options(joinedload(Proposal.event))
        .order_by(Proposal.id)
    ).all()


def find_handed_in(event: Event, code: str) -> Proposal | None:
    """Return a proposal as organisers may see it: no drafts."""
    return db.session.scalars(
        select(Proposal)
        .where(Proposal.event_id == event.id, Proposal.code == code)
        .where(Proposal.state != ProposalState.DRAFT)
        .options(
            joinedload(Proposal.type),
            joinedload(Proposal.track),
            joinedload(Proposal.session),
            selectinload(Proposal.speakers),
        )
    ).one_or_none()


def lock(proposal: Proposal) -> Proposal:
    """Read the proposal again, and keep others from changing it until the commit."""
    return db.session.scalars(
        select(Proposal)
        .where(Proposal.id == proposal.id)
        .with_for_update(of=Proposal)
        .execution_options(populate_existing=True)
    ).one()


def list_handed_in(
    event: Event, wanted: Filter, page: int = 1, per_page: int = PAGE
) -> Pagination:
    """Return a page of what organisers may see, oldest first."""
    matching = (
        select(Proposal)
        .where(*_matching(event, wanted))
        .options(
            joinedload(Proposal.type),
            joinedload(Proposal.track),
            joinedload(Proposal.session),
            selectinload(Proposal.speakers),
        )
        .order_by(Proposal.submitted_at, Proposal.id)
    )
    page = min(max(page, 1), LAST_PAGE)
    return db.paginate(matching, page=page, per_page=per_page, error_out=False)


def _matching(event: Event, wanted: Filter) -> list[ColumnElement[bool]]:
    found = [Proposal.event_id == event.id, Proposal.state != ProposalState.DRAFT]
    if wanted.state is not None:
        found.append(Proposal.state == wanted.state)
    if wanted.type_id is not None:
        found.append(Proposal.type_id == wanted.type_id)
    if wanted.track_id is not None:
        found.append(Proposal.track_id == wanted.track_id)
    words = wanted.words.split()[:10]
    return found + [_mentions(word, with_names=wanted.with_names) for word in words]


def _mentions(word: str, *, with_names: bool) -> ColumnElement[bool]:
    texts = (Proposal.title, Proposal.abstract, Proposal.code)
    by_text = or_(*(text.icontains(word, autoescape=True) for text in texts))
    if not with_names:
        return by_text
    by_name = exists().where(
        ProposalSpeaker.proposal_id == Proposal.id,
        ProposalSpeaker.name.icontains(word, autoescape=True),
    )
    return or_(by_text, by_name)


def count_by_state(event: Event) -> dict[ProposalState, int]:
    rows = db.session.execute(
        select(Proposal.state, func.count())
        .where(Proposal.event_id == event.id, Proposal.state != ProposalState.DRAFT)
        .group_by(Proposal.state)
    )
    return {row[0]: row[1] for row in rows}


def list_undecided(person_id: int) -> list[tuple[Event, int]]:
    """Return the events with proposals this person may decide on, and how many."""
    counts = (
        select(Proposal.event_id, func.count().label("waiting"))
        .where(Proposal.state == ProposalState.SUBMITTED)
        .group_by(Proposal.event_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Event, counts.c.waiting)
        .join(counts, counts.c.event_id == Event.id)
        .where(is_held(person_id, Right.DECIDE_PROPOSALS))
        .where(Event.state != EventState.ARCHIVED)
        .order_by(Event.id)
    )
    return [(row[0], row[1]) for row in rows]


def find_speaker(event: Event, email: str, person_id: int | None) -> Speaker | None:
    """Return who already is on stage in the event's tree as this person or address."""
    is_theirs = Speaker.email == email
    if person_id is not None:
        is_theirs = or_(is_theirs, Speaker.person_id == person_id)
    return db.session.scalars(
        select(Speaker)
        .where(Speaker.event_id == event.root.id, is_theirs)
        .order_by(Speaker.id)
        .limit(1)
    ).one_or_none()
