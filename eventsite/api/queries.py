"""Every SELECT that only the API asks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from eventsite.core.db import db
from eventsite.events.models import Event, EventState, Host
from eventsite.schedule.models import Draft, Slot
from eventsite.sessions.models import Session, SessionState, Speaker, SpeakerLink
from eventsite.sessions.queries import WHOLE, holds


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events are wanted; empty: all that are public."""

    state: EventState | None = None
    host: str = ""
    parent: str = ""
    on_or_after: date | None = None
    on_or_before: date | None = None
    q: str = ""


def page_events(
    wanted: EventFilter, page: int, per_page: int
) -> tuple[list[Event], int]:
    """Return a page of the public events, the latest first, and how many there are."""
    parent, root = aliased(Event), aliased(Event)
    starts_on = func.coalesce(
        Event.own_starts_on, parent.own_starts_on, root.own_starts_on
    )
    ends_on = func.coalesce(Event.own_ends_on, parent.own_ends_on, root.own_ends_on)
    fits: list[ColumnElement[bool]] = [
        Event.state != EventState.DRAFT,
        func.coalesce(parent.state, EventState.ANNOUNCED) != EventState.DRAFT,
        func.coalesce(root.state, EventState.ANNOUNCED) != EventState.DRAFT,
    ]
    if wanted.state is not None:
        fits.append(Event.state == wanted.state)
    if wanted.host:
        fits.append(Event.host.has(Host.slug == wanted.host))
    if wanted.parent:
        fits.append(parent.slug == wanted.parent)
    if wanted.on_or_after is not None:
        fits.append(ends_on >= wanted.on_or_after)
    if wanted.on_or_before is not None:
        fits.append(starts_on <= wanted.on_or_before)
    fits += [
        holds(Event.name, word) | holds(Event.tagline, word)
        for word in wanted.q.split()
    ]
    found = (
        select(Event)
        .outerjoin(parent, parent.id == Event.parent_id)
        .outerjoin(root, root.id == Event.root_id)
        .where(*fits)
    )
    total = db.session.scalar(
        found.with_only_columns(func.count(Event.id), maintain_column_froms=True)
    )
    rows = db.session.scalars(
        found.order_by(starts_on.desc(), Event.slug)
        .limit(per_page)
        .offset((page - 1) * per_page)
    )
    return list(rows), total or 0


@dataclass(frozen=True, slots=True)
class DraftFilter:
    """Which sessions are wanted as they are now; empty: all of the event and below."""

    event: str = ""
    state: SessionState | None = None
    q: str = ""
    modified_since: datetime | None = None


def page_drafts(
    event: Event, wanted: DraftFilter, page: int, per_page: int
) -> Pagination:
    """Return a page of the sessions of the event and those below, by number."""
    found = (
        select(Session)
        .join(Session.event)
        .where(Session.event_id.in_(_below(event)))
        .options(*WHOLE, joinedload(Session.event, innerjoin=True))
        .order_by(Session.number, Session.id)
    )
    if wanted.event:
        found = found.where(Event.slug == wanted.event)
    if wanted.state is not None:
        found = found.where(Session.state == wanted.state)
    if wanted.modified_since is not None:
        found = found.where(Session.changed_at >= wanted.modified_since)
    for word in wanted.q.split():
        found = found.where(holds(Session.title, word) | (Session.code == word.upper()))
    return db.paginate(found, page=page, per_page=per_page, error_out=False)


def _below(event: Event) -> Select[int]:
    """Return the ids of the event and those below it; trees are three deep."""
    ways = (Event.id, Event.parent_id, Event.root_id)
    return select(Event.id).where(or_(*(way == event.id for way in ways)))


def find_slots(event: Event, sessions: Collection[Session]) -> dict[int, Slot]:
    """Return where sessions stand in the current draft, each one's first, by its id."""
    found = db.session.scalars(
        select(Slot)
        .join(Slot.draft)
        .where(Draft.event_id == event.root.id, Draft.is_current)
        .where(Slot.session_id.in_([session.id for session in sessions]))
        .options(joinedload(Slot.room))
        .order_by(Slot.id.desc())
    )
    return {slot.session_id: slot for slot in found if slot.session_id is not None}


def list_links(speakers: Collection[Speaker]) -> dict[int, list[SpeakerLink]]:
    """Return the links of these people in their order, by the speaker's id."""
    found: dict[int, list[SpeakerLink]] = {}
    for link in db.session.scalars(
        select(SpeakerLink)
        .where(SpeakerLink.speaker_id.in_([speaker.id for speaker in speakers]))
        .order_by(SpeakerLink.position, SpeakerLink.id)
    ):
        found.setdefault(link.speaker_id, []).append(link)
    return found
