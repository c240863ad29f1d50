"""The programme's pages. Strangers get them as kept documents, whole.

A page is kept under everything it depends on: the event's stamp (one query), the
address people know this site by, what was asked for. Who is signed in, or has a message
waiting, gets the same content in a page of their own.
"""

import hashlib
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import current_user

from eventsite.core.documents import Document, kept_documents, make_document, send
from eventsite.core.guard import find_visitor_id, public
from eventsite.core.static_files import KEEP
from eventsite.core.web import or_404
from eventsite.events.models import Event
from eventsite.events.queries import (
    find_event,
    find_event_by_former_slug,
    find_shown_event,
    is_shown,
)
from eventsite.formats import frab_xml
from eventsite.formats.model import Session
from eventsite.programme import exports, queries, rules
from eventsite.programme.models import Edition
from eventsite.timetable.models import Day
from eventsite.timetable.rules import lay_out, places_css

bp = Blueprint("programme", __name__, url_prefix="/events/<slug>")
styles = Blueprint("programme_styles", __name__, url_prefix="/programme")
HTML = "text/html; charset=utf-8"
FOR_EACH = {"Vary": "Accept-Encoding, Cookie"}  # who signs in gets another page
VIEWS = ("grid", "list")
FILTERS = ("day", "track", "room", "type")
PLACES = places_css()
PLACES_VERSION = hashlib.sha256(PLACES.encode()).hexdigest()[:12]
MANY = 60  # sessions, from which on a list leaves abstracts to their pages

Values = Mapping[str, Any]
Make = Callable[[Edition], Values]


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

    def make(edition: Edition) -> Values:
        wanted, unknown = rules.read_filter(request.args, edition)
        found = rules.find_sessions(edition, wanted)
        grids = lay_out(
            found,
            [] if wanted else edition.programme.breaks,
            list(edition.rooms_by_name),
            edition.programme.conference.zone,
        )
        return {
            "view": view,
            "short_days": rules.short_days(edition),
            "places_version": PLACES_VERSION,
            "wanted": wanted,
            "offers": rules.offers(edition),
            "unknown": unknown,
            "grids": grids,
            "found": found,
            "untimed": [session for session in found if session.starts_at is None],
        }

    return _answer(slug, "schedule", make, _asked(*FILTERS, view=view))


@bp.get("/sessions")
@public
def sessions(slug: str) -> ResponseReturnValue:
    def make(edition: Edition) -> Values:
        wanted, unknown = rules.read_filter(request.args, edition)
        found = sorted(
            _once(rules.find_sessions(edition, wanted)),
            key=lambda session: session.title.casefold(),
        )
        return {
            "wanted": wanted,
            "offers": rules.offers(edition),
            "unknown": unknown,
            "found": found,
            "with_abstracts": len(found) <= MANY,
        }

    return _answer(slug, "sessions", make, _asked(*FILTERS))


@bp.get("/sessions/<code>")
@public
def session(slug: str, code: str) -> ResponseReturnValue:
    def make(edition: Edition) -> Values:
        placements = or_404(edition.by_code.get(code.upper()))
        shown = placements[0]
        if (shown.event, shown.code) != (edition.slug, code):
            there = url_for(".session", slug=shown.event, code=shown.code)
            abort(redirect(there))
        before, after = rules.neighbours(edition, shown)
        return {
            "shown": shown,
            "placements": placements,
            "linked_data": exports.schema_org_session(
                edition, placements, _here(".session", slug, code=code)
            ),
            "before": before,
            "after": after,
        }

    return _answer(slug, "session", make, code)


@bp.get("/speakers")
@public
def speakers(slug: str) -> ResponseReturnValue:
    def make(edition: Edition) -> Values:
        q = rules.read_search(request.args)
        return {"q": q, "found": rules.find_people(edition, q)}

    return _answer(slug, "speakers", make, _asked())


@bp.get("/speakers/<code>")
@public
def speaker(slug: str, code: str) -> ResponseReturnValue:
    def make(edition: Edition) -> Values:
        person = or_404(edition.people.get(code))
        return {
            "person": person,
            "theirs": _once(edition.by_person[code]),
            "linked_data": exports.schema_org_person(
                person, _here(".speaker", slug, code=code)
            ),
        }

    return _answer(slug, "speaker", make, code)


@bp.get("/rooms")
@public
def rooms(slug: str) -> ResponseReturnValue:
    return _answer(
        slug, "rooms", lambda edition: {"counts": rules.count_rooms(edition)}
    )


@bp.get("/rooms/<name>")
@public
def room(slug: str, name: str) -> ResponseReturnValue:
    def make(edition: Edition) -> Values:
        found = or_404(edition.rooms.get(name))
        wanted = rules.Filter(room=name)
        return {"room": found, "grids": _days(edition, wanted)}

    return _answer(slug, "room", make, name)


@bp.get("/tracks")
@public
def tracks(slug: str) -> ResponseReturnValue:
    return _answer(
        slug, "tracks", lambda edition: {"counts": rules.count_tracks(edition)}
    )


