"""Sessions and their places: what differs between a file and the draft, and its writing."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert

from eventsite.core.codes import slugify
from eventsite.core.db import db
from eventsite.events.models import Event
from eventsite.exchange import rules
from eventsite.exchange.actions.people import People, make_codes, make_numbers
from eventsite.exchange.actions.setting import Owners, Setting
from eventsite.exchange.queries import Stored, list_parts
from eventsite.exchange.rules import Change, Report, Wanted
from eventsite.formats import model as plain
from eventsite.formats.characters import one_line
from eventsite.schedule.actions import start_draft
from eventsite.schedule.models import Slot
from eventsite.schedule.rules import Limits, Placement, is_inside_hours
from eventsite.sessions.models import (
    LinkKind,
    Session,
    SessionLink,
    SessionPerson,
    StageRole,
    session_tags,
)

KINDS = {"links": LinkKind.LINK, "attachments": LinkKind.ATTACHMENT}


class Sessions:
    """The file's sessions beside the stored ones, sorted by what is to be done."""

    def __init__(  # noqa: PLR0917  # all that an import is made of
        self,
        slug: str,
        programme: plain.Programme,
        stored: Stored,
        setting: Setting,
        people: People,
        owners: Owners,
    ) -> None:
        self.stored, self.setting = stored, setting
        self.people, self.owners = people, owners
        self.root = slug
        matched = rules.match_sessions(programme.sessions, stored.sessions, slug)
        foreign = {one.id for one in stored.foreign}
        self.foreign = [w for w in matched if w.stored and w.stored.id in foreign]
        self.wanted = [w for w in matched if not w.stored or w.stored.id not in foreign]
        self.new = [one for one in self.wanted if one.stored is None]
        self.changes: list[tuple[Wanted, Change]] = []
        self.moves: list[tuple[Wanted, plain.Session, rules.StoredSlot | None]] = []
        self.codes = self._codes()

    def compare(self, report: Report) -> None:
        """Note in `report` what is added, changed and moved."""
        for wanted in self.wanted:
            code = self.code(wanted)
            if wanted.stored is None:
                report.added.append(code)
            else:
                change = self._change(wanted)
                is_moved, is_longer = self._moves(wanted)
                is_renamed = self.people.is_changed(wanted.session)
                if change or is_longer or is_renamed:
                    report.changed.append(code)
                    self.changes.append((wanted, change))
                    names = {*change.values, *change.parts}
                    names |= {"duration"} if is_longer else set()
                    names |= {"people"} if is_renamed else set()
                    report.notes[code] = [
                        name.replace("_", " ") for name in sorted(names)
                    ]
                if is_moved:
                    report.moved.append(code)
            report.titles[code] = one_line(wanted.session.title)
        shown = {*report.added, *report.changed, *report.moved}
        report.titles = {c: t for c, t in report.titles.items() if c in shown}

    def code(self, wanted: Wanted) -> str:
        return wanted.stored.code if wanted.stored else self.codes[wanted.guid]

    @property
    def ids(self) -> list[int]:
        """Return the ids of the sessions that the file has and that are stored."""
        return sorted(one.stored.id for one in self.wanted if one.stored is not None)

    def outside(self, limits: Limits) -> list[plain.Session]:
        """Return what would be placed outside an event's own rooms and hours."""
        placed = [(place, slot) for _, place, slot in self.moves]
        placed += [(place, None) for wanted in self.new for place in wanted.slots]
        return [
            place
            for place, slot in placed
            if place.starts_at is not None
            and not is_inside_hours(
                Placement(
                    key=place.slot_guid,
                    title=place.title,
                    event=0,
                    room=self.setting.room_id(place.room)
                    or (slot.room_id if slot else None),
                    room_name=place.room,
                    starts_at=place.starts_at,
                    duration=place.duration,
                ),
                limits,
            )
        ]

    def _codes(self) -> dict[str, str]:
        seeds = [(self.root, one.guid) for one in self.new]
        wished: dict[tuple[str, ...], str] = {
            (self.root, one.guid): one.session.code
            for one in self.new
            if rules.CODE.fullmatch(one.session.code)
        }
        codes = make_codes(seeds, Session, wished)
        return {one.guid: code for one, code in zip(self.new, codes, strict=True)}

    def _change(self, wanted: Wanted) -> Change:
        change = rules.compare(wanted, self.people.known, self.stored.own_files)
        owner = self.owners.of(wanted.session)
        assert wanted.stored is not None, "only stored sessions change"
        is_elsewhere = owner is not None and owner.id != wanted.stored.event_id
        if is_elsewhere or self.owners.is_new(wanted.session):
            change.parts.add("event")
        return change

    def _moves(self, wanted: Wanted) -> tuple[bool, bool]:
        """Note the placements that differ; tell whether by place, and by length."""
        moved = longer = False
        for place, slot in rules.pair_slots(wanted):
            if place.starts_at is None:
                continue
            room_id = self.setting.room_id(place.room)
            is_elsewhere = (
                slot is None
                or slot.starts_at != place.starts_at
                or (room_id is not None and room_id != slot.room_id)
            )
            is_longer = (
                slot is not None
                and "duration" not in place.silent_on
                and slot.duration != place.duration
            )
            if is_elsewhere or is_longer:
                self.moves.append((wanted, place, slot))
            moved, longer = moved or is_elsewhere, longer or is_longer
        return moved, longer

    def write(self, event: Event, now: datetime) -> list[int]:
        """Write it all; return the ids of the file's sessions."""
        ids = self._insert(event, now)
        for wanted, change in self.changes:
            self._update(wanted, change, now)
        parts = [(wanted, set(KINDS) | {"people", "tags"}) for wanted in self.new]
        parts += [(wanted, change.parts) for wanted, change in self.changes]
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
                **rules.texts(one.session),
                "event_id": (self.owners.of(one.session) or event).id,
                "code": self.codes[one.guid],
                "guid": one.guid,
                "number": number,
                "external_id": one.session.external_id or None,
                "slug": (one.session.slug or slugify(one.session.title))[:120],
                "track_id": self._track_id(one.session),
                "type_id": self._type_id(one.session),
                "duration": one.session.duration,
                "do_not_record": one.session.do_not_record,
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
        track = self.setting.tracks.get(one_line(session.track).casefold())
        return track.id if track else None

    def _type_id(self, session: plain.Session) -> int | None:
        kind = self.setting.types.get(one_line(session.type).casefold())
        return kind.id if kind else None

    def _update(self, wanted: Wanted, change: Change, now: datetime) -> None:
        assert wanted.stored is not None, "only stored sessions change"
        values = dict(change.values)
        if "track" in change.parts:
            values["track_id"] = self._track_id(wanted.session)
        if "type" in change.parts:
            values["type_id"] = self._type_id(wanted.session)
        owner = self.owners.of(wanted.session)
        if "event" in change.parts and owner is not None:
            values["event_id"] = owner.id
        session = db.session.get_one(Session, wanted.stored.id)
        for name, value in values.items():
            setattr(session, name, value)
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
        """Write the links of these kinds; attachments that are files of ours stay."""
        rows: list[dict[str, Any]] = []
        outdated: defaultdict[LinkKind, list[int]] = defaultdict(list)
        for wanted, session_id, names in there:
            for name in sorted(names):
                if wanted.stored is not None:
                    outdated[KINDS[name]].append(session_id)
                links = getattr(wanted.session, name)
                pairs = rules.pairs(links, self.stored.own_files)
                types = {
                    pair: link.type
                    for link in links
                    for pair in rules.pairs([link], ())
                }
                rows += [
                    {
                        "session_id": session_id,
                        "kind": KINDS[name],
                        "url": url,
                        "title": title[:300],
                        "type": types.get((url, title), "")[:50],
                        "position": place,
                    }
                    for place, (url, title) in enumerate(pairs)
                    if url not in self.stored.own_files
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
            (session_id, tag.id)
            for wanted, session_id in there
            for name in wanted.session.tags
            if (tag := self.setting.tags.get(one_line(name).casefold()))
        }
        if rows:
            db.session.execute(
                insert(session_tags),
                [{"session_id": one, "tag_id": tag} for one, tag in sorted(rows)],
            )

    def _place(self, event: Event, ids: dict[str, int], now: datetime) -> None:
        draft = start_draft(event, now)
        rows = []
        for wanted in self.new:
            self.moves += [
                (wanted, place, None) for place in wanted.slots if place.starts_at
            ]
        guids = {
            id(place): guid
            for wanted in self.wanted
            for place, guid in zip(wanted.slots, rules.slot_guids(wanted), strict=True)
        }
        for wanted, place, slot in self.moves:
            room_id = self.setting.room_id(place.room)
            if slot is None:
                rows.append(
                    {
                        "draft_id": draft.id,
                        "guid": guids[id(place)],
                        "session_id": ids[wanted.guid],
                        "room_id": room_id,
                        "starts_at": place.starts_at,
                        "duration": place.duration,
                    }
                )
                continue
            stored = db.session.get_one(Slot, slot.id)
            stored.starts_at = place.starts_at
            stored.room_id = room_id if room_id is not None else slot.room_id
            if "duration" not in place.silent_on:
                stored.duration = place.duration
            stored.revision += 1
        if rows:
            db.session.execute(insert(Slot), rows)
