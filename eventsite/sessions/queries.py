from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from eventsite.accounts.models import Person
from eventsite.core.db import db
from eventsite.events.models import Event
from eventsite.sessions.models import (
    Session,
    SessionPerson,
    SessionState,
    Speaker,
    session_tags,
)

WHOLE = (  # everything that a page or file shows of a session
    joinedload(Session.track),
    joinedload(Session.type),
    selectinload(Session.people).joinedload(SessionPerson.speaker),
    selectinload(Session.links),
    selectinload(Session.tags),
)


@dataclass(frozen=True, slots=True)
class SessionFilter:
    """What a list of sessions is narrowed to; empty: not."""

    text: str = ""
    event_id: int | None = None
    track_id: int | None = None
    type_id: int | None = None
    tag_id: int | None = None
    state: SessionState | None = None
    is_placed: bool | None = None


def find_session(event: Event, code: str) -> Session | None:
    """Return a session of this very event, not of those below it."""
    return db.session.scalars(
        select(Session).filter_by(event_id=event.id, code=code).options(*WHOLE)
    ).one_or_none()


def list_ids(codes: Collection[str]) -> Sequence[int]:
    """Return the ids of the sessions with these codes, of whichever event."""
    return db.session.scalars(select(Session.id).where(Session.code.in_(codes))).all()


def find_session_made_with(once_key: str) -> Session | None:
    return db.session.scalars(
        select(Session).filter_by(once_key=once_key)
    ).one_or_none()


def list_sessions(event_ids: Collection[int]) -> Sequence[Session]:
    """Return the events' sessions by number, everything loaded: four queries.

    Their speakers come with them, without the speakers' own links.
    """
    return db.session.scalars(
        select(Session)
        .where(Session.event_id.in_(event_ids))
        .options(*WHOLE)
        .order_by(Session.number, Session.id)
    ).all()


def page_sessions(
    event_ids: Collection[int],
    wanted: SessionFilter,
    page: int,
    placed: Any = None,
    per_page: int = 50,
) -> Pagination:
    """Return a page of the events' sessions by title, with people, track and type.

    `placed` is a query for the ids of those that have a place, where that matters; what
    is cancelled needs none.
    """
    among = select(Session).where(Session.event_id.in_(event_ids))
    if wanted.is_placed is not None:
        among = among.where(
            Session.id.in_(placed)
            if wanted.is_placed
            else Session.id.not_in(placed) & (Session.state != SessionState.CANCELLED)
        )
    query = (
        _narrowed(among, wanted)
        .options(*WHOLE[:3], joinedload(Session.event, innerjoin=True))
        .order_by(func.lower(Session.title), Session.id)
    )
    return db.paginate(query, page=page, per_page=per_page, error_out=False)


def _narrowed(query: Select[Session], wanted: SessionFilter) -> Select[Session]:
    same = {
        Session.event_id: wanted.event_id,
        Session.track_id: wanted.track_id,
        Session.type_id: wanted.type_id,
        Session.state: wanted.state,
    }
    for column, value in same.items():
        if value is not None:
            query = query.where(column == value)
    if wanted.tag_id is not None:
        tagged = select(session_tags.c.session_id).where(
            session_tags.c.tag_id == wanted.tag_id
        )
        query = query.where(Session.id.in_(tagged))
    for word in wanted.text.split():
        on_stage = (
            select(SessionPerson.session_id)
            .join(SessionPerson.speaker)
            .where(holds(Speaker.name, word))
        )
        query = query.where(
            or_(
                holds(Session.title, word),
                holds(Session.subtitle, word),
                Session.code == word.upper(),
                Session.id.in_(on_stage),
            )
        )
    return query


def holds(column: InstrumentedAttribute[str], word: str) -> ColumnElement[bool]:
    """Tell whether a text holds a word in any case.

    As typed, too: some databases lower ASCII letters only.
    """
    lowered = func.lower(column).contains(word.lower(), autoescape=True)
    return or_(lowered, column.contains(word, autoescape=True))


def next_number(root: Event) -> int:
    """Return the lowest session number above all in use; first `lock_tree`."""
    used = db.session.scalar(
        select(func.max(Session.number))
        .join(Session.event)
        .where(or_(Event.id == root.id, Event.root_id == root.id))
    )
    return (used or 0) + 1


def next_speaker_number(root: Event) -> int:
    """Return the lowest speaker number above all in use; first `lock_tree`."""
    used = db.session.scalar(
        select(func.max(Speaker.number)).where(Speaker.event_id == root.id)
    )
    return (used or 0) + 1


def list_session_slugs(root: Event, beginning: str) -> set[str]:
    """Return the tree's session slugs that begin so."""
    return set(
        db.session.scalars(
            select(Session.slug)
            .join(Session.event)
            .where(or_(Event.id == root.id, Event.root_id == root.id))
            .where(Session.slug.startswith(beginning, autoescape=True))
        )
    )


def find_speaker(event: Event, code: str) -> Speaker | None:
    """Return somebody on stage in the tree the event belongs to."""
    return db.session.scalars(
        select(Speaker)
        .filter_by(event_id=event.root.id, code=code)
        .options(selectinload(Speaker.links))
    ).one_or_none()


def list_speakers(root: Event) -> Sequence[Speaker]:
    """Return the people on stage in a tree by name, with links and sessions: 3 queries.

    Those without a session are there, too.
    """
    return db.session.scalars(
        select(Speaker)
        .where(Speaker.event_id == root.id)
        .options(
            selectinload(Speaker.links),
            selectinload(Speaker.appearances)
            .joinedload(SessionPerson.session, innerjoin=True)
            .joinedload(Session.event, innerjoin=True),
        )
        .order_by(func.lower(Speaker.name), Speaker.id)
    ).all()


def list_speakers_by_id(root: Event, ids: Collection[int]) -> dict[int, Speaker]:
    """Return those of the tree among the ids, by id."""
    found = db.session.scalars(
        select(Speaker).where(Speaker.event_id == root.id, Speaker.id.in_(ids))
    )
    return {speaker.id: speaker for speaker in found}


def find_speakers(root: Event, codes: Collection[str]) -> dict[str, Speaker]:
    """Return those of the tree among the codes, by code."""
    if not codes:
        return {}
    found = db.session.scalars(
        select(Speaker).where(Speaker.event_id == root.id, Speaker.code.in_(codes))
    )
    return {speaker.code: speaker for speaker in found}


def search_speakers(root: Event, text: str, limit: int = 12) -> Sequence[Speaker]:
    """Return people of the tree whose name holds all words of `text`, by name."""
    query = select(Speaker).where(Speaker.event_id == root.id)
    for word in text.split():
        query = query.where(holds(Speaker.name, word))
    return db.session.scalars(
        query.order_by(func.lower(Speaker.name), Speaker.id).limit(limit)
    ).all()


def count_sessions(event_ids: Collection[int]) -> int:
    """Return how many sessions take place at the events; cancelled ones do not."""
    return (
        db.session.scalar(
            select(func.count(Session.id)).where(
                Session.event_id.in_(event_ids),
                Session.state != SessionState.CANCELLED,
            )
        )
        or 0
    )


def list_speakers_of(person: Person) -> Sequence[Speaker]:
    """Return somebody's entries as a speaker, one for each event they spoke at."""
    theirs = or_(Speaker.person_id == person.id, Speaker.email == person.email)
    return db.session.scalars(
        select(Speaker)
        .where(theirs)
        .options(
            selectinload(Speaker.links),
            selectinload(Speaker.appearances).joinedload(SessionPerson.session),
        )
        .order_by(Speaker.id)
    ).all()
