"""What sessions refer to: rooms, tracks, types, tags and devrooms, found or made."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import select

from eventsite.core.codes import slugify
from eventsite.core.db import db
from eventsite.events.actions import create_event
from eventsite.events.models import (
    Allocation,
    Event,
    EventKind,
    EventState,
    Room,
    SessionType,
    Tag,
    Track,
)
from eventsite.events.queries import (
    find_event,
    list_children,
    list_tree,
    visible_rooms,
    visible_tags,
    visible_tracks,
    visible_types,
)
from eventsite.events.rules import Details
from eventsite.exchange.rules import devroom_tracks, opening_hours
from eventsite.formats import model as plain
from eventsite.formats.characters import one_line
from eventsite.formats.identity import derived_guid, to_guid

Named = TypeVar("Named", Track, SessionType, Tag)
SLUG_LENGTH = 70  # leaves room for what makes it unique


class Setting:
    """An event's rooms, tracks, types and tags by name; None: to be made.

    Names are compared as files give them back; those of tracks, types and tags without
    regard to case. Things of the events above are used, new ones belong to the event.
    """

    def __init__(self, event: Event | None, programme: plain.Programme) -> None:
        self.event, self.programme = event, programme
        self.rooms: dict[str, Room | None] = {}
        self.tracks: dict[str, Track | None] = {}
        self.types: dict[str, SessionType | None] = {}
        self.tags: dict[str, Tag | None] = {}
        self._match_rooms(visible_rooms(event) if event else [])
        sessions = programme.sessions
        names = [track.name for track in programme.tracks]
        _match([*names, *(s.track for s in sessions)], _tracks(event), self.tracks)
        _match((s.type for s in sessions), _types(event), self.types)
        _match((tag for s in sessions for tag in s.tags), _tags(event), self.tags)

    def room_id(self, name: str) -> int | None:
        """Return the id of a room in the file; 0 if it is still to be made."""
        if not name:
            return None
        room = self.rooms[one_line(name)]
        return room.id if room else 0

    @property
    def is_complete(self) -> bool:
        """Tell whether there is nothing to be made."""
        known = (self.rooms, self.tracks, self.types, self.tags)
        return all(None not in there.values() for there in known)

    def make(self) -> None:
        """Make what is missing, and give renamed rooms their new names."""
        assert self.event is not None, "first the event, then what is in it"
        self._make_rooms(self.event)
        colours = {_key(t.name): t.colour or None for t in self.programme.tracks}
        for kind, there in (
            (Track, self.tracks),
            (SessionType, self.types),
            (Tag, self.tags),
        ):
            own = select(kind.slug).where(kind.event_id == self.event.id)
            slugs = set(db.session.scalars(own))
            names = _spellings(self.programme)
            for key in [key for key, one in there.items() if one is None]:
                name = names[key]
                slug = slugify(name, slugs, SLUG_LENGTH)
                slugs.add(slug)
                made = kind(
                    event_id=self.event.id, name=name, slug=slug, position=len(slugs)
                )
                if isinstance(made, Track):
                    made.colour = colours.get(key)
                there[key] = made  # type: ignore[assignment]  # of the same kind
                db.session.add(made)
        db.session.flush()

    def _match_rooms(self, there: list[Room]) -> None:
        by_name = {one_line(room.name): room for room in reversed(there)}
        by_guid = {room.guid: room for room in there}
        told = {one_line(room.name): room for room in self.programme.rooms}
        for session in self.programme.sessions:
            if session.room:
                told.setdefault(one_line(session.room), plain.Room(session.room))
        self._told_rooms, named = told, set(told)
        for room in told.values():
            name = one_line(room.name)
            found = by_name.get(name)
            if found is None and room.guid:  # renamed, unless it is there as well
                same = by_guid.get(to_guid(room.guid))
                if same is not None and one_line(same.name) not in named:
                    found = same
            self.rooms[name] = found

    @property
    def renamed_rooms(self) -> list[tuple[Room, str]]:
        return [
            (room, name)
            for name, room in self.rooms.items()
            if room is not None
            and self.event is not None
            and room.event_id == self.event.id
            and one_line(room.name) != name
        ]

    def _make_rooms(self, event: Event) -> None:
        for room, name in self.renamed_rooms:
            room.name = name
        slugs = set(db.session.scalars(select(Room.slug).filter_by(event_id=event.id)))
        told = self._told_rooms
        missing = [name for name, room in self.rooms.items() if room is None]
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
            self.rooms[name] = made
            db.session.add(made)


def _key(name: str) -> str:
    return one_line(name).casefold()


def _spellings(programme: plain.Programme) -> dict[str, str]:
    """Return each name as it was spelt first, by what it is compared by."""
    names = [track.name for track in programme.tracks]
    for session in programme.sessions:
        names += [session.track, session.type, *session.tags]
    return {_key(name): one_line(name) for name in reversed(names)}


def _match(
    names: Iterable[str], there: Mapping[str, Named], known: dict[str, Named | None]
) -> None:
    for name in names:
        key = _key(name)
        if key and key not in known:
            known[key] = there.get(key)


def _tracks(event: Event | None) -> dict[str, Track]:
    return _by_key(visible_tracks(event)) if event else {}


def _types(event: Event | None) -> dict[str, SessionType]:
    return _by_key(visible_types(event)) if event else {}


def _tags(event: Event | None) -> dict[str, Tag]:
    return _by_key(visible_tags(event)) if event else {}


def _by_key(things: list[Named]) -> dict[str, Named]:
    """Return things by name; the event's own wins over one above it."""
    return {_key(thing.name): thing for thing in things}


