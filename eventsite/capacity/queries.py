from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select

from eventsite.capacity.models import Hold, LedgerEntry, Pool
from eventsite.core.db import db


class Disagreement(NamedTuple):
    """Two books that should say the same of a pool, and what they say."""

    pool_id: int
    what: str
    pool: int
    other: int

    def __str__(self) -> str:
        return f"pool {self.pool_id}: {self.pool} {self.what} {self.other}"


def count_free(pool_ids: Iterable[int], now: datetime) -> dict[int, int]:
    """Return how many places of each pool can be had, to show it: one query.

    Places whose hold is over count as free, whether or not they were reclaimed yet.
    """
    over = (
        select(func.coalesce(func.sum(Hold.places), 0))
        .where(Hold.pool_id == Pool.id, Hold.ended_at.is_(None), Hold.until <= now)
        .scalar_subquery()
    )
    free = Pool.size - Pool.sold - Pool.held + over
    wanted = select(Pool.id, free).where(Pool.id.in_(list(pool_ids)))
    return {row[0]: row[1] for row in db.session.execute(wanted)}


def list_overdue_pools(now: datetime) -> list[int]:
    """Return the ids of pools with holds that are over and not reclaimed, ascending."""
    overdue = select(Hold.pool_id).where(Hold.ended_at.is_(None), Hold.until <= now)
    return list(db.session.scalars(overdue.distinct().order_by(Hold.pool_id)))


def find_disagreements() -> list[Disagreement]:
    """Compare every pool's numbers with its ledger and its running holds."""
    found = []
    for pool_id, held, sold, entered_held, entered_sold, promised in db.session.execute(
        _books()
    ):
        books = (
            ("held, ledger says", held, entered_held),
            ("sold, ledger says", sold, entered_sold),
            ("held, holds say", held, promised),
        )
        found += [
            Disagreement(pool_id, what, counted, other)
            for what, counted, other in books
            if counted != other
        ]
    return found


def _books() -> Select[int, int, int, Any, Any, Any]:
    """Return one statement, so that all books are read at the same moment."""
    ledger = (
        select(
            LedgerEntry.pool_id,
            func.sum(LedgerEntry.held).label("held"),
            func.sum(LedgerEntry.sold).label("sold"),
        )
        .group_by(LedgerEntry.pool_id)
        .subquery()
    )
    holds = (
        select(Hold.pool_id, func.sum(Hold.places).label("places"))
        .where(Hold.ended_at.is_(None))
        .group_by(Hold.pool_id)
        .subquery()
    )
    return (
        select(
            Pool.id,
            Pool.held,
            Pool.sold,
            func.coalesce(ledger.c.held, 0),
            func.coalesce(ledger.c.sold, 0),
            func.coalesce(holds.c.places, 0),
        )
        .outerjoin(ledger, ledger.c.pool_id == Pool.id)
        .outerjoin(holds, holds.c.pool_id == Pool.id)
        .order_by(Pool.id)
    )
