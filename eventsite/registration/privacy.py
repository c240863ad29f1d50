"""A person's orders and tickets. What an invoice must say stays, and nothing else."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import joinedload, selectinload

from eventsite.accounts.models import Person
from eventsite.core.db import db
from eventsite.core.rows import plain_row
from eventsite.core.words import _, lazy, ngettext
from eventsite.privacy.rules import ERASED, Fate, Kept, Leaving, Outcome, OwnData
from eventsite.registration.models import Attendee, Order, OrderState

# What tax law asks for in most of Europe; Germany: eight years (AO § 147), others ten.
INVOICES_STAY = timedelta(days=3653)
TICKETS_STAY = timedelta(days=1461)  # four years
IN_THE_BOOKS = (OrderState.PAID, OrderState.PENDING)


def _orders(person: Person) -> Sequence[Order]:
    theirs = or_(Order.person_id == person.id, Order.email == person.email)
    return db.session.scalars(
        select(Order)
        .where(theirs)
        .options(
            joinedload(Order.event),
            selectinload(Order.lines),
            selectinload(Order.attendees),
        )
        .order_by(Order.id)
    ).all()


def _tickets(person: Person) -> Sequence[Attendee]:
    """Return the tickets on somebody's address, whoever ordered them."""
    return db.session.scalars(
        select(Attendee)
        .where(Attendee.email == person.email)
        .options(joinedload(Attendee.order).joinedload(Order.event))
        .order_by(Attendee.id)
    ).all()


def _is_in_the_books(order: Order) -> bool:
    return order.total_minor > 0 and order.state in IN_THE_BOOKS


def _export(person: Person) -> dict[str, object]:
    orders = _orders(person)
    mine = {order.id for order in orders}
    found = {
        "orders": [
            {
                **plain_row(order, "once_key", "fingerprint", "secret"),
                "event": order.event.slug,
                "lines": [plain_row(line) for line in order.lines],
                "attendees": [plain_row(who, "secret") for who in order.attendees],
            }
            for order in orders
        ],
        "tickets_in_orders_of_others": [
            {**plain_row(who, "secret"), "event": who.order.event.slug}
            for who in _tickets(person)
            if who.order_id not in mine
        ],
    }
    return {name: part for name, part in found.items() if part}


def _fates(person: Person, now: datetime) -> Sequence[Fate]:
    orders, fates = _orders(person), []
    kept = sum(_is_in_the_books(order) for order in orders)
    if kept:
        what = ngettext("%(num)s paid order", "%(num)s paid orders", kept)
        why = _(
            "Tax law asks for invoices to be kept: name, company, address and VAT "
            "number stay with them for ten years. Your e-mail address goes."
        )
        fates.append(Fate(what, Outcome.KEPT, why))
    if others := len(orders) - kept:
        what = ngettext("%(num)s other order", "%(num)s other orders", others)
        fates.append(Fate(what, Outcome.ANONYMISED))
    tickets = _tickets(person)
    ahead = [t for t in tickets if t.order.event.ends_on >= now.date()]
    if tickets:
        what = ngettext("%(num)s ticket", "%(num)s tickets", len(tickets))
        why = ngettext(
            "Your name comes off. %(num)s is for an event to come: it stays valid, so "
            "print it now, as nobody can send it to you again.",
            "Your name comes off. %(num)s are for events to come: they stay valid, so "
            "print them now, as nobody can send them to you again.",
            len(ahead),
        )
        fates.append(Fate(what, Outcome.ANONYMISED, why if ahead else ""))
    return fates


def _erase(leaving: Leaving) -> None:
    person = leaving.person
    for attendee in _tickets(person):
        _forget_attendee(attendee)
    for order in _orders(person):
        for attendee in order.attendees:
            if attendee.name == order.name:
                _forget_attendee(attendee)
        order.person_id, order.email = None, ""
        if not _is_in_the_books(order):
            order.name = ERASED
            order.company = order.invoice_address = order.vat_id = ""


def _forget_attendee(attendee: Attendee) -> None:
    attendee.name, attendee.email = ERASED, ""
    attendee.affiliation = attendee.badge_name = ""


def _expire(now: datetime) -> None:
    """Forget buyers whose invoices need not be kept any more, and old tickets' names."""
    old = Order.placed_at <= now - INVOICES_STAY
    db.session.execute(
        update(Order)
        .where(old, Order.name != ERASED)
        .values(
            name=ERASED, email="", company="", invoice_address="", vat_id="",
            person_id=None,
        )
    )  # fmt: skip
    long_past = select(Order.id).where(Order.placed_at <= now - TICKETS_STAY)
    db.session.execute(
        update(Attendee)
        .where(Attendee.order_id.in_(long_past), Attendee.name != ERASED)
        .values(name=ERASED, email="", affiliation="", badge_name="")
    )


OWN_DATA = OwnData(
    name="registration",
    keeps=(
        Kept(
            lazy("Orders: name, address, company, VAT number, what was bought"),
            lazy("to carry out the order, and because tax law asks for it"),
            lazy("ten years; free ones until the account is deleted"),
        ),
        Kept(
            lazy("Tickets: name, address, affiliation, name on the badge"),
            lazy("to let attendees in and to write to them about the event"),
            lazy("four years, or until the account is deleted"),
        ),
    ),
    export=_export,
    erase=_erase,
    fates=_fates,
    expire=_expire,
)
