from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from eventsite.accounts.models import Person
from eventsite.capacity.models import Pool
from eventsite.core.content import Translated
from eventsite.core.crypto import EncryptedText
from eventsite.core.db import Model, WallTime
from eventsite.core.deadlines import Deadline
from eventsite.core.money import Money
from eventsite.core.words import Named, lazy_pgettext
from eventsite.events.models import Event


class ApplicationState(Named):
    DRAFT = "draft", lazy_pgettext("application", "draft")  # seen by its applicant only
    SUBMITTED = "submitted", lazy_pgettext("application", "submitted")
    # Everything that was said is wiped
    WITHDRAWN = "withdrawn", lazy_pgettext("application", "withdrawn")
    AWARDED = "awarded", lazy_pgettext("application", "awarded")
    REJECTED = "rejected", lazy_pgettext("application", "rejected")


class Programme(Translated, Model):
    """What an event offers: `pool` holds its awards."""

    __tablename__ = "scholarship_programmes"
    TEXTS = ("name", "eligibility", "covers")
    LONG = frozenset(("eligibility", "covers"))
    shown_with = "event_id"
    __table_args__ = (UniqueConstraint("event_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    slug: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(200))
    eligibility: Mapped[str] = mapped_column(Text)  # markdown: who may apply
    covers: Mapped[str] = mapped_column(Text, default="")  # markdown
    pool_id: Mapped[int] = mapped_column(ForeignKey("pools.id"), unique=True)
    currency: Mapped[str] = mapped_column(String(3))  # of the amounts asked for
    opens_local: Mapped[datetime] = mapped_column(WallTime)
    opens_zone: Mapped[str] = mapped_column(String(64))
    opens_at: Mapped[datetime]
    closes_local: Mapped[datetime] = mapped_column(WallTime)
    closes_zone: Mapped[str] = mapped_column(String(64))
    closes_at: Mapped[datetime]
    grace: Mapped[timedelta] = mapped_column(default=timedelta())  # never shown
    notified_on: Mapped[date | None]  # when applicants will hear
    changed_at: Mapped[datetime]

    opens: Mapped[Deadline] = composite("opens_local", "opens_zone", "opens_at")
    closes: Mapped[Deadline] = composite("closes_local", "closes_zone", "closes_at")
    event: Mapped[Event] = relationship()
    pool: Mapped[Pool] = relationship()

    @property
    def main_language(self) -> str:
        return self.event.main_language


class Application(Model):
    """What is asked for; who asks and why stands elsewhere."""

    __tablename__ = "scholarship_applications"
    __table_args__ = (
        Index(
            "ix_scholarship_applications_programme_id_state", "programme_id", "state"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("scholarship_programmes.id"))
    code: Mapped[str] = mapped_column(String(6), unique=True)  # all the committee knows
    state: Mapped[ApplicationState] = mapped_column(default=ApplicationState.DRAFT)
    wants_ticket: Mapped[bool] = mapped_column(default=False)
    travel_minor: Mapped[int | None]  # of the programme's currency
    lodging_minor: Mapped[int | None]
    country: Mapped[str] = mapped_column(String(2), default="")  # left from; ISO 3166-1
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]  # the last time
    decided_at: Mapped[datetime | None]

    programme: Mapped[Programme] = relationship()
    statements: Mapped["Statements"] = relationship(cascade="all, delete-orphan")

    @property
    def travel(self) -> Money | None:
        return self._money(self.travel_minor)

    @property
    def lodging(self) -> Money | None:
        return self._money(self.lodging_minor)

    def _money(self, minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, self.programme.currency)


class Statements(Model):
    """What the committee reads."""

    __tablename__ = "scholarship_statements"

    application_id: Mapped[int] = mapped_column(
        ForeignKey("scholarship_applications.id"), primary_key=True
    )
    need: Mapped[str | None] = mapped_column(EncryptedText("statements.need"))
    impact: Mapped[str | None] = mapped_column(EncryptedText("statements.impact"))
    typed: Mapped[str | None] = mapped_column(EncryptedText("statements.typed"))  # JSON


class Background(Model):
    """Voluntary answers: for totals only, never for those who read or decide."""

    __tablename__ = "scholarship_backgrounds"

    application_id: Mapped[int] = mapped_column(
        ForeignKey("scholarship_applications.id"), primary_key=True
    )
    answers: Mapped[str | None] = mapped_column(EncryptedText("backgrounds.answers"))
    typed: Mapped[str | None] = mapped_column(EncryptedText("backgrounds.typed"))


class Applicant(Model):
    """Who an application is from: one per person and programme."""

    __tablename__ = "scholarship_applicants"
    __table_args__ = (UniqueConstraint("programme_id", "person_id"),)

    application_id: Mapped[int] = mapped_column(
        ForeignKey("scholarship_applications.id"), primary_key=True
    )
    programme_id: Mapped[int] = mapped_column(ForeignKey("scholarship_programmes.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)

    application: Mapped[Application] = relationship()
    person: Mapped[Person] = relationship()
