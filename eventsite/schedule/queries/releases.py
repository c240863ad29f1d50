"""Releases, and what the public sees: the newest one of each event, as one programme."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from eventsite.core.db import db
from eventsite.events.models import Event, EventState, Room, Track
from eventsite.events.queries import list_tree
from eventsite.formats import programme_json
from eventsite.formats.composition import Slice, compose
from eventsite.formats.model import Conference, Programme
from eventsite.formats.model import Room as PlainRoom
from eventsite.formats.model import Track as PlainTrack
from eventsite.schedule.models import Release, ReleaseCover


@dataclass(frozen=True, slots=True)
class Out:
    """What the public sees: which events, which of them have nothing out, the whole."""

    shown: list[Event]
    waiting: list[Event]
    programme: Programme | None


def find_programme(event: Event) -> Programme | None:
    """Return what the public sees of the event and those below it; None: stay tuned.

    Each event shows its sessions as the newest release covering it has them. Events
    below that are drafts are left out; whether `event` itself may be seen is the
    caller's question.
    """
    return find_out(event).programme


def find_out(event: Event, until: datetime | None = None) -> Out:
    """Return `find_programme` with the events it speaks of, in one query.

    What was released after `until` is left out.
    """
    root = event.root
    in_tree = or_(Event.id == root.id, Event.root_id == root.id)
    covers = (
        select(ReleaseCover.event_id, func.max(ReleaseCover.release_id).label("id"))
        .where(ReleaseCover.event_id.in_(select(Event.id).where(in_tree)))
        .group_by(ReleaseCover.event_id)
    )
    if until is not None:
        covers = covers.join(Release).where(Release.released_at <= until)
    newest = covers.subquery()
    place = func.row_number().over(
        partition_by=Release.id, order_by=ReleaseCover.event_id
    )
    rows = db.session.execute(
        select(
            Event,
            ReleaseCover.slug,
            Release.id,
            case((place == 1, Release.content)),  # once, however many it covers
        )
        .outerjoin(newest, newest.c.event_id == Event.id)
        .outerjoin(
            ReleaseCover,
            and_(
                ReleaseCover.event_id == Event.id,
                ReleaseCover.release_id == newest.c.id,
            ),
        )
        .outerjoin(Release, Release.id == ReleaseCover.release_id)
        .where(in_tree)
        .order_by(Event.parent_id.is_not(None), Event.position, Event.name, Event.id)
    ).all()
    contents = {release_id: content for *_, release_id, content in rows if content}
    names: dict[int, dict[str, str]] = {}
    shown = []
    waiting = []
    for one, slug, release_id, _ in rows:
        if is_shown_below(one, event):
            shown.append(one)
            if release_id is None:
                waiting.append(one)
            else:
                names.setdefault(release_id, {})[slug] = one.slug
    slices = [
        Slice(programme_json.load(contents[release_id]), names[release_id])
        for release_id in sorted(names, reverse=True)
    ]
    return Out(shown, waiting, compose(conference(event), slices) if slices else None)


def is_shown_below(one: Event, event: Event) -> bool:
    if event not in one.line:
        return False
    between = one.line[: one.line.index(event)]
    return all(other.state is not EventState.DRAFT for other in between)


def find_released(event: Event, events: Collection[Event]) -> Programme | None:
    """Return what was released last of exactly these events, as one of `event`."""
    newest = list_newest_covers(events)
    if not newest:
        return None
    releases = db.session.scalars(
        select(Release)
        .where(Release.id.in_({cover.release_id for cover in newest}))
        .options(undefer(Release.content))
        .order_by(Release.id.desc())
    ).all()
    slugs = {one.id: one.slug for one in events}
    slices = []
    for release in releases:
        mine = [cover for cover in newest if cover.release_id == release.id]
        names = {cover.slug: slugs[cover.event_id] for cover in mine}
        slices.append(Slice(programme_json.load(release.content), names))
    return compose(conference(event), slices)


def list_newest_covers(
    events: Collection[Event] | None = None,
) -> Sequence[ReleaseCover]:
    """Return, for each event that any release covers, its row of the newest one.

    Of these events, or of all there are.
    """
    grouped = select(
        ReleaseCover.event_id, func.max(ReleaseCover.release_id).label("id")
    ).group_by(ReleaseCover.event_id)
    if events is not None:
        ids = [event.id for event in events]
        grouped = grouped.where(ReleaseCover.event_id.in_(ids))
    newest = grouped.subquery()
    return db.session.scalars(
        select(ReleaseCover).join(
            newest,
            and_(
                newest.c.event_id == ReleaseCover.event_id,
                newest.c.id == ReleaseCover.release_id,
            ),
        )
    ).all()


def list_plain_rooms(root: Event) -> dict[int, PlainRoom]:
    """Return the rooms of the tree by id: the root's first, each with a name of its own.

    A room of an event below that is called like another one says whose it is.
    """
    place = {event.id: n for n, event in enumerate(list_tree(root))}
    rows = db.session.scalars(
        select(Room).where(Room.event_id.in_(place)).options(joinedload(Room.event))
    )
    found: dict[int, PlainRoom] = {}
    names: set[str] = set()
    for room in sorted(rows, key=lambda r: (place[r.event_id], r.position, r.name)):
        name = f"{room.name} ({room.event.name})" if room.name in names else room.name
        names.add(name)
        found[room.id] = PlainRoom(
            name,
            room.slug,
            room.guid,
            room.capacity,
            room.building,
            room.features,
            room.event.slug,
        )
    return found


def list_plain_tracks(root: Event) -> list[PlainTrack]:
    """Return the tracks of the tree, the root's first; one name is one track."""
    place = {event.id: n for n, event in enumerate(list_tree(root))}
    rows = db.session.scalars(select(Track).where(Track.event_id.in_(place)))
    found: dict[str, PlainTrack] = {}
    for row in sorted(rows, key=lambda t: (place[t.event_id], t.position, t.name)):
        found.setdefault(row.name, PlainTrack(row.name, row.slug, row.colour or ""))
    return list(found.values())


