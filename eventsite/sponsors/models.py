from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.capacity.models import Pool
from eventsite.core.content import Translated
from eventsite.core.db import Model
from eventsite.core.files import StoredFile, file_url
from eventsite.events.models import Event

NO_LIMIT = 1_000_000  # the size of the pool of a tier that takes everybody


class Tier(Translated, Model):
    """A level of sponsoring; rank 1 stands first."""

    __tablename__ = "sponsor_tiers"
    TEXTS = ("name",)
    shown_with = "event_id"
    __table_args__ = (UniqueConstraint("event_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    name: Mapped[str] = mapped_column(String(100))
    rank: Mapped[int]
    pool_id: Mapped[int] = mapped_column(ForeignKey("pools.id"), unique=True)

    event: Mapped[Event] = relationship()
    pool: Mapped[Pool] = relationship()

    @property
    def maximum(self) -> int | None:
        return None if self.pool.size == NO_LIMIT else self.pool.size

    @property
    def main_language(self) -> str:
        return self.event.main_language


class Sponsor(Translated, Model):
    __tablename__ = "sponsors"
    TEXTS = ("description",)
    LONG = frozenset(("description",))
    shown_with = "event_id"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    tier_id: Mapped[int] = mapped_column(ForeignKey("sponsor_tiers.id"), index=True)
    once_key: Mapped[str] = mapped_column(String(120), unique=True)  # of its form
    name: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(500), default="")
    description: Mapped[str] = mapped_column(Text, default="")  # markdown
    logo_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)  # in the tier, before the name
    created_at: Mapped[datetime]

    event: Mapped[Event] = relationship()
    tier: Mapped[Tier] = relationship()
    logo: Mapped[StoredFile | None] = relationship()

    @property
    def logo_url(self) -> str:
        return "" if self.logo is None else file_url(self.logo)

    @property
    def main_language(self) -> str:
        return self.event.main_language
