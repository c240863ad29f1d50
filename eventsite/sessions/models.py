from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.accounts.models import Person
from eventsite.core.db import Base, Model
from eventsite.core.words import Named, counted, lazy_pgettext
from eventsite.events.models import Event, SessionType, Tag, Track


class StageRole(Named):
    SPEAKER = "speaker", lazy_pgettext("on stage", "speaker")
    MODERATOR = "moderator", lazy_pgettext("on stage", "moderator")
    PANELLIST = "panellist", lazy_pgettext("on stage", "panellist")
    HOST = "host", lazy_pgettext("on stage", "host")


class SessionState(Named):
    CONFIRMED = "confirmed", lazy_pgettext("session", "confirmed")
    CANCELLED = "cancelled", lazy_pgettext("session", "cancelled")


class LinkKind(StrEnum):
    LINK = "link"
    ATTACHMENT = "attachment"  # a document elsewhere, or a file of ours


session_tags = Table(
    "session_tags",
    Base.metadata,
    Column("session_id", ForeignKey("sessions.id"), primary_key=True),
    Column("tag_id", ForeignKey("tags.id"), primary_key=True, index=True),
    info={"called": counted("%(num)s session", "%(num)s sessions")},
)


class Session(Model):
    __tablename__ = "sessions"
    __table_args__ = {
        "info": {"called": counted("%(num)s session", "%(num)s sessions")}
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    code: Mapped[str] = mapped_column(String(6), unique=True)
    guid: Mapped[str] = mapped_column(String(36), index=True)  # unique in its tree
    number: Mapped[int]  # what files call it; positive, unique in its tree
    external_id: Mapped[str | None] = mapped_column(String(200))  # as imported
    slug: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(500))
    subtitle: Mapped[str] = mapped_column(String(500), default="")
    abstract: Mapped[str] = mapped_column(Text, default="")  # markdown or plain HTML
    description: Mapped[str] = mapped_column(Text, default="")
    track_id: Mapped[int | None] = mapped_column(ForeignKey("tracks.id"), index=True)
    type_id: Mapped[int | None] = mapped_column(
        ForeignKey("session_types.id"), index=True
    )
    language: Mapped[str] = mapped_column(String(35), default="")
    level: Mapped[str] = mapped_column(String(50), default="")
    duration: Mapped[timedelta] = mapped_column(default=timedelta(minutes=30))
    do_not_record: Mapped[bool] = mapped_column(default=False)
    recording_url: Mapped[str] = mapped_column(String(500), default="")
    recording_licence: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[SessionState] = mapped_column(default=SessionState.CONFIRMED)
    once_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]  # by whom does not matter; what is shown changed

    event: Mapped[Event] = relationship()
    track: Mapped[Track | None] = relationship()
    type: Mapped[SessionType | None] = relationship()
    tags: Mapped[list[Tag]] = relationship(secondary=session_tags)
    people: Mapped[list["SessionPerson"]] = relationship(
        order_by="SessionPerson.position",
        back_populates="session",
        cascade="all, delete-orphan",
    )
    links: Mapped[list["SessionLink"]] = relationship(
        order_by="SessionLink.position", cascade="all, delete-orphan"
    )


class Speaker(Model):
    """A person on stage; `event` is the root of the tree they speak in."""

    __tablename__ = "speakers"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    code: Mapped[str] = mapped_column(String(6), unique=True)
    number: Mapped[int]  # what files call them; positive, unique in its tree
    external_id: Mapped[str | None] = mapped_column(String(200))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), default="")  # for organisers only
    name: Mapped[str] = mapped_column(String(200))
    job_title: Mapped[str] = mapped_column(String(200), default="")
    affiliation: Mapped[str] = mapped_column(String(200), default="")
    biography: Mapped[str] = mapped_column(Text, default="")
    photo_id: Mapped[int | None]  # a stored file's id
    changed_at: Mapped[datetime]

    event: Mapped[Event] = relationship()
    person: Mapped[Person | None] = relationship()
    links: Mapped[list["SpeakerLink"]] = relationship(
        order_by="SpeakerLink.position", cascade="all, delete-orphan"
    )
    appearances: Mapped[list["SessionPerson"]] = relationship(back_populates="speaker")


class SessionPerson(Model):
    """A speaker's part in a session, in the order of `position`."""

    __tablename__ = "session_people"
    __table_args__ = (UniqueConstraint("session_id", "speaker_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speakers.id"), index=True)
    role: Mapped[StageRole] = mapped_column(default=StageRole.SPEAKER)
    position: Mapped[int] = mapped_column(default=0)

    session: Mapped[Session] = relationship(back_populates="people")
    speaker: Mapped[Speaker] = relationship(back_populates="appearances")


class SessionLink(Model):
    __tablename__ = "session_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    kind: Mapped[LinkKind] = mapped_column(default=LinkKind.LINK)
    title: Mapped[str] = mapped_column(String(300), default="")
    url: Mapped[str] = mapped_column(String(1000), default="")
    type: Mapped[str] = mapped_column(String(50), default="")  # "slides", "video" …
    file_id: Mapped[int | None]  # a stored file's id, instead of a url
    position: Mapped[int] = mapped_column(default=0)


class SpeakerLink(Model):
    __tablename__ = "speaker_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speakers.id"), index=True)
    title: Mapped[str] = mapped_column(String(300), default="")
    url: Mapped[str] = mapped_column(String(1000))
    position: Mapped[int] = mapped_column(default=0)
