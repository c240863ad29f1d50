from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from eventsite.capacity.models import Pool
from eventsite.core.content import Translated
from eventsite.core.db import Model, WallTime
from eventsite.core.deadlines import Deadline
from eventsite.core.money import Money
from eventsite.core.words import Named, lazy_pgettext
from eventsite.events.models import Event


class Audience(Named):
    """Whom a product is for; reports count by it."""

    INDIVIDUAL = "individual", lazy_pgettext("audience", "individual")
    CORPORATE = "corporate", lazy_pgettext("audience", "corporate")
    STUDENT = "student", lazy_pgettext("audience", "student")
    SPEAKER = "speaker", lazy_pgettext("audience", "speaker")
    SPONSOR = "sponsor", lazy_pgettext("audience", "sponsor")
    # Scholars among others: a ticket tells nobody why it was given.
    COMPLIMENTARY = "complimentary", lazy_pgettext("audience", "complimentary")
    MEDIA = "media", lazy_pgettext("audience", "media")
    VOLUNTEER = "volunteer", lazy_pgettext("audience", "volunteer")
    STAFF = "staff", lazy_pgettext("audience", "staff")


class SaleTerms(Model):
    """How an event sells; an event without them takes those of the one above it."""

    __tablename__ = "sale_terms"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    currency: Mapped[str] = mapped_column(String(3))
    payment_days: Mapped[int]  # after the day of the order, to pay an invoice in
    open_orders: Mapped[int] = mapped_column(default=3)  # unpaid ones at most, a buyer
    seller: Mapped[str] = mapped_column(Text, default="")  # who sends the invoice
    bank_details: Mapped[str] = mapped_column(Text, default="")

    event: Mapped[Event] = relationship()


class Quota(Model):
    """A named number of places at an event; what is sold out of it shares them."""

    __tablename__ = "quotas"
    shown_with = "event_id"
    __table_args__ = (UniqueConstraint("event_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    pool_id: Mapped[int] = mapped_column(ForeignKey("pools.id"), unique=True)
    name: Mapped[str] = mapped_column(String(100))

    event: Mapped[Event] = relationship()
    pool: Mapped[Pool] = relationship(lazy="joined", innerjoin=True)


product_quotas = Table(
    "product_quotas",
    Model.metadata,
    Column("product_id", ForeignKey("products.id"), primary_key=True),
    Column("quota_id", ForeignKey("quotas.id"), primary_key=True, index=True),
)


class Product(Translated, Model):
    """Something one can have at an event, such as a conference pass for students."""

    __tablename__ = "products"
    TEXTS = ("name", "description")
    LONG = frozenset(("description",))
    shown_with = "event_id"
    __table_args__ = (UniqueConstraint("event_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    name: Mapped[str] = mapped_column(String(100))
    description: Mapped[str] = mapped_column(Text, default="")  # markdown
    audience: Mapped[Audience] = mapped_column(default=Audience.INDIVIDUAL)
    is_listed: Mapped[bool] = mapped_column(default=True)  # else given, never sold
    limit_per_person: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    sale_start_local: Mapped[datetime | None] = mapped_column(WallTime)
    sale_start_zone: Mapped[str | None] = mapped_column(String(64))
    sale_start_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]  # not sold any more; kept for what was ordered

    # The sale opens when this has passed; None: as soon as the event is announced.
    sale_start: Mapped[Deadline | None] = composite(
        "sale_start_local", "sale_start_zone", "sale_start_at"
    )
    event: Mapped[Event] = relationship()
    quotas: Mapped[list[Quota]] = relationship(
        secondary=product_quotas, order_by=Quota.id
    )
    prices: Mapped[list["PriceWindow"]] = relationship(
        back_populates="product",
        cascade="all, delete-orphan",
        order_by="PriceWindow.until_at.is_(None), PriceWindow.until_at",
    )
    inclusions: Mapped[list["Inclusion"]] = relationship(
        cascade="all, delete-orphan", order_by="Inclusion.event_id"
    )

    @property
    def main_language(self) -> str:
        return self.event.main_language


class PriceWindow(Model):
    """What a product costs until a deadline; the last window ends the sale.

    Without a deadline the window stays open until the event begins.
    """

    __tablename__ = "price_windows"
    shown_with = "product_id"
    __table_args__ = (UniqueConstraint("product_id", "until_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    until_local: Mapped[datetime | None] = mapped_column(WallTime)
    until_zone: Mapped[str | None] = mapped_column(String(64))
    until_at: Mapped[datetime | None]

    amount: Mapped[Money] = composite("amount_minor", "currency")
    until: Mapped[Deadline | None] = composite("until_local", "until_zone", "until_at")
    product: Mapped[Product] = relationship(back_populates="prices")


class Inclusion(Model):
    """A product admits to an event below its own, too: complimentary."""

    __tablename__ = "inclusions"
    shown_with = "product_id"

    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), primary_key=True)
    event_id: Mapped[int] = mapped_column(
        ForeignKey("events.id"), primary_key=True, index=True
    )
    quota_id: Mapped[int | None] = mapped_column(ForeignKey("quotas.id"), index=True)

    event: Mapped[Event] = relationship()
    quota: Mapped[Quota | None] = relationship()
