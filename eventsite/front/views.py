"""The front page, an event's own page, and the style sheets of their colours."""

from flask import Blueprint, Response, abort, current_app, render_template
from flask.typing import ResponseReturnValue

from eventsite.core import clock, colours
from eventsite.core.guard import find_visitor_id, public
from eventsite.core.static_files import KEEP
from eventsite.core.web import or_404
from eventsite.events.queries import find_shown_event

bp = Blueprint("front", __name__)
MOST_COLOURS = 200


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    return render_template("front/index.html")


@bp.get("/events/<slug>")
@public
def event(slug: str) -> ResponseReturnValue:
    shown = or_404(find_shown_event(slug, find_visitor_id()))
    now = clock.now()
    offered = [panel(shown, now) for panel in current_app.extensions["panels"]]
    panels = [panel for panel in offered if panel is not None]
    return render_template("front/event.html", event=shown, panels=panels)


@bp.get("/styleguide")
@public
def styleguide() -> ResponseReturnValue:
    if not current_app.debug:
        abort(404)
    return render_template("front/styleguide.html")


@bp.get("/brand/<key>.css")
@public
def brand(key: str) -> Response:
    """Dress a page in an event's colour, such as `/brand/2b5fa8.css`."""
    return _style_sheet(colours.brand_css(or_404(colours.parse(key))))


@bp.get("/colours/<keys>.css")
@public
def colour_rules(keys: str) -> Response:
    """Give elements with `data-colour` their colours: `/colours/2b5fa8-b3541e.css`."""
    found = [or_404(colours.parse(key)) for key in keys.split("-", MOST_COLOURS)]
    return _style_sheet(colours.colours_css(found))


def _style_sheet(css: str) -> Response:
    response = Response(css, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = KEEP  # the address says all there is in it
    return response
