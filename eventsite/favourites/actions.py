"""Setting stars and taking them away. Nothing here commits."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select

from eventsite.accounts.models import Person
from eventsite.core.db import db
from eventsite.favourites import queries
from eventsite.favourites.models import Favourite, StarCount, StarredPair
from eventsite.favourites.rules import MOST, Pair, TooManyStars


def star(person_id: int, session_ids: Collection[int], now: datetime) -> None:
    """Star sessions; those starred already stay so. Whether they may be seen is asked.

    Locks the person until the caller commits: two browsers at once add up.

    Raises:
        TooManyStars: it would be more than anybody may star; none is added.
    """
    db.session.execute(
        select(Person.id).where(Person.id == person_id).with_for_update(key_share=True)
    )
    starred = queries.list_session_ids(person_id)
    new = sorted(set(session_ids) - starred)
    if len(starred) + len(new) > MOST:
        raise TooManyStars
    if new:
        rows = [
            {"person_id": person_id, "session_id": one, "starred_at": now}
            for one in new
        ]
        db.session.execute(insert(Favourite), rows)


def unstar(person_id: int, session_ids: Collection[int]) -> None:
    """Take stars away, where there are any."""
    db.session.execute(
        delete(Favourite).where(
            Favourite.person_id == person_id, Favourite.session_id.in_(session_ids)
        )
    )


def keep_counts(root_id: int, counts: Mapping[int, int], pairs: Iterable[Pair]) -> None:
    """Keep what was counted of a tree's stars, instead of what was known before."""
    theirs = queries.select_sessions(root_id)
    db.session.execute(delete(StarCount).where(StarCount.session_id.in_(theirs)))
    db.session.execute(delete(StarredPair).where(StarredPair.first_id.in_(theirs)))
    known = set(db.session.scalars(theirs))  # those of now
    rows = [
        {"session_id": one, "stars": stars}
        for one, stars in sorted(counts.items())
        if one in known
    ]
    if rows:
        db.session.execute(insert(StarCount), rows)
    found = [
        {"first_id": p.first, "second_id": p.second, "lift": round(p.lift * 100)}
        for p in pairs
        if {p.first, p.second} <= known
    ]
    if found:
        db.session.execute(insert(StarredPair), found)
