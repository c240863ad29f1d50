"""Letters this room writes; the words are in templates/registration/mail/."""

from datetime import datetime

from eventsite.core.addresses import public_url
from eventsite.core.content import plain
from eventsite.core.words import reading
from eventsite.mail.actions import queue_letter
from eventsite.payments.models import Payment
from eventsite.payments.references import spaced
from eventsite.products.models import SaleTerms
from eventsite.registration.models import Attendee, Order


def queue_confirmation(
    order: Order, payment: Payment | None, terms: SaleTerms, now: datetime
) -> None:
    """Tell the buyer what was ordered, and how to pay what is owed."""
    with reading(*_languages(order)):
        _queue(
            order,
            "confirmation",
            now,
            due=str(order.due) if order.due else "",
            reference=spaced(payment.reference) if payment else "",
            bank_details=terms.bank_details.splitlines() if payment else [],
        )


def queue_paid(order: Order, now: datetime) -> None:
    _queue(order, "paid", now)


def queue_cancelled(order: Order, now: datetime) -> None:
    _queue(order, "cancelled", now)


def queue_expired(order: Order, now: datetime) -> None:
    _queue(order, "expired", now)


def _queue(order: Order, template: str, now: datetime, **more: object) -> None:
    with reading(*_languages(order)):
        queue_letter(
            to=order.email,
            name=order.name,
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
                "shop": public_url("checkout.register", slug=order.event.slug),
                "total": str(order.total),
            },
            buyer=order.name,
            event=plain(order.event, "name"),
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
    with reading(*_languages(order)):
        queue_letter(
            to=attendee.email,
            name=attendee.name,
            template="registration/mail/ticket",
            now=now,
            event_id=order.event_id,
            unique_key=f"ticket {attendee.id}",
            trusted={"link": public_url("registration.ticket", secret=attendee.secret)},
            attendee=attendee.name,
            event=plain(order.event, "name"),
            venue=", ".join(filter(None, (order.event.venue, order.event.city))),
            first_day=order.event.starts_on,
            last_day=order.event.ends_on,
            products=[line.name for line in attendee.lines],
            included=[plain(event, "name") for event in also],
        )


def _languages(order: Order) -> list[str | None]:
    """Return in what its letters are: as the account says, else as it was placed in."""
    own = order.person.language if order.person else None
    return [own, order.language, *order.event.languages]
