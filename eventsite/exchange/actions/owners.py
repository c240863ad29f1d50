"""Whose a session is: devrooms found among the events below, or made, with hours."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from eventsite.core.codes import slugify
from eventsite.core.db import db
from eventsite.core.words import _
from eventsite.events.actions import create_event
from eventsite.events.models import Allocation, Event, EventKind, EventState, Room
from eventsite.events.queries import find_event, list_below, list_children, list_tree
from eventsite.events.rules import Details
from eventsite.exchange.rules.comparing import Ref, key_of
from eventsite.exchange.rules.devrooms import devroom_tracks, opening_hours
from eventsite.formats import model as plain
from eventsite.formats.characters import one_line


def _key(name: str) -> str:
    return key_of("event", name)


class Owners:
    """Whose a session is: of the event it names, else of its track's devroom."""

    def __init__(
        self, event: Event | None, programme: plain.Programme, *, devrooms: bool
    ) -> None:
        self.event, self.programme = event, programme
        below = list_below(event) if event else []
        self.below = {_key(one.name): one for one in below}
        self.below |= {one.slug: one for one in below}
        self.tracks = devroom_tracks(programme) if devrooms else []
        children = list_children(event) if event else []
        rooms = [one for one in children if one.kind is EventKind.DEVROOM]
        by_name = {_key(one.name): one for one in rooms}
        self.devrooms: dict[str, Event | None] = {
            _key(name): by_name.get(_key(name)) for name in self.tracks
        }

    def of(self, session: plain.Session) -> Event | None:
        """Return whose it is to be; None if the file does not say, or to be made."""
        named = self.below.get(session.event) or self.below.get(_key(session.event))
        return named or self.devrooms.get(_key(session.track))

    def unknown(self) -> list[plain.Oddity]:
        """Return what to tell of events that sessions name and that are not here."""
        lines: dict[str, int] = {}
        for session in self.programme.sessions:
            if session.event and session.line and self.of(session) is None:
                lines.setdefault(session.event, session.line)
        return [
            plain.Oddity(
                line, _("There is no event “%(name)s” below this one.", name=name[:60])
            )
            for name, line in lines.items()
        ]

    def ref(self, session: plain.Session) -> Ref | None:
        """Return the same as it is compared: a text for a devroom still to be made."""
        if owner := self.of(session):
            return owner.id
        key = _key(session.track)
        return f"new {key}" if key in self.devrooms else None

    def labels(self) -> dict[Ref, str]:
        return {one.id: one.name for one in list_tree(self.event)} if self.event else {}

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
            for (room_name, _day), (start, end) in opening_hours(sessions).items():
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
