"""What is stored, as the rules compare it with a file: few queries at any size."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import select

from eventsite.core.db import db
from eventsite.core.files import list_files
from eventsite.events.models import Event
from eventsite.events.queries import list_below, list_tree
from eventsite.exchange.models import Import, ImportedThing, ImportState
from eventsite.exchange.rules.merging import Key
from eventsite.exchange.rules.stored import (
    NORMAL,
    StoredSession,
    StoredSlot,
    StoredSpeaker,
)
from eventsite.schedule.models import Slot
from eventsite.schedule.queries import find_current_draft
from eventsite.sessions.models import (
    LinkKind,
    Session,
    SessionLink,
    SessionPerson,
    SessionState,
    Speaker,
    SpeakerLink,
    StageRole,
    session_tags,
)

T = TypeVar("T", str, int)
BATCH = 500  # values in one IN (…)


@dataclass(slots=True)
class Stored:
    """All that a tree of events has of sessions and people."""

    sessions: list[StoredSession] = field(default_factory=list)
    speakers: list[StoredSpeaker] = field(default_factory=list)
    numbers: set[int] = field(default_factory=set)  # of sessions
    foreign: list[StoredSession] = field(default_factory=list)  # not of it or below
    own_files: set[str] = field(default_factory=set)  # paths
    brought: dict[Key, dict[str, str]] = field(default_factory=dict)  # by earlier files


def load_stored(event: Event | None) -> Stored:
    """Return what the event's whole tree has; ten queries."""
    if event is None:
        return Stored()
    ids = [one.id for one in list_tree(event)]
    stored = Stored()
    found: dict[int, StoredSession] = {}
    rows = db.session.scalars(
        select(Session).where(Session.event_id.in_(ids)).order_by(Session.id)
    )
    for row in rows:
        stored.numbers.add(row.number)
        found[row.id] = StoredSession(
            row.id,
            row.event_id,
            row.code,
            row.guid,
            row.external_id or "",
            {name: getattr(row, name) for name in NORMAL},
            row.track_id,
            row.type_id,
            row.duration,
            row.do_not_record,
            row.state is SessionState.CANCELLED,
        )
    mine = {one.id for one in list_below(event)}
    stored.sessions = list(found.values())
    stored.foreign = [one for one in stored.sessions if one.event_id not in mine]
    _add_parts(found, ids)
    _add_links(stored, found, ids)
    _add_slots(event, found)
    stored.speakers = _speakers(event.root)
    stored.brought = load_brought(event.root)
    return stored


def _speakers(root: Event) -> list[StoredSpeaker]:
    found = {
        row.id: StoredSpeaker(
            row.id,
            row.code,
            row.number,
            row.external_id or "",
            row.name,
            row.job_title,
            row.affiliation,
            row.biography,
            row.email,
        )
        for row in db.session.scalars(
            select(Speaker).filter_by(event_id=root.id).order_by(Speaker.id)
        )
    }
    links = (
        select(SpeakerLink.speaker_id, SpeakerLink.url, SpeakerLink.title)
        .join(Speaker, Speaker.id == SpeakerLink.speaker_id)
        .where(Speaker.event_id == root.id)
        .order_by(SpeakerLink.position, SpeakerLink.id)
    )
    for speaker_id, url, title in db.session.execute(links):
        found[speaker_id].links.append((url, title))
    return list(found.values())


def load_brought(root: Event) -> dict[Key, dict[str, str]]:
    """Return what files brought last into the tree, by kind and key."""
    rows = db.session.execute(
        select(ImportedThing.kind, ImportedThing.key, ImportedThing.facts).filter_by(
            event_id=root.id
        )
    )
    return {(kind, key): facts for kind, key, facts in rows}


