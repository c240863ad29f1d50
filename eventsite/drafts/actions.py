"""Making, choosing and mixing drafts. None of it commits."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from sqlalchemy import delete, insert, select, update

from eventsite.audit.actions import record
from eventsite.core.db import db
from eventsite.drafts import rules
from eventsite.events.models import Event, Room
from eventsite.events.queries import list_below, list_tree
from eventsite.formats import model
from eventsite.schedule import queries
from eventsite.schedule.actions import Mover, start_draft
from eventsite.schedule.actions.placing import Spot, keep_step, place_of
from eventsite.schedule.actions.undoing import put
from eventsite.schedule.models import Draft, Slot
from eventsite.schedule.rules import MovedMeanwhile, NotYourHours
from eventsite.sessions.models import Session

COPIED = (
    Slot.guid, Slot.session_id, Slot.proposal_id, Slot.event_id, Slot.title, Slot.room_id,
    Slot.starts_at, Slot.duration,
)  # fmt: skip


@dataclass(slots=True)
class Filled:
    """What became of a programme that a draft was started from."""

    placed: int = 0
    unknown: list[str] = field(default_factory=list)  # titles of sessions not here


def start(
    event: Event, name: str, from_words: str, *, mover: Mover, now: datetime
) -> Draft:
    """Make an empty draft beside the others.

    Raises:
        TooManyDrafts, NameTaken
    """
    start_draft(event, now)  # locks the tree's plan
    there = queries.list_drafts(event)
    if len(there) >= rules.MOST_DRAFTS:
        raise rules.TooManyDrafts
    _check_name(event, name)
    made = Draft(
        event=event.root,
        name=name,
        is_current=False,
        started_from=from_words,
        created_by=mover.person_id,
        created_at=now,
    )
    db.session.add(made)
    db.session.flush()
    _note(made, "schedule.add-draft", mover, now)
    return made


def copy(source: Draft, target: Draft) -> None:
    """Place everything in an empty draft as it is in another."""
    rows = db.session.execute(select(*COPIED).where(Slot.draft_id == source.id))
    copies = [
        {**row._mapping, "draft_id": target.id, "revision": 1}  # noqa: SLF001  # SQLAlchemy's documented name
        for row in rows
    ]
    if copies:
        db.session.execute(insert(Slot), copies)


def fill(draft: Draft, programme: model.Programme) -> Filled:
    """Place in an empty draft what a programme says of sessions that are here.

    A session is found by its guid, its code or the number a file gave it; a room by its
    guid or name.
    """
    found = Filled()
    sessions = _known_sessions(draft.event)
    rooms = _known_rooms(draft.event)
    guids = {room.name: room.guid for room in programme.rooms}
    taken = set()
    rows = []
    for one in programme.sessions:
        if one.starts_at is None or one.cancelled:
            continue
        keys = (one.guid, one.code, one.external_id)
        session = next((sessions[k] for k in keys if k and k in sessions), None)
        if session is None:
            found.unknown.append(one.title)
            continue
        guid = (
            session.guid if session.guid not in taken else one.slot_guid or str(uuid4())
        )
        if guid in taken:
            guid = str(uuid4())
        taken.add(guid)
        room = rooms.get(guids.get(one.room, "")) or rooms.get(one.room)
        rows.append(
            {
                "draft_id": draft.id,
                "guid": guid,
                "session_id": session.id,
                "event_id": None,
                "title": "",
                "room_id": room,
                "starts_at": one.starts_at,
                "duration": one.duration,
                "revision": 1,
            }
        )
    found.placed = len(rows)
    events = {one.slug: one.id for one in list_tree(draft.event)}
    rows += [
        {
            "draft_id": draft.id,
            "guid": str(uuid4()),
            "session_id": None,
            "event_id": events.get(one.event, draft.event_id),
            "title": one.title[:200],
            "room_id": rooms.get(guids.get(one.room, "")) or rooms.get(one.room),
            "starts_at": one.starts_at,
            "duration": one.duration,
            "revision": 1,
        }
        for one in programme.breaks
    ]
    if rows:
        db.session.execute(insert(Slot), rows)
    return found


def make_current(draft: Draft, *, mover: Mover, now: datetime) -> None:
    """Have this draft be the one that is released; the others stay what they are.

    Raises:
        NotYourDraft: the mover does not plan the whole tree.
    """
    if mover.top.parent is not None:
        raise rules.NotYourDraft
    start_draft(draft.event, now)
    if draft.is_current:
        return
    theirs = Draft.event_id == draft.event_id
    db.session.execute(update(Draft).where(theirs).values(is_current=False))
    db.session.flush()
    db.session.refresh(draft)
    draft.is_current = True
    db.session.flush()
    _note(draft, "schedule.choose-draft", mover, now)


def rename(draft: Draft, name: str, *, mover: Mover, now: datetime) -> None:
    """Call a draft something else.

    Raises:
        NotYourDraft, NameTaken
    """
    _check_theirs(draft, mover)
    start_draft(draft.event, now)
    if draft.name == name:
        return
    _check_name(draft.event, name)
    draft.name = name
    _note(draft, "schedule.rename-draft", mover, now)


def discard(draft: Draft, *, mover: Mover, now: datetime) -> None:
    """Delete a draft for good.

    Raises:
        NotYourDraft
        IsCurrent
    """
    _check_theirs(draft, mover)
    start_draft(draft.event, now)
    db.session.refresh(draft)
    if draft.is_current:
        raise rules.IsCurrent
    _note(draft, "schedule.delete-draft", mover, now)
    db.session.execute(delete(Slot).where(Slot.draft_id == draft.id))
    db.session.delete(draft)


def take_over(
    wanted: Mapping[str, int],
    source: Draft,
    target: Draft,
    *,
    mover: Mover,
    now: datetime,
) -> tuple[int, list[str]]:
    """Place sessions in `target` as they are in `source`; all as one step.

    `wanted` says by the slot's key at which revision it was seen in the target (0: not
    there). Each is moved on its own; return how many were, and why others were not.
    """
    start_draft(target.event, now)
    below = list_below(mover.top)
    mine = {one.id for one in below}
    here, there = (
        _slots(draft, mover.proposals_of(below)) for draft in (source, target)
    )
    moved: list[tuple[Slot, Spot]] = []
    refused = []
    for key, seen in wanted.items():
        known = here.get(key) or there.get(key)
        one = (known.session or known.proposal) if known else None
        if known is None or one is None or one.event_id not in mine:
            continue
        slot = there.get(key)
        if (slot.revision if slot else 0) != seen:
            refused.append(f"{one.title}: {MovedMeanwhile()}")
            continue
        try:
            before = place_of(slot)
            if slot is None:
                slot = _new_slot(target, known)
            put(slot, one, place_of(here.get(key)), mover, now)
        except NotYourHours as refusal:
            refused.append(f"{one.title}: {refusal}")
        else:
            db.session.add(slot)
            moved.append((slot, before))
    if moved:
        keep_step(target, moved, mover)
    return len(moved), refused


def _slots(draft: Draft, proposals_of: Collection[int]) -> dict[str, Slot]:
    slots = [
        *queries.list_slots(draft),
        *queries.list_tentative(draft, proposals_of),
    ]
    return {slot.guid: slot for slot in slots}


def _new_slot(draft: Draft, like: Slot) -> Slot:
    made = Slot(draft_id=draft.id, guid=like.guid)
    made.session_id, made.proposal_id = like.session_id, like.proposal_id
    made.duration, made.revision = like.duration, 0
    return made


def _check_theirs(draft: Draft, mover: Mover) -> None:
    if mover.top.parent is not None and draft.created_by != mover.person_id:
        raise rules.NotYourDraft


def _check_name(event: Event, name: str) -> None:
    if any(
        one.name.casefold() == name.casefold() for one in queries.list_drafts(event)
    ):
        raise rules.NameTaken


def _known_sessions(event: Event) -> dict[str, Session]:
    """Return the tree's sessions by everything that a file may call them."""
    ids = [one.id for one in list_tree(event)]
    found: dict[str, Session] = {}
    for one in db.session.scalars(select(Session).where(Session.event_id.in_(ids))):
        for key in (one.external_id, one.code, one.guid):
            if key:
                found[key] = one
    return found


def _known_rooms(event: Event) -> dict[str, int]:
    """Return the tree's rooms by name and guid; a name that two have is the root's."""
    found: dict[str, int] = {}
    plain = queries.list_plain_rooms(event)
    for room_id, room in reversed(plain.items()):
        found[room.name] = room_id
        if room.guid:
            found[room.guid] = room_id
    ids = [one.id for one in list_tree(event)]
    named = select(Room.name, Room.id).where(Room.event_id.in_(ids))
    for name, room_id in db.session.execute(named):
        found.setdefault(name, room_id)
    return found


def _note(draft: Draft, verb: str, mover: Mover, now: datetime) -> None:
    record(
        event_id=draft.event_id,
        actor_id=mover.person_id,
        verb=verb,
        subject=f"draft {draft.name}",
        now=now,
    )
