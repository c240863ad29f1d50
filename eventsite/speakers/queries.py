from collections.abc import Collection, Sequence

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from eventsite.accounts.models import Person
from eventsite.core.db import db
from eventsite.events.models import Event
from eventsite.sessions.models import Session, SessionPerson, Speaker
from eventsite.sessions.queries import holds


def page_speakers(
    event: Event, event_ids: Collection[int], text: str, page: int, per_page: int = 50
) -> Pagination:
    """Return a page of people: at a root all of the tree, below those on its stages.

    `event_ids`: the event and those below it.
    """
    query = select(Speaker).where(Speaker.event_id == event.root.id)
    if event.parent is not None:
        query = query.where(Speaker.id.in_(_on_stage_at(event_ids)))
    for word in text.split():
        query = query.where(
            or_(holds(Speaker.name, word), holds(Speaker.affiliation, word))
        )
    query = query.options(
        selectinload(Speaker.appearances)
        .joinedload(SessionPerson.session, innerjoin=True)
        .joinedload(Session.event, innerjoin=True)
    )
    query = query.order_by(func.lower(Speaker.name), Speaker.id)
    return db.paginate(query, page=page, per_page=per_page, error_out=False)


def _on_stage_at(event_ids: Collection[int]) -> Select[int]:
    return (
        select(SessionPerson.speaker_id)
        .join(SessionPerson.session)
        .where(Session.event_id.in_(event_ids))
    )


def list_appearances(speaker: Speaker) -> Sequence[SessionPerson]:
    """Return the speaker's parts by the sessions' titles, sessions and events loaded."""
    return db.session.scalars(
        select(SessionPerson)
        .join(SessionPerson.session)
        .where(SessionPerson.speaker_id == speaker.id)
        .options(
            joinedload(SessionPerson.session, innerjoin=True).joinedload(
                Session.event, innerjoin=True
            )
        )
        .order_by(func.lower(Session.title), SessionPerson.id)
    ).all()


def list_speakers_of(person: Person) -> Sequence[Speaker]:
    """Return the speakers who are this person: linked, or known by their address.

    An address counts once the person has confirmed it.
    """
    theirs = Speaker.person_id == person.id
    if person.email_confirmed_at is not None:
        by_email = and_(Speaker.person_id.is_(None), Speaker.email == person.email)
        theirs = or_(theirs, by_email)
    return db.session.scalars(
        select(Speaker).where(theirs).order_by(Speaker.id.desc())
    ).all()