def _add_parts(found: dict[int, StoredSession], ids: list[int]) -> None:
    people = (
        select(SessionPerson.session_id, SessionPerson.speaker_id)
        .join(Session, Session.id == SessionPerson.session_id)
        .where(Session.event_id.in_(ids))
        .order_by(SessionPerson.position, SessionPerson.id)
    )
    for session_id, speaker_id in db.session.execute(people):
        found[session_id].people.append(speaker_id)
    tags = (
        select(session_tags.c.session_id, session_tags.c.tag_id)
        .join(Session, Session.id == session_tags.c.session_id)
        .where(Session.event_id.in_(ids))
    )
    for session_id, tag_id in db.session.execute(tags):
        found[session_id].tags.add(tag_id)


def _add_links(stored: Stored, found: dict[int, StoredSession], ids: list[int]) -> None:
    rows = db.session.execute(
        select(
            SessionLink.session_id,
            SessionLink.kind,
            SessionLink.url,
            SessionLink.title,
            SessionLink.file_id,
        )
        .join(Session, Session.id == SessionLink.session_id)
        .where(Session.event_id.in_(ids))
        .order_by(SessionLink.position, SessionLink.id)
    ).all()
    files = list_files({row.file_id for row in rows if row.file_id})
    stored.own_files = {f"/files/{file.token}/{file.name}" for file in files.values()}
    for row in rows:
        if row.file_id is None:
            session = found[row.session_id]
            is_link = row.kind is LinkKind.LINK
            there = session.links if is_link else session.attachments
            there.append((row.url, row.title))


def _add_slots(event: Event, found: dict[int, StoredSession]) -> None:
    draft = find_current_draft(event)
    if draft is None:
        return
    slots = select(Slot).filter_by(draft_id=draft.id).order_by(Slot.id)
    for slot in db.session.scalars(slots):
        if slot.session_id in found:
            found[slot.session_id].slots.append(
                StoredSlot(
                    slot.id, slot.guid, slot.room_id, slot.starts_at, slot.duration
                )
            )


def find_last_import(event: Event) -> Import | None:
    """Return what was brought into the event last, and applied."""
    return db.session.scalars(
        select(Import)
        .filter_by(event_id=event.id, state=ImportState.DONE)
        .order_by(Import.applied_at.desc(), Import.id.desc())
        .limit(1)
    ).one_or_none()


def list_taken_codes(codes: Collection[str], kind: type[Session | Speaker]) -> set[str]:
    """Return those of `codes` that something in this installation has."""
    taken: set[str] = set()
    for batch in _batches(codes):
        taken |= set(db.session.scalars(select(kind.code).where(kind.code.in_(batch))))
    return taken


def _batches(values: Collection[T]) -> Iterable[list[T]]:
    ordered = sorted(values)
    return (ordered[n : n + BATCH] for n in range(0, len(ordered), BATCH))


def list_parts(session_ids: Collection[int]) -> dict[int, dict[int, StageRole]]:
    """Return the roles that speakers have in these sessions, by both ids."""
    found: defaultdict[int, dict[int, StageRole]] = defaultdict(dict)
    for batch in _batches(session_ids):
        rows = select(
            SessionPerson.session_id, SessionPerson.speaker_id, SessionPerson.role
        ).where(SessionPerson.session_id.in_(batch))
        for session_id, speaker_id, role in db.session.execute(rows):
            found[session_id][speaker_id] = role
    return dict(found)


def list_imports(event: Event, limit: int = 20) -> Sequence[Import]:
    """Return what was brought into the event, the newest first, without contents."""
    return db.session.scalars(
        select(Import)
        .filter_by(event_id=event.id)
        .order_by(Import.id.desc())
        .limit(limit)
    ).all()


def find_import(event: Event, import_id: int) -> Import | None:
    return db.session.scalars(
        select(Import).filter_by(event_id=event.id, id=import_id)
    ).one_or_none()


def find_import_made_with(once_key: str) -> Import | None:
    return db.session.scalars(select(Import).filter_by(once_key=once_key)).one_or_none()
