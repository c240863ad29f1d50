from collections.abc import Mapping
from datetime import datetime

from eventsite.audit.models import AuditEntry
from eventsite.core.db import db

Detail = Mapping[str, str | int | bool | None]


def record(
    *,
    event_id: int | None,
    actor_id: int | None,
    verb: str,
    subject: str,
    now: datetime,
    detail: Detail | None = None,
) -> None:
    """Note a change, or the reading of something sensitive; stays only if committed.

    `detail` says what changed in short plain values. Never put what is encrypted, secret
    or personal into it: the log is kept longer than those.
    """
    db.session.add(
        AuditEntry(
            at=now,
            event_id=event_id,
            actor_id=actor_id,
            verb=verb,
            subject=subject[:120],
            detail=dict(detail or {}),
        )
    )
