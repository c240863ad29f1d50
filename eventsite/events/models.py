"""Hosts, the event tree and what a venue and a programme are made of.

An event without a parent stands on its own and must know its days, zone and place. A
child takes from its parent whatever its own column (`own_…`) leaves empty.
"""

import secrets
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.accounts.models import Person
from eventsite.core.changes import EVERYTHING
from eventsite.core.content import Translated
from eventsite.core.db import Model
from eventsite.core.words import Named, counted, lazy_pgettext
from eventsite.permissions import Role

T = TypeVar("T")
COLOUR = "#2b5fa8"  # of an event that has chosen none
MAX_DEPTH = 3  # a conference, its co-located event, a devroom of that


class EventKind(Named):
    MAIN = "main", lazy_pgettext("event", "main")
    CO_LOCATED = "co-located", lazy_pgettext("event", "co-located")
    DEVROOM = "devroom", lazy_pgettext("event", "devroom")


class EventState(Named):
    DRAFT = "draft", lazy_pgettext("event", "draft")  # seen by its team only
    ANNOUNCED = "announced", lazy_pgettext("event", "announced")
    LIVE = "live", lazy_pgettext("event", "live")
    PAST = "past", lazy_pgettext("event", "past")
    # Read-only, until reactivated.
    ARCHIVED = "archived", lazy_pgettext("event", "archived")


def _created_at(context: DefaultExecutionContext) -> datetime:
    given = context.get_current_parameters()  # type: ignore[no-untyped-call]
    moment: datetime = given["created_at"]
    return moment


def _new_revision() -> int:
    """Return a number that no past of this row has had, not even one in a backup."""
    return secrets.randbelow(2**31)


class Host(Model):
    """An organisation that hosts events, such as a foundation."""

    __tablename__ = "hosts"
    shown_with = EVERYTHING

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(Text, default="")
    website: Mapped[str] = mapped_column(String(500), default="")
    requires_factor: Mapped[bool] = mapped_column(  # a second one, of organisers
        default=False
    )
    revision: Mapped[int] = mapped_column(  # another one with every UPDATE
        default=_new_revision, onupdate=_new_revision
    )


class HostAdministrator(Model):
    """May do everything at every event of the host."""

    __tablename__ = "host_administrators"

    host_id: Mapped[int] = mapped_column(ForeignKey("hosts.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id"), primary_key=True, index=True
    )

    host: Mapped[Host] = relationship()
    person: Mapped[Person] = relationship()


class Event(Translated, Model):
    __tablename__ = "events"
    TEXTS = ("name", "tagline", "description")
    LONG = frozenset(("description",))
    shown_with = "root_id"
    __table_args__ = (CheckConstraint("parent_id <> id", name="not_its_own_parent"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("hosts.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"), index=True)
    root_id: Mapped[int | None] = mapped_column(  # empty at the root itself
        ForeignKey("events.id"), index=True
    )
    kind: Mapped[EventKind] = mapped_column(default=EventKind.MAIN)
    state: Mapped[EventState] = mapped_column(default=EventState.DRAFT)
    archived_from: Mapped[EventState | None]  # what reactivating goes back to
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    tagline: Mapped[str] = mapped_column(String(300), default="")
    description: Mapped[str] = mapped_column(Text, default="")  # markdown
    website: Mapped[str] = mapped_column(String(500), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    position: Mapped[int] = mapped_column(default=0)  # among its siblings
    day_change: Mapped[timedelta] = mapped_column(default=timedelta(hours=4))
    illustrative: Mapped[bool] = mapped_column(default=False)  # a demo, says so
    once_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime] = (
        mapped_column(  # set by whoever changes what is shown
            default=_created_at
        )
    )
    revision: Mapped[int] = mapped_column(  # another one with every UPDATE
        default=_new_revision, onupdate=_new_revision
    )

    # Which public pages have something on them; set by the rooms that serve them, for
    # the navigation, so that whatever is kept under the event's revision is right.
    has_programme: Mapped[bool] = mapped_column(default=False)
    has_call: Mapped[bool] = mapped_column(default=False)
    has_scholarships: Mapped[bool] = mapped_column(default=False)
    has_sponsors: Mapped[bool] = mapped_column(default=False)
    has_products: Mapped[bool] = mapped_column(default=False)
    has_conduct_page: Mapped[bool] = mapped_column(default=False)
    has_conduct_team: Mapped[bool] = mapped_column(default=False)

    own_starts_on: Mapped[date | None]
    own_ends_on: Mapped[date | None]
    own_timezone: Mapped[str | None] = mapped_column(String(64))
    own_venue: Mapped[str | None] = mapped_column(String(200))
    own_address: Mapped[str | None] = mapped_column(String(500))
    own_city: Mapped[str | None] = mapped_column(String(100))
    own_country: Mapped[str | None] = mapped_column(String(100))
    own_colour: Mapped[str | None] = mapped_column(String(7))  # "#rrggbb"
    own_logo_id: Mapped[int | None]  # a stored file's id
    own_languages: Mapped[list[str] | None] = mapped_column(JSON)  # BCP 47 tags

    host: Mapped[Host] = relationship(lazy="joined", innerjoin=True)
    parent: Mapped["Event | None"] = relationship(
        remote_side="Event.id",
        foreign_keys=[parent_id],
        lazy="joined",
        join_depth=MAX_DEPTH - 1,
    )

    @property
    def root(self) -> "Event":
        return self.line[-1]

    @property
    def line(self) -> list["Event"]:
        """Return the event and those above it, up to the root."""
        line = [self]
        while line[-1].parent is not None:
            line.append(line[-1].parent)
        return line

    @property
    def reply_to(self) -> str:
        """Return the address at which letters from it are answered; "" for none."""
        return next((e.contact_email for e in self.line if e.contact_email), "")

    def _inherited(self, column: str) -> object:
        own = (getattr(event, column) for event in self.line)
        return next((value for value in own if value is not None), None)

    def _known(self, column: str, kind: type[T]) -> T:
        value = self._inherited(column)
        if not isinstance(value, kind):
            raise TypeError(f"event {self.slug!r} and those above have no {column}")
        return value

    @property
    def starts_on(self) -> date:
        return self._known("own_starts_on", date)

    @property
    def ends_on(self) -> date:
        """Return the last day, inclusive."""
        return self._known("own_ends_on", date)

    @property
    def timezone(self) -> str:
        return self._known("own_timezone", str)

    @property
    def venue(self) -> str:
        return str(self._inherited("own_venue") or "")

    @property
    def address(self) -> str:
        return str(self._inherited("own_address") or "")

    @property
    def city(self) -> str:
        return str(self._inherited("own_city") or "")

    @property
    def country(self) -> str:
        return str(self._inherited("own_country") or "")

    @property
    def colour(self) -> str:
        return str(self._inherited("own_colour") or COLOUR)

    @property
    def logo_id(self) -> int | None:
        found = self._inherited("own_logo_id")
        return found if isinstance(found, int) else None

    @property
    def languages(self) -> list[str]:
        found = self._inherited("own_languages")
        return list(found) if isinstance(found, list) else ["en"]

    @property
    def main_language(self) -> str:
        """Return the language of the texts that everything falls back to."""
        return self.languages[0]

    @property
    def text_languages(self) -> list[str]:
        """Return in which languages readers find texts; none: in the main one only."""
        further = [tag for event in self.line for tag in event.translations or ()]
        return list(dict.fromkeys([self.main_language, *further])) if further else []

    @property
    def is_public(self) -> bool:
        """A draft, or a child of a draft, is seen by its team only."""
        return all(event.state is not EventState.DRAFT for event in self.line)

    @property
    def is_archived(self) -> bool:
        return any(event.state is EventState.ARCHIVED for event in self.line)


class FormerSlug(Model):
    """An address that an event had before; it leads to where the event is now."""

    __tablename__ = "former_slugs"

    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)

    event: Mapped[Event] = relationship()


