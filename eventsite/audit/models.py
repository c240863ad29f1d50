from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from eventsite.core.db import Model


class AuditEntry(Model):
    """Somebody did or read something. Plain ids: it outlives what it tells of."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_event_id_at", "event_id", "at"),
        Index("ix_audit_entries_subject", "subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    event_id: Mapped[int | None]
    actor_id: Mapped[int | None]  # a person; empty: the clock or a command did it
    verb: Mapped[str] = mapped_column(String(80))  # such as "proposal.accept"
    subject: Mapped[str] = mapped_column(String(120))  # such as "proposal 12"
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
