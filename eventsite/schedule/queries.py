"""Drafts, their slots and releases. What the public sees is `find_programme`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import count

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload, selectinload, subqueryload, undefer

from eventsite.core.db import db
from eventsite.events.models import Allocation, Event, EventState, Room, Track
from eventsite.events.queries import list_tree
from eventsite.formats import programme_json
from eventsite.formats.composition import Slice, compose
from eventsite.formats.model import Conference, Programme
from eventsite.formats.model import Room as PlainRoom
from eventsite.formats.model import Track as PlainTrack
from eventsite.schedule.models import Draft, Release, ReleaseCover, Slot
from eventsite.schedule.rules import Limits, Placement, Who, Window
from eventsite.sessions.models import Session, SessionPerson, SessionState, Speaker


def find_current_draft(event: Event) -> Draft | None:
    """Return the plan that the event's whole tree is working on."""
    return db.session.scalars(
        select(Draft).filter_by(event_id=event.root.id, is_current=True)
    ).one_or_none()


def list_slots(draft: Draft) -> Sequence[Slot]:
    """Return all slots of the draft, placed or not, with room and session."""
    return db.session.scalars(
        select(Slot)
        .filter_by(draft_id=draft.id)
        .options(joinedload(Slot.room), joinedload(Slot.session))
        .order_by(Slot.starts_at, Slot.id)
    ).all()


def find_slot(draft: Draft, session: Session) -> Slot | None:
    """Return the session's slot; of a repeated session, its first."""
    return db.session.scalars(
        select(Slot)
        .filter_by(draft_id=draft.id, session_id=session.id)
        .order_by(Slot.id)
    ).first()


def list_sessions(events: Collection[Event]) -> Sequence[Session]:
    """Return the events' sessions by title, with type, track and people."""
    return db.session.scalars(
        select(Session)
        .where(Session.event_id.in_([event.id for event in events]))
        .options(
            joinedload(Session.track),
            joinedload(Session.type),
            selectinload(Session.people).joinedload(SessionPerson.speaker),
        )
        .order_by(Session.title, Session.id)
    ).all()


def find_session(events: Collection[Event], code: str) -> Session | None:
    """Return the session with this code if one of the events owns it."""
    return db.session.scalars(
        select(Session)
        .where(Session.code == code, Session.event_id.in_([e.id for e in events]))
        .options(selectinload(Session.people).joinedload(SessionPerson.speaker))
    ).one_or_none()


def list_sessions_in_full(events: Collection[Event]) -> Sequence[Session]:
    """Return the events' sessions with everything the public sees of them.

    Five queries for any number of sessions.
    """
    people = subqueryload(Session.people).joinedload(SessionPerson.speaker)
    return db.session.scalars(
        select(Session)
        .where(Session.event_id.in_([event.id for event in events]))
        .options(
            joinedload(Session.track),
            joinedload(Session.type),
            subqueryload(Session.tags),
            subqueryload(Session.links),
            people.subqueryload(Speaker.links),
        )
        .order_by(Session.id)
    ).all()


def list_placements(draft: Draft) -> list[Placement]:
    """Return what stands in the draft as the rules see it, cancelled sessions left out.

    Two queries, whatever its size. A break for everybody takes nobody's room.
    """
    rows = db.session.execute(
        select(
            Slot.guid, Slot.session_id, Slot.event_id, Slot.title, Slot.room_id,
            Room.name, Slot.starts_at, Slot.duration,
            Session.title.label("session_title"), Session.event_id.label("owner_id"),
            Session.code,
        )
        .outerjoin(Session, Session.id == Slot.session_id)
        .outerjoin(Room, Room.id == Slot.room_id)
        .where(Slot.draft_id == draft.id, Slot.starts_at.is_not(None))
        .where(Session.state.is_distinct_from(SessionState.CANCELLED))
    ).all()  # fmt: skip
    people = _list_people(draft)
    return [
        Placement(
            key=row.guid,
            title=row.session_title or row.title,
            event=row.owner_id or row.event_id or draft.event_id,
            room=row.room_id,
            room_name=row.name or "",
            starts_at=row.starts_at,
            duration=row.duration,
            people=tuple(people.get(row.session_id, ())),
            code=row.code or "",
        )
        for row in rows
    ]


