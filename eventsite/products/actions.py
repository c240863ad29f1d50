"""Setting up what is sold. Each verb changes the session and never commits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from eventsite.capacity import actions as capacity
from eventsite.core.db import db
from eventsite.core.deadlines import Deadline
from eventsite.core.money import Money
from eventsite.core.rows import InUse, delete_unused, unless_taken
from eventsite.core.words import _, reading
from eventsite.events.models import Event
from eventsite.products import queries, rules
from eventsite.products.models import (
    Audience,
    Inclusion,
    PriceWindow,
    Product,
    Quota,
    SaleTerms,
)


@dataclass(frozen=True, slots=True)
class Price:
    amount: Money
    until: Deadline | None  # None: until the event begins


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that an organiser says of a product."""

    name: str
    audience: Audience
    prices: Sequence[Price]
    description: str = ""
    is_listed: bool = True
    limit_per_person: int | None = None
    sale_start: Deadline | None = None
    quotas: Sequence[Quota] = ()
    included: Mapping[Event, Quota | None] | None = None


def add_product(event: Event, sheet: Sheet, now: datetime) -> Product:
    """Put a product on the event's list.

    Raises:
        NameTaken, NoPrice, TwiceTheSameDay, NothingLeft, StartsTooLate
    """
    product = Product(event_id=event.id, created_at=now, position=0)
    with unless_taken(name=rules.NameTaken()):
        _write(product, event, sheet)
        db.session.add(product)
    _offer([event, *(sheet.included or ())])
    return product


def edit_product(product: Product, sheet: Sheet) -> None:
    """Change a product; what has been ordered keeps the price it was ordered at.

    Raises:
        NameTaken, NoPrice, TwiceTheSameDay, NothingLeft, StartsTooLate
    """
    before = [inclusion.event for inclusion in product.inclusions]
    with unless_taken(name=rules.NameTaken()):
        _write(product, product.event, sheet)
    _offer([product.event, *before, *(sheet.included or ())])


def _offer(events: Iterable[Event]) -> None:
    """Note at which events anything is on sale now."""
    db.session.flush()
    for event in dict.fromkeys(events):
        event.has_products = bool(queries.list_leading_to(event))


def delete_product(product: Product) -> None:
    """Delete a product that nobody has ordered.

    Raises:
        Ordered: somebody has, or did at this moment.
    """
    affected = [product.event, *(inclusion.event for inclusion in product.inclusions)]
    try:
        delete_unused(product, product.name, queries.PARTS)
    except InUse:
        raise rules.Ordered from None
    _offer(affected)


def archive_product(product: Product, now: datetime | None) -> None:
    """Sell a product no more, whatever else it says; None: as it says again."""
    product.archived_at = now
    _offer([product.event, *(inclusion.event for inclusion in product.inclusions)])


def complimentary_product(event: Event, audience: Audience, now: datetime) -> Product:
    """Return what is given to this audience for nothing, made if there is none.

    One that is made takes its places from where the event's first listed product does,
    and admits to what that one includes.
    """
    found = queries.find_unlisted_for(event, audience)
    if found is not None:
        return found
    listed = queries.list_listed(event)
    model = listed[0] if listed else Product(quotas=[], inclusions=[])
    sheet = Sheet(
        name=_complimentary(event, audience),
        audience=audience,
        prices=[Price(Money(0, queries.currency_of(event)), None)],
        is_listed=False,
        quotas=model.quotas,
        included={each.event: each.quota for each in model.inclusions},
    )
    return add_product(event, sheet, now)


def _complimentary(event: Event, audience: Audience) -> str:
    with reading(*event.languages):  # many will read it, not only who gives it
        if audience is Audience.COMPLIMENTARY:
            return _("Complimentary pass")
        return _("Complimentary pass (%(audience)s)", audience=audience.words)


def _write(product: Product, event: Event, sheet: Sheet) -> None:
    untils = [price.until for price in sheet.prices]
    rules.check_prices(untils, sheet.sale_start, rules.begins(event))
    product.name = sheet.name
    product.audience = sheet.audience
    product.description = sheet.description
    product.is_listed = sheet.is_listed
    product.limit_per_person = sheet.limit_per_person
    product.sale_start = sheet.sale_start
    product.quotas = list(sheet.quotas)
    _include(product, sheet.included or {})
    _price(product, sheet.prices)


def _include(product: Product, included: Mapping[Event, Quota | None]) -> None:
    known = {inclusion.event: inclusion for inclusion in product.inclusions}
    product.inclusions = [
        known.get(event) or Inclusion(event=event) for event in included
    ]
    for inclusion in product.inclusions:
        inclusion.quota = included[inclusion.event]


def _price(product: Product, prices: Sequence[Price]) -> None:
    """Write the prices; a window whose deadline stays is the same row as before."""
    known = {window.until_at: window for window in product.prices}
    windows = []
    for price in prices:
        window = known.get(price.until.at if price.until else None) or PriceWindow(
            amount=price.amount, until=price.until
        )
        window.amount, window.until = price.amount, price.until
        windows.append(window)
    product.prices = windows


def add_quota(event: Event, name: str, size: int, now: datetime) -> Quota:
    """Give the event a number of places to sell out of.

    Raises:
        NameTaken
    """
    pool = capacity.create(size, f"quota “{name}” of event {event.id}", now)
    quota = Quota(event_id=event.id, name=name, pool=pool)
    with unless_taken(name=rules.NameTaken()):
        db.session.add(quota)
    return quota


def resize_quota(quota: Quota, size: int, now: datetime) -> None:
    """Change how many places there are.

    Raises:
        TooSmall: more are taken.
    """
    capacity.resize(quota.pool, size, f"quota {quota.id} resized", now)


def set_terms(
    event: Event,
    *,
    currency: str,
    payment_days: int,
    seller: str,
    bank_details: str,
    open_orders: int = queries.DEFAULT_OPEN_ORDERS,
) -> SaleTerms:
    """Give the event terms of its own; `open_orders` are unpaid ones of one buyer.

    Raises:
        CurrencyInUse: the event has prices in another currency.
    """
    if queries.find_used_currency(event) not in {None, currency}:
        raise rules.CurrencyInUse
    terms = queries.find_own_terms(event)
    if terms is None:
        terms = SaleTerms(event=event)
        db.session.add(terms)
    terms.currency = currency
    terms.payment_days = payment_days
    terms.open_orders = open_orders
    terms.seller = seller
    terms.bank_details = bank_details
    return terms
