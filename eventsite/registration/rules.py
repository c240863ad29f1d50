"""What an order may be and become, and what it costs. Pure decisions."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from eventsite.core.deadlines import Deadline, end_of
from eventsite.core.errors import Refusal
from eventsite.core.money import Money
from eventsite.core.words import _, lazy, ngettext
from eventsite.events.models import Event
from eventsite.products.models import Product, Quota
from eventsite.products.rules import NotOnSale, Step, begins, price_at, quotas_of
from eventsite.registration.models import OrderState

MAX_ATTENDEES = 10  # in one order


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who orders, and who gets the invoice."""

    name: str
    email: str
    company: str = ""
    invoice_address: str = ""
    vat_id: str = ""


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is to come, and on which product."""

    product_id: int
    name: str
    email: str
    affiliation: str = ""
    badge_name: str = ""


@dataclass(frozen=True, slots=True)
class QuoteLine:
    product: Product
    step: Step  # the price now, and until when
    pieces: int

    @property
    def total(self) -> Money:
        return self.step.amount * self.pieces


@dataclass(frozen=True, slots=True)
class Quote:
    """What an order would cost at a moment."""

    lines: Sequence[QuoteLine]

    @property
    def total(self) -> Money:
        first, *rest = (line.total for line in self.lines)
        for more in rest:
            first += more
        return first

    def line(self, product_id: int) -> QuoteLine:
        return next(line for line in self.lines if line.product.id == product_id)

    @property
    def prices(self) -> dict[int, Money]:
        return {line.product.id: line.step.amount for line in self.lines}

    @property
    def until(self) -> Deadline:
        """Return when the first of these prices ends."""
        return min((line.step.until for line in self.lines), key=lambda d: d.at)


@dataclass(frozen=True, slots=True)
class Change:
    """A price that is not the one that was shown."""

    name: str
    old: Money | None  # None: none was shown
    new: Money

    def __str__(self) -> str:
        if self.old is None:
            return _("%(name)s: %(new)s", name=self.name, new=self.new)
        return _(
            "%(name)s: %(old)s → %(new)s",
            name=self.name,
            new=self.new,
            old=self.old,
        )


class NothingChosen(Refusal):
    message = lazy("Choose at least one ticket.")


class TooManyAttendees(Refusal):
    message = lazy(
        "One order takes up to %(most)s people. Place another one for more.",
        most=MAX_ATTENDEES,
    )


class PriceChanged(Refusal):
    def __init__(self, changes: Sequence[Change]) -> None:
        said = "; ".join(map(str, changes))
        super().__init__(
            _(
                "The price has changed since we showed it to you. %(said)s. Nothing has "
                "been ordered. Place the order again to accept it.",
                said=said,
            )
        )


class PlacesGone(Refusal):
    def __init__(self, name: str, left: int, wanted: int) -> None:
        if left <= 0:
            said = _("“%(name)s” is sold out.", name=name)
        else:
            said = ngettext(
                "“%(name)s” has only one place left, and this needs %(wanted)s.",
                "“%(name)s” has only %(num)s places left, and this needs %(wanted)s.",
                left,
                name=name,
                wanted=wanted,
            )
        super().__init__(f"{said} {_('Nothing has been changed.')}")


class TooManyOpen(Refusal):
    def __init__(self, limit: int) -> None:
        super().__init__(
            ngettext(
                "There is an unpaid order of yours already. Pay or cancel it first: "
                "the letter about it leads there. Nothing has been ordered.",
                "There are %(num)s unpaid orders of yours already. Pay or cancel one "
                "first: the letters about them lead there. Nothing has been ordered.",
                limit,
            )
        )


class OverLimit(Refusal):
    def __init__(self, name: str, limit: int, email: str) -> None:
        super().__init__(
            ngettext(
                "“%(name)s” can be had once per person, and %(email)s would pass that. "
                "Give each attendee’s own address.",
                "“%(name)s” can be had %(num)s times per person, and %(email)s would "
                "pass that. Give each attendee’s own address.",
                limit,
                name=name,
                email=email,
            )
        )


class OrderedBefore(Refusal):
    """The form's key was used for another order already."""

    message = lazy("You have placed another order from this form already.")


