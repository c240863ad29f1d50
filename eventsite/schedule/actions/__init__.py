"""The verbs of the schedule: place, take off, release. None of them commits."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from eventsite.audit.actions import record
from eventsite.core.db import db
from eventsite.events.models import Event
from eventsite.formats import model, programme_json
from eventsite.formats.composition import carry_over, in_order
from eventsite.formats.differences import Changes, Differences, differences, tell
from eventsite.schedule import queries, rules
from eventsite.schedule.actions.placing import (
    Mover,
    Place,
    adopt,
    find_mover,
    lock_plan,
    move,
    place,
    place_break,
    repeat,
    start_draft,
    unplace,
)
from eventsite.schedule.actions.undoing import redo, undo
from eventsite.schedule.models import Draft, Release, ReleaseCover, Slot
from eventsite.search import actions as search
from eventsite.search.queries import find_indexed
from eventsite.sessions.exports import find_files, plain_person, plain_session

__all__ = [
    "Mover",
    "Place",
    "adopt",
    "find_mover",
    "find_unindexed",
    "index_release",
    "lock_plan",
    "move",
    "place",
    "place_break",
    "preview",
    "redo",
    "release",
    "repeat",
    "start_draft",
    "undo",
    "unplace",
]
A_SECOND = timedelta(seconds=1)


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


def find_unreleased(event: Event, covers: Collection[Event]) -> Differences:
    """Return what a release of `covers` would tell the public that it has not been told."""
    released = queries.find_released(event.root, covers)
    return differences(released, preview(event, covers, unplaced=False))


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
