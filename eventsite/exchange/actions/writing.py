"""The writing of what differs: sessions, who and what is on them, and their places."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert

from eventsite.core.codes import slugify
from eventsite.core.db import db
from eventsite.events.models import Event
from eventsite.exchange.actions.people import make_numbers
from eventsite.exchange.actions.programme import Move, Sessions
from eventsite.exchange.queries import list_parts
from eventsite.exchange.rules.comparing import Names, pairs
from eventsite.exchange.rules.stored import NORMAL, Wanted
from eventsite.formats import model as plain
from eventsite.schedule.actions import start_draft
from eventsite.schedule.models import Slot
from eventsite.sessions.models import (
    LinkKind,
    Session,
    SessionLink,
    SessionPerson,
    SessionState,
    StageRole,
    session_tags,
)

KINDS = {"links": LinkKind.LINK, "attachments": LinkKind.ATTACHMENT}


class Writing:
    """Writes what was compared, in few statements of many rows."""

    def __init__(self, sessions: Sessions) -> None:
        self.sessions = sessions
        self.stored, self.setting = sessions.stored, sessions.setting
        self.people, self.owners = sessions.people, sessions.owners
        self.wanted, self.new = sessions.wanted, sessions.new
        self.changes = sessions.changes

    def write(self, event: Event, now: datetime) -> list[int]:
        """Write it all; return the ids of the file's sessions."""
        ids = self._insert(event, now)
        for wanted, taken in self.changes:
            self._update(wanted, taken, now)
        parts = [(wanted, set(KINDS) | {"people", "tags"}) for wanted in self.new]
        parts += self.changes
        ids |= {one.guid: one.stored.id for one in self.wanted if one.stored}
        self._write_people([(w, ids[w.guid]) for w, p in parts if "people" in p])
        self._write_links([(w, ids[w.guid], p & set(KINDS)) for w, p in parts])
        self._write_tags([(w, ids[w.guid]) for w, p in parts if "tags" in p])
        self._place(event, ids, now)
        return sorted(ids.values())

    def _insert(self, event: Event, now: datetime) -> dict[str, int]:
        """Insert the new sessions; return their ids by guid."""
        if not self.new:
            return {}
        numbers = make_numbers(
            (one.session.number for one in self.new), self.stored.numbers
        )
        rows = [
            {
                **{n: clean(getattr(one.session, n)) for n, clean in NORMAL.items()},
                "event_id": (self.owners.of(one.session) or event).id,
                "code": self.sessions.codes[one.guid],
                "guid": one.guid,
                "number": number,
                "external_id": one.session.external_id or None,
                "slug": (one.session.slug or slugify(one.session.title))[:120],
                "track_id": self._track_id(one.session),
                "type_id": self._type_id(one.session),
                "duration": one.session.duration,
                "do_not_record": one.session.do_not_record,
                "state": _state(one.session),
                "created_at": now,
                "changed_at": now,
            }
            for one, number in zip(self.new, numbers, strict=True)
        ]
        made = db.session.scalars(
            insert(Session).returning(Session.id, sort_by_parameter_order=True), rows
        )
        return {one.guid: made_id for one, made_id in zip(self.new, made, strict=True)}

    def _track_id(self, session: plain.Session) -> int | None:
        return self.setting.id_of("track", session.track)

    def _type_id(self, session: plain.Session) -> int | None:
        return self.setting.id_of("type", session.type)

    def _update(self, wanted: Wanted, taken: set[str], now: datetime) -> None:
        assert wanted.stored is not None, "only stored sessions change"
        said = wanted.session
        session = db.session.get_one(Session, wanted.stored.id)
        for name in taken & set(NORMAL):
            setattr(session, name, NORMAL[name](getattr(said, name)))
        for name in taken & {"do_not_record", "duration"}:
            setattr(session, name, getattr(said, name))
        if "cancelled" in taken:
            session.state = _state(said)
        if "track" in taken:
            session.track_id = self._track_id(said)
        if "type" in taken:
            session.type_id = self._type_id(said)
        owner = self.owners.of(said)
        if "event" in taken and owner is not None:
            session.event_id = owner.id
        session.changed_at = now

    def _write_people(self, there: list[tuple[Wanted, int]]) -> None:
        """Put the right people on stage; who was there keeps their role."""
        former = list_parts([session_id for _, session_id in there])
        ids = [session_id for _, session_id in there if session_id in former]
        if ids:
            db.session.execute(
                delete(SessionPerson).where(SessionPerson.session_id.in_(ids))
            )
        rows = []
        for wanted, session_id in there:
            roles = former.get(session_id, {})
            for place, part in enumerate(wanted.session.people):
                speaker_id = self.people.ids[part.person]
                told = StageRole(part.role)
                role = (
                    roles.get(speaker_id, told) if told is StageRole.SPEAKER else told
                )
                rows.append(
                    {
                        "session_id": session_id,
                        "speaker_id": speaker_id,
                        "role": role,
                        "position": place,
                    }
                )
        if rows:
            db.session.execute(insert(SessionPerson), rows)

    def _write_links(self, there: list[tuple[Wanted, int, set[str]]]) -> None:
        """Write the links of these kinds; those that are files of ours stay."""
        own = Names(own_files=frozenset(self.stored.own_files))
        rows: list[dict[str, Any]] = []
        outdated: defaultdict[LinkKind, list[int]] = defaultdict(list)
        for wanted, session_id, names in there:
            for name in sorted(names):
                if wanted.stored is not None:
                    outdated[KINDS[name]].append(session_id)
                written = [
                    (url, title, link.type)
                    for link in getattr(wanted.session, name)
                    for url, title in pairs([link], own)
                ]
                rows += [
                    {
                        "session_id": session_id,
                        "kind": KINDS[name],
                        "url": url,
                        "title": title[:300],
                        "type": type_[:50],
                        "position": place,
                    }
                    for place, (url, title, type_) in enumerate(written)
                ]
        for kind, ids in outdated.items():
            db.session.execute(
                delete(SessionLink)
                .where(SessionLink.session_id.in_(ids), SessionLink.kind == kind)
                .where(SessionLink.file_id.is_(None))
            )
        if rows:
            db.session.execute(insert(SessionLink), rows)

    def _write_tags(self, there: list[tuple[Wanted, int]]) -> None:
        ids = [session_id for wanted, session_id in there if wanted.stored]
        if ids:
            db.session.execute(
                delete(session_tags).where(session_tags.c.session_id.in_(ids))
            )
        rows = {
            (session_id, tag_id)
            for wanted, session_id in there
            for name in wanted.session.tags
            if (tag_id := self.setting.id_of("tag", name))
        }
        if rows:
            db.session.execute(
                insert(session_tags),
                [{"session_id": one, "tag_id": tag} for one, tag in sorted(rows)],
            )

    def _place(self, event: Event, ids: dict[str, int], now: datetime) -> None:
        draft = start_draft(event, now)
        moves = self.sessions.moves + [
            Move(wanted, place, guid, None, True, True)
            for wanted in self.new
            for place, guid, _ in self.sessions.slots[wanted.guid]
            if place.starts_at is not None
        ]
        rows = []
        for move in moves:
            room_id = self.setting.room_id(move.place.room)
            if move.slot is None:
                rows.append(
                    {
                        "draft_id": draft.id,
                        "guid": move.guid,
                        "session_id": ids[move.wanted.guid],
                        "room_id": room_id,
                        "starts_at": move.place.starts_at,
                        "duration": move.place.duration,
                    }
                )
                continue
            slot = db.session.get_one(Slot, move.slot.id)
            if move.is_elsewhere:
                slot.starts_at = move.place.starts_at
                slot.room_id = room_id if room_id is not None else slot.room_id
            if move.is_longer:
                slot.duration = move.place.duration
            slot.revision += 1
        if rows:
            db.session.execute(insert(Slot), rows)


def _state(session: plain.Session) -> SessionState:
    return SessionState.CANCELLED if session.cancelled else SessionState.CONFIRMED