class NotPossibleNow(Refusal):
    def __init__(self, state: OrderState) -> None:
        super().__init__(
            _(
                "The order is %(state)s, so this cannot be done any more.",
                state=state.words,
            )
        )


# What may become of an order. All else is refused.
TRANSITIONS: Mapping[OrderState, frozenset[OrderState]] = {
    OrderState.PENDING: frozenset(
        {OrderState.PAID, OrderState.CANCELLED, OrderState.EXPIRED}
    ),
    OrderState.PAID: frozenset({OrderState.CANCELLED}),
    OrderState.EXPIRED: frozenset({OrderState.PAID}),  # paid late; needs places anew
    OrderState.CANCELLED: frozenset(),
}


def check_transition(old: OrderState, new: OrderState) -> None:
    if new not in TRANSITIONS[old]:
        raise NotPossibleNow(old)


def check_pieces(pieces: int) -> None:
    if pieces < 1:
        raise NothingChosen
    if pieces > MAX_ATTENDEES:
        raise TooManyAttendees


def quote(
    products: Iterable[Product], pieces: Mapping[int, int], now: datetime
) -> Quote:
    """Return what so many `pieces` (by product id) cost at `now`.

    Raises:
        NothingChosen, TooManyAttendees: too few or too many in all.
        NotOnSale, SaleNotOpen, SaleEnded: one of them is not to be had.
    """
    check_pieces(sum(pieces.values()))
    found = {product.id: product for product in products}
    if not found.keys() >= pieces.keys():
        raise NotOnSale
    return Quote(
        [
            QuoteLine(found[each], price_at(found[each], now), pieces[each])
            for each in pieces
        ]
    )


def check_open(unpaid: int, limit: int) -> None:
    """Let nobody block places with orders that they do not pay.

    Raises:
        TooManyOpen: there would be so many `unpaid` ones.
    """
    if unpaid > limit:
        raise TooManyOpen(limit)


def check_left(quoted: Quote) -> None:
    """Tell early that there are too few places; only taking them decides.

    Raises:
        PlacesGone
    """
    wanted = Counter[Quota]()
    for line in quoted.lines:
        for quota in quotas_of(line.product):
            wanted[quota] += line.pieces
    for quota, pieces in wanted.items():
        if quota.pool.left < pieces:
            raise PlacesGone(quota.name, quota.pool.left, pieces)


def check_shown(quoted: Quote, shown: Mapping[int, Money]) -> None:
    """Check that the buyer has seen the prices that hold.

    Raises:
        PriceChanged: names each that differs, old and new.
    """
    changes = [
        Change(line.product.name, shown.get(line.product.id), line.step.amount)
        for line in quoted.lines
        if shown.get(line.product.id) != line.step.amount
    ]
    if changes:
        raise PriceChanged(changes)


def check_limits(
    products: Iterable[Product],
    guests: Iterable[Guest],
    held: Mapping[tuple[int, str], int],
) -> None:
    """Check how many pieces each address would hold, with those it holds already.

    Raises:
        OverLimit
    """
    limited = {each.id: each for each in products if each.limit_per_person is not None}
    wanted = Counter((guest.product_id, guest.email) for guest in guests)
    for (product_id, email), pieces in wanted.items():
        product = limited.get(product_id)
        if product is None or product.limit_per_person is None:
            continue
        if pieces + held.get((product_id, email), 0) > product.limit_per_person:
            raise OverLimit(product.name, product.limit_per_person, email)


def due(event: Event, payment_days: int, now: datetime) -> Deadline:
    """Return until when an order placed now must be paid.

    The end of the day so many days from today in the event's zone; but before the event
    begins, unless that is now.
    """
    today = now.astimezone(ZoneInfo(event.timezone)).date()
    agreed = end_of(today + timedelta(days=payment_days), event.timezone)
    start = begins(event)
    if agreed.at <= start.at:
        return agreed
    return start if start.in_time(now) else end_of(today, event.timezone)


def fingerprint(buyer: Buyer, guests: Sequence[Guest]) -> str:
    """Return the same for the same order, and for no other."""
    asked = json.dumps([asdict(buyer), [asdict(guest) for guest in guests]])
    return hashlib.sha256(asked.encode()).hexdigest()
