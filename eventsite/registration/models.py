from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from eventsite.accounts.models import Person
from eventsite.capacity.models import Pool
from eventsite.core.db import Model, WallTime
from eventsite.core.deadlines import Deadline
from eventsite.core.money import Money
from eventsite.core.words import Named, lazy_pgettext
from eventsite.events.models import Event
from eventsite.products.models import Product


class OrderState(Named):
    # Keeps its places until its due date
    PENDING = "pending", lazy_pgettext("order", "pending")
    PAID = "paid", lazy_pgettext("order", "paid")  # or free
    CANCELLED = "cancelled", lazy_pgettext("order", "cancelled")
    EXPIRED = "expired", lazy_pgettext("order", "expired")  # was not paid in time


HOLDING = (OrderState.PENDING, OrderState.PAID)  # these have places


class Order(Model):
    __tablename__ = "orders"
    __table_args__ = (Index("ix_orders_event_id_placed_at", "event_id", "placed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    code: Mapped[str] = mapped_column(String(20), unique=True)
    secret: Mapped[str] = mapped_column(String(64))  # with the code, opens the order
    once_key: Mapped[str] = mapped_column(String(200), unique=True)
    fingerprint: Mapped[str] = mapped_column(String(64))  # of what was asked for
    state: Mapped[OrderState]
    total_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    complimentary_for: Mapped[str] = mapped_column(String(120), default="")

    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), index=True)  # in lower case
    company: Mapped[str] = mapped_column(String(200), default="")
    invoice_address: Mapped[str] = mapped_column(Text, default="")
    vat_id: Mapped[str] = mapped_column(String(20), default="")

    # In which it was ordered; "" where somebody else ordered it for them
    language: Mapped[str] = mapped_column(String(35), default="")
    placed_at: Mapped[datetime]
    due_local: Mapped[datetime | None] = mapped_column(WallTime)
    due_zone: Mapped[str | None] = mapped_column(String(64))
    due_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]  # cancelled or expired

    total: Mapped[Money] = composite("total_minor", "currency")
    due: Mapped[Deadline | None] = composite("due_local", "due_zone", "due_at")
    event: Mapped[Event] = relationship()
    person: Mapped[Person | None] = relationship()
    attendees: Mapped[list["Attendee"]] = relationship(
        back_populates="order", order_by="Attendee.position"
    )
    lines: Mapped[list["OrderLine"]] = relationship(
        back_populates="order", order_by="OrderLine.id"
    )
    places: Mapped[list["TakenPlaces"]] = relationship(order_by="TakenPlaces.pool_id")

    @property
    def languages(self) -> list[str | None]:
        """Return in which to write about it, the one they like best first."""
        chosen = self.person.language if self.person else None
        return [chosen, self.language, *self.event.languages]

    @property
    def is_free(self) -> bool:
        return self.total_minor == 0

    @property
    def has_places(self) -> bool:
        return self.state in HOLDING

    @property
    def owed_for(self) -> str:
        """Return the order's name in `payments`."""
        return f"order {self.id}"


class Attendee(Model):
    """Somebody who comes, by an order; has no account of their own, maybe."""

    __tablename__ = "attendees"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    position: Mapped[int]
    secret: Mapped[str] = mapped_column(String(64), unique=True)  # opens the ticket
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), index=True)  # in lower case
    affiliation: Mapped[str] = mapped_column(String(200), default="")
    badge_name: Mapped[str] = mapped_column(String(100), default="")

    order: Mapped[Order] = relationship(back_populates="attendees")
    lines: Mapped[list["OrderLine"]] = relationship(
        back_populates="attendee", order_by="OrderLine.id"
    )
    admissions: Mapped[list["Admission"]] = relationship(
        back_populates="attendee", order_by="Admission.event_id"
    )

    @property
    def shown_name(self) -> str:
        """Return what stands on the badge."""
        return self.badge_name or self.name


class OrderLine(Model):
    """One piece of a product, at the name and price it was ordered at."""

    __tablename__ = "order_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    attendee_id: Mapped[int | None] = mapped_column(
        ForeignKey("attendees.id"), index=True
    )
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))

    amount: Mapped[Money] = composite("amount_minor", "currency")
    order: Mapped[Order] = relationship(back_populates="lines")
    attendee: Mapped[Attendee | None] = relationship(back_populates="lines")
    product: Mapped[Product] = relationship()


class Admission(Model):
    """An attendee may enter an event: the order's own, or one that it includes."""

    __tablename__ = "admissions"

    attendee_id: Mapped[int] = mapped_column(
        ForeignKey("attendees.id"), primary_key=True
    )
    event_id: Mapped[int] = mapped_column(
        ForeignKey("events.id"), primary_key=True, index=True
    )

    attendee: Mapped[Attendee] = relationship(back_populates="admissions")
    event: Mapped[Event] = relationship()


class TakenPlaces(Model):
    """What an order took from a pool, and gives back when it ends.

    Products may change their quotas meanwhile; this does not.
    """

    __tablename__ = "taken_places"

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    pool_id: Mapped[int] = mapped_column(
        ForeignKey("pools.id"), primary_key=True, index=True
    )
    places: Mapped[int]

    pool: Mapped[Pool] = relationship(lazy="joined", innerjoin=True)
