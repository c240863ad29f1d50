"""Files that leave the house with people's data in them."""

from collections.abc import Iterable

from eventsite.events.models import Event
from eventsite.formats import csv_table
from eventsite.registration.models import Attendee, OrderState

HEADS = (
    "Name",
    "E-mail",
    "Affiliation",
    "Name on the badge",
    "Ticket",
    "Audience",
    "Confirmed",
    "Registered with",
    "Order",
)


def attendees_csv(event: Event, attendees: Iterable[Attendee]) -> bytes:
    """Return those admitted to the event; the orders of other events stay unnamed."""
    return csv_table.write(HEADS, (_row(event, attendee) for attendee in attendees))


def _row(event: Event, attendee: Attendee) -> list[str]:
    order = attendee.order
    return [
        attendee.name,
        attendee.email,
        attendee.affiliation,
        attendee.shown_name,
        ", ".join(line.name for line in attendee.lines),
        ", ".join(line.product.audience.value for line in attendee.lines),
        "yes" if order.state is OrderState.PAID else "no",
        order.event.name,
        order.code if order.event_id == event.id else "",
    ]
