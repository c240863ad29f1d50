"""What its reader starred of one event. The stars are the browser's: see `mine.js`.

So the page is the same for everybody, holds the whole programme and can be kept, by us
and by a phone that will be without a network. A person's stars over all events, with
their calendar, are in `agenda/`.
"""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from eventsite.core.guard import public
from eventsite.core.words import _
from eventsite.favourites.rules import MOST
from eventsite.programme import exports
from eventsite.programme.models import Edition
from eventsite.programme.views.answers import Values, answer, answer_file
from eventsite.timetable.rules import lay_out

bp = Blueprint("my_schedule", __name__, url_prefix="/events/<slug>/schedule")


@bp.get("/mine")
@public
def mine(slug: str) -> ResponseReturnValue:
    def make(edition: Edition) -> Values:
        sessions = edition.programme.sessions
        zone = edition.programme.conference.zone
        return {
            "view": "list",
            "with_minutes": True,
            "grids": lay_out(sessions, [], list(edition.rooms_by_name), zone),
            "untimed": [session for session in sessions if session.starts_at is None],
        }

    return answer(slug, "mine", make)


@bp.get("/mine.ics")
@public
def my_calendar(slug: str) -> ResponseReturnValue:
    """Answer with a calendar of the sessions that `s` names: `?s=PEN222.NEXT22`."""
    codes = set(request.args.get("s", "").split(".", MOST)[:MOST])

    def make(edition: Edition, site: str) -> exports.File:
        name = _("My schedule")
        return exports.part_calendar(edition, name, lambda s: s.code in codes, site)

    return answer_file(slug, None, make)
