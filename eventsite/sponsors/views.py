"""The public page of an event's sponsors."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from eventsite.core.guard import find_visitor_id, public
from eventsite.core.web import or_404
from eventsite.events.queries import find_shown_event
from eventsite.sponsors import queries, rules

bp = Blueprint("sponsors", __name__)


@bp.get("/events/<slug>/sponsors")
@public
def sponsors(slug: str) -> ResponseReturnValue:
    event = or_404(find_shown_event(slug, find_visitor_id()))
    walls = rules.walls(event, queries.list_shown(event))
    return render_template("sponsors/sponsors.html", event=event, walls=walls)