@bp.get("/tracks/<name>")
@public
def track(slug: str, name: str) -> ResponseReturnValue:
    def make(edition: Edition) -> Values:
        found = or_404(edition.tracks.get(name))
        wanted = rules.Filter(track=name)
        return {
            "track": found,
            "grids": _days(edition, wanted),
            "untimed": [
                session
                for session in rules.find_sessions(edition, wanted)
                if session.starts_at is None
            ],
        }

    return _answer(slug, "track", make, name)


@bp.get("/schedule.xml")
@public
def xml(slug: str) -> ResponseReturnValue:
    flavour: frab_xml.Flavour = (
        "fosdem" if request.args.get("flavour") == "fosdem" else "strict"
    )
    return _send_file(
        slug,
        f"xml {flavour}",
        lambda edition, site: exports.xml(edition, site, flavour),
    )


@bp.get("/schedule.json")
@public
def json(slug: str) -> ResponseReturnValue:
    return _send_file(slug, "json", exports.json)


@bp.get("/schedule.ics")
@public
def calendar(slug: str) -> ResponseReturnValue:
    return _send_file(slug, "calendar", exports.calendar)


@bp.get("/sessions/<code>.ics")
@public
def session_calendar(slug: str, code: str) -> ResponseReturnValue:
    def make(edition: Edition, site: str) -> exports.File:
        placements = or_404(edition.by_code.get(code))
        return exports.session_calendar(edition, placements, site)

    return _send_file(slug, f"session {code}", make)


def _send_file(
    slug: str, name: str, make: Callable[[Edition, str], exports.File]
) -> ResponseReturnValue:
    """Answer with a file, the same for everybody who may see the event."""
    stamp = queries.find_stamp(slug)
    if stamp is None:
        return _answer_elsewhere(slug)
    site = request.url_root.rstrip("/")
    if not stamp.is_public:
        or_404(find_shown_event(slug, find_visitor_id()))

    def written() -> Document:
        edition = queries.get_edition(stamp, or_404(find_event(slug)))
        file = make(edition, site)
        moment = edition.modified_at
        return make_document(file.body, file.content_type, moment, headers)

    headers = exports.FOR_EVERYBODY if stamp.is_public else {}
    key = ("programme", name, stamp, site)
    found = kept_documents().get(key, written)
    return send(found, "no-cache" if stamp.is_public else "private, no-cache")


def _days(edition: Edition, wanted: rules.Filter) -> list[Day]:
    return lay_out(
        rules.find_sessions(edition, wanted),
        [],
        list(edition.rooms_by_name),
        edition.programme.conference.zone,
    )


def _once(found: list[Session]) -> list[Session]:
    """Return each session once, as it is placed first."""
    return list({session.code: session for session in reversed(found)}.values())[::-1]


def _here(endpoint: str, slug: str, **values: str) -> str:
    return url_for(endpoint, slug=slug, _external=True, **values)


def _asked(*names: str, view: str = "") -> Hashable:
    """Return these words of the address; None if it asks for more than is kept."""
    if "q" in request.args:
        return None
    return (view, *(request.args.get(name, "") for name in names))


def _answer(
    slug: str, name: str, make: Make, asked: Hashable = ()
) -> ResponseReturnValue:
    """Answer with the page of that name; `asked` is what it depends on besides.

    A page for which nothing can be named (None) is not kept, nor one that had to say
    that something is unknown: there is no end to those.
    """
    stamp = queries.find_stamp(slug)
    if stamp is None:
        return _answer_elsewhere(slug)
    if not (stamp.is_public and _is_stranger()):
        event = or_404(find_shown_event(slug, find_visitor_id()))
        edition = queries.get_edition(stamp, event)
        return _render(name, event, edition, make(edition))

    def page() -> Document:
        event = or_404(find_event(slug))
        edition = queries.get_edition(stamp, event)
        values = make(edition)
        html = _render(name, event, edition, values)
        if asked is None or values.get("unknown"):
            abort(Response(html, content_type=HTML, headers=FOR_EACH))
        return make_document(html.encode(), HTML, headers=FOR_EACH)

    key = ("programme", name, stamp, request.url_root, asked)
    return send(kept_documents().get(key, page))


def _answer_elsewhere(slug: str) -> ResponseReturnValue:
    """Lead on from an address that the event had before."""
    moved = or_404(find_event_by_former_slug(slug))
    or_404(moved if is_shown(moved, find_visitor_id()) else None)
    values = {**(request.view_args or {}), **request.args.to_dict(), "slug": moved.slug}
    return redirect(url_for(request.endpoint or "", **values), code=301)


def _render(name: str, event: Event, edition: Edition, values: Values) -> str:
    return render_template(
        f"programme/{name}.html",
        event=event,
        edition=edition,
        colours=edition.colours,
        colour_of=edition.colour_of,
        **values,
    )


def _is_stranger() -> bool:
    """Tell whether a page for nobody in particular will do."""
    if not request.cookies:
        return True
    return not current_user.is_authenticated and "_flashes" not in cookie
