"""Sessions and their places: what differs between a file and the draft, and its writing."""

from dataclasses import dataclass

from eventsite.exchange.actions.owners import Owners
from eventsite.exchange.actions.people import People, make_codes
from eventsite.exchange.actions.setting import Setting
from eventsite.exchange.queries import Stored
from eventsite.exchange.rules import Report
from eventsite.exchange.rules.comparing import (
    Names,
    session_faces,
    session_facts,
    slot_faces,
    slot_facts,
)
from eventsite.exchange.rules.matching import CODE, match_sessions, pair_slots
from eventsite.exchange.rules.merging import Key, Merge, Thing
from eventsite.exchange.rules.stored import StoredSession, StoredSlot, Wanted
from eventsite.formats import model as plain
from eventsite.formats.characters import one_line
from eventsite.schedule.rules import Limits, Placement, is_inside_hours
from eventsite.sessions.models import (
    LinkKind,
    Session,
)

KINDS = {"links": LinkKind.LINK, "attachments": LinkKind.ATTACHMENT}


@dataclass(frozen=True, slots=True)
class Move:
    """A placement in which the file is followed."""

    wanted: Wanted
    place: plain.Session
    guid: str
    slot: StoredSlot | None  # None: to be made
    is_elsewhere: bool
    is_longer: bool


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
        merge: Merge,
    ) -> None:
        self.stored, self.setting = stored, setting
        self.people, self.owners, self.merge = people, owners, merge
        self.root = slug
        matched = match_sessions(programme.sessions, stored.sessions, slug)
        foreign = {one.id for one in stored.foreign}
        self.foreign = [w for w in matched if w.stored and w.stored.id in foreign]
        self.wanted = [w for w in matched if not w.stored or w.stored.id not in foreign]
        self.slots = {one.guid: pair_slots(one, setting.room_id) for one in self.wanted}
        self.new = [one for one in self.wanted if one.stored is None]
        self.changes: list[tuple[Wanted, set[str]]] = []
        self.moves: list[Move] = []
        self.codes = self._codes()

    def compare(self, report: Report) -> None:
        """Note in `report` what is added, changed and moved."""
        names = self.names()
        for wanted in self.wanted:
            code = self.code(wanted)
            report.titles[code] = one_line(wanted.session.title)
            if wanted.stored is None:
                report.added.append(code)
                self._use(wanted.session, {"track", "type", "tags"})
                continue
            taken = self._taken(wanted, wanted.stored, names)
            is_moved, is_longer = self._moves(wanted, names)
            is_renamed = self.people.is_changed(wanted.session)
            if taken or is_longer or is_renamed:
                report.changed.append(code)
                self.changes.append((wanted, taken))
                self._use(wanted.session, taken)
                noted = taken | ({"duration"} if is_longer else set())
                noted |= {"people"} if is_renamed else set()
                report.notes[code] = sorted(noted)
            if is_moved:
                report.moved.append(code)
        shown = {*report.added, *report.changed, *report.moved}
        report.titles = {c: t for c, t in report.titles.items() if c in shown}
        moved = [move.place.room for move in self.moves]
        self.setting.use("room", [*moved, *(p.room for w in self.new for p in w.slots)])

    def names(self) -> Names:
        """Return what the names of the file mean here, as far as that is here yet."""
        event = self.setting.event
        return Names(
            self.setting.refs() | {"person": self.people.refs()},
            {"person": self.people.labels(), "event": self.owners.labels()}
            | self.setting.labels(),
            self.people.nameless(),
            frozenset(self.stored.own_files),
            event.timezone if event else "UTC",
        )

    def _use(self, session: plain.Session, fields: set[str]) -> None:
        if "track" in fields:
            self.setting.use("track", [session.track])
        if "type" in fields:
            self.setting.use("type", [session.type])
        if "tags" in fields:
            self.setting.use("tag", session.tags)

    def _taken(self, wanted: Wanted, stored: StoredSession, names: Names) -> set[str]:
        """Return the names of the fields in which the file is followed."""
        owner = self.owners.ref(wanted.session)
        faces = session_faces(wanted, names, owner, stored)
        return self.merge.settle(_thing(wanted, stored), faces)

    def _moves(self, wanted: Wanted, names: Names) -> tuple[bool, bool]:
        """Note the placements that differ; tell whether by place, and by length."""
        assert wanted.stored is not None, "only stored sessions move"
        thing = _thing(wanted, wanted.stored)
        moved = longer = False
        for place, guid, slot in self.slots[wanted.guid]:
            if place.starts_at is None:
                continue
            if slot is None and not self.merge.knows(thing.key, f"start {guid}"):
                taken = {f"place {guid}", f"length {guid}"}
            else:
                faces = slot_faces(place, guid, slot, names)
                taken = self.merge.settle(thing, faces)
            is_elsewhere, is_longer = (
                f"place {guid}" in taken,
                f"length {guid}" in taken,
            )
            if is_elsewhere or is_longer:
                self.moves.append(
                    Move(wanted, place, guid, slot, is_elsewhere, is_longer)
                )
            moved = moved or is_elsewhere
            longer = longer or (is_longer and slot is not None)
        return moved, longer

    def facts(self) -> dict[Key, dict[str, object]]:
        """Return what the file says of each session, once everything is here."""
        names, event = self.names(), self.setting.event
        found: dict[Key, dict[str, object]] = {}
        for wanted in self.wanted:
            owner = self.owners.ref(wanted.session)
            if owner is None and wanted.stored is None and event is not None:
                owner = event.id  # where it was put
            facts = session_facts(wanted, names, owner)
            for place, guid, slot in self.slots[wanted.guid]:
                facts |= slot_facts(place, guid, names, slot)
            found["session", wanted.guid] = facts
        return found

    def code(self, wanted: Wanted) -> str:
        return wanted.stored.code if wanted.stored else self.codes[wanted.guid]

    @property
    def ids(self) -> list[int]:
        """Return the ids of the sessions that the file has and that are stored."""
        return sorted(one.stored.id for one in self.wanted if one.stored is not None)

    def outside(self, limits: Limits) -> list[plain.Session]:
        """Return what would be placed outside an event's own rooms and hours."""
        placed = [(m.place, m.slot) for m in self.moves if m.is_elsewhere]
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
            if CODE.fullmatch(one.session.code)
        }
        codes = make_codes(seeds, Session, wished)
        return {one.guid: code for one, code in zip(self.new, codes, strict=True)}


def _thing(wanted: Wanted, stored: StoredSession) -> Thing:
    key = ("session", wanted.guid)
    return Thing(key, stored.code, stored.texts["title"], wanted.session.line)
