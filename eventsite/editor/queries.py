"""What the grid shows: everything of one event's plan, in plain values."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select

from eventsite.core.colours import colour_for
from eventsite.core.dates import week_day
from eventsite.core.db import db
from eventsite.editor.rules import days_to_show
from eventsite.events.models import Event
from eventsite.events.queries import list_below
from eventsite.schedule import queries as schedule
from eventsite.schedule.actions import Mover
from eventsite.schedule.models import Draft, PlanStep, Slot
from eventsite.schedule.queries import Placeable
from eventsite.schedule.rules import TENTATIVE, Limits, may_accept, moment
from eventsite.sessions.models import Session, SessionState

Board = dict[str, Any]
MINUTE = timedelta(minutes=1)
MOST_CLASHES = 300


def read_board(
    event: Event, below: Collection[Event], mover: Mover, draft: Draft | None
) -> Board:
    """Return a draft's plan of `event` and those `below` it, as the mover may see it.

    The same number of queries for any number of sessions. Moments are ISO 8601 in UTC,
    lengths whole minutes. What stands in the tree's other events is there as well, as
    far as it takes a room or a person's time: by its event's name, with no way to move it.
    """
    top = mover.top
    slots = schedule.list_slots(draft) if draft else ()
    sessions = [
        session
        for session in schedule.list_sessions(below)
        if session.state is not SessionState.CANCELLED
    ]
    first_slots = _first_slots(slots)
    rooms = schedule.list_usable_rooms(event, top)
    traits = schedule.find_traits(event)
    facts = schedule.find_facts(event, traits)
    limits = facts.limits
    people: dict[str, str] = {}
    seen = mover.proposals_of(below)
    tentative = schedule.list_tentative(draft, seen) if draft else ()
    stand = {slot.proposal_id: slot for slot in tentative}
    proposals = [
        {**_shown(one, stand.get(one.id), people), "audience": 0, "needs": []}
        for one in schedule.list_proposals(seen)
    ]
    mine = [
        {
            **_shown(one, first_slots.get(one.id), people),
            "audience": traits[one.id].audience,
            "needs": sorted(traits[one.id].needs),
        }
        for one in sessions
    ]
    keys = {slot.guid for slot in first_slots.values()}
    codes = {session.code for session in sessions}
    ids = {one.id for one in below}
    placed = schedule.list_placements(draft) if draft else []
    others = [
        {
            "title": other.title if other.event in ids else limits[other.event].name,
            "room": other.room,
            "at": _iso(other.starts_at),
            "minutes": other.duration // MINUTE,
            "people": [who.key for who in other.people],
        }
        for other in placed
        if not (other.code in codes and other.key in keys)
    ]
    return {
        "zone": event.timezone,
        "days": _days(event, (slot.starts_at for slot in slots if slot.starts_at)),
        "rooms": [
            {
                "id": room.id,
                "name": room.name,
                "capacity": room.capacity,
                "features": room.features,
            }
            for room in rooms
        ],
        "sessions": mine + proposals,
        "others": others,
        "people": people,
        "free": {
            key: [[_iso(begin), _iso(end)] for begin, end in facts.free[key]]
            for key in people
            if key in facts.free
        },
        "limits": {one.id: _limits(limits[one.id]) for one in below},
        "bounds": [] if top.parent is None else _windows(limits[top.id]),
        **list_clashes(draft, below, mover),
        "steps": find_steps(draft, mover.person_id),
    }


def list_clashes(
    draft: Draft | None, below: Collection[Event], mover: Mover
) -> dict[str, Any]:
    """Return what is wrong in the plan of these events, the first few hundred.

    And how much is: with errors, and with warnings that nobody accepted.
    """
    if draft is None:
        return {"clashes": [], "counts": {"errors": 0, "warnings": 0, "accepted": 0}}
    found = schedule.find_conflicts(draft, below, mover.proposals_of(below))
    theirs = {one.id for one in list_below(mover.top)}
    counts = {
        "errors": len(found.errors),
        "warnings": len(found.warnings),
        "accepted": len(found.accepted),
    }
    clashes = [
        {
            "kind": clash.kind.value,
            "severity": clash.severity.value,
            "words": clash.words,
            "codes": [placement.code for placement in clash.placements],
            "mark": clash.fingerprint if may_accept(clash, theirs) else "",
        }
        for clash in found.open[:MOST_CLASHES]
    ]
    return {"clashes": clashes, "counts": counts}


def find_steps(draft: Draft | None, person_id: int) -> dict[str, int]:
    """Return how many of their moves a person can take back, and make again."""
    counts = {True: 0, False: 0}
    if draft is not None:
        rows = (
            select(PlanStep.is_undone, func.count(PlanStep.batch.distinct()))
            .where(PlanStep.draft_id == draft.id, PlanStep.person_id == person_id)
            .group_by(PlanStep.is_undone)
        )
        counts |= dict(db.session.execute(rows).all())
    return {"undo": counts[False], "redo": counts[True]}


def find_first_slots(
    draft: Draft,
    below: Collection[Event],
    codes: Collection[str],
    proposals_of: Collection[int],
) -> dict[str, Slot]:
    """Return the slots of these events' sessions that are moved, by their codes."""
    if any(code.startswith(TENTATIVE) for code in codes):
        tentative = schedule.list_tentative(draft, proposals_of)
        shown = {
            schedule.subject_of(slot.proposal).code: slot
            for slot in tentative
            if slot.proposal
        }
    else:
        shown = {}
    rows = db.session.execute(
        select(Session.code, Slot)
        .join(Session, Session.id == Slot.session_id)
        .where(Slot.draft_id == draft.id, Session.code.in_(codes))
        .where(Session.event_id.in_([one.id for one in below]))
        .order_by(Slot.id.desc())
    )
    return {code: shown[code] for code in codes if code in shown} | dict(rows.all())


