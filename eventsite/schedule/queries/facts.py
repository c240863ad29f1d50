"""What stands in a draft, and what it is held against, as the rules see it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, or_, select

from eventsite.core.db import db
from eventsite.events.models import Allocation, Event, Room, Tag, Track
from eventsite.events.queries import list_tree
from eventsite.favourites.models import StarCount, StarredPair
from eventsite.schedule.models import (
    Availability,
    Draft,
    PlanTerms,
    SessionDemand,
    Slot,
)
from eventsite.schedule.queries.placeable import list_tentative, named, subject_of
from eventsite.schedule.rules import (
    Facts,
    Limits,
    Placement,
    Space,
    Span,
    Who,
    Window,
    narrow_topics,
)
from eventsite.sessions.models import (
    Session,
    SessionPerson,
    SessionState,
    Speaker,
    session_tags,
)


@dataclass(frozen=True, slots=True)
class Traits:
    """What a session is like, as far as its place depends on it."""

    asked: timedelta
    code: str = ""
    needs: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    audience: int = 0


NONE: Mapping[int, Traits] = {}


def find_facts(event: Event, traits: Mapping[int, Traits] = NONE) -> Facts:
    """Return what the tree's placements are held against.

    The same number of queries whatever its size. `traits` are those of its sessions.
    """
    tree = list_tree(event)
    ids = [one.id for one in tree]
    rooms = db.session.execute(
        select(Room.id, Room.event_id, Room.capacity, Room.features).where(
            Room.event_id.in_(ids)
        )
    ).all()
    return Facts(
        _limits_of(tree, {room.id: room.event_id for room in rooms}),
        {room.id: Space(room.capacity, frozenset(room.features)) for room in rooms},
        _find_free(event),
        _find_together(event, traits),
        narrow_topics(one.topics for one in traits.values()),
    )


def find_traits(event: Event) -> dict[int, Traits]:
    """Return what the tree's sessions are like, by their ids: two queries."""
    in_tree = _sessions_of(event)
    topics: defaultdict[int, set[str]] = defaultdict(set)
    tags = (
        select(session_tags.c.session_id, Tag.name)
        .join(Tag, Tag.id == session_tags.c.tag_id)
        .where(session_tags.c.session_id.in_(in_tree))
    )
    for session_id, name in db.session.execute(tags):
        topics[session_id].add(name)
    rows = db.session.execute(
        select(
            Session.id,
            Session.duration,
            Session.code,
            Track.name,
            SessionDemand.needs,
            SessionDemand.audience,
            StarCount.stars,
        )
        .outerjoin(Track, Track.id == Session.track_id)
        .outerjoin(SessionDemand, SessionDemand.session_id == Session.id)
        .outerjoin(StarCount, StarCount.session_id == Session.id)
        .where(Session.id.in_(in_tree))
        .where(Session.state != SessionState.CANCELLED)
    )
    return {
        session_id: Traits(
            duration,
            code,
            frozenset(needs or ()),
            frozenset({*topics.get(session_id, ()), *filter(None, [track])}),
            max(audience or 0, stars or 0),
        )
        for session_id, duration, code, track, needs, audience, stars in rows
    }


