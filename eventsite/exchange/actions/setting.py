"""What sessions refer to: rooms, tracks, types, tags and devrooms, found or made."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy import select

from eventsite.core.codes import slugify
from eventsite.core.db import db
from eventsite.events.models import (
    Event,
    Room,
    SessionType,
    Tag,
    Track,
)
from eventsite.events.queries import (
    list_tree,
    visible_rooms,
    visible_tags,
    visible_tracks,
    visible_types,
)
from eventsite.exchange.rules.comparing import Ref, key_of
from eventsite.exchange.rules.merging import Brought, Key
from eventsite.formats import model as plain
from eventsite.formats.characters import one_line
from eventsite.formats.identity import derived_guid, to_guid

Thing = Room | Track | SessionType | Tag
MODELS: dict[str, type[Track | SessionType | Tag]] = {
    "track": Track,
    "type": SessionType,
    "tag": Tag,
}
LISTED: dict[str, Callable[[Event], Sequence[Thing]]] = {
    "room": visible_rooms,
    "track": visible_tracks,
    "type": visible_types,
    "tag": visible_tags,
}
SLUG_LENGTH = 70  # leaves room for what makes it unique


class Setting:
    """An event's rooms, tracks, types and tags by name; None: not here.

    Names are compared as files give them back; those of tracks, types and tags without
    regard to case. What was renamed here is known by the name that an earlier file gave
    it. Things of the events above are used, new ones belong to the event.
    """

    def __init__(
        self,
        event: Event | None,
        programme: plain.Programme,
        brought: Brought,
        *,
        overwrite: bool = False,
    ) -> None:
        self.event, self.programme = event, programme
        self.brought, self.overwrite = brought, overwrite
        self.things: dict[str, dict[str, Thing | None]] = {"room": {}}
        self._used: set[Key] = set()
        self._match_rooms(visible_rooms(event) if event else [])
        sessions = programme.sessions
        names = [track.name for track in programme.tracks]
        self._match("track", [*names, *(s.track for s in sessions)])
        self._match("type", (s.type for s in sessions))
        self._match("tag", (tag for s in sessions for tag in s.tags))

    @property
    def rooms(self) -> Mapping[str, Room | None]:
        rooms = self.things["room"].items()
        return {
            name: one for name, one in rooms if one is None or isinstance(one, Room)
        }

    def room_id(self, name: str) -> int | None:
        """Return the id of a room in the file; 0 if it is still to be made."""
        return (self.id_of("room", name) or 0) if name else None

    def id_of(self, kind: str, name: str) -> int | None:
        """Return the id of what a name of the file means here, if it is here."""
        thing = self.things[kind].get(key_of(kind, name))
        return thing.id if thing is not None else None

    def use(self, kind: str, names: Iterable[str]) -> None:
        """Say that something is going to refer to these: they are made if missing."""
        self._used |= {(kind, key) for name in names if (key := key_of(kind, name))}

    def refs(self) -> dict[str, dict[str, Ref]]:
        """Return what names mean here, by kind."""
        return {
            kind: {key: one.id for key, one in there.items() if one is not None}
            for kind, there in self.things.items()
        }

    def labels(self) -> dict[str, dict[Ref, str]]:
        """Return what everything in the tree is called, and what is to be made."""
        if self.event is None:
            return {}
        tree = [one.id for one in list_tree(self.event)]
        new: dict[Ref, str] = {
            f"new {key}": name for key, name in _spellings(self.programme).items()
        }
        return {
            kind: new
            | dict(
                db.session.execute(
                    select(model.id, model.name).where(model.event_id.in_(tree))
                ).all()
            )
            for kind, model in {"room": Room, **MODELS}.items()
        }

    def facts(self) -> dict[Key, str]:
        """Return what each name of the file means here, as it is remembered."""
        return {
            (kind, key): mark_of(one)
            for kind, there in self.things.items()
            for key, one in there.items()
            if one is not None
        }

    @property
    def is_complete(self) -> bool:
        """Tell whether there is nothing to be made."""
        return not self._missing()

    def _missing(self) -> list[Key]:
        """Return what is to be made: not what somebody has deleted that nobody needs."""
        return [
            (kind, key)
            for kind, there in self.things.items()
            for key, one in there.items()
            if one is None
            and ((kind, key) not in self.brought or (kind, key) in self._used)
        ]

    def make(self) -> None:
        """Make what is missing, and give renamed rooms their new names."""
        assert self.event is not None, "first the event, then what is in it"
        for room, name in self.renamed_rooms:
            room.name = name
        missing = self._missing()
        self._make_rooms(self.event, [key for kind, key in missing if kind == "room"])
        colours = {
            key_of("track", t.name): t.colour or None for t in self.programme.tracks
        }
        names = _spellings(self.programme)
        for kind, model in MODELS.items():
            own = select(model.slug).where(model.event_id == self.event.id)
            slugs = set(db.session.scalars(own))
            for key in [key for there, key in missing if there == kind]:
                slug = slugify(names[key], slugs, SLUG_LENGTH)
                slugs.add(slug)
                made = model(
                    event_id=self.event.id,
                    name=names[key],
                    slug=slug,
                    position=len(slugs),
                )
                if isinstance(made, Track):
                    made.colour = colours.get(key)
                self.things[kind][key] = made
                db.session.add(made)
        db.session.flush()

    def _match(self, kind: str, names: Iterable[str]) -> None:
        listed = LISTED[kind](self.event) if self.event else []
        by_key = {key_of(kind, one.name): one for one in listed}  # own ones come last
        by_mark = {mark_of(one): one for one in listed}
        there = self.things.setdefault(kind, {})
        for name in names:
            key = key_of(kind, name)
            if key and key not in there:
                there[key] = by_key.get(key) or by_mark.get(self._mark(kind, key))

    def _mark(self, kind: str, key: str) -> str:
        return self.brought.get((kind, key), {}).get("is", "")

    def _match_rooms(self, listed: list[Room]) -> None:
        by_name = {one_line(room.name): room for room in reversed(listed)}
        by_guid = {room.guid: room for room in listed}
        told = {one_line(room.name): room for room in self.programme.rooms}
        for session in self.programme.sessions:
            if session.room:
                told.setdefault(one_line(session.room), plain.Room(session.room))
        self._told_rooms = told
        for name, room in told.items():
            found = by_name.get(name)
            for guid in (to_guid(room.guid), self._mark("room", name)):
                same = by_guid.get(guid)  # renamed, unless it is there as well
                if found is None and same and one_line(same.name) not in told:
                    found = same
            self.things["room"][name] = found

    @property
    def _otherwise_named(self) -> list[tuple[Room, str]]:
        """Return the event's rooms that the file gives a name they did not have yet."""
        return [
            (room, name)
            for name, room in self.rooms.items()
            if room is not None
            and self.event is not None
            and room.event_id == self.event.id
            and one_line(room.name) != name
            and self._mark("room", name) != room.guid
        ]

    @property
    def renamed_rooms(self) -> list[tuple[Room, str]]:
        """Return the rooms that the file renames, with their new names."""
        return [
            (room, name)
            for room, name in self._otherwise_named
            if self.overwrite or self._mark("room", one_line(room.name)) == room.guid
        ]

    @property
    def kept_rooms(self) -> list[tuple[Room, str]]:
        """Return the rooms whose names were edited here, with those in the file."""
        renamed = self.renamed_rooms
        return [pair for pair in self._otherwise_named if pair not in renamed]

    def _make_rooms(self, event: Event, missing: list[str]) -> None:
        slugs = set(db.session.scalars(select(Room.slug).filter_by(event_id=event.id)))
        told = self._told_rooms
        guids = {name: to_guid(told[name].guid) for name in missing}
        taken = set(
            db.session.scalars(
                select(Room.guid).where(Room.guid.in_(set(guids.values())))
            )
        )
        for name in missing:
            guid, slug = guids[name], slugify(name, slugs, SLUG_LENGTH)
            if not guid or guid in taken:
                guid = derived_guid(event.slug, "room", name)
            slugs.add(slug)
            taken.add(guid)
            made = Room(
                event_id=event.id,
                name=name,
                slug=slug,
                guid=guid,
                capacity=told[name].capacity,
                building=one_line(told[name].building)[:200],
                features=list(told[name].features),
                position=len(slugs),
            )
            self.things["room"][name] = made
            db.session.add(made)


def mark_of(thing: Thing) -> str:
    """Return what something keeps when it is renamed, and no other thing ever gets."""
    return thing.guid if isinstance(thing, Room) else f"{thing.event_id} {thing.slug}"


def _spellings(programme: plain.Programme) -> dict[str, str]:
    """Return each name as it was spelt first, by what it is compared by."""
    names = [track.name for track in programme.tracks]
    for session in programme.sessions:
        names += [session.track, session.type, *session.tags]
    return {key_of("track", name): one_line(name) for name in reversed(names)}