def find_newest_moment(event: Event) -> datetime | None:
    """Return when anything of the tree was released last."""
    return db.session.scalar(
        select(func.max(Release.released_at)).filter_by(event_id=event.root.id)
    )


def conference(event: Event) -> Conference:
    return Conference(
        title=event.name,
        acronym=event.slug,
        subtitle=event.tagline,
        venue=event.venue,
        city=event.city,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        zone=event.timezone,
        day_change=event.day_change,
        colour=event.colour,
    )


def list_releases(event: Event) -> Sequence[Release]:
    """Return the releases that cover the event, the newest first, without content."""
    return db.session.scalars(
        select(Release)
        .join(Release.covers)
        .where(ReleaseCover.event_id == event.id)
        .options(selectinload(Release.covers).joinedload(ReleaseCover.event))
        .order_by(Release.id.desc())
    ).all()


def find_release(event: Event, version: str) -> Release | None:
    """Return the tree's release of this name, with its content."""
    return db.session.scalars(
        select(Release)
        .filter_by(event_id=event.root.id, version=version)
        .options(undefer(Release.content), selectinload(Release.covers))
    ).one_or_none()


def has_release(event: Event, version: str) -> bool:
    taken = select(Release.id).filter_by(event_id=event.root.id, version=version)
    return db.session.scalar(taken) is not None


def find_release_made_with(once_key: str) -> Release | None:
    return db.session.scalars(
        select(Release).filter_by(once_key=once_key)
    ).one_or_none()


def next_version(event: Event) -> str:
    """Return a name for the tree's next release: the first number not taken."""
    taken = set(
        db.session.scalars(select(Release.version).filter_by(event_id=event.root.id))
    )
    return next(str(n) for n in count(len(taken) + 1) if str(n) not in taken)


def get_content(release_id: int) -> Programme:
    """Return what a release froze."""
    wanted = select(Release.content).filter_by(id=release_id)
    return programme_json.load(db.session.scalars(wanted).one())
