from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload, lazyload

from eventsite.capacity.models import Pool
from eventsite.core.db import db
from eventsite.core.rows import uses_of
from eventsite.events.models import Event
from eventsite.products.models import (
    Audience,
    Inclusion,
    PriceWindow,
    Product,
    Quota,
    SaleTerms,
)

DEFAULT_CURRENCY = "USD"
DEFAULT_PAYMENT_DAYS = 14
DEFAULT_OPEN_ORDERS = 3

# All in one query: a product has few prices, quotas and inclusions. The events included
# are below the product's own: their line is loaded already.
_WHOLE = (
    joinedload(Product.prices),
    joinedload(Product.quotas),
    joinedload(Product.inclusions).options(
        joinedload(Inclusion.event, innerjoin=True).options(
            lazyload(Event.parent), lazyload(Event.host)
        ),
        joinedload(Inclusion.quota),
    ),
)


SOLD = (Product.is_listed.is_(True), Product.archived_at.is_(None))
PARTS = ("price_windows", "inclusions", "product_quotas")  # tables: they go with it


def _list(*wanted: ColumnElement[bool], are_kept: bool = False) -> Sequence[Product]:
    found = (
        select(Product)
        .where(*wanted)
        .options(*_WHOLE)
        .order_by(Product.archived_at.is_not(None), Product.position, Product.id)
    )
    if are_kept:
        found = found.with_for_update(of=Product, read=True, key_share=True)
    return db.session.scalars(found).unique().all()


def is_ordered(product: Product) -> bool:
    """Tell whether anything refers to the product that would not go with it."""
    return bool(uses_of(product, PARTS))


def list_products(event: Event) -> Sequence[Product]:
    """Return all products with prices, places and inclusions, the archived ones last."""
    return _list(Product.event == event)


def list_listed(event: Event) -> Sequence[Product]:
    """Return what the event sells, whether or not it is on sale at the moment."""
    return _list(Product.event == event, *SOLD)


def list_leading_to(event: Event) -> Sequence[Product]:
    """Return what the event sells, and what events above sell that admits to it."""
    above = [other.id for other in event.line[1:]]
    including = select(Inclusion.product_id).where(Inclusion.event_id == event.id)
    from_above = and_(Product.event_id.in_(above), Product.id.in_(including))
    own = Product.event_id == event.id
    return _list(*SOLD, or_(own, from_above) if above else own)


def list_chosen(
    event: Event, product_ids: Collection[int], *, are_kept: bool = False
) -> Sequence[Product]:
    """Return those of the products that belong to the event.

    If they `are_kept`, nobody deletes them until the caller commits.
    """
    of_event = Product.event == event
    return _list(of_event, Product.id.in_(product_ids), are_kept=are_kept)


def find_product(event: Event, product_id: int) -> Product | None:
    found = _list(Product.event == event, Product.id == product_id)
    return found[0] if found else None


def find_unlisted_for(event: Event, audience: Audience) -> Product | None:
    """Return the event's first product for this audience that is given, not sold."""
    found = _list(
        Product.event == event,
        Product.audience == audience,
        Product.is_listed.is_(False),
    )
    return found[0] if found else None


def list_quotas(event: Event) -> Sequence[Quota]:
    return db.session.scalars(
        select(Quota).where(Quota.event == event).order_by(Quota.name)
    ).all()


def list_quotas_of(events: Collection[Event]) -> Sequence[Quota]:
    ids = [event.id for event in events]
    return db.session.scalars(
        select(Quota).where(Quota.event_id.in_(ids)).order_by(Quota.name)
    ).all()


def find_quota(event: Event, quota_id: int) -> Quota | None:
    return db.session.scalars(
        select(Quota).where(Quota.event == event, Quota.id == quota_id)
    ).one_or_none()


def get_quota_of(pool: Pool) -> Quota:
    return db.session.scalars(select(Quota).where(Quota.pool_id == pool.id)).one()


def find_own_terms(event: Event) -> SaleTerms | None:
    return db.session.get(SaleTerms, event.id)


def get_terms(event: Event) -> SaleTerms:
    """Return how the event sells: its own terms, else those of the next event above.

    Where nobody has set any, terms that are not stored: dollars and two weeks.
    """
    line = [above.id for above in event.line]
    found = db.session.scalars(select(SaleTerms).where(SaleTerms.event_id.in_(line)))
    nearest = sorted(found, key=lambda terms: line.index(terms.event_id))
    return nearest[0] if nearest else _default_terms()


def _default_terms() -> SaleTerms:
    return SaleTerms(
        currency=DEFAULT_CURRENCY,
        payment_days=DEFAULT_PAYMENT_DAYS,
        open_orders=DEFAULT_OPEN_ORDERS,
        seller="",
        bank_details="",
    )


def currency_of(event: Event) -> str:
    """Return what the event's prices are in: all in one, so that an order adds up."""
    return find_used_currency(event) or get_terms(event).currency


def find_used_currency(event: Event) -> str | None:
    """Return the currency of the event's prices, None if it has no price yet."""
    return db.session.scalars(
        select(PriceWindow.currency)
        .join(PriceWindow.product)
        .where(Product.event == event)
        .limit(1)
    ).one_or_none()
