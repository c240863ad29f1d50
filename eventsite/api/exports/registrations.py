"""Who comes, and who ordered. Every reading of it is written down."""

from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema, fields

from eventsite.api.exports.parts import a_moment, count, listed, text, truth
from eventsite.events.models import Event
from eventsite.registration.models import Attendee, Order, OrderState

Shown = dict[str, Any]


class AttendeeSchema(Schema):
    """Somebody who is admitted to the event, by an order of it or of one above."""

    name = text("Their name.")
    email = text("Their address.")
    affiliation = text("Where they are from.")
    badge_name = text("What stands on the badge.")
    tickets = listed(fields.String(), "What they hold.")
    audience = listed(fields.String(), "For whom those are.")
    confirmed = truth("It is paid, or free.")
    registered_with = text("The slug of the event at which it was ordered.")
    order = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The order’s code; null: it is another event’s."},
    )


class MoneySchema(Schema):
    minor = count("The amount in the smallest unit: 40000 for $400.00.")
    currency = text("ISO 4217.", example="USD")


class OrderSchema(Schema):
    code = text("What it is known by.")
    state = text("How far it is.", enum=[state.value for state in OrderState])
    name = text("Who ordered.")
    email = text("Their address.")
    company = text("For whom they ordered.")
    total = fields.Nested(MoneySchema, required=True)
    attendees = count("How many come by it.")
    placed_at = a_moment("When it was placed.")
    due_at = a_moment("Until when it keeps its places unpaid.", allow_none=True)
    paid_at = a_moment("When it was paid.", allow_none=True)


def shown_attendee(attendee: Attendee, event: Event) -> Shown:
    """Return what `AttendeeSchema` dumps; orders of other events stay unnamed."""
    order = attendee.order
    return {
        "name": attendee.name,
        "email": attendee.email,
        "affiliation": attendee.affiliation,
        "badge_name": attendee.shown_name,
        "tickets": [line.name for line in attendee.lines],
        "audience": [line.product.audience.value for line in attendee.lines],
        "confirmed": order.state is OrderState.PAID,
        "registered_with": order.event.slug,
        "order": order.code if order.event_id == event.id else None,
    }


def shown_order(order: Order, event: Event) -> Shown:
    zone = ZoneInfo(event.timezone)
    same = ("code", "state", "name", "email", "company", "placed_at", "paid_at")
    return {name: getattr(order, name) for name in same} | {
        "total": {"minor": order.total.minor, "currency": order.total.currency},
        "attendees": len(order.attendees),
        "due_at": order.due_at and order.due_at.astimezone(zone),
    }
