"""Drafts and what stands in them. What is out is in `releases`, known here as well."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload, subqueryload

from eventsite.core.db import db
from eventsite.events.models import Allocation, Event
from eventsite.schedule.models import Draft, Slot
from eventsite.schedule.queries.conflicts import (
    Conflicts,
    find_clashes_in,
    find_conflicts,
    masked,
)
from eventsite.schedule.queries.facts import (
    Traits,
    find_facts,
    find_limits,
    find_terms,
    find_traits,
    list_placements,
    named,
)
from eventsite.schedule.queries.places import (
    list_hours,
    list_places,
    list_usable_rooms,
    select_placed,
)
from eventsite.schedule.queries.releases import (
    conference,
    find_newest_moment,
    find_out,
    find_programme,
    find_release,
    find_release_made_with,
    find_released,
    get_content,
    has_release,
    list_newest_covers,
    list_plain_rooms,
    list_plain_tracks,
    list_releases,
    next_version,
)
from eventsite.schedule.queries.versions import Version, list_versions
from eventsite.schedule.rules import (
    Clash,
    Window,
    day_of,
    free_time,
)
from eventsite.sessions.models import Session, SessionPerson, SessionState, Speaker

__all__ = [
    "Conflicts",
    "Plan",
    "Row",
    "Traits",
    "Version",
    "conference",
    "find_clashes_in",
    "find_conflicts",
    "find_current_draft",
    "find_draft",
    "find_facts",
    "find_limits",
    "find_newest_moment",
    "find_out",
    "find_programme",
    "find_release",
    "find_release_made_with",
    "find_released",
    "find_session",
    "find_slot",
    "find_terms",
    "find_traits",
    "get_content",
    "has_release",
    "list_drafts",
    "list_hours",
    "list_newest_covers",
    "list_placements",
    "list_places",
    "list_plain_rooms",
    "list_plain_tracks",
    "list_releases",
    "list_sessions",
    "list_sessions_in_full",
    "list_slots",
    "list_usable_rooms",
    "list_versions",
    "masked",
    "named",
    "next_version",
    "read_plan",
    "select_placed",
]


def find_current_draft(event: Event) -> Draft | None:
    """Return the plan that the event's whole tree is working on."""
    return db.session.scalars(
        select(Draft).filter_by(event_id=event.root.id, is_current=True)
    ).one_or_none()


def find_draft(event: Event, asked: str | None) -> Draft | None:
    """Return the draft of the event's tree that an address asks for by its number.

    The current one, if there is one, where no other is asked for.
    """
    if asked is None:
        return find_current_draft(event)
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
        return None
    return db.session.scalars(
        select(Draft).filter_by(event_id=event.root.id, id=int(asked))
    ).one_or_none()


def list_drafts(event: Event) -> Sequence[Draft]:
    """Return the drafts of the event's tree, the current one first, then the newest."""
    return db.session.scalars(
        select(Draft)
        .filter_by(event_id=event.root.id)
        .order_by(Draft.is_current.desc(), Draft.id.desc())
    ).all()


def list_slots(draft: Draft) -> Sequence[Slot]:
    """Return all slots of the draft, placed or not, with room and session."""
    return db.session.scalars(
        select(Slot)
        .filter_by(draft_id=draft.id)
        .options(joinedload(Slot.room), joinedload(Slot.session))
        .order_by(Slot.starts_at, Slot.id)
    ).all()


def find_slot(draft: Draft, session: Session) -> Slot | None:
    """Return the session's slot; of a repeated session, its first."""
    return db.session.scalars(
        select(Slot)
        .filter_by(draft_id=draft.id, session_id=session.id)
        .order_by(Slot.id)
    ).first()


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


def find_session(events: Collection[Event], code: str) -> Session | None:
    """Return the session with this code if one of the events owns it."""
    return db.session.scalars(
        select(Session)
        .where(Session.code == code, Session.event_id.in_([e.id for e in events]))
        .options(selectinload(Session.people).joinedload(SessionPerson.speaker))
    ).one_or_none()


def list_sessions_in_full(events: Collection[Event]) -> Sequence[Session]:
    """Return the events' sessions with everything the public sees of them.

    Five queries for any number of sessions.
    """
    people = subqueryload(Session.people).joinedload(SessionPerson.speaker)
    return db.session.scalars(
        select(Session)
        .where(Session.event_id.in_([event.id for event in events]))
        .options(
            joinedload(Session.track),
            joinedload(Session.type),
            subqueryload(Session.tags),
            subqueryload(Session.links),
            people.subqueryload(Speaker.links),
        )
        .order_by(Session.id)
    ).all()


@dataclass(frozen=True, slots=True)
class Row:
    """A session at its place, and whether anything is wrong with that."""

    slot: Slot
    session: Session
    starts_at: datetime
    clashes: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What a draft says of some events."""

    placed: dict[date, dict[str, list[Row]]]  # by day, then by room
    unplaced: list[Session]
    clashes: list[Clash]  # with sessions of other events, too
    hours: list[tuple[Allocation, timedelta]]  # given to the event, and what is free

    @property
    def days(self) -> list[date]:
        return sorted(self.placed)


def read_plan(event: Event, below: Collection[Event], draft: Draft | None) -> Plan:
    """Return a draft's plan of `event` and those `below`; no cancelled sessions.

    The same number of queries for any number of sessions.
    """
    sessions = {
        session.id: session
        for session in list_sessions(below)
        if session.state is not SessionState.CANCELLED
    }
    clashes = find_clashes_in(draft, below) if draft else []
    wrong = {placement.key for clash in clashes for placement in clash.placements}
    placed: dict[date, dict[str, list[Row]]] = {}
    seen = set()
    for slot in list_slots(draft) if draft else ():
        session = sessions.get(slot.session_id or 0)
        if session is None or slot.starts_at is None:
            continue
        seen.add(session.id)
        row = Row(slot, session, slot.starts_at, slot.guid in wrong)
        day = day_of(slot.starts_at, event.timezone, event.day_change)
        room = slot.room.name if slot.room else ""
        placed.setdefault(day, {}).setdefault(room, []).append(row)
    unplaced = [session for key, session in sessions.items() if key not in seen]
    return Plan(placed, unplaced, clashes, _read_hours(event, draft))


def _read_hours(
    event: Event, draft: Draft | None
) -> list[tuple[Allocation, timedelta]]:
    given = list_hours(event) if event.parent else []
    placements = list_placements(draft) if draft and given else []
    return [
        (one, free_time(Window(one.room_id, one.starts_at, one.ends_at), placements))
        for one in given
    ]
