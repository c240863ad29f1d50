"""Sponsors as the wall shows them."""

from collections.abc import Iterable, Iterator
from typing import Any

from marshmallow import Schema

from eventsite.api.exports.parts import a_moment, count, maybe_web, text
from eventsite.core.files import file_url
from eventsite.core.text import rich_text
from eventsite.sponsors.models import Sponsor
from eventsite.sponsors.rules import Wall

Shown = dict[str, Any]


class SponsorSchema(Schema):
    """A sponsor of the event or of one above it, which pays for its parts, too."""

    event = text("The slug of the event that they sponsor.")
    tier = text("The tier’s name.", example="Gold")
    rank = count("The tier’s place: 1 stands first.")
    name = text("Their name.")
    website = text("Their pages.")
    description = text("About them, as it was written: markdown.")
    description_html = text("The same as HTML that is safe to show.")
    logo = maybe_web("Their logo.")


class ManagedSponsorSchema(SponsorSchema):
    """A sponsor of this very event, for those who look after them."""

    id = count("What it is known by.")
    position = count("Its place in the tier, before the name.")
    created_at = a_moment("When it was added.")


def managed_sponsor(sponsor: Sponsor) -> Shown:
    return _shown(sponsor) | {
        "id": sponsor.id,
        "position": sponsor.position,
        "created_at": sponsor.created_at,
    }


def shown_sponsors(walls: Iterable[Wall]) -> Iterator[Shown]:
    """Yield what `SponsorSchema` dumps, in the order of the walls."""
    for wall in walls:
        for tier in wall.tiers:
            yield from map(_shown, tier.sponsors)


def _shown(sponsor: Sponsor) -> Shown:
    return {
        "event": sponsor.event.slug,
        "tier": sponsor.tier.name,
        "rank": sponsor.tier.rank,
        "name": sponsor.name,
        "website": sponsor.url,
        "description": sponsor.description,
        "description_html": str(rich_text(sponsor.description)),
        "logo": sponsor.logo and file_url(sponsor.logo, external=True),
    }
