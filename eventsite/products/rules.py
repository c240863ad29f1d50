"""Whether a product is on sale, and what it costs now and next. Pure decisions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from eventsite.capacity.rules import FEW
from eventsite.core.deadlines import Deadline, end_of
from eventsite.core.errors import Refusal
from eventsite.core.money import Money
from eventsite.core.words import Named, lazy, lazy_pgettext
from eventsite.events.models import Event, EventState
from eventsite.products.models import PriceWindow, Product, Quota

MIN = datetime.min.replace(tzinfo=UTC)
MAX_PLACES = 10**6
SELLING = frozenset({EventState.ANNOUNCED, EventState.LIVE})


class NotOnSale(Refusal):
    message = lazy("This ticket is not on sale here.")


class SaleNotOpen(Refusal):
    message = lazy("The sale of this ticket has not started yet.")


class SaleEnded(Refusal):
    message = lazy("The sale of this ticket has ended.")


class TwiceTheSameDay(Refusal):
    message = lazy("Two prices end on the same day. Give each its own last day.")


class NothingLeft(Refusal):
    message = lazy(
        "This day is after the event has begun, so nothing is left for the price until "
        "it begins. Choose an earlier day, or let the sale end."
    )


class StartsTooLate(Refusal):
    message = lazy("The sale would start after the last price has ended.")


class NoPrice(Refusal):
    message = lazy("Give at least one price. A free product costs 0.")


class NameTaken(Refusal):
    message = lazy(
        "There is another one of this name at the event. Choose another name."
    )


class Ordered(Refusal):
    message = lazy(
        "Somebody has ordered this, so it stays on record. Archive it: then it is sold "
        "no more."
    )


class CurrencyInUse(Refusal):
    message = lazy(
        "There are prices in the present currency. It cannot change any more."
    )


class SaleState(Named):
    NOT_YET = "not yet", lazy_pgettext("ticket", "not yet")
    ON_SALE = "on sale", lazy_pgettext("ticket", "on sale")
    SOLD_OUT = "sold out", lazy_pgettext("ticket", "sold out")
    ENDED = "ended", lazy_pgettext("ticket", "ended")


@dataclass(frozen=True, slots=True)
class Step:
    """A price and its deadline, "until the event begins" worked out."""

    amount: Money
    until: Deadline
    until_event: bool = False  # it moves with the event's first day


@dataclass(frozen=True, slots=True)
class Offer:
    """What is to be said of a product at a moment."""

    product: Product
    state: SaleState
    now: Step | None  # the price now; before the sale the first; None when it is over
    then: Step | None  # the price after that one
    left: int | None  # places, to show only; None: no limit

    @property
    def is_scarce(self) -> bool:
        return self.left is not None and self.left <= FEW


def begins(event: Event) -> Deadline:
    """Return the deadline that means "until the event begins": 00:00 of its first day."""
    return end_of(event.starts_on - timedelta(days=1), event.timezone)


def timeline(prices: Iterable[PriceWindow], event_begins: Deadline) -> list[Step]:
    """Return a product's prices in the order in which they are valid."""
    steps = (
        Step(price.amount, price.until or event_begins, price.until is None)
        for price in prices
    )
    return sorted(steps, key=lambda step: step.until.at)


def is_selling(event: Event) -> bool:
    """Nothing is sold at drafts, and nothing at past or archived events."""
    return event.is_public and all(above.state in SELLING for above in event.line)


def quotas_of(product: Product) -> list[Quota]:
    """Return all quotas that one piece of the product takes a place from, each once."""
    included = (found.quota for found in product.inclusions)
    quotas = [*product.quotas, *(quota for quota in included if quota is not None)]
    return list({quota.pool_id: quota for quota in quotas}.values())


def places_left(product: Product) -> int | None:
    return min((quota.pool.left for quota in quotas_of(product)), default=None)


def price_at(product: Product, now: datetime) -> Step:
    """Return the price valid at `now`: the first whose deadline has not passed.

    The sale is open from `sale_start` (inclusive) to the last deadline (exclusive).

    Raises:
        NotOnSale: unlisted, archived, without a price, or at a draft.
        SaleNotOpen, SaleEnded: `now` is outside the sale.
    """
    event = product.event
    is_offered = product.is_listed and product.archived_at is None
    if not is_offered or not product.prices or not event.is_public:
        raise NotOnSale
    if not is_selling(event):
        raise SaleEnded
    steps = _ahead(product, now)
    if not steps:
        raise SaleEnded
    if product.sale_start is not None and product.sale_start.in_time(now):
        raise SaleNotOpen
    return steps[0]


def _ahead(product: Product, now: datetime) -> list[Step]:
    """Return the prices at which one can still buy: now, or when the sale starts."""
    start = product.sale_start
    moment = now if start is None else max(now, start.at)
    steps = timeline(product.prices, begins(product.event))
    return [step for step in steps if step.until.in_time(moment)]


def offer(product: Product, now: datetime) -> Offer | None:
    """Return what to show of the product; None: nothing at all."""
    left = places_left(product)
    try:
        price_at(product, now)
        state = SaleState.SOLD_OUT if left == 0 else SaleState.ON_SALE
    except SaleNotOpen:
        state = SaleState.NOT_YET
    except SaleEnded:
        return Offer(product, SaleState.ENDED, None, None, left)
    except NotOnSale:
        return None
    steps = [*_ahead(product, now), None]
    return Offer(product, state, steps[0], steps[1], left)


def offers(products: Iterable[Product], now: datetime) -> list[Offer]:
    found = (offer(product, now) for product in products)
    return [one for one in found if one is not None]


def check_prices(
    untils: Sequence[Deadline | None],
    sale_start: Deadline | None,
    event_begins: Deadline,
) -> None:
    """Check when a product's prices end (None: when the event begins), as typed.

    Raises:
        NoPrice, TwiceTheSameDay, NothingLeft, StartsTooLate
    """
    if not untils:
        raise NoPrice
    if len({until and until.at for until in untils}) < len(untils):
        raise TwiceTheSameDay
    dated = [until.at for until in untils if until is not None]
    if len(dated) < len(untils) and max(dated, default=MIN) >= event_begins.at:
        raise NothingLeft
    end = max(until.at if until else event_begins.at for until in untils)
    if sale_start is not None and sale_start.at >= end:
        raise StartsTooLate
