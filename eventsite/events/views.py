"""What the event tree adds to every answer: addresses that were lead to those that are."""

from flask import Blueprint, Response, make_response, redirect, request, url_for

from eventsite.core.guard import find_visitor_id
from eventsite.events.queries import find_event_by_former_slug, find_shown_event

bp = Blueprint("events", __name__)


@bp.after_app_request
def lead_on(answer: Response) -> Response:
    """Lead from an event's former address to the same page at its present one.

    Asks the database only where the page was not found. Not for good (302): an event
    may take a former address back.
    """
    slug = (request.view_args or {}).get("slug")
    if (
        answer.status_code != 404
        or slug is None
        or request.method not in {"GET", "HEAD"}
    ):
        return answer
    event = find_event_by_former_slug(slug)
    if event is None or find_shown_event(event.slug, find_visitor_id()) is None:
        return answer
    where = {**(request.view_args or {}), "slug": event.slug}
    there = url_for(request.endpoint or "", **where)
    asked = request.query_string.decode("ascii", "replace")
    return make_response(redirect(f"{there}?{asked}" if asked else there))
