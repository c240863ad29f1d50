"""Every SELECT about sponsors."""

from collections.abc import Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.orm import contains_eager, joinedload

from eventsite.core.db import db
from eventsite.events.models import Event
from eventsite.sponsors.models import Sponsor, Tier


def list_shown(event: Event) -> Sequence[Sponsor]:
    """Return the sponsors of the event and of those above it: one query."""
    above = [one.id for one in event.line]
    return db.session.scalars(
        select(Sponsor)
        .where(Sponsor.event_id.in_(above))
        .options(joinedload(Sponsor.tier), joinedload(Sponsor.logo))
    ).all()


def list_own(event: Event) -> Sequence[Sponsor]:
    """Return the event's own sponsors, as the wall orders them."""
    return db.session.scalars(
        select(Sponsor)
        .join(Sponsor.tier)
        .where(Sponsor.event_id == event.id)
        .options(contains_eager(Sponsor.tier), joinedload(Sponsor.logo))
        .order_by(Tier.rank, Tier.name, Sponsor.position, Sponsor.name, Sponsor.id)
    ).all()


def list_tiers(event: Event) -> Sequence[Tier]:
    """Return the event's own tiers, highest first, with their pools."""
    return db.session.scalars(
        select(Tier)
        .where(Tier.event_id == event.id)
        .options(joinedload(Tier.pool))
        .order_by(Tier.rank, Tier.name)
    ).all()


def find_tier(event: Event, tier_id: int) -> Tier | None:
    return db.session.scalars(
        select(Tier)
        .where(Tier.event_id == event.id, Tier.id == tier_id)
        .options(joinedload(Tier.pool))
    ).one_or_none()


def find_tier_by_name(event: Event, name: str) -> Tier | None:
    return db.session.scalars(
        select(Tier).where(
            Tier.event_id == event.id, func.lower(Tier.name) == name.lower()
        )
    ).first()


def find_sponsor(event: Event, sponsor_id: int) -> Sponsor | None:
    return db.session.scalars(
        select(Sponsor)
        .where(Sponsor.event_id == event.id, Sponsor.id == sponsor_id)
        .options(joinedload(Sponsor.tier), joinedload(Sponsor.logo))
    ).one_or_none()


def find_sponsor_made_with(once_key: str) -> Sponsor | None:
    return db.session.scalars(
        select(Sponsor).filter_by(once_key=once_key)
    ).one_or_none()


def has_sponsors(tier: Tier) -> bool:
    return bool(
        db.session.scalars(select(exists().where(Sponsor.tier_id == tier.id))).one()
    )


def count_sponsors(event: Event) -> int:
    counted = select(func.count()).select_from(Sponsor)
    return db.session.scalars(counted.where(Sponsor.event_id == event.id)).one()
