"""Drafts and what stands in them. What is out is in `releases`, known here as well."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, subqueryload

from eventsite.core.db import db
from eventsite.events.models import Allocation, Event
from eventsite.proposals.models import Proposal
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
)
from eventsite.schedule.queries.placeable import (
    Placeable,
    find_placeable,
    find_session,
    find_slot,
    list_proposals,
    list_roots_to_adopt,
    list_sessions,
    list_tentative,
    named,
    subject_of,
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
    "Placeable",
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
    "find_placeable",
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
    "list_proposals",
    "list_releases",
    "list_roots_to_adopt",
    "list_sessions",
    "list_sessions_in_full",
    "list_slots",
    "list_tentative",
    "list_usable_rooms",
    "list_versions",
    "masked",
    "named",
    "next_version",
    "read_plan",
    "select_placed",
    "subject_of",
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
    """Return all slots of the draft, placed or not, with room and session.

    But for those of proposals: see `list_tentative`.
    """
    return db.session.scalars(
        select(Slot)
        .where(Slot.draft_id == draft.id, Slot.proposal_id.is_(None))
        .options(joinedload(Slot.room), joinedload(Slot.session))
        .order_by(Slot.starts_at, Slot.id)
    ).all()


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
    proposals: list[
        tuple[Proposal, Slot | None]
    ]  # not decided on, and where they stand
    clashes: list[Clash]  # with sessions of other events, too
    hours: list[tuple[Allocation, timedelta]]  # given to the event, and what is free

    @property
    def days(self) -> list[date]:
        return sorted(self.placed)


def read_plan(
    event: Event,
    below: Collection[Event],
    draft: Draft | None,
    proposals_of: Collection[int] = (),
) -> Plan:
    """Return a draft's plan of `event` and those `below`; no cancelled sessions.

    With the proposals of `proposals_of` that may become sessions.

    The same number of queries for any number of sessions.
    """
    sessions = {
        session.id: session
        for session in list_sessions(below)
        if session.state is not SessionState.CANCELLED
    }
    clashes = find_clashes_in(draft, below, proposals_of) if draft else []
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
    tentative = list_tentative(draft, proposals_of) if draft else ()
    where = {slot.proposal_id: slot for slot in tentative}
    proposals = [(one, where.get(one.id)) for one in list_proposals(proposals_of)]
    return Plan(placed, unplaced, proposals, clashes, _read_hours(event, draft))


def _read_hours(
    event: Event, draft: Draft | None
) -> list[tuple[Allocation, timedelta]]:
    given = list_hours(event) if event.parent else []
    placements = list_placements(draft) if draft and given else []
    return [
        (one, free_time(Window(one.room_id, one.starts_at, one.ends_at), placements))
        for one in given
    ]