def as_shown(slot: Slot | None) -> dict[str, Any]:
    """Return where a session stands; nothing of it if it is in the pool."""
    if slot is None:
        return {"room": None, "at": None, "seen": 0}
    return {
        "room": slot.room_id,
        "at": None if slot.starts_at is None else _iso(slot.starts_at),
        "minutes": slot.duration // MINUTE,
        "seen": slot.revision,
    }


def _first_slots(slots: Iterable[Slot]) -> Mapping[int, Slot]:
    """Return the slot that is moved, by session: of a repeated one, the first made."""
    found: dict[int, Slot] = {}
    for slot in sorted(slots, key=lambda slot: slot.id):
        if slot.session_id is not None:
            found.setdefault(slot.session_id, slot)
    return found


def _shown(one: Placeable, slot: Slot | None, people: dict[str, str]) -> dict[str, Any]:
    like = schedule.subject_of(one)
    people.update((who.key, who.name) for who in like.people)
    track = like.track
    return {
        "code": like.code,
        "title": like.title,
        "event": like.event.id,
        "people": [who.key for who in like.people],
        "track": track.name if track else "",
        "colour": (track.colour or colour_for(track.name)) if track else "",
        "type": like.type.name if like.type else "",
        "kind": "proposal" if like.is_tentative else "session",
        "is_tentative": like.is_tentative,
        "minutes": like.duration // MINUTE,
        **as_shown(slot),
    }


def _days(event: Event, moments: Iterable[datetime]) -> list[dict[str, Any]]:
    zone, change = event.timezone, event.day_change
    days = days_to_show(event.starts_on, event.ends_on, moments, zone, change)
    return [
        {
            "day": day.isoformat(),
            "label": week_day(day),
            "from": _iso(_begin(day, zone, change)),
            "until": _iso(_begin(day + timedelta(days=1), zone, change)),
        }
        for day in days
    ]


def _begin(day: date, zone: str, change: timedelta) -> datetime:
    return moment(day, (datetime.combine(day, time()) + change).time(), zone, change)


def _limits(limits: Limits) -> dict[str, Any]:
    return {
        "name": limits.name,
        "changeover": limits.changeover // MINUTE,
        "windows": _windows(limits),
        "rooms": sorted(limits.own_rooms),
    }


def _windows(limits: Limits) -> list[dict[str, Any]]:
    return [
        {"room": w.room, "from": _iso(w.starts_at), "until": _iso(w.ends_at)}
        for w in limits.windows
    ]


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
