"""The programme in a frame on somebody else's page: no cookie, nothing of the reader's.

`widget.js` makes the frame as high as what is in it. Pages that do not want our script
can write the frame by hand.
"""

from flask import Blueprint, Response, make_response, request
from flask.typing import ResponseReturnValue

from eventsite.core import headers, static_files
from eventsite.core.guard import public
from eventsite.programme import rules
from eventsite.programme.models import Edition
from eventsite.programme.views.answers import Values, answer, words_asked
from eventsite.timetable.rules import lay_out

bp = Blueprint("widget", __name__)
FILTERS = ("day", "track", "room", "type")
THEMES = ("", "light", "dark")


@bp.get("/events/<slug>/widget")
@public
def widget(slug: str) -> ResponseReturnValue:
    theme = request.args.get("theme", "")
    theme = theme if theme in THEMES else ""

    def make(edition: Edition) -> Values:
        wanted, unknown = rules.read_filter({**request.args, "q": ""}, edition)
        found = rules.find_sessions(edition, wanted)
        zone = edition.programme.conference.zone
        return {
            "view": "list",
            "with_minutes": False,
            "theme": theme,
            "wanted": wanted,
            "unknown": unknown,
            "grids": lay_out(found, [], list(edition.rooms_by_name), zone),
            "untimed": [session for session in found if session.starts_at is None],
        }

    asked = words_asked(*FILTERS, theme=theme)
    return headers.let_frame(make_response(answer(slug, "widget", make, asked=asked)))


@bp.get("/widget.js")
@public
def script() -> Response:
    """Answer with the script at an address that stays, for pages that we never see."""
    made = static_files.send("js/widget.js")
    made.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    made.headers["Cache-Control"] = "public, max-age=3600"
    return made
