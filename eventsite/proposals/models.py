from datetime import datetime, timedelta

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from eventsite.accounts.models import Person
from eventsite.core.content import Translated
from eventsite.core.db import Model, WallTime
from eventsite.core.deadlines import Deadline
from eventsite.core.drafts import Typed
from eventsite.core.words import Named, counted, lazy_pgettext
from eventsite.events.models import Event, SessionType, Track
from eventsite.sessions.models import Session, Speaker


class ProposalState(Named):
    DRAFT = "draft", lazy_pgettext("proposal", "draft")  # seen by its author only
    SUBMITTED = "submitted", lazy_pgettext("proposal", "submitted")
    WITHDRAWN = "withdrawn", lazy_pgettext("proposal", "withdrawn")
    ACCEPTED = "accepted", lazy_pgettext("proposal", "accepted")
    REJECTED = "rejected", lazy_pgettext("proposal", "rejected")


class Call(Translated, Model):
    """A call for proposals: open from `opens` (inclusive), by type until a deadline."""

    __tablename__ = "calls"
    TEXTS = ("text",)
    LONG = frozenset(("text",))
    shown_with = "event_id"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), unique=True)
    text: Mapped[str] = mapped_column(Text, default="")  # markdown
    opens_local: Mapped[datetime] = mapped_column(WallTime)
    opens_zone: Mapped[str] = mapped_column(String(64))
    opens_at: Mapped[datetime]
    closes_local: Mapped[datetime] = mapped_column(WallTime)
    closes_zone: Mapped[str] = mapped_column(String(64))
    closes_at: Mapped[datetime]
    grace: Mapped[timedelta] = mapped_column(default=timedelta())  # never shown
    changed_at: Mapped[datetime]

    opens: Mapped[Deadline] = composite("opens_local", "opens_zone", "opens_at")
    closes: Mapped[Deadline] = composite("closes_local", "closes_zone", "closes_at")
    event: Mapped[Event] = relationship()
    types: Mapped[list["CallType"]] = relationship(cascade="all, delete-orphan")

    @property
    def main_language(self) -> str:
        return self.event.main_language


class CallType(Model):
    """A session type that a call wants, where it differs with a deadline of its own."""

    __tablename__ = "call_types"
    shown_with = "call_id"
    __table_args__ = {
        "info": {
            "called": counted(
                "%(num)s call for proposals", "%(num)s calls for proposals"
            )
        }
    }

    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), primary_key=True)
    type_id: Mapped[int] = mapped_column(
        ForeignKey("session_types.id"), primary_key=True, index=True
    )
    own_closes_local: Mapped[datetime | None] = mapped_column(WallTime)
    own_closes_zone: Mapped[str | None] = mapped_column(String(64))
    own_closes_at: Mapped[datetime | None]

    own_closes: Mapped[Deadline | None] = composite(
        "own_closes_local", "own_closes_zone", "own_closes_at"
    )
    type: Mapped[SessionType] = relationship()


class Proposal(Model):
    __tablename__ = "proposals"
    __table_args__ = (
        Index("ix_proposals_event_id_state", "event_id", "state"),
        {"info": {"called": counted("%(num)s proposal", "%(num)s proposals")}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    code: Mapped[str] = mapped_column(String(6), unique=True)
    once_key: Mapped[str] = mapped_column(
        String(120), unique=True
    )  # whose, where, form
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.DRAFT)
    typed: Mapped[Typed | None] = mapped_column(JSON(none_as_null=True))
    title: Mapped[str] = mapped_column(String(300), default="")
    abstract: Mapped[str] = mapped_column(Text, default="")  # markdown
    description: Mapped[str] = mapped_column(Text, default="")
    notes: Mapped[str] = mapped_column(Text, default="")  # to the organisers
    type_id: Mapped[int | None] = mapped_column(
        ForeignKey("session_types.id"), index=True
    )
    track_id: Mapped[int | None] = mapped_column(ForeignKey("tracks.id"), index=True)
    language: Mapped[str] = mapped_column(String(35), default="")
    level: Mapped[str] = mapped_column(String(50), default="")
    may_record: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]  # the first time
    decided_at: Mapped[datetime | None]
    session_id: Mapped[int | None] = mapped_column(
        ForeignKey("sessions.id"), unique=True
    )

    event: Mapped[Event] = relationship()
    author: Mapped[Person] = relationship()
    type: Mapped[SessionType | None] = relationship()
    track: Mapped[Track | None] = relationship()
    session: Mapped[Session | None] = relationship()
    speakers: Mapped[list["ProposalSpeaker"]] = relationship(
        order_by="ProposalSpeaker.position",
        back_populates="proposal",
        cascade="all, delete-orphan",
    )


class ProposalSpeaker(Model):
    """Who would be on stage; the author first, others as the author named them."""

    __tablename__ = "proposal_speakers"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    speaker_id: Mapped[int | None] = mapped_column(
        ForeignKey("speakers.id"), index=True
    )  # since the proposal was accepted
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), index=True)
    affiliation: Mapped[str] = mapped_column(String(200), default="")
    biography: Mapped[str] = mapped_column(Text, default="")  # markdown
    position: Mapped[int] = mapped_column(default=0)

    proposal: Mapped[Proposal] = relationship(back_populates="speakers")
    speaker: Mapped[Speaker | None] = relationship()
