"""The verbs of the API itself. They change the session and never commit."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from eventsite.api.models import ApiRequest
from eventsite.core.db import db, insert_once

KEPT = timedelta(days=7)  # how long a key is known


def begin_once(
    token_id: int, key: str, fingerprint: str, now: datetime
) -> tuple[ApiRequest, bool]:
    """Return the request of this key, and whether it is new.

    Of two at once the second waits until the first is done, and gets its answer.
    """
    key_hash = hashlib.sha256(f"{token_id}:{key}".encode()).hexdigest()
    is_new = insert_once(
        ApiRequest,
        "key_hash",
        token_id=token_id,
        key_hash=key_hash,
        fingerprint=fingerprint,
        headers={},
        body="",
        created_at=now,
    )
    found = select(ApiRequest).filter_by(key_hash=key_hash)
    return db.session.scalars(found).one(), is_new


def keep_answer(
    made: ApiRequest, status: int, headers: Mapping[str, str], body: str
) -> None:
    made.status, made.headers, made.body = status, dict(headers), body


def forget_old(now: datetime) -> None:
    db.session.execute(delete(ApiRequest).where(ApiRequest.created_at <= now - KEPT))