def _list_people(draft: Draft) -> Mapping[int, list[Who]]:
    """Return who is on stage, by session; one account is one person."""
    rows = db.session.execute(
        select(SessionPerson.session_id, Speaker.id, Speaker.person_id, Speaker.name)
        .join(Speaker, Speaker.id == SessionPerson.speaker_id)
        .join(Slot, Slot.session_id == SessionPerson.session_id)
        .where(Slot.draft_id == draft.id)
        .distinct()
    )
    people: dict[int, list[Who]] = {}
    for session_id, speaker_id, person_id, name in rows:
        who = named(speaker_id, person_id, name)
        people.setdefault(session_id, []).append(who)
    return people


def named(speaker_id: int, person_id: int | None, name: str) -> Who:
    """Return a speaker as the rules know them: two of one account are one person."""
    key = f"speaker {speaker_id}" if person_id is None else f"person {person_id}"
    return Who(key, name)


def find_limits(event: Event) -> dict[int, Limits]:
    """Return where and when the sessions of each event of the tree belong, by its id."""
    tree = list_tree(event)
    ids = [one.id for one in tree]
    windows: dict[int, list[Window]] = {}
    for given in db.session.scalars(
        select(Allocation).where(Allocation.event_id.in_(ids))
    ):
        window = Window(given.room_id, given.starts_at, given.ends_at)
        windows.setdefault(given.event_id, []).append(window)
    own: dict[int, set[int]] = {}
    rooms = select(Room.event_id, Room.id).where(Room.event_id.in_(ids))
    for event_id, room_id in db.session.execute(rooms):
        own.setdefault(event_id, set()).add(room_id)
    return {
        one.id: Limits(
            name=one.name,
            zone=one.timezone,
            day_change=one.day_change,
            first_day=one.starts_on,
            last_day=one.ends_on,
            windows=tuple(windows.get(one.id, ())),
            own_rooms=frozenset(own.get(one.id, ())),
        )
        for one in tree
    }


def find_programme(event: Event) -> Programme | None:
    """Return what the public sees of the event and those below it; None: stay tuned.

    Each event shows its sessions as the newest release covering it has them. Events
    below that are drafts are left out; whether `event` itself may be seen is the
    caller's question.
    """
    return find_released(event, list_shown(event))


def list_shown(event: Event) -> list[Event]:
    """Return the event and those below it that the public sees with it."""
    return [one for one in list_tree(event) if _is_shown_below(one, event)]


def _is_shown_below(one: Event, event: Event) -> bool:
    if event not in one.line:
        return False
    between = one.line[: one.line.index(event)]
    return all(other.state is not EventState.DRAFT for other in between)


def find_released(event: Event, events: Collection[Event]) -> Programme | None:
    """Return what was released last of exactly these events, as one of `event`."""
    return compose_covers(event, events, list_newest_covers(events))


def compose_covers(
    event: Event, events: Collection[Event], newest: Collection[ReleaseCover]
) -> Programme | None:
    """Return `newest`, the newest covers of `events`, as one programme of `event`."""
    if not newest:
        return None
    releases = db.session.scalars(
        select(Release)
        .where(Release.id.in_({cover.release_id for cover in newest}))
        .options(undefer(Release.content))
        .order_by(Release.released_at.desc(), Release.id.desc())
    ).all()
    slugs = {one.id: one.slug for one in events}
    slices = []
    for release in releases:
        mine = [cover for cover in newest if cover.release_id == release.id]
        names = {cover.slug: slugs[cover.event_id] for cover in mine}
        slices.append(Slice(programme_json.load(release.content), names))
    return compose(conference(event), slices)


def list_newest_covers(events: Collection[Event]) -> Sequence[ReleaseCover]:
    """Return, for each event that any release covers, its row of the newest one."""
    newest = (
        select(ReleaseCover.event_id, func.max(ReleaseCover.release_id).label("id"))
        .where(ReleaseCover.event_id.in_([event.id for event in events]))
        .group_by(ReleaseCover.event_id)
        .subquery()
    )
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
            name, room.slug, room.guid, room.capacity, room.building, room.features
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
