from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from eventsite.accounts.models import Person
from eventsite.core.db import db
from eventsite.events.models import Event
from eventsite.products.models import Product
from eventsite.registration.models import (
    HOLDING,
    Admission,
    Attendee,
    Order,
    OrderLine,
    OrderState,
)

_WHOLE = (
    joinedload(Order.event, innerjoin=True),
    selectinload(Order.lines),
    selectinload(Order.attendees)
    .selectinload(Attendee.admissions)
    .joinedload(Admission.event),
)


def find_placed(event: Event, token: str) -> Order | None:
    """Return what was ordered by the form or cart of this key."""
    return find_order_once(f"{event.id}:{token}")


def find_order_once(once_key: str) -> Order | None:
    return db.session.scalars(
        select(Order).where(Order.once_key == once_key)
    ).one_or_none()


def find_order_by_secret(code: str, secret: str) -> Order | None:
    """Return the order that a secret link opens, with all that its page shows."""
    return db.session.scalars(
        select(Order).where(Order.code == code, Order.secret == secret).options(*_WHOLE)
    ).one_or_none()


def find_order(event: Event, code: str) -> Order | None:
    """Return one of the event's orders, with all that its page shows."""
    return db.session.scalars(
        select(Order).where(Order.event == event, Order.code == code).options(*_WHOLE)
    ).one_or_none()


def get_order_to_change(order_id: int) -> Order:
    """Return the order as it is now; its row stays locked until the caller commits."""
    return db.session.scalars(
        select(Order)
        .where(Order.id == order_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def find_ticket(secret: str) -> Attendee | None:
    """Return the attendee whose secret link this is, with all that the ticket shows."""
    return db.session.scalars(
        select(Attendee)
        .where(Attendee.secret == secret)
        .options(
            joinedload(Attendee.order, innerjoin=True).joinedload(Order.event),
            selectinload(Attendee.lines),
            selectinload(Attendee.admissions).joinedload(Admission.event),
        )
    ).one_or_none()


def count_held(
    product_ids: Collection[int], emails: Collection[str]
) -> dict[tuple[int, str], int]:
    """Return how many pieces of each product each address holds, paid or not."""
    rows = db.session.execute(
        select(OrderLine.product_id, Attendee.email, func.count())
        .join(OrderLine.attendee)
        .join(OrderLine.order)
        .where(OrderLine.product_id.in_(product_ids), Attendee.email.in_(emails))
        .where(Order.state.in_(HOLDING))
        .group_by(OrderLine.product_id, Attendee.email)
    )
    return {(product_id, email): count for product_id, email, count in rows}


def lock_products(product_ids: Collection[int]) -> None:
    """Let nobody else order these products until the caller commits."""
    db.session.execute(
        select(Product.id)
        .where(Product.id.in_(product_ids))
        .order_by(Product.id)
        .with_for_update(key_share=True)  # who has chosen them only keeps them
    )


def count_open(event: Event, email: str, person_id: int | None) -> int:
    """Return how many unpaid orders at the event are a buyer's, by address or account."""
    theirs: ColumnElement[bool] = Order.email == email
    if person_id is not None:
        theirs = or_(theirs, Order.person_id == person_id)
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Order)
            .where(
                Order.event_id == event.id, Order.state == OrderState.PENDING, theirs
            )
        )
        or 0
    )


# Organisers' lists


def select_orders(
    event: Event, text: str = "", state: OrderState | None = None
) -> Select[Order]:
    """Return the event's orders, newest first; `text` is looked for in all that names."""
    found = (
        select(Order)
        .where(Order.event == event)
        .options(selectinload(Order.attendees))
        .order_by(Order.placed_at.desc(), Order.id.desc())
    )
    if state is not None:
        found = found.where(Order.state == state)
    if text:
        theirs = select(Attendee.order_id).where(
            _contains(text, Attendee.name, Attendee.email)
        )
        named = _contains(text, Order.code, Order.name, Order.email, Order.company)
        found = found.where(or_(named, Order.id.in_(theirs)))
    return found


def select_attendees(
    event: Event, text: str = "", product_id: int | None = None
) -> Select[Attendee]:
    """Return who is admitted to the event, by name: by its own orders and by others.

    Each comes with order, lines and their products.
    """
    found = (
        select(Attendee)
        .join(Admission, Admission.attendee_id == Attendee.id)
        .join(Attendee.order)
        .where(Admission.event_id == event.id, Order.state.in_(HOLDING))
        .options(
            joinedload(Attendee.order, innerjoin=True).joinedload(Order.event),
            selectinload(Attendee.lines).joinedload(OrderLine.product),
        )
        .order_by(func.lower(Attendee.name), Attendee.id)
    )
    if text:
        found = found.where(
            _contains(text, Attendee.name, Attendee.email, Attendee.affiliation)
        )
    if product_id is not None:
        lines = select(OrderLine.attendee_id).where(OrderLine.product_id == product_id)
        found = found.where(Attendee.id.in_(lines))
    return found


def _contains(text: str, *columns: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    return or_(*(column.icontains(text, autoescape=True) for column in columns))


class Sales(NamedTuple):
    attendees: int
    unpaid_orders: int
    paid_minor: int


def count_sales(event: Event) -> Sales:
    """Return the event's numbers in one query: its own orders' only, but all admitted."""
    of_event = Order.event_id == event.id
    admitted = (
        select(func.count())
        .select_from(Admission)
        .join(Attendee, Attendee.id == Admission.attendee_id)
        .join(Order, Order.id == Attendee.order_id)
        .where(Admission.event_id == event.id, Order.state.in_(HOLDING))
    )
    unpaid = select(func.count()).where(of_event, Order.state == OrderState.PENDING)
    paid = select(func.coalesce(func.sum(Order.total_minor), 0)).where(
        of_event, Order.state == OrderState.PAID
    )
    row = db.session.execute(
        select(
            admitted.scalar_subquery(),
            unpaid.scalar_subquery(),
            paid.scalar_subquery(),
        )
    ).one()
    return Sales(*row)


# A person's own


def _belongs_to(person: Person) -> ColumnElement[bool]:
    """Tell whose an order is: who placed it signed in, or has proved its address."""
    mine = Order.person_id == person.id
    if person.email_confirmed_at is None:
        return mine
    return or_(mine, Order.email == person.email)


def list_orders_of(person: Person) -> Sequence[Order]:
    """Return a person's orders, newest first, with their events."""
    return db.session.scalars(
        select(Order)
        .where(_belongs_to(person))
        .options(joinedload(Order.event, innerjoin=True))
        .order_by(Order.placed_at.desc(), Order.id.desc())
        .limit(200)
    ).all()


def list_tickets_of(person: Person) -> Sequence[Attendee]:
    """Return the valid tickets on a person's proved address, with their events."""
    if person.email_confirmed_at is None:
        return []
    return db.session.scalars(
        select(Attendee)
        .join(Attendee.order)
        .where(Attendee.email == person.email, Order.state == OrderState.PAID)
        .options(
            joinedload(Attendee.order, innerjoin=True).joinedload(Order.event),
            selectinload(Attendee.lines),
        )
        .order_by(Order.placed_at.desc(), Attendee.id)
        .limit(200)
    ).all()


def list_unpaid_of(person: Person) -> Sequence[Order]:
    return db.session.scalars(
        select(Order)
        .where(_belongs_to(person), Order.state == OrderState.PENDING)
        .options(joinedload(Order.event, innerjoin=True))
        .order_by(Order.due_at)
        .limit(50)
    ).all()
