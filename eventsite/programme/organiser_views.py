"""How to show the programme on a page of one's own."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from eventsite.core.guard import requires
from eventsite.core.web import or_404
from eventsite.events.queries import find_event
from eventsite.permissions import Right

bp = Blueprint("programme_desk", __name__, url_prefix="/manage/<slug>")


@bp.get("/embed")
@requires(Right.SEE_EVENT)
def embed(slug: str) -> ResponseReturnValue:
    return render_template("programme/embed.html", event=or_404(find_event(slug)))
