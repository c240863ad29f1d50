from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.accounts.models import Person
from eventsite.core.db import Model
from eventsite.events.models import Event


class ApiToken(Model):
    """A program's key. The database has its SHA-256 only, so that nobody reads it there.

    With an event it reaches that event and those below it; without one, wherever its
    maker has the rights.
    """

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hint: Mapped[str] = mapped_column(String(12))  # how it begins, to tell it by
    rights: Mapped[list[str]] = mapped_column(JSON)
    may_write: Mapped[bool] = mapped_column(default=False)
    once_key: Mapped[str] = mapped_column(
        String(120), unique=True
    )  # whose form made it
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None]  # a person's id

    person: Mapped[Person] = relationship()
    event: Mapped[Event | None] = relationship()

    def is_live(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at
