"""What tiers allow, and the order of the wall. No database, clock or web."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from eventsite.core.errors import Refusal
from eventsite.core.words import lazy
from eventsite.events.models import Event
from eventsite.sponsors.models import Sponsor, Tier

USUAL_TIERS = (
    lazy("Diamond"),
    lazy("Platinum"),
    lazy("Gold"),
    lazy("Silver"),
    lazy("Media"),
)


class TierFull(Refusal):
    message = lazy("This tier has as many sponsors as it takes. Choose another one.")


class TierNotEmpty(Refusal):
    message = lazy("This tier still has sponsors. Move them to another one first.")


class NameTaken(Refusal):
    message = lazy("There is a tier of this name already.")


@dataclass(frozen=True, slots=True)
class WallTier:
    tier: Tier
    sponsors: Sequence[Sponsor]

    @property
    def name(self) -> str:
        return self.tier.name


@dataclass(frozen=True, slots=True)
class Wall:
    """The sponsors of one event, highest tier first."""

    event: Event
    tiers: Sequence[WallTier]


def walls(event: Event, sponsors: Iterable[Sponsor]) -> list[Wall]:
    """Return the event's own wall, then those of the events above; no empty ones.

    In an event tiers stand by rank and name, in a tier sponsors by position and name.
    """
    found = sorted(
        sponsors,
        key=lambda s: (
            event.line.index(s.event),
            s.tier.rank,
            s.tier.name,
            s.position,
            s.name.casefold(),
            s.id,
        ),
    )
    return [
        Wall(
            owner,
            [
                WallTier(tier, list(each))
                for tier, each in groupby(own, lambda s: s.tier)
            ],
        )
        for owner, own in groupby(found, lambda s: s.event)
    ]
