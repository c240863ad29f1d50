"""How the programme answers: pages and files that are kept as documents, whole.

A page is kept under everything it depends on: the event's stamp (one query), the
address people know this site by, the reader's language, what was asked for. Who is
signed in, or has a message waiting, gets the same content in a page of their own.
"""

import hashlib
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core import clock
from eventsite.core.documents import (
    FOR_STRANGERS,
    HTML,
    Document,
    kept_documents,
    make_document,
    make_page,
    send,
)
from eventsite.core.guard import find_visitor_id, is_stranger
from eventsite.core.text import clean_line
from eventsite.core.web import or_404
from eventsite.core.words import audience
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

NOTHING: Mapping[str, str] = {}

PLACES = places_css()
PLACES_VERSION = hashlib.sha256(PLACES.encode()).hexdigest()[:12]

Values = Mapping[str, Any]
Make = Callable[[Edition], Values]
Own = Callable[[int | None], Values]


def no_own(_person_id: int | None) -> Values:
    return {}


def answer(
    slug: str,
    name: str,
    make: Make,
    which: Hashable = "",
    *,
    asked: Mapping[str, str] | None = NOTHING,
    own: Own = no_own,
) -> ResponseReturnValue:
    """Answer with the page of that name, of what `which` says.

    `asked` are the words of the address's query that it depends on. A page for which
    they cannot be named (None) is not kept, nor one that had to say that something is
    unknown: there is no end to those. `own` are the values that differ for each person;
    strangers get those of None.
    """
    stamp = queries.find_stamp(slug)
    if stamp is None:
        return _answer_elsewhere(slug)
    if not (stamp.is_public and is_stranger()):
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
            abort(Response(html, content_type=HTML, headers=FOR_STRANGERS))
        return make_page(html)

    words = None if asked is None else frozenset(asked.items())
    place = (request.url_root, audience())
    key = ("programme", name, stamp.key, place, which, words)
    document = kept_documents().get(key, page)
    return send(document, shown=stamp.shown(asked=asked))


def answer_file(
    slug: str,
    name: Hashable,
    make: Callable[[Edition, str], exports.File],
    asked: Mapping[str, str] = NOTHING,
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
    key = ("programme", name, stamp.key, site)
    is_kept = name is not None and clock.looked_at() is None
    found = kept_documents().get(key, written) if is_kept else written()
    if not stamp.is_public:
        return send(found, "private, no-cache")
    return send(found, shown=stamp.shown(asked=asked) if is_kept else None)


def words_asked(*names: str, **more: str) -> Mapping[str, str] | None:
    """Return these words of the address, and `more`; None if it asks for what is not kept."""
    words = {name: request.args.get(name, "") for name in names}
    if "q" in request.args or any(word != clean_line(word) for word in words.values()):
        return None
    return {**words, **more}


def answer_public(
    slug: str, name: str, make: Callable[[Event, Edition], exports.File]
) -> ResponseReturnValue:
    """Answer with a document of a public event, in the reader's language.

    Nothing of an event that is not public, whoever asks: it is for keeping.
    """
    stamp = queries.find_stamp(slug)
    if stamp is None or not stamp.is_public:
        abort(404)

    def made() -> Document:
        event = or_404(find_event(slug))
        file = make(event, queries.get_edition(stamp, event))
        return make_document(file.body, file.content_type, headers=FOR_STRANGERS)

    key = ("programme", name, stamp.key, request.url_root, audience())
    return send(kept_documents().get(key, made), shown=stamp.shown())


def render_piece(name: str, event: Event, edition: Edition, values: Values) -> str:
    """Return a page's title and what stands in its middle, a NUL between them."""
    return _render(name, event, edition, values, "programme/_piece.html")


def _answer_elsewhere(slug: str) -> ResponseReturnValue:
    """Lead on from an address that the event had before."""
    moved = or_404(find_event_by_former_slug(slug))
    or_404(moved if is_shown(moved, find_visitor_id()) else None)
    values = {**(request.view_args or {}), **request.args.to_dict(), "slug": moved.slug}
    return redirect(url_for(request.endpoint or "", **values), code=301)


def _render(
    name: str,
    event: Event,
    edition: Edition,
    values: Values,
    layout: str = "event_base.html",
) -> str:
    return render_template(
        f"programme/{name}.html",
        layout=layout,
        event=event,
        edition=edition,
        colours=edition.colours,
        colour_of=edition.colour_of,
        places_version=PLACES_VERSION,
        **values,
    )
