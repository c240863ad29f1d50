"""Events as the API shows them."""

from collections.abc import Collection, Mapping
from typing import Any

from marshmallow import Schema, fields

from eventsite.api.exports.parts import (
    a_day,
    a_moment,
    listed,
    maybe_web,
    text,
    truth,
    web,
)
from eventsite.core.text import rich_text
from eventsite.events.models import Event

Shown = dict[str, Any]


class Host(Schema):
    slug = text("Its name in addresses.", example="cncf")
    name = text("What it is called.")
    website = text("Its own pages.")


class EventSchema(Schema):
    """An event: a conference, a co-located event or a devroom."""

    slug = text("Its name in addresses.", example="cloudnativecon-2016")
    name = text("What it is called.")
    tagline = text("What it is, in a line.")
    description = text("About it, as it was written: markdown.")
    description_html = text("The same as HTML that is safe to show.")
    kind = text("What it is.", enum=["main", "co-located", "devroom"])
    state = text("How far it is.", enum=["announced", "live", "past", "archived"])
    parent = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The slug of the event it is part of."},
    )
    host = fields.Nested(Host, required=True)
    starts_on = a_day("Its first day.")
    ends_on = a_day("Its last day.")
    timezone = text("The zone of its clocks.", example="America/Los_Angeles")
    venue = text("Where it is held.")
    address = text("Street and number.")
    city = text("The city.")
    country = text("The country.")
    languages = listed(fields.String(), "The languages spoken, as BCP 47 tags.")
    colour = text("Its colour.", example="#2b5fa8")
    logo = maybe_web("Its logo.")
    website = text("Its own pages elsewhere.")
    contact_email = text("Whom to write to.")
    illustrative = truth("Made for a demonstration: it does not take place.")
    url = web("Its page.")
    sessions_url = web("Its sessions in this API.")
    modified_at = a_moment("When it last changed.")


class FullEventSchema(EventSchema):
    """An event, and what is part of it."""

    children = listed(fields.String(), "The slugs of the events right below it.")


def shown_event(
    event: Event, site: str, logos: Mapping[int, str], children: Collection[Event] = ()
) -> Shown:
    """Return what `FullEventSchema` dumps; `logos` are addresses by file."""
    same = {
        name: getattr(event, name)
        for name in (
            "slug", "name", "tagline", "description", "kind", "state", "host",
            "starts_on", "ends_on", "timezone", "venue", "address", "city", "country",
            "languages", "colour", "website", "contact_email", "illustrative",
        )
    }  # fmt: skip
    return same | {
        "description_html": str(rich_text(event.description)),
        "parent": event.parent.slug if event.parent else None,
        "logo": logos.get(event.logo_id or 0),
        "url": f"{site}/events/{event.slug}",
        "sessions_url": f"{site}/api/v1/events/{event.slug}/sessions",
        "modified_at": max(one.changed_at for one in event.line),
        "children": [child.slug for child in children],
    }
