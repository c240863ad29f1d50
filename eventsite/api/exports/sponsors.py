"""Sponsors as the wall shows them."""

from collections.abc import Iterable, Iterator
from typing import Any

from marshmallow import Schema

from eventsite.api.exports.parts import count, maybe_web, text
from eventsite.core.files import file_url
from eventsite.core.text import rich_text
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


def shown_sponsors(walls: Iterable[Wall]) -> Iterator[Shown]:
    """Yield what `SponsorSchema` dumps, in the order of the walls."""
    for wall in walls:
        for tier in wall.tiers:
            for sponsor in tier.sponsors:
                logo = sponsor.logo and file_url(sponsor.logo, external=True)
                yield {
                    "event": wall.event.slug,
                    "tier": tier.name,
                    "rank": tier.tier.rank,
                    "name": sponsor.name,
                    "website": sponsor.url,
                    "description": sponsor.description,
                    "description_html": str(rich_text(sponsor.description)),
                    "logo": logo,
                }
