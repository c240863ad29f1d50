"""What the demo's CloudNativeCon offers: tickets and a call for proposals."""

from datetime import datetime, timedelta

from eventsite.core.deadlines import at_instant, end_of
from eventsite.core.money import Money
from eventsite.demo import cloudnativecon_2016 as facts
from eventsite.demo.events import Edition
from eventsite.events.models import Event
from eventsite.events.queries import visible_types
from eventsite.products import actions as products
from eventsite.products.models import Audience
from eventsite.proposals.actions import CallTerms, set_call

CURRENCY = "USD"
PAYMENT_DAYS = 14
SELLER = "Cloud Native Computing Foundation\nSan Francisco, United States"
BANK = "This is a demo: send no money.\nAccount 000 000 000, Example Bank"
CALL = (
    "We look for lightning talks of five minutes on what you run, build or have learned "
    "in the cloud native world. First-time speakers are welcome."
)
LIGHTNING = "lightning-talk"


def sell_tickets(tree: dict[str, Event], edition: Edition) -> None:
    """Sell passes for individuals and corporations, co-located events included.

    The first prices and their last day are facts; later prices, the number of places
    and the terms are illustrative.
    """
    event, now = tree[facts.CNC], edition.announced_at
    products.set_terms(
        event,
        currency=CURRENCY,
        payment_days=PAYMENT_DAYS,
        seller=SELLER,
        bank_details=BANK,
    )
    places = products.add_quota(event, "Conference", facts.PLACES, now)
    included = {tree[key]: None for key in facts.CHILDREN}
    for audience, early, later in (
        (Audience.INDIVIDUAL, facts.INDIVIDUAL, facts.LATER_INDIVIDUAL),
        (Audience.CORPORATE, facts.CORPORATE, facts.LATER_CORPORATE),
    ):
        first = products.Price(_usd(early), end_of(edition.early_until, facts.ZONE))
        sheet = products.Sheet(
            name=f"Conference pass, {audience.value}",
            audience=audience,
            description="Both days, with complimentary access to KubeCon and PrometheusDay.",
            prices=[first, products.Price(_usd(later), None)],
            quotas=[places],
            included=included,
        )
        products.add_product(event, sheet, now)


def call_for_proposals(event: Event, edition: Edition, actor_id: int) -> None:
    """Call for lightning talks, until the same day as the first prices."""
    (lightning,) = [t for t in visible_types(event) if t.slug == LIGHTNING]
    opens = at_instant(_whole_hour(edition.announced_at), facts.ZONE)
    closes = end_of(edition.early_until, facts.ZONE)
    terms = CallTerms(CALL, opens, closes, timedelta(), {lightning.id: None})
    set_call(event, terms, actor_id, edition.announced_at)


def _usd(amount: str) -> Money:
    return Money.parse(amount, CURRENCY)


def _whole_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
