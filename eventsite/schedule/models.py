from datetime import datetime, timedelta

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from eventsite.core.db import Base, Model
from eventsite.events.models import Event, Room
from eventsite.sessions.models import Session


class Draft(Model):
    """A plan in the making for a whole tree; one of a tree's drafts is current."""

    __tablename__ = "drafts"
    __table_args__ = (
        Index(
            "uq_drafts_one_current_per_event",
            "event_id",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))  # the root
    name: Mapped[str] = mapped_column(String(100), default="Draft")
    is_current: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    event: Mapped[Event] = relationship()


class Slot(Model):
    """A session (or a break, which has a title instead) at its place in a draft."""

    __tablename__ = "slots"
    __table_args__ = (UniqueConstraint("draft_id", "guid"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"))
    guid: Mapped[str] = mapped_column(String(36))  # stays through all drafts
    session_id: Mapped[int | None] = mapped_column(
        ForeignKey("sessions.id"), index=True
    )
    title: Mapped[str] = mapped_column(String(200), default="")  # of a break
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id"), index=True)
    starts_at: Mapped[datetime | None]
    duration: Mapped[timedelta]
    revision: Mapped[int] = mapped_column(default=1)  # rises with every move

    draft: Mapped[Draft] = relationship()
    session: Mapped[Session | None] = relationship()
    room: Mapped[Room | None] = relationship()

    @property
    def ends_at(self) -> datetime | None:
        return None if self.starts_at is None else self.starts_at + self.duration


release_events = Table(  # the events whose sessions a release holds
    "release_events",
    Base.metadata,
    Column("release_id", ForeignKey("releases.id"), primary_key=True),
    Column("event_id", ForeignKey("events.id"), primary_key=True, index=True),
)


class Release(Model):
    """A programme frozen for good: titles, people, rooms and times as they were.

    `content` is a `formats.model.Programme` as compressed JSON (see
    `formats.programme_json`); it never changes, so whatever is made from it can be kept.
    """

    __tablename__ = "releases"
    __table_args__ = (UniqueConstraint("event_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))  # the root
    version: Mapped[str] = mapped_column(String(100))
    note: Mapped[str] = mapped_column(String(1000), default="")
    released_at: Mapped[datetime]
    released_by: Mapped[int | None]  # a person's id
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))

    event: Mapped[Event] = relationship()
    covers: Mapped[list[Event]] = relationship(secondary=release_events)
