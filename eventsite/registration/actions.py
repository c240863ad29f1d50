"""The verbs of registration. Each changes the session and never commits.

Rows are locked in one order, so that nobody waits in a circle: the payment, the order,
then pools by their ids.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm.attributes import set_committed_value

from eventsite.capacity import actions as capacity
from eventsite.capacity.models import Pool
from eventsite.capacity.rules import SoldOut
from eventsite.core import jobs, words
from eventsite.core.codes import new_code, new_token
from eventsite.core.db import db, insert_once
from eventsite.core.money import Money
from eventsite.events.models import Event
from eventsite.payments import settlement
from eventsite.payments.models import Method
from eventsite.products.actions import complimentary_product
from eventsite.products.models import Audience, Product, SaleTerms
from eventsite.products.queries import (
    currency_of,
    get_quota_of,
    get_terms,
    list_chosen,
)
from eventsite.products.rules import Step, begins, quotas_of
from eventsite.registration import mails, queries, rules
from eventsite.registration.models import (
    Admission,
    Attendee,
    Order,
    OrderLine,
    OrderState,
    TakenPlaces,
)
from eventsite.registration.rules import Buyer, Guest, Quote, QuoteLine

CODE_LENGTH = 8
EXPIRE = "registration.expire"  # the job's name; jobs.py does it


def place_order(
    event: Event,
    buyer: Buyer,
    guests: Sequence[Guest],
    *,
    shown: Mapping[int, Money],
    once_key: str,
    now: datetime,
    person_id: int | None = None,
) -> Order:
    """Order one place for each guest at the prices valid now; queue the letters.

    `shown` are the prices the buyer has seen, by product id. With a `once_key` that was
    used before for the same order, that order is returned and nothing happens.

    Raises:
        PriceChanged: `shown` is not what it costs.
        OrderedBefore: the key was used for a different order.
        PlacesGone, OverLimit, TooManyOpen, NotOnSale, SaleNotOpen, SaleEnded, NothingChosen,
        TooManyAttendees: roll back, then say so.
    """
    key = f"{event.id}:{once_key}"
    asked = rules.fingerprint(buyer, guests)
    before = queries.find_order_once(key)
    if before is not None:
        return _same(before, asked)
    pieces = Counter(guest.product_id for guest in guests)
    chosen = list_chosen(event, pieces, are_kept=True)
    quote = rules.quote(chosen, pieces, now)
    rules.check_shown(quote, shown)
    order, is_new = _insert(
        event,
        buyer,
        once_key=key,
        fingerprint=asked,
        total_minor=quote.total.minor,
        currency=quote.total.currency,
        person_id=person_id,
        language=words.language(),  # in which they came
        placed_at=now,
    )
    if not is_new:  # somebody else was faster: the other click
        return _same(order, asked)
    _check_limits([line.product for line in quote.lines], guests)
    _fill(order, guests, quote)
    terms = get_terms(event)
    _demand(order, terms, now)
    _take(order, now)  # late: from here to the commit, others wait for the pools
    if order.state is OrderState.PENDING:  # who waited for a place sees the others now
        unpaid = queries.count_open(event, order.email, person_id)
        rules.check_open(unpaid, terms.open_orders)
    return order


def give_complimentary(
    event: Event,
    *,
    name: str,
    email: str,
    audience: Audience,
    cause: str,
    now: datetime,
    person_id: int | None = None,
) -> Order:
    """Give somebody a free registration; their ticket goes out by e-mail.

    `cause` is a key that says nothing to who reads it: the same cause gives the same
    order again, and no second ticket. The product is the event's unlisted one for this
    audience; where there is none, one is made like the first that is sold.

    Raises:
        PlacesGone: roll back, then say so.
    """
    key = f"{event.id}:complimentary {cause}"
    product = complimentary_product(event, audience, now)
    guest = Guest(product.id, name, email)
    buyer = Buyer(name, email)
    free = Money(0, currency_of(event))
    order, is_new = _insert(
        event,
        buyer,
        once_key=key,
        fingerprint=rules.fingerprint(buyer, [guest]),
        total_minor=0,
        currency=free.currency,
        complimentary_for=cause,
        person_id=person_id,
        placed_at=now,
    )
    if is_new:
        quote = Quote([QuoteLine(product, Step(free, begins(event)), 1)])
        _fill(order, [guest], quote)
        _become_paid(order, now)
        _take(order, now)
    return order


def take_back_complimentary(event: Event, cause: str, now: datetime) -> bool:
    """Cancel what `give_complimentary` gave for this cause; tell whether it was there."""
    order = queries.find_order_once(f"{event.id}:complimentary {cause}")
    if order is None or not order.has_places:
        return False
    cancel(order, now)
    return True


def settle_order(order_id: int, now: datetime) -> None:
    """Take note that an order is paid: what `payments` calls for "order 12".

    An order that has expired gets places again, if there are any.

    Raises:
        NotPossibleNow: it was cancelled. PlacesGone: paid too late.
    """
    order = queries.get_order_to_change(order_id)
    rules.check_transition(order.state, OrderState.PAID)
    if not order.has_places:
        _take(order, now)
    _become_paid(order, now)
    mails.queue_paid(order, now)


def mark_paid(
    order: Order,
    handlers: Mapping[str, settlement.Handler],
    now: datetime,
    by_id: int | None,
) -> bool:
    """Settle the order's payment by hand; False if that was done before.

    Raises:
        NotPossibleNow: there is nothing to pay, or it was cancelled.
        PlacesGone: it had expired, and its places are gone.
    """
    payment = settlement.find_payment(order.owed_for)
    if payment is None:
        raise rules.NotPossibleNow(order.state)
    return settlement.settle(payment, handlers, now, by_id)


def cancel(order: Order, now: datetime) -> bool:
    """Cancel the order and give its places back; False if it was cancelled before.

    Raises:
        NotPossibleNow: it has expired.
    """
    settlement.lock(order.owed_for)
    order = queries.get_order_to_change(order.id)
    if order.state is OrderState.CANCELLED:
        return False
    _close(order, OrderState.CANCELLED, now)
    mails.queue_cancelled(order, now)
    return True


def expire(order_id: int, now: datetime) -> bool:
    """Give an order's places back, if it should have been paid by now and was not."""
    settlement.lock(f"order {order_id}")
    order = queries.get_order_to_change(order_id)
    is_late = order.due is not None and not order.due.in_time(now)
    if order.state is not OrderState.PENDING or not is_late:
        return False
    _close(order, OrderState.EXPIRED, now)
    mails.queue_expired(order, now)
    return True


