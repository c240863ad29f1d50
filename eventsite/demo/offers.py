"""What the demo's CloudNativeCon offers: tickets, a call, scholarships, a sponsors' wall."""

from datetime import datetime, timedelta

from eventsite.conduct.actions import set_page
from eventsite.core.deadlines import at_instant, end_of
from eventsite.core.money import Money
from eventsite.demo import cloudnativecon_2016 as facts
from eventsite.demo.events import Edition
from eventsite.events.models import Event
from eventsite.events.queries import visible_types
from eventsite.products import actions as products
from eventsite.products.models import Audience
from eventsite.proposals.actions import CallTerms, set_call
from eventsite.scholarships.actions import Terms, set_programme
from eventsite.sponsors.actions import Change, Words, add_sponsor, add_tier

CURRENCY = "USD"
PAYMENT_DAYS = 14
SELLER = "Cloud Native Computing Foundation\nSan Francisco, United States"
BANK = "This is a demo: send no money.\nAccount 000 000 000, Example Bank"
CALL = (
    "We look for lightning talks of five minutes on what you run, build or have learned "
    "in the cloud native world. First-time speakers are welcome."
)
LIGHTNING = "lightning-talk"
CONDUCT = (  # illustrative
    "We want everybody to learn, talk and feel safe here, whoever they are.\n\n"
    "- Be considerate and respectful, in what you say and in what you show on stage.\n"
    "- Harassment, discrimination and unwanted attention are not tolerated.\n"
    "- Ask before you take pictures of people.\n\n"
    "Whoever does not keep to this may be asked to leave, without a refund. If something "
    "happens to you or you see it, tell the conduct team: on this page, or at the desk."
)
SCHOLARSHIP = "A full registration, and help with travel and lodging."  # illustrative


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


def offer_scholarships(event: Event, edition: Edition, actor_id: int) -> None:
    """Offer the scholarships; when they open and close is illustrative."""
    terms = Terms(
        name=facts.SCHOLARSHIP,
        eligibility=facts.ELIGIBILITY,
        covers=SCHOLARSHIP,
        awards=facts.AWARDS,
        currency=CURRENCY,
        opens=at_instant(_whole_hour(edition.announced_at), facts.ZONE),
        closes=end_of(edition.early_until, facts.ZONE),
        grace=timedelta(),
        notified_on=edition.early_until + timedelta(days=14),
    )
    set_programme(event, terms, actor_id, edition.announced_at)


def show_sponsors(event: Event, edition: Edition, actor_id: int) -> None:
    """Put up the tiers, and the sponsors of the highest; no other was named."""
    by = Change(actor_id, edition.announced_at)
    tiers = [
        add_tier(event, name, rank, None, by)
        for rank, name in enumerate(facts.TIERS, 1)
    ]
    for position, name in enumerate(facts.DIAMOND):
        words = Words(name, url="", description="", position=position)
        add_sponsor(tiers[0], words, None, f"demo-{name}", by)


def publish_conduct(event: Event, edition: Edition, actor_id: int) -> None:
    """Publish an illustrative code of conduct."""
    desk = [("Registration desk", "in the entrance hall, all day")]
    set_page(event, CONDUCT, desk, actor_id, edition.announced_at)
