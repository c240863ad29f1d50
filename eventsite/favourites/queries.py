from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from eventsite.core.db import db
from eventsite.favourites.models import Favourite
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