class Owners:
    """Whose a session is: of the event it names, else of its track's devroom."""

    def __init__(
        self, event: Event | None, programme: plain.Programme, *, devrooms: bool
    ) -> None:
        self.event, self.programme = event, programme
        self.below = {one.slug: one for one in list_tree(event)} if event else {}
        self.tracks = devroom_tracks(programme) if devrooms else []
        children = list_children(event) if event else []
        rooms = [one for one in children if one.kind is EventKind.DEVROOM]
        by_name = {_key(one.name): one for one in rooms}
        self.devrooms: dict[str, Event | None] = {
            _key(name): by_name.get(_key(name)) for name in self.tracks
        }

    def of(self, session: plain.Session) -> Event | None:
        """Return whose it is to be; None if the file does not say, or to be made."""
        named = self.below.get(session.event)
        return named or self.devrooms.get(_key(session.track))

    def is_new(self, session: plain.Session) -> bool:
        key = _key(session.track)
        return key in self.devrooms and self.devrooms[key] is None

    @property
    def is_complete(self) -> bool:
        return None not in self.devrooms.values()

    def make(self, actor_id: int | None, now: datetime) -> None:
        """Make the devrooms that are missing: announced, named after their tracks."""
        parent = self.event
        assert parent is not None, "first the event, then its devrooms"
        for name in self.tracks:
            if self.devrooms[_key(name)] is None:
                self.devrooms[_key(name)] = create_event(
                    parent.host,
                    Details(
                        name=one_line(name),
                        slug=_devroom_slug(parent, name),
                        kind=EventKind.DEVROOM,
                        day_change=parent.day_change,
                    ),
                    parent=parent,
                    state=EventState.ANNOUNCED,
                    actor_id=actor_id,
                    now=now,
                )

    def allocate(self, rooms: Mapping[str, Room | None]) -> None:
        """Give each devroom its hours: per room and day, from first start to last end.

        Hours that are there already become longer where they must, never shorter.
        """
        theirs = {one.id for one in self.devrooms.values() if one is not None}
        there = db.session.scalars(
            select(Allocation).where(Allocation.event_id.in_(theirs))
        ).all()
        for name in self.tracks:
            devroom = self.devrooms[_key(name)]
            sessions = [s for s in self.programme.sessions if s.track == name]
            for (room_name, _), (start, end) in opening_hours(sessions).items():
                room = rooms[one_line(room_name)]
                if devroom is None or room is None:
                    continue
                near = [
                    one
                    for one in there
                    if (one.event_id, one.room_id) == (devroom.id, room.id)
                    and one.starts_at - timedelta(hours=6) < end
                    and start < one.ends_at + timedelta(hours=6)
                ]
                if not near:
                    near = [Allocation(event_id=devroom.id, room_id=room.id)]
                    near[0].starts_at, near[0].ends_at = start, end
                    db.session.add(near[0])
                near[0].starts_at = min(near[0].starts_at, start)
                near[-1].ends_at = max(near[-1].ends_at, end)


def _devroom_slug(parent: Event, track: str) -> str:
    name = one_line(track)
    shorter = name[: -len("devroom")].strip() if _key(name).endswith("devroom") else ""
    slug = slugify(f"{parent.slug}-{slugify(shorter or name)}", limit=76)
    found, number = slug, 2
    while find_event(found) is not None:
        found, number = f"{slug}-{number}", number + 1
    return found
