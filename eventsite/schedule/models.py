"""Where and when: drafts are worked on, releases are what the public sees.

A tree of events shares one venue and so one current *draft*, kept at its root; its
*slots* place sessions. A *release* freezes placement and content of one or more events
of the tree for good; what the public sees of an event is the newest release covering it.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from eventsite.core.db import Model
from eventsite.core.words import counted
from eventsite.events.models import Event, Room
from eventsite.proposals.models import Proposal
from eventsite.sessions.models import Session, Speaker


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
    started_from: Mapped[str] = mapped_column(String(200), default="")  # in words
    created_by: Mapped[int | None]  # a person's id
    created_at: Mapped[datetime]

    event: Mapped[Event] = relationship()

    @property
    def in_addresses(self) -> dict[str, Any]:
        """Return what pages' addresses say of it: nothing if it is the current one."""
        return {} if self.is_current else {"draft": self.id}


class Slot(Model):
    """A session (or a break, which has a title instead) at its place in a draft.

    A session taken off the grid keeps its slot, without room and time, so that whoever
    still looks at its former place finds out (`revision`).
    """

    __tablename__ = "slots"
    __table_args__ = (
        UniqueConstraint("draft_id", "guid"),
        {"info": {"called": counted("%(num)s slot", "%(num)s slots")}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"))
    guid: Mapped[str] = mapped_column(String(36))  # stays through all drafts
    session_id: Mapped[int | None] = mapped_column(
        ForeignKey("sessions.id"), index=True
    )
    proposal_id: Mapped[int | None] = mapped_column(  # instead: it may become a session
        ForeignKey("proposals.id", ondelete="CASCADE"), index=True
    )
    event_id: Mapped[int | None] = mapped_column(  # whose break it is
        ForeignKey("events.id"), index=True
    )
    title: Mapped[str] = mapped_column(String(200), default="")  # of a break
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id"), index=True)
    starts_at: Mapped[datetime | None]
    duration: Mapped[timedelta]
    revision: Mapped[int] = mapped_column(default=1)  # rises with every move

    draft: Mapped[Draft] = relationship()
    session: Mapped[Session | None] = relationship()
    proposal: Mapped[Proposal | None] = relationship()
    event: Mapped[Event | None] = relationship()
    room: Mapped[Room | None] = relationship()

    @property
    def ends_at(self) -> datetime | None:
        return None if self.starts_at is None else self.starts_at + self.duration


class PlanStep(Model):
    """A move that somebody made in a draft, so that they can take it back.

    What was done at once has the same `batch`, which rises with time.
    """

    __tablename__ = "plan_steps"
    __table_args__ = (
        Index("ix_plan_steps_whose", "draft_id", "person_id", "is_undone", "batch"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    batch: Mapped[int]
    slot_id: Mapped[int] = mapped_column(
        ForeignKey("slots.id", ondelete="CASCADE"), index=True
    )
    before_room: Mapped[
        int | None
    ]  # a room's id; none of these three: it was not placed
    before_at: Mapped[datetime | None]
    before_length: Mapped[timedelta | None]
    after_room: Mapped[int | None]
    after_at: Mapped[datetime | None]
    after_length: Mapped[timedelta | None]
    is_undone: Mapped[bool] = mapped_column(default=False)

    slot: Mapped[Slot] = relationship()


class Release(Model):
    """A programme frozen for good: titles, people, rooms and times as they were.

    `content` is a `formats.model.Programme` as compressed JSON (see
    `formats.programme_json`); it never changes, so whatever is made from it can be kept.
    `released_at` differs by a second or more from any other release of the tree.

    What the public sees of an event is composed of the newest release of each event
    shown, so every release that covers the event or one shown below it makes a new
    *version* of its programme, named after that release: of each event it holds what
    the newest release up to that one says. `changes` is what differs, in the events
    covered, from what was out of them before (`formats.differences.Changes`).
    """

    __tablename__ = "releases"
    shown_with = "event_id"
    __table_args__ = (UniqueConstraint("event_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[str] = mapped_column(  # what readers of feeds know it by
        String(36), unique=True, default=lambda: str(uuid4())
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))  # the root
    version: Mapped[str] = mapped_column(String(100))
    note: Mapped[str] = mapped_column(String(1000), default="")
    released_at: Mapped[datetime]
    released_by: Mapped[int | None]  # a person's id
    once_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    changes: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))

    event: Mapped[Event] = relationship()
    covers: Mapped[list["ReleaseCover"]] = relationship(
        back_populates="release", order_by="ReleaseCover.id"
    )


class ReleaseCover(Model):
    """An event whose sessions a release holds."""

    __tablename__ = "release_covers"
    shown_with = "event_id"
    __table_args__ = (UniqueConstraint("event_id", "release_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    slug: Mapped[str] = mapped_column(String(80))  # the event's, as `content` knows it

    release: Mapped[Release] = relationship(back_populates="covers")
    event: Mapped[Event] = relationship()


class PlanTerms(Model):
    """How densely an event may be planned; events below without terms keep to it, too."""

    __tablename__ = "plan_terms"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    changeover: Mapped[timedelta] = mapped_column(default=timedelta())
    longest_stretch: Mapped[timedelta | None]  # in a room without a break
    shortest_break: Mapped[timedelta] = mapped_column(default=timedelta(minutes=15))
    keeps_topics_apart: Mapped[bool] = mapped_column(default=True)

    event: Mapped[Event] = relationship()


class SessionDemand(Model):
    """What a session asks of its place beyond time; sessions without any ask nothing."""

    __tablename__ = "session_demands"

    session_id: Mapped[int] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True
    )
    needs: Mapped[list[str]] = mapped_column(JSON, default=list)  # features of rooms
    audience: Mapped[int | None]  # how many people organisers expect

    session: Mapped[Session] = relationship()


class Availability(Model):
    """When somebody on stage can come: [starts_at, ends_at). Without any: always."""

    __tablename__ = "availabilities"

    id: Mapped[int] = mapped_column(primary_key=True)
    speaker_id: Mapped[int] = mapped_column(
        ForeignKey("speakers.id", ondelete="CASCADE"), index=True
    )
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    speaker: Mapped[Speaker] = relationship()


class AcceptedWarning(Model):
    """A warning that somebody lives with, and why: as long as its facts are the same."""

    __tablename__ = "accepted_warnings"
    __table_args__ = (UniqueConstraint("event_id", "fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))  # the root
    fingerprint: Mapped[str] = mapped_column(String(32))  # `rules.Clash.fingerprint`
    reason: Mapped[str] = mapped_column(String(500))
    accepted_by: Mapped[int | None]  # a person's id
    accepted_at: Mapped[datetime]
