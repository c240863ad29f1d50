from collections.abc import Sequence

from sqlalchemy import select

from eventsite.audit.models import AuditEntry
from eventsite.core.db import db


def list_entries(
    event_id: int, limit: int = 100, before: int | None = None
) -> Sequence[AuditEntry]:
    """Return an event's newest entries; `before` an entry's id goes on from there."""
    wanted = select(AuditEntry).where(AuditEntry.event_id == event_id)
    if before is not None:
        wanted = wanted.where(AuditEntry.id < before)
    return db.session.scalars(wanted.order_by(AuditEntry.id.desc()).limit(limit)).all()
