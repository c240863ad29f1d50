from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from eventsite.core.db import Model


class Cart(Model):
    """What somebody is about to order: kept until they do, for a day at most."""

    __tablename__ = "carts"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    fingerprint: Mapped[str] = mapped_column(String(64))  # of buyer and guests
    buyer: Mapped[dict[str, Any]] = mapped_column(JSON)
    guests: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(index=True)
