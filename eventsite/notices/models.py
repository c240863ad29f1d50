from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.core.db import Model
from eventsite.events.models import Host


class Kind(StrEnum):
    PRIVACY = "privacy"
    IMPRINT = "imprint"


class Notice(Model):
    """A version of a host's text; it never changes. The highest version is in force."""

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("host_id", "kind", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("hosts.id"))
    kind: Mapped[Kind]
    version: Mapped[int]  # from 1
    text: Mapped[str] = mapped_column(Text)  # markdown
    with_list: Mapped[bool] = mapped_column(default=True)  # of what is kept, below it
    change: Mapped[str] = mapped_column(
        String(300), default=""
    )  # what is new, in words
    published_at: Mapped[datetime]
    published_by: Mapped[int | None]  # a person's id

    host: Mapped[Host] = relationship()