def list_placements(
    draft: Draft,
    traits: Mapping[int, Traits] = NONE,
    proposals_of: Collection[int] = (),
) -> list[Placement]:
    """Return what stands in the draft as the rules see it, cancelled sessions left out.

    With the proposals of these events that may become sessions. A few queries, whatever its size. A break for everybody takes nobody's room.
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
        .where(Slot.proposal_id.is_(None))
        .where(Session.state.is_distinct_from(SessionState.CANCELLED))
    ).all()  # fmt: skip
    people = _list_people(draft)
    unknown = Traits(timedelta())
    found = []
    for row in rows:
        like = traits.get(row.session_id, unknown)
        found.append(
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
                asked=like.asked,
                needs=like.needs,
                topics=like.topics,
                audience=like.audience,
            )
        )
    tentative = list_tentative(draft, proposals_of)
    return found + [_tentative(slot) for slot in tentative if slot.starts_at]


def _tentative(slot: Slot) -> Placement:
    assert slot.proposal is not None
    assert slot.starts_at is not None
    like = subject_of(slot.proposal)
    return Placement(
        key=slot.guid,
        title=like.title,
        event=like.event.id,
        room=slot.room_id,
        room_name=slot.room.name if slot.room else "",
        starts_at=slot.starts_at,
        duration=slot.duration,
        people=like.people,
        code=like.code,
        asked=like.duration,
        topics=frozenset({like.track.name} if like.track else ()),
    )


def _list_people(draft: Draft) -> Mapping[int, list[Who]]:
    """Return who is on stage, in whichever role, by session; one account is one person."""
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


def find_limits(event: Event) -> dict[int, Limits]:
    """Return where and when the sessions of each event of the tree belong, by its id."""
    tree = list_tree(event)
    rooms = select(Room.id, Room.event_id).where(
        Room.event_id.in_([one.id for one in tree])
    )
    return _limits_of(tree, {row.id: row.event_id for row in db.session.execute(rooms)})


def _limits_of(tree: Collection[Event], rooms: Mapping[int, int]) -> dict[int, Limits]:
    """Return the limits of a tree whose rooms' owners are known."""
    ids = [one.id for one in tree]
    windows: defaultdict[int, list[Window]] = defaultdict(list)
    for given in db.session.scalars(
        select(Allocation).where(Allocation.event_id.in_(ids))
    ):
        window = Window(given.room_id, given.starts_at, given.ends_at)
        windows[given.event_id].append(window)
    own: defaultdict[int, set[int]] = defaultdict(set)
    for room_id, event_id in rooms.items():
        own[event_id].add(room_id)
    terms = _find_terms(ids)
    return {one.id: _limits(one, terms, windows[one.id], own[one.id]) for one in tree}


def _limits(
    event: Event,
    terms: Mapping[int, PlanTerms],
    windows: Collection[Window],
    own_rooms: Collection[int],
) -> Limits:
    kept = next((terms[one.id] for one in event.line if one.id in terms), None)
    kept = kept or usual_terms()
    return Limits(
        name=event.name,
        zone=event.timezone,
        day_change=event.day_change,
        first_day=event.starts_on,
        last_day=event.ends_on,
        windows=tuple(windows),
        own_rooms=frozenset(own_rooms),
        changeover=kept.changeover,
        longest_stretch=kept.longest_stretch,
        shortest_break=kept.shortest_break,
        keeps_topics_apart=kept.keeps_topics_apart,
    )


def usual_terms() -> PlanTerms:
    """Return the terms of an event whose organisers have said nothing."""
    return PlanTerms(
        changeover=timedelta(),
        longest_stretch=None,
        shortest_break=timedelta(minutes=15),
        keeps_topics_apart=True,
    )


def find_terms(event: Event) -> PlanTerms:
    """Return the terms that hold for the event: its own, or of the next one above."""
    terms = _find_terms([one.id for one in event.line])
    return next((terms[one.id] for one in event.line if one.id in terms), usual_terms())


def _find_terms(event_ids: Collection[int]) -> dict[int, PlanTerms]:
    rows = select(PlanTerms).where(PlanTerms.event_id.in_(event_ids))
    return {one.event_id: one for one in db.session.scalars(rows)}


def _find_free(event: Event) -> dict[str, tuple[Span, ...]]:
    """Return when the tree's people can come, by their keys, of those who said it."""
    rows = db.session.execute(
        select(
            Speaker.id, Speaker.person_id, Availability.starts_at, Availability.ends_at
        )
        .join(Speaker, Speaker.id == Availability.speaker_id)
        .where(Speaker.event_id == event.root.id)
    )
    found: defaultdict[str, tuple[Span, ...]] = defaultdict(tuple)
    for speaker_id, person_id, starts_at, ends_at in rows:
        found[named(speaker_id, person_id, "").key] += (Span(starts_at, ends_at),)
    return dict(found)


def _find_together(
    event: Event, traits: Mapping[int, Traits]
) -> dict[tuple[str, str], float]:
    """Return pairs of sessions starred together, by their codes in order."""
    rows = db.session.execute(
        select(StarredPair.first_id, StarredPair.second_id, StarredPair.lift).where(
            StarredPair.first_id.in_(_sessions_of(event))
        )
    )
    found = {}
    for first, second, lift in rows:
        if first in traits and second in traits:
            one, other = sorted((traits[first].code, traits[second].code))
            found[one, other] = lift / 100
    return found


def _sessions_of(event: Event) -> Select[int]:
    """Return a query for the ids of the tree's sessions."""
    root = event.root
    in_tree = select(Event.id).where(or_(Event.id == root.id, Event.root_id == root.id))
    return select(Session.id).where(Session.event_id.in_(in_tree))