class TeamMember(Model):
    """A person's role on an event; it holds for the events below, too."""

    __tablename__ = "team_members"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id"), primary_key=True, index=True
    )
    role: Mapped[Role] = mapped_column(primary_key=True)

    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship()


class Room(Translated, Model):
    """A room of an event's venue; the events below use it, too."""

    __tablename__ = "rooms"
    TEXTS = ("name", "building")
    shown_with = "event_id"
    __table_args__ = (
        UniqueConstraint("event_id", "slug"),
        UniqueConstraint("event_id", "name", name="uq_rooms_event_id_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    name: Mapped[str] = mapped_column(String(200))
    slug: Mapped[str] = mapped_column(String(80))
    guid: Mapped[str] = mapped_column(String(36), unique=True)
    capacity: Mapped[int | None]
    building: Mapped[str] = mapped_column(String(200), default="")
    features: Mapped[list[str]] = mapped_column(JSON, default=list)
    position: Mapped[int] = mapped_column(default=0)

    event: Mapped[Event] = relationship()

    @property
    def main_language(self) -> str:
        return self.event.main_language


class Allocation(Model):
    """A child event's hours in a room of its parent: [starts_at, ends_at)."""

    __tablename__ = "allocations"
    __table_args__ = {  # SQLAlchemy's way
        "info": {"called": counted("%(num)s room given", "%(num)s rooms given")}
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    event: Mapped[Event] = relationship()
    room: Mapped[Room] = relationship()


class Track(Translated, Model):
    __tablename__ = "tracks"
    TEXTS = ("name", "description")
    LONG = frozenset(("description",))
    shown_with = "event_id"
    __table_args__ = (
        UniqueConstraint("event_id", "slug"),
        UniqueConstraint("event_id", "name", name="uq_tracks_event_id_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    name: Mapped[str] = mapped_column(String(200))
    slug: Mapped[str] = mapped_column(String(80))
    colour: Mapped[str | None] = mapped_column(String(7))
    description: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)

    event: Mapped[Event] = relationship()

    @property
    def main_language(self) -> str:
        return self.event.main_language


class SessionType(Translated, Model):
    """Talk, keynote, panel …; a child uses its parent's types, too."""

    __tablename__ = "session_types"
    TEXTS = ("name",)
    shown_with = "event_id"
    __table_args__ = (
        UniqueConstraint("event_id", "slug"),
        UniqueConstraint("event_id", "name", name="uq_session_types_event_id_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    name: Mapped[str] = mapped_column(String(100))
    slug: Mapped[str] = mapped_column(String(80))
    duration: Mapped[timedelta] = mapped_column(default=timedelta(minutes=30))
    position: Mapped[int] = mapped_column(default=0)

    event: Mapped[Event] = relationship()

    @property
    def main_language(self) -> str:
        return self.event.main_language


class Tag(Translated, Model):
    __tablename__ = "tags"
    TEXTS = ("name",)
    shown_with = "event_id"
    __table_args__ = (
        UniqueConstraint("event_id", "slug"),
        UniqueConstraint("event_id", "name", name="uq_tags_event_id_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    name: Mapped[str] = mapped_column(String(100))
    slug: Mapped[str] = mapped_column(String(80))
    position: Mapped[int] = mapped_column(default=0)

    event: Mapped[Event] = relationship()

    @property
    def main_language(self) -> str:
        return self.event.main_language
