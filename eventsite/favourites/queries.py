from collections.abc import Collection, Sequence

from sqlalchemy import Select, func, or_, select

from eventsite.core.db import db
from eventsite.events.models import Event
from eventsite.favourites.models import Favourite, StarCount
from eventsite.sessions.models import Session


def list_codes(person_id: int) -> Sequence[str]:
    """Return the codes of the sessions that a person starred, shown now or not."""
    return db.session.scalars(
        select(Session.code)
        .join(Favourite, Favourite.session_id == Session.id)
        .where(Favourite.person_id == person_id)
        .order_by(Session.code)
    ).all()


def list_session_ids(person_id: int) -> set[int]:
    return set(
        db.session.scalars(
            select(Favourite.session_id).where(Favourite.person_id == person_id)
        )
    )


def count_stars(session_ids: Collection[int]) -> dict[int, int]:
    """Return how many people starred each session, by its id; none are left out."""
    counted = (
        select(Favourite.session_id, func.count())
        .where(Favourite.session_id.in_(session_ids))
        .group_by(Favourite.session_id)
    )
    return dict(db.session.execute(counted).all())


def list_starred_trees() -> Sequence[int]:
    """Return the ids of the roots of all trees of which sessions are starred, or were."""
    root = func.coalesce(Event.root_id, Event.id)
    starred = select(Favourite.session_id).union(select(StarCount.session_id))
    return db.session.scalars(
        select(root)
        .join(Session, Session.event_id == Event.id)
        .where(Session.id.in_(starred))
        .distinct()
        .order_by(root)
    ).all()


def list_stars(root_id: int) -> dict[int, list[int]]:
    """Return which sessions of a tree each person starred, by the person's id."""
    rows = db.session.execute(
        select(Favourite.person_id, Favourite.session_id).where(
            Favourite.session_id.in_(select_sessions(root_id))
        )
    )
    found: dict[int, list[int]] = {}
    for person_id, session_id in rows:
        found.setdefault(person_id, []).append(session_id)
    return found


def select_sessions(root_id: int) -> Select[int]:
    """Return a query for the ids of a tree's sessions."""
    in_tree = or_(Event.id == root_id, Event.root_id == root_id)
    return select(Session.id).join(Event, Event.id == Session.event_id).where(in_tree)
