"""How the programme answers: pages and files that are kept as documents, whole.

A page is kept under everything it depends on: the event's stamp (one query), the
address people know this site by, the reader's language, what was asked for. Who is
signed in, or has a message waiting, gets the same content in a page of their own.
"""

import hashlib
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import current_user

from eventsite.core import clock
from eventsite.core.documents import Document, kept_documents, make_document, send
from eventsite.core.guard import find_visitor_id
from eventsite.core.web import or_404
from eventsite.core.words import language
from eventsite.events.models import Event
from eventsite.events.queries import (
    find_event,
    find_event_by_former_slug,
    find_shown_event,
    is_shown,
)
from eventsite.programme import exports, queries
from eventsite.programme.models import Edition
from eventsite.timetable.rules import places_css

HTML = "text/html; charset=utf-8"
FOR_EACH = {
    "Vary": "Accept-Encoding, Accept-Language, Cookie"
}  # who signs in gets another page

PLACES = places_css()
PLACES_VERSION = hashlib.sha256(PLACES.encode()).hexdigest()[:12]

Values = Mapping[str, Any]
Make = Callable[[Edition], Values]
Own = Callable[[int | None], Values]


def no_own(_person_id: int | None) -> Values:
    return {}


def answer(
    slug: str, name: str, make: Make, asked: Hashable = (), own: Own = no_own
) -> ResponseReturnValue:
    """Answer with the page of that name; `asked` is what it depends on besides.

    `own` are the values that differ for each person; strangers get those of None.

    A page for which nothing can be named (None) is not kept, nor one that had to say
    that something is unknown: there is no end to those.
    """
    stamp = queries.find_stamp(slug)
    if stamp is None:
        return _answer_elsewhere(slug)
    if not (stamp.is_public and _is_stranger()):
        event = or_404(find_shown_event(slug, find_visitor_id()))
        edition = queries.get_edition(stamp, event, clock.looked_at())
        values = {**make(edition), **own(find_visitor_id())}
        return _render(name, event, edition, values)

    def page() -> Document:
        event = or_404(find_event(slug))
        edition = queries.get_edition(stamp, event)
        values = {**make(edition), **own(None)}
        html = _render(name, event, edition, values)
        if asked is None or values.get("unknown"):
            abort(Response(html, content_type=HTML, headers=FOR_EACH))
        return make_document(html.encode(), HTML, headers=FOR_EACH)

    key = ("programme", name, stamp, request.url_root, language(), asked)
    return send(kept_documents().get(key, page))


def answer_file(
    slug: str, name: Hashable, make: Callable[[Edition, str], exports.File]
) -> ResponseReturnValue:
    """Answer with a file, the same for everybody who may see the event.

    It is kept under `name`; not at all if that is None: there is no end to those.
    """
    stamp = queries.find_stamp(slug)
    if stamp is None:
        return _answer_elsewhere(slug)
    site = request.url_root.rstrip("/")
    if not stamp.is_public:
        or_404(find_shown_event(slug, find_visitor_id()))

    def written() -> Document:
        event = or_404(find_event(slug))
        edition = queries.get_edition(stamp, event, clock.looked_at())
        file = make(edition, site)
        moment = edition.modified_at
        return make_document(
            file.body, file.content_type, moment, {**headers, **file.headers}
        )

    headers = exports.FOR_EVERYBODY if stamp.is_public else {}
    key = ("programme", name, stamp, site)
    is_kept = name is not None and clock.looked_at() is None
    found = kept_documents().get(key, written) if is_kept else written()
    return send(found, "no-cache" if stamp.is_public else "private, no-cache")


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
        places_version=PLACES_VERSION,
        **values,
    )


def _is_stranger() -> bool:
    """Tell whether a page for nobody in particular will do."""
    if not request.cookies:
        return True
    return not current_user.is_authenticated and "_flashes" not in cookie
