"""What this room shows on other rooms' pages; app.py introduces them."""

from datetime import datetime

from flask import url_for

from eventsite.accounts.queries import get_person
from eventsite.core.money import Money
from eventsite.core.web import Figure, ToDo
from eventsite.core.words import _, number
from eventsite.events.models import Event
from eventsite.permissions import Right
from eventsite.products.queries import currency_of
from eventsite.registration import queries


def to_dos(person_id: int, now: datetime) -> list[ToDo]:
    """Remind of orders that must be paid."""
    orders = queries.list_unpaid_of(get_person(person_id))
    return [
        ToDo(
            _("Pay %(total)s for order %(code)s", total=order.total, code=order.code),
            url_for("registration.order", code=order.code, secret=order.secret),
            order.event.name,
            order.due,
        )
        for order in orders
        if order.due is not None and order.due.in_time(now)
    ]


def figures(event: Event, _now: datetime) -> list[Figure]:
    """Tell an organiser how the sale goes."""
    sales = queries.count_sales(event)
    paid = Money(sales.paid_minor, currency_of(event))
    attendees = url_for("registration_desk.attendees", slug=event.slug)
    orders = url_for("registration_desk.orders", slug=event.slug)
    unpaid = url_for("registration_desk.orders", slug=event.slug, state="pending")
    right = Right.SEE_REGISTRATIONS
    return [
        Figure(_("Attendees"), number(sales.attendees), attendees, right),
        Figure(_("Orders to be paid"), number(sales.unpaid_orders), unpaid, right),
        Figure(_("Paid so far"), str(paid), orders, right),
    ]
