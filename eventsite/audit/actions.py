from collections.abc import Mapping
from datetime import datetime

from eventsite.audit.models import AuditEntry
from eventsite.core import acting
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
    or personal into it: the log is kept longer than those. If a program acts, its
    token's id is noted, too.
    """
    token = acting.token()
    by_program = {} if token is None else {"token": token}
    db.session.add(
        AuditEntry(
            at=now,
            event_id=event_id,
            actor_id=actor_id,
            verb=verb,
            subject=subject[:120],
            detail={**(detail or {}), **by_program},
        )
    )
