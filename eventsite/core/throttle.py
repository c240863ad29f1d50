"""So many times and no more: attempts counted in the database, for all processes.

The window begins with the first attempt and the next one with the first after its end.
An attempt counts once the caller commits. So commit after `check`, before slow work
such as a password's hash, and whatever comes of it: a rolled-back attempt was none, and
until the commit others with the same key wait (on SQLite: all who write).
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, String, case, delete, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from eventsite.core.db import Model, db, insert_once
from eventsite.core.errors import Refusal
from eventsite.core.words import lazy


class Throttle(Model):
    """The attempts of one key in its window."""

    __tablename__ = "throttles"

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    attempts: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)


class TooMany(Refusal):
    message = lazy("Too many attempts. Please wait a while, then try again.")

    def __init__(self, retry_at: datetime) -> None:
        super().__init__()
        self.retry_at = retry_at


def check(key: str, limit: int, window: timedelta, now: datetime) -> None:
    """Count an attempt under `key`, such as "sign-in ada@example.org".

    Keys are kept as hashes, so they may hold addresses.

    Raises:
        TooMany: `limit` attempts were made in the running window; nothing is counted.
    """
    key_hash = _hash(key)
    row = Throttle.key_hash == key_hash
    is_over = Throttle.ends_at <= now
    count = (
        update(Throttle)
        .where(row, or_(is_over, Throttle.attempts < limit))
        .values(
            attempts=case((is_over, 1), else_=Throttle.attempts + 1),
            ends_at=case((is_over, now + window), else_=Throttle.ends_at),
        )
        .execution_options(synchronize_session=False)
    )
    first = {"key_hash": key_hash, "attempts": 1, "ends_at": now + window}
    while not _changed(count) and not insert_once(Throttle, "key_hash", **first):
        # Another's first attempt came between: count anew, unless that is too many.
        full = select(Throttle.ends_at).where(row, Throttle.attempts >= limit)
        ends_at = db.session.scalar(full)
        if ends_at is not None and ends_at > now:
            raise TooMany(ends_at)


def check_some(key: str, limit: int, window: timedelta, now: datetime) -> None:
    """Do what `check` does, unless `limit` is 0, which means: any number.

    Raises:
        TooMany
    """
    if limit:
        check(key, limit, window, now)


def count(key: str, now: datetime) -> int:
    """Return how many attempts count in the running window."""
    row = (Throttle.key_hash == _hash(key), Throttle.ends_at > now)
    return db.session.scalar(select(Throttle.attempts).where(*row)) or 0


def give_back(key: str) -> None:
    """Take one attempt out of the count: it was none of those to slow down."""
    row = (Throttle.key_hash == _hash(key), Throttle.attempts > 0)
    db.session.execute(
        update(Throttle)
        .where(*row)
        .values(attempts=Throttle.attempts - 1)
        .execution_options(synchronize_session=False)
    )


def forget(key: str) -> None:
    """Begin anew, after a success."""
    db.session.execute(delete(Throttle).where(Throttle.key_hash == _hash(key)))


def tidy(now: datetime) -> int:
    """Remove windows that have ended; return how many."""
    return _changed(delete(Throttle).where(Throttle.ends_at <= now))


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()


def _changed(statement: Any) -> int:
    result = db.session.execute(statement)
    return cast("CursorResult[Any]", result).rowcount
