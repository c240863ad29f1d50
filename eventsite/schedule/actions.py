"""The verbs of the schedule: place, take off, release. None of them commits."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import select

from eventsite.audit.actions import record
from eventsite.core.db import db
from eventsite.events.models import Event, Room
from eventsite.events.queries import find_access
from eventsite.formats import model, programme_json
from eventsite.formats.composition import carry_over, in_order
from eventsite.formats.differences import Changes, tell
from eventsite.permissions import Right
from eventsite.schedule import queries, rules
from eventsite.schedule.models import Draft, Release, ReleaseCover, Slot
from eventsite.search import actions as search
from eventsite.search.queries import find_indexed
from eventsite.sessions.exports import find_files, plain_person, plain_session
from eventsite.sessions.models import Session

A_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when; a session may have a time before it has a room."""

    room: Room | None
    starts_at: datetime
    duration: timedelta


def start_draft(event: Event, now: datetime) -> Draft:
    """Return the current draft of the event's tree, made if there is none.

    Locks the tree's plan until the caller commits: whoever else places or releases in
    it waits here.
    """
    root = event.root
    db.session.execute(
        select(Event.id).where(Event.id == root.id).with_for_update(key_share=True)
    )
    draft = queries.find_current_draft(event)
    if draft is None:
        draft = Draft(event=root, created_at=now)
        db.session.add(draft)
        db.session.flush()
    return draft


def place(
    draft: Draft, session: Session, where: Place, slot: Slot | None = None
) -> Slot:
    """Put a session on the plan without asking; `slot` is the one it has, if any.

    The first slot of a session has the session's guid, so that it stays what it is to
    calendars when it is taken off and put back; `repeat` makes further ones.
    """
    if slot is None:
        slot = Slot(draft=draft, session=session, guid=session.guid, revision=0)
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


def find_mover(event: Event, person_id: int, right: Right) -> Mover:
    """Return the person with the highest event above this one where they have `right`.

    Raises:
        ValueError: they have it nowhere: a guard should have kept them out.
    """
    for above in reversed(event.line):
        access = find_access(person_id, above.slug)
        if access is not None and right in access.rights:
            return Mover(person_id, above)
    raise ValueError("the guard lets in only those who have the right here")


def move(
    session: Session,
    where: Place,
    *,
    seen: int,
    mover: Mover,
    now: datetime,
    anyway: bool = False,
) -> Slot:
    """Place a session for somebody who last saw its slot at revision `seen` (0: none).

    Raises:
        MovedMeanwhile: another has moved it since.
        NotYourHours: `mover` may not use that room at that time.
        Clashes: and `anyway` was not said.
    """
    draft = start_draft(session.event, now)
    slot = _unmoved_slot(draft, session, seen)
    limits = queries.find_limits(session.event)
    wanted = _as_placement(session, where, slot)
    _check_hours(wanted, session.event, limits, mover.top)
    others = queries.list_placements(draft)
    clashes = list(rules.find_clashes_of(wanted, others, limits))
    if clashes and not anyway:
        raise rules.Clashes(clashes)
    slot = place(draft, session, where, slot)
    _note(session, "schedule.place", mover, now, clashes=len(clashes))
    return slot


def unplace(session: Session, *, seen: int, mover: Mover, now: datetime) -> None:
    """Take a session off the plan.

    Raises:
        MovedMeanwhile: another has moved it since.
    """
    draft = start_draft(session.event, now)
    slot = _unmoved_slot(draft, session, seen)
    if slot is not None and slot.starts_at is not None:
        slot.room = slot.starts_at = None
        slot.revision += 1
        _note(session, "schedule.unplace", mover, now)


def _unmoved_slot(draft: Draft, session: Session, seen: int) -> Slot | None:
    slot = queries.find_slot(draft, session)
    if slot is not None:
        db.session.refresh(slot)  # as it is, now that the plan is locked
    if (slot.revision if slot else 0) != seen:
        raise rules.MovedMeanwhile
    return slot


def _as_placement(session: Session, where: Place, slot: Slot | None) -> rules.Placement:
    return rules.Placement(
        key=slot.guid if slot else session.guid,
        title=session.title,
        event=session.event_id,
        room=where.room.id if where.room else None,
        room_name=where.room.name if where.room else "",
        starts_at=where.starts_at,
        duration=where.duration,
        people=tuple(
            queries.named(p.speaker.id, p.speaker.person_id, p.speaker.name)
            for p in session.people
        ),
        code=session.code,
    )


def _check_hours(
    wanted: rules.Placement,
    owner: Event,
    limits: Mapping[int, rules.Limits],
    top: Event,
) -> None:
    """Raise NotYourHours unless some event from the owner up to `top` has that place."""
    if top.parent is None:
        return
    mine = owner.line[: owner.line.index(top) + 1]
    if not any(rules.is_inside_hours(wanted, limits[event.id]) for event in mine):
        raise rules.NotYourHours


def _note(
    session: Session, verb: str, mover: Mover, now: datetime, **detail: int
) -> None:
    record(
        event_id=session.event_id,
        actor_id=mover.person_id,
        verb=verb,
        subject=f"session {session.code}",
        now=now,
        detail=detail,
    )


