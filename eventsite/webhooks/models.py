from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.accounts.models import Person
from eventsite.core.crypto import EncryptedText
from eventsite.core.db import Model
from eventsite.events.models import Event


class DeliveryState(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"  # given up


class Webhook(Model):
    """An address that is told what happens at an event and those below it.

    Of what its maker may know at that moment.
    """

    __tablename__ = "webhooks"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    url: Mapped[str] = mapped_column(String(500))
    kinds: Mapped[list[str]] = mapped_column(JSON)
    secret: Mapped[str] = mapped_column(EncryptedText("webhooks.secret"))
    old_secret: Mapped[str | None] = mapped_column(EncryptedText("webhooks.secret"))
    old_secret_until: Mapped[datetime | None]  # both sign while it is replaced
    once_key: Mapped[str] = mapped_column(String(120), unique=True)
    seen_id: Mapped[int] = mapped_column(default=0)  # of what was written down
    created_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)  # since the last success
    failing_since: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]  # nobody answers there
    disabled_at: Mapped[datetime | None]
    disabled_why: Mapped[str] = mapped_column(String(200), default="")

    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship()


class Delivery(Model):
    """A message to a webhook. `body` is what is signed and sent, byte by byte."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        UniqueConstraint("webhook_id", "entry_id"),
        Index("ix_webhook_deliveries_state_next_at", "state", "next_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(
        ForeignKey("webhooks.id", ondelete="CASCADE")
    )
    entry_id: Mapped[int | None]  # of what was written down; empty: a trial
    guid: Mapped[str] = mapped_column(String(40), unique=True)  # what receivers see
    kind: Mapped[str] = mapped_column(String(60))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    last_status: Mapped[int | None]  # of HTTP; empty: no answer
    last_error: Mapped[str] = mapped_column(String(300), default="")

    webhook: Mapped[Webhook] = relationship()
