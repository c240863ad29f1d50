"""Events, as the public sees them."""

from typing import Any

from flask import Response, abort, request

from eventsite.api import queries
from eventsite.api.exports.events import EventSchema, FullEventSchema, shown_event
from eventsite.api.forms.reading import EventsAsked
from eventsite.core import rest
from eventsite.core.documents import send
from eventsite.core.files import file_url, list_files
from eventsite.core.guard import public
from eventsite.core.openapi import Resources
from eventsite.events.models import Event, EventState
from eventsite.events.queries import find_shown_event, list_children

bp = Resources("Events", "events", "Conferences and what is part of them.")


@bp.get("/events")
@public
@bp.reads(EventsAsked)
@bp.shows(EventSchema(many=True))
def list_events(asked: dict[str, Any]) -> Response:
    """List the public events.

    The latest first; co-located events and devrooms, too.
    """
    names = ("host", "parent", "on_or_after", "on_or_before", "q")
    wanted = queries.EventFilter(
        state=EventState(asked["state"]) if asked["state"] else None,
        **{name: asked[name] for name in names},
    )
    found, total = queries.page_events(wanted, asked["page"], asked["per_page"])
    site, logos = _site(), _logos(found)
    shown = EventSchema(many=True).dump(
        [shown_event(event, site, logos) for event in found]
    )
    return send(rest.as_document(shown, headers=rest.paging(total, asked)))


@bp.get("/events/<slug>")
@public
@bp.shows(FullEventSchema)
@bp.fails(404)
def get_event(slug: str) -> Response:
    """Show an event."""
    event = find_shown_event(slug, None) or abort(404)
    children = [one for one in list_children(event) if one.is_public]
    shown = shown_event(event, _site(), _logos([event]), children)
    return send(rest.as_document(FullEventSchema().dump(shown)))


def _logos(events: list[Event]) -> dict[int, str]:
    files = list_files({event.logo_id for event in events if event.logo_id})
    return {key: file_url(file, external=True) for key, file in files.items()}


def _site() -> str:
    return request.url_root.rstrip("/")
