"""Letters this room writes; the words are in templates/registration/mail/."""

from datetime import datetime

from eventsite.core.addresses import public_url
from eventsite.core.content import plain
from eventsite.core.words import later
from eventsite.mail.actions import queue_letter
from eventsite.payments.models import Payment
from eventsite.payments.references import spaced
from eventsite.products.models import SaleTerms
from eventsite.registration.models import Attendee, Order


def queue_confirmation(
    order: Order, payment: Payment | None, terms: SaleTerms, now: datetime
) -> None:
    """Tell the buyer what was ordered, and how to pay what is owed."""
    _queue(
        order,
        "confirmation",
        now,
        due=order.due or "",
        reference=spaced(payment.reference) if payment else "",
        bank_details=terms.bank_details.splitlines() if payment else [],
    )


def queue_paid(order: Order, now: datetime) -> None:
    _queue(order, "paid", now)


def queue_cancelled(order: Order, now: datetime) -> None:
    """Tell the buyer; if they have paid, what becomes of their money, too."""
    _queue(order, "cancelled", now, is_paid=order.paid_at is not None)


def queue_expired(order: Order, now: datetime) -> None:
    _queue(order, "expired", now)


def _queue(order: Order, template: str, now: datetime, **more: object) -> None:
    queue_letter(
        to=order.email,
        name=order.name,
        languages=order.languages,
        template=f"registration/mail/{template}",
        now=now,
        event_id=order.event_id,
        person_id=order.person_id,
        unique_key=f"order {order.id} {template}",
        trusted={
            "code": order.code,
            "is_free": order.is_free,
            "link": public_url(
                "registration.order", code=order.code, secret=order.secret
            ),
            "answers": bool(order.event.reply_to),
            "page": public_url("front.event", slug=order.event.slug),
            "shop": public_url("checkout.register", slug=order.event.slug),
            "total": order.total,
        },
        buyer=order.name,
        event=later(plain, order.event, "name"),
        lines=order.lines,
        more=more,
    )


def queue_tickets(order: Order, now: datetime) -> None:
    """Send each attendee their ticket, once, however often this is called."""
    for attendee in order.attendees:
        _queue_ticket(attendee, now)


def _queue_ticket(attendee: Attendee, now: datetime) -> None:
    order = attendee.order
    also = [a.event for a in attendee.admissions if a.event_id != order.event_id]
    queue_letter(
        to=attendee.email,
        name=attendee.name,
        languages=order.languages,
        template="registration/mail/ticket",
        now=now,
        event_id=order.event_id,
        unique_key=f"ticket {attendee.id}",
        trusted={"link": public_url("registration.ticket", secret=attendee.secret)},
        attendee=attendee.name,
        event=later(plain, order.event, "name"),
        venue=", ".join(filter(None, (order.event.venue, order.event.city))),
        first_day=order.event.starts_on,
        last_day=order.event.ends_on,
        products=[line.name for line in attendee.lines],
        included=[later(plain, event, "name") for event in also],
    )