def _same(before: Order, asked: str) -> Order:
    if before.fingerprint != asked:
        raise rules.OrderedBefore
    return before


def _insert(event: Event, buyer: Buyer, **values: object) -> tuple[Order, bool]:
    """Write the order unless its key is there; return it and whether it is new."""
    is_new = insert_once(
        Order,
        "once_key",
        event_id=event.id,
        code=new_code(CODE_LENGTH),
        secret=new_token(),
        state=OrderState.PENDING,
        **({"complimentary_for": "", "language": ""} | asdict(buyer) | values),
    )
    order = queries.find_order_once(str(values["once_key"]))
    if order is None:
        raise RuntimeError("an order was written and is not there")
    if is_new:
        for collection in ("places", "attendees", "lines"):
            set_committed_value(order, collection, [])  # spares asking for them
    return order, is_new


def _check_limits(products: Collection[Product], guests: Sequence[Guest]) -> None:
    limited = [p.id for p in products if p.limit_per_person is not None]
    if limited:
        queries.lock_products(limited)
        held = queries.count_held(limited, {guest.email for guest in guests})
        rules.check_limits(products, guests, held)


def _fill(order: Order, guests: Sequence[Guest], quote: Quote) -> None:
    """Write who comes on what, and which places that needs."""
    pools: dict[int, Pool] = {}
    needed: Counter[int] = Counter()
    for line in quote.lines:
        for quota in quotas_of(line.product):
            pools[quota.pool_id] = quota.pool
            needed[quota.pool_id] += line.pieces
    order.places = [
        TakenPlaces(pool=pools[pool_id], pool_id=pool_id, places=needed[pool_id])
        for pool_id in sorted(needed)
    ]
    products = {line.product.id: line.product for line in quote.lines}
    for position, guest in enumerate(guests):
        product = products[guest.product_id]
        attendee = _attendee(guest, position)
        events = {order.event_id, *(each.event_id for each in product.inclusions)}
        attendee.admissions = [Admission(event_id=each) for each in sorted(events)]
        order.attendees.append(attendee)
        ordered = OrderLine(product=product, name=product.name, attendee=attendee)
        ordered.amount = quote.prices[product.id]
        order.lines.append(ordered)
    db.session.flush()


def _attendee(guest: Guest, position: int) -> Attendee:
    return Attendee(
        position=position,
        secret=new_token(),
        name=guest.name,
        email=guest.email,
        affiliation=guest.affiliation,
        badge_name=guest.badge_name,
    )


def _take(order: Order, now: datetime) -> None:
    for taken in order.places:
        try:
            capacity.take(taken.pool, taken.places, f"order {order.id}", now)
        except SoldOut:
            name = get_quota_of(taken.pool).name
            left = taken.pool.left
            raise rules.PlacesGone(name, left, taken.places) from None


def _demand(order: Order, terms: SaleTerms, now: datetime) -> None:
    """Ask for the money, or do what follows when there is none to ask for."""
    if order.is_free:
        _become_paid(order, now)
        mails.queue_confirmation(order, None, terms, now)
        return
    order.due = rules.due(order.event, terms.payment_days, now)
    payment = settlement.open_payment(
        order.owed_for, order.total, Method.INVOICE, order.code, now
    )
    jobs.queue(EXPIRE, {"order_id": order.id}, order.due.at)
    mails.queue_confirmation(order, payment, terms, now)


def _become_paid(order: Order, now: datetime) -> None:
    order.state = OrderState.PAID
    order.paid_at = now
    order.closed_at = None
    mails.queue_tickets(order, now)


def _close(order: Order, state: OrderState, now: datetime) -> None:
    rules.check_transition(order.state, state)
    order.state = state
    order.closed_at = now
    settlement.give_up(order.owed_for)
    for taken in order.places:
        cause = f"order {order.id} {state.value}"
        capacity.give_back(taken.pool, taken.places, cause, now)
