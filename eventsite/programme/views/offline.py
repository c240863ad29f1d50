"""A programme without a network: what a phone keeps of it, and the event as an app.

The service worker (`static/js/worker.js`) keeps what `offline.json` lists: a few pages,
and one bundle with the middle of every session's, person's, room's and track's page. One
request for all of them, as 2,000 visitors may ask for the same 1,500 pages in one hour;
and all of one release, so that no page leads to one that is another version's.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core import static_files
from eventsite.core.files import find_file, path_of
from eventsite.core.guard import public
from eventsite.core.layout import colour_key, colours_url
from eventsite.core.static_files import read_static, static_url, version
from eventsite.core.words import audience
from eventsite.events.models import Event
from eventsite.programme import exports
from eventsite.programme.models import Edition
from eventsite.programme.views import things
from eventsite.programme.views.answers import (
    PLACES_VERSION,
    answer,
    answer_public,
    render_piece,
)

bp = Blueprint("offline", __name__, url_prefix="/events/<slug>")
worker_bp = Blueprint("offline_worker", __name__, url_prefix="/programme")
MOST_CHARACTERS = 6_000_000  # of a bundle: three times the largest conference we know
ICONS = (192, 512)  # pixels
ENTRIES = ("site", "stars", "schedule", "mine", "offline")  # scripts of kept pages
_IMPORT = re.compile(r"^import .*?\"\./(\w+)\.js\";", re.MULTILINE)


@worker_bp.get("/worker.js")
@public
def worker() -> Response:
    """Serve the service worker, for all events, under one address that never changes."""
    made = static_files.send("js/worker.js")
    made.headers["Service-Worker-Allowed"] = f"{request.script_root}/events/"
    made.headers["Cache-Control"] = "no-cache"
    return made


@bp.get("/offline.json")
@public
def contents(slug: str) -> ResponseReturnValue:
    """List what to keep; `version` changes with anything of it."""
    return answer_public(slug, "offline list", _list)


@bp.get("/offline")
@public
def offline(slug: str) -> ResponseReturnValue:
    return answer(slug, "offline", lambda _edition: {})


@bp.get("/offline/pages.json")
@public
def bundle(slug: str) -> ResponseReturnValue:
    """Answer with title and middle of each page, by its path."""

    def make(event: Event, edition: Edition) -> exports.File:
        pages = {}
        room = MOST_CHARACTERS
        for path, piece in _pieces(event, edition):
            title, _nul, main = piece.partition("\0")
            room -= len(main)
            if room < 0:
                break
            pages[path] = (title.strip(), main)
        return exports.File(exports.JSON, json.dumps(pages).encode())

    return answer_public(slug, "offline bundle", make)


@bp.get("/app.webmanifest")
@public
def manifest(slug: str) -> ResponseReturnValue:
    """Describe the event's programme as something that is put on a phone's first page."""

    def make(event: Event, _edition: Edition) -> exports.File:
        icons = {size: url_for(".icon", slug=event.slug, size=size) for size in ICONS}
        start = url_for("programme.schedule", slug=event.slug)
        body = exports.manifest(event, start, f"{request.script_root}/events/", icons)
        return exports.File("application/manifest+json", body)

    return answer_public(slug, "manifest", make)


@bp.get("/icon-<int:size>.png")
@public
def icon(slug: str, size: int) -> ResponseReturnValue:
    def make(event: Event, _edition: Edition) -> exports.File:
        logo = find_file(event.logo_id)
        path = path_of(logo.token) if logo else None
        picture = path.read_bytes() if path and path.is_file() else None
        return exports.File("image/png", exports.icon(event, picture, size))

    size = min(ICONS, key=lambda known: abs(known - size))
    return answer_public(slug, f"icon {size}", make)


def _list(event: Event, edition: Edition) -> exports.File:
    slug = event.slug
    pages = [
        url_for("programme.schedule", slug=slug),
        url_for("programme.schedule", slug=slug, view="list"),
        url_for("my_schedule.mine", slug=slug),
        *(
            url_for(f"programme.{name}", slug=slug)
            for name in ("sessions", "speakers", "rooms", "tracks")
        ),
    ]
    assets = [
        static_url("site.css"),
        static_url("icon.svg"),
        static_url("js/theme.js"),
        *(static_url(f"js/{name}.js") for name in _scripts(version())),
        url_for("front.brand", key=colour_key(event.colour)),
        url_for("programme_styles.places", version=PLACES_VERSION),
    ]
    if edition.colours:
        assets.append(colours_url(edition.colours))
    told = {
        "event": f"{request.script_root}/events/{slug}",
        "pages": pages,
        "shell": url_for(".offline", slug=slug),
        "bundle": url_for(".bundle", slug=slug),
        "assets": assets,
    }
    about = (told, edition.modified_at, edition.owners, edition.waiting, audience())
    told["version"] = hashlib.sha256(repr(about).encode()).hexdigest()[:16]
    return exports.File(exports.JSON, json.dumps(told).encode())


@cache
def _scripts(_version: str) -> list[str]:
    """Return the modules that kept pages load, with those that they import."""
    found = list(ENTRIES)
    for name in found:
        source = read_static(f"js/{name}.js")
        found += [other for other in _IMPORT.findall(source) if other not in found]
    return found


def _pieces(event: Event, edition: Edition) -> Iterator[tuple[str, str]]:
    own = {"is_starred": False, "may_star": False}
    root = f"{request.script_root}/events"
    for code, placements in edition.by_code.items():
        values = {**things.session(edition, code), **own}
        path = f"{root}/{placements[0].event}/sessions/{code}"
        yield path, render_piece("session", event, edition, values)
    for kind, make, names in (
        ("room", things.room, edition.rooms),
        ("track", things.track, edition.tracks),
        ("speaker", things.speaker, edition.people),
    ):
        for name in names:
            piece = render_piece(kind, event, edition, make(edition, name))
            yield f"{root}/{event.slug}/{kind}s/{name}", piece
