"""The verbs of sponsors. Each changes the session and never commits.

Each locks the event's tree first, so that two people editing at once wait for each other
and nobody takes places of two tiers in different orders.
"""

from dataclasses import dataclass
from datetime import datetime

from eventsite.audit.actions import record
from eventsite.capacity import actions as capacity
from eventsite.capacity.rules import SoldOut
from eventsite.core.db import db
from eventsite.core.files import StoredFile
from eventsite.core.words import reading
from eventsite.events.actions import lock_tree
from eventsite.events.models import Event
from eventsite.sponsors import queries, rules
from eventsite.sponsors.models import NO_LIMIT, Sponsor, Tier


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes sponsors, and when."""

    actor_id: int
    now: datetime


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of a sponsor."""

    name: str
    url: str
    description: str
    position: int


def add_tier(
    event: Event, name: str, rank: int, maximum: int | None, by: Change
) -> Tier:
    """Add a tier; `maximum` None takes everybody.

    Raises:
        NameTaken: the event has a tier of this name.
    """
    lock_tree(event)
    if queries.find_tier_by_name(event, name) is not None:
        raise rules.NameTaken
    pool = capacity.create(maximum or NO_LIMIT, f"sponsor tier {name}", by.now)
    tier = Tier(event=event, name=name, rank=rank, pool=pool)
    db.session.add(tier)
    db.session.flush()
    _note(event, "sponsor.add-tier", f"sponsor tier {tier.id}", by)
    return tier


def add_usual_tiers(event: Event, by: Change) -> int:
    """Add the tiers that most events have, below those there are; return how many."""
    lock_tree(event)
    there = queries.list_tiers(event)
    names = {tier.name.lower() for tier in there}
    last = max((tier.rank for tier in there), default=0)
    with reading(*event.languages):  # names of theirs, not of who asks for them
        usual = [str(name) for name in rules.USUAL_TIERS]
    new = [name for name in usual if name.lower() not in names]
    for place, name in enumerate(new, start=1):
        add_tier(event, name, last + place, None, by)
    return len(new)


def edit_tier(
    tier: Tier, name: str, rank: int, maximum: int | None, by: Change
) -> None:
    """Change a tier.

    Raises:
        NameTaken: another tier has this name. TooSmall: it has more sponsors.
    """
    lock_tree(tier.event)
    other = queries.find_tier_by_name(tier.event, name)
    if other not in {None, tier}:
        raise rules.NameTaken
    size = maximum or NO_LIMIT
    if size != tier.pool.size:
        capacity.resize(tier.pool, size, "tier edited", by.now)
    tier.name, tier.rank = name, rank
    _note(tier.event, "sponsor.edit-tier", f"sponsor tier {tier.id}", by)


def remove_tier(tier: Tier, by: Change) -> None:
    """Delete a tier without sponsors; its pool stays with its ledger.

    Raises:
        TierNotEmpty: it has sponsors.
    """
    lock_tree(tier.event)
    if queries.has_sponsors(tier):
        raise rules.TierNotEmpty
    _note(tier.event, "sponsor.remove-tier", f"sponsor tier {tier.id}", by)
    db.session.delete(tier)


def add_sponsor(
    tier: Tier, words: Words, logo: StoredFile | None, once_key: str, by: Change
) -> Sponsor:
    """Add a sponsor; the same form sent again gives the same sponsor.

    Raises:
        TierFull: the tier takes no more.
    """
    event = tier.event
    lock_tree(event)
    key = f"{event.id}:{once_key}"
    found = queries.find_sponsor_made_with(key)
    if found is not None:
        return found
    made = Sponsor(event=event, tier=tier, once_key=key, logo=logo, created_at=by.now)
    _say(made, words)
    db.session.add(made)
    db.session.flush()
    _take(tier, made, by)
    event.has_sponsors = True
    _note(event, "sponsor.add", f"sponsor {made.id}", by)
    return made


def edit_sponsor(
    sponsor: Sponsor, tier: Tier, words: Words, logo: StoredFile | None, by: Change
) -> None:
    """Change a sponsor; `logo` None keeps the one there is.

    Raises:
        TierFull: the new tier takes no more.
    """
    lock_tree(sponsor.event)
    if tier is not sponsor.tier:
        _take(tier, sponsor, by)
        capacity.give_back(sponsor.tier.pool, 1, f"sponsor {sponsor.id} moved", by.now)
        sponsor.tier = tier
    _say(sponsor, words)
    if logo is not None:
        sponsor.logo = logo
    _note(sponsor.event, "sponsor.edit", f"sponsor {sponsor.id}", by)


def remove_sponsor(sponsor: Sponsor, by: Change) -> None:
    lock_tree(sponsor.event)
    cause = f"sponsor {sponsor.id} removed"
    capacity.give_back(sponsor.tier.pool, 1, cause, by.now)
    _note(sponsor.event, "sponsor.remove", f"sponsor {sponsor.id}", by)
    event = sponsor.event
    db.session.delete(sponsor)
    db.session.flush()
    event.has_sponsors = bool(queries.list_own(event))


def _say(sponsor: Sponsor, words: Words) -> None:
    sponsor.name, sponsor.url = words.name, words.url
    sponsor.description, sponsor.position = words.description, words.position


def _take(tier: Tier, sponsor: Sponsor, by: Change) -> None:
    try:
        capacity.take(tier.pool, 1, f"sponsor {sponsor.id}", by.now)
    except SoldOut:
        raise rules.TierFull from None


def _note(event: Event, verb: str, subject: str, by: Change) -> None:
    record(
        event_id=event.id, actor_id=by.actor_id, verb=verb, subject=subject, now=by.now
    )
