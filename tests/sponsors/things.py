"""Ready-made tiers and sponsors for this room's tests."""

from eventsite.core.db import db
from eventsite.sponsors.models import NO_LIMIT, Sponsor, Tier
from tests import factories
from tests.factories import NOW, saved


def tier(event, maximum=None, **overrides):
    n = factories.number()
    defaults = {"event": event, "name": f"Tier {n}", "rank": n % 9_999 + 1}
    pool = factories.pool(size=maximum or NO_LIMIT)
    return saved(Tier(**defaults | overrides, pool=pool))


def sponsor(in_tier, **overrides):
    n = factories.number()
    defaults = {
        "event": in_tier.event,
        "tier": in_tier,
        "once_key": f"key-{n}",
        "name": f"Sponsor {n}",
        "created_at": NOW,
    }
    in_tier.pool.sold += 1
    in_tier.event.has_sponsors = True
    db.session.commit()
    return saved(Sponsor(**defaults | overrides))
