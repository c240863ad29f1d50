"""The public page of an event's sponsors."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from eventsite.core.changes import Shown
from eventsite.core.documents import send_page
from eventsite.core.guard import find_visitor_id, is_stranger, public
from eventsite.core.web import or_404
from eventsite.events.queries import find_shown_event, scope_of
from eventsite.sponsors import queries, rules

bp = Blueprint("sponsors", __name__)


@bp.get("/events/<slug>/sponsors")
@public
def sponsors(slug: str) -> ResponseReturnValue:
    event = or_404(find_shown_event(slug, find_visitor_id()))
    walls = rules.walls(event, queries.list_shown(event))
    page = render_template("sponsors/sponsors.html", event=event, walls=walls)
    if not (event.is_public and is_stranger()):
        return page
    return send_page(page, Shown.of(scope_of(event)))
