"""What this room shows on an event's page."""

from datetime import datetime

from eventsite.core.web import Panel
from eventsite.events.models import Event
from eventsite.products.queries import list_leading_to
from eventsite.products.rules import SaleState, offers


def prices(event: Event, now: datetime) -> Panel | None:
    """Show what a place costs now and next; None when nothing is to be had."""
    products = list_leading_to(event)
    own = offers([each for each in products if each.event == event], now)
    others = offers([each for each in products if each.event != event], now)
    open_ = [offer for offer in own if offer.state is not SaleState.ENDED]
    above = {o.product.event for o in others if o.state is SaleState.ON_SALE}
    if not open_ and not above:
        return None
    return Panel(
        "checkout/_prices.html",
        {
            "event": event,
            "offers": open_,
            "above": sorted(above, key=lambda each: each.id),
            "now": now,
        },
    )