def release(  # noqa: PLR0917  # its callers read better so
    event: Event,
    covers: Collection[Event],
    version: str,
    now: datetime,
    released_by: int | None = None,
    note: str = "",
    *,
    unplaced: bool = True,
    once_key: str | None = None,
) -> Release:
    """Freeze what the current draft and the covered events' sessions are now.

    From then on it is what the public sees of `covers`, all of one tree with `event`.
    Sessions without a time are listed if `unplaced`. Cancelled ones stay where they
    were released last. The same `once_key` gives the same release again.

    Raises:
        VersionTaken, NothingCovered
    """
    draft = start_draft(event, now)
    made = queries.find_release_made_with(once_key) if once_key else None
    if made is not None:
        return made
    if not covers:
        raise rules.NothingCovered
    if queries.has_release(event, version):
        raise rules.VersionTaken
    newest = queries.find_newest_moment(event)
    released_at = now if newest is None else max(now, newest + A_SECOND)
    before = queries.find_released(event.root, covers)
    programme = _freeze(draft, covers, before, unplaced=unplaced)
    programme.version, programme.released_at = version, released_at
    carry_over(programme, before, released_at)
    made = Release(
        event=event.root,
        version=version,
        note=note,
        released_at=released_at,
        released_by=released_by,
        once_key=once_key,
        content=programme_json.dump(programme),
        changes=programme_json.dump(Changes(tell(before, programme))),
        covers=[ReleaseCover(event=one, slug=one.slug) for one in covers],
    )
    db.session.add(made)
    for one in covers:
        for shown in one.line:  # an event's programme holds those below it
            shown.has_programme = True
        record(
            event_id=one.id,
            actor_id=released_by,
            verb="schedule.release",
            subject=f"version {version}",
            now=now,
        )
    db.session.flush()
    search.index(programme, {one.id: one.slug for one in covers}, made.id)
    return made


def find_unindexed(*, anew: bool = False) -> dict[int, dict[int, str]]:
    """Return newest releases by which events should be found and are not.

    By a release's id the events it covers: their ids and slugs. Releases index by
    themselves; what was released before there was an index, or is restored, is behind.
    All of them, if `anew`.
    """
    indexed = {} if anew else find_indexed()
    behind: dict[int, dict[int, str]] = {}
    for cover in queries.list_newest_covers():
        if indexed.get(cover.event_id) != cover.release_id:
            behind.setdefault(cover.release_id, {})[cover.event_id] = cover.slug
    return behind


def index_release(release_id: int, covers: Mapping[int, str]) -> None:
    """Have these events found by what the release froze of them."""
    search.index(queries.get_content(release_id), covers, release_id)


def preview(
    event: Event, covers: Collection[Event], *, unplaced: bool
) -> model.Programme:
    """Return what a release of `covers` would hold now, without its version."""
    before = queries.find_released(event.root, covers)
    draft = queries.find_current_draft(event)
    return _freeze(draft, covers, before, unplaced=unplaced)


def _freeze(
    draft: Draft | None,
    covers: Collection[Event],
    before: model.Programme | None,
    *,
    unplaced: bool,
) -> model.Programme:
    """Return the covered events' sessions as they are now, where `draft` has them."""
    root = next(iter(covers)).root
    sessions = queries.list_sessions_in_full(covers)
    files = find_files(sessions)
    rooms, tracks = queries.list_plain_rooms(root), queries.list_plain_tracks(root)
    placed: dict[int | None, list[Slot]] = {}
    for slot in queries.list_slots(draft) if draft else ():
        if slot.starts_at is not None:
            placed.setdefault(slot.session_id, []).append(slot)
    frozen: list[model.Session] = []
    for session in sessions:
        plain = plain_session(session, files)
        places = placed.get(session.id, ())
        frozen += [_at_its_place(plain, slot, rooms, session.event) for slot in places]
        if not places:
            frozen += _without_place(plain, before, unplaced=unplaced)
    speakers = {part.speaker.id: part.speaker for s in sessions for part in s.people}
    return model.Programme(
        queries.conference(root),
        rooms=list(rooms.values()),
        tracks=tracks,
        people=[plain_person(speaker, files) for speaker in speakers.values()],
        sessions=in_order(frozen, list(rooms.values())),
        breaks=_breaks(placed.get(None, ()), rooms, root, covers),
    )


def _at_its_place(
    plain: model.Session, slot: Slot, rooms: Mapping[int, model.Room], event: Event
) -> model.Session:
    if slot.starts_at is None:
        raise ValueError(f"slot {slot.id} has no time")
    return replace(
        plain,
        slot_guid=slot.guid,
        starts_at=slot.starts_at,
        duration=slot.duration,
        day=rules.day_of(slot.starts_at, event.timezone, event.day_change),
        room=rooms[slot.room_id].name if slot.room_id else "",
    )


def _without_place(
    plain: model.Session, before: model.Programme | None, *, unplaced: bool
) -> list[model.Session]:
    """Return the session where it was released last if it is cancelled."""
    if not plain.cancelled:
        return [plain] if unplaced else []
    if before is None:
        return []
    last = [s for s in before.sessions if s.code == plain.code and s.starts_at]
    last = last or [s for s in before.gone if s.code == plain.code]
    last = last or [s for s in before.sessions if s.code == plain.code]
    return [
        replace(
            plain,
            slot_guid=old.slot_guid,
            starts_at=old.starts_at,
            duration=old.duration,
            day=old.day,
            room=old.room,
        )
        for old in last
    ]


def _breaks(
    slots: Iterable[Slot],
    rooms: Mapping[int, model.Room],
    root: Event,
    covers: Collection[Event],
) -> list[model.Break]:
    """Return the breaks of the covered events; one of no event is the root's."""
    slugs = {event.id: event.slug for event in covers}
    return [
        model.Break(
            slot.title,
            slot.starts_at,
            slot.duration,
            rooms[slot.room_id].name if slot.room_id else "",
            slugs[slot.event_id or root.id],
        )
        for slot in slots
        if slot.starts_at is not None and (slot.event_id or root.id) in slugs
    ]
