"""The programme's pages."""

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.documents import make_document, send
from eventsite.core.guard import public
from eventsite.core.static_files import KEEP
from eventsite.core.web import or_404
from eventsite.favourites.queries import list_codes
from eventsite.programme import rules
from eventsite.programme.models import Edition
from eventsite.programme.views import things
from eventsite.programme.views.answers import (
    PLACES,
    PLACES_VERSION,
    Values,
    answer,
    words_asked,
)
from eventsite.timetable.rules import for_grid, lay_out

bp = Blueprint("programme", __name__, url_prefix="/events/<slug>")
styles = Blueprint("programme_styles", __name__, url_prefix="/programme")
VIEWS = ("grid", "list")
FILTERS = ("day", "track", "room", "type")
MANY = 60  # sessions, from which on a list leaves abstracts to their pages


@styles.get("/places-<version>.css")
@public
def places(version: str) -> ResponseReturnValue:
    """Serve the classes by which grids place their cells; see `rules.places_css`."""
    found = make_document(PLACES.encode(), "text/css; charset=utf-8")
    return send(found, KEEP if version == PLACES_VERSION else "no-cache")


@bp.get("/schedule")
@public
def schedule(slug: str) -> ResponseReturnValue:
    view = request.args.get("view", "grid")
    view = view if view in VIEWS else "grid"
    asked = words_asked(*FILTERS, view=view)

    def make(edition: Edition) -> Values:
        wanted, unknown = rules.read_filter(request.args, edition)
        found = rules.find_sessions(edition, wanted)
        grids = lay_out(
            for_grid(found),
            [] if wanted else edition.programme.breaks,
            list(edition.rooms_by_name),
            edition.programme.conference.zone,
        )
        return {
            "view": view,
            "with_minutes": False,
            "short_days": rules.short_days(edition),
            "wanted": wanted,
            "offers": rules.offers(edition),
            "unknown": unknown,
            "grids": grids,
            "found": found,
            "untimed": [session for session in found if session.starts_at is None],
        }

    return answer(slug, "schedule", make, asked=asked)


@bp.get("/sessions")
@public
def sessions(slug: str) -> ResponseReturnValue:
    def make(edition: Edition) -> Values:
        wanted, unknown = rules.read_filter(request.args, edition)
        found = things.once(rules.find_sessions(edition, wanted))
        place = {code: n for n, code in enumerate(edition.codes_found(wanted.q))}
        found.sort(key=lambda s: (place.get(s.code, 0), s.title.casefold()))
        return {
            "wanted": wanted,
            "offers": rules.offers(edition),
            "unknown": unknown,
            "found": found,
            "with_abstracts": len(found) <= MANY,
        }

    return answer(slug, "sessions", make, asked=words_asked(*FILTERS))


@bp.get("/sessions/<code>")
@public
def session(slug: str, code: str) -> ResponseReturnValue:
    def make(edition: Edition) -> Values:
        known_as = code.upper()
        placements = edition.by_code.get(known_as) or or_404(edition.gone.get(known_as))
        shown = placements[0]
        if (shown.event, shown.code) != (edition.slug, code):
            there = url_for(".session", slug=shown.event, code=shown.code)
            abort(redirect(there))
        return things.session(edition, code)

    def own(person_id: int | None) -> Values:
        starred = () if person_id is None else list_codes(person_id)
        return {"is_starred": code in starred, "may_star": person_id is not None}

    return answer(slug, "session", make, code, own=own)


@bp.get("/speakers")
@public
def speakers(slug: str) -> ResponseReturnValue:
    def make(edition: Edition) -> Values:
        q = rules.read_search(request.args)
        return {"q": q, "found": rules.find_people(edition, q)}

    return answer(slug, "speakers", make, asked=words_asked())


@bp.get("/speakers/<code>")
@public
def speaker(slug: str, code: str) -> ResponseReturnValue:
    return answer(slug, "speaker", lambda edition: things.speaker(edition, code), code)


@bp.get("/rooms")
@public
def rooms(slug: str) -> ResponseReturnValue:
    return answer(slug, "rooms", lambda edition: {"counts": rules.count_rooms(edition)})


@bp.get("/rooms/<name>")
@public
def room(slug: str, name: str) -> ResponseReturnValue:
    return answer(slug, "room", lambda edition: things.room(edition, name), name)


@bp.get("/tracks")
@public
def tracks(slug: str) -> ResponseReturnValue:
    return answer(
        slug, "tracks", lambda edition: {"counts": rules.count_tracks(edition)}
    )


@bp.get("/tracks/<name>")
@public
def track(slug: str, name: str) -> ResponseReturnValue:
    return answer(slug, "track", lambda edition: things.track(edition, name), name)
