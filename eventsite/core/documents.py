"""Pages and files that are the same for everybody: packed once, sent often.

Source: RFC 9110, sections 8.8 (validators), 13.1 (preconditions) and 12.5.3 (encodings).
"""

import gzip
import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from flask import Flask, Response, current_app, request
from werkzeug.datastructures import Accept
from werkzeug.http import http_date, parse_accept_header, parse_date, parse_etags

from eventsite.core import clock
from eventsite.core.cache import Cache
from eventsite.core.changes import (
    Shown,
    Stamps,
    find_undeclared,
    read_stamps,
)

LIMIT = 24 * 1024 * 1024  # bytes of them that a process keeps
COMPRESSION = 6
ASK_AGAIN = "no-cache"  # may be kept, must be asked about before each use
HTML = "text/html; charset=utf-8"
FOR_STRANGERS = {  # who signs in gets another page
    "Vary": "Accept-Encoding, Accept-Language, Cookie"
}
OFFER = "eventsite.offer"  # in a request's environment, where a cache stands in front
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Document:
    """A body with what identifies it: `tag` changes with every byte."""

    content_type: str
    packed: bytes  # gzip
    length: int  # unpacked
    tag: str
    modified_at: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.packed) + 500


def init_app(app: Flask) -> None:
    kept: Cache[Document] = Cache(LIMIT, lambda document: document.size)
    app.extensions["documents"] = kept


def kept_documents() -> Cache[Document]:
    """Return what this process keeps; a key begins with the name of its maker."""
    found: Cache[Document] = current_app.extensions["documents"]
    return found


def make_document(
    body: bytes,
    content_type: str,
    modified_at: datetime | None = None,
    headers: Mapping[str, str] | None = None,
) -> Document:
    """Return the document; the same body always gives the same bytes and tag."""
    return Document(
        content_type=content_type,
        packed=gzip.compress(body, COMPRESSION, mtime=0),
        length=len(body),
        tag=hashlib.sha256(body).hexdigest()[:32],
        modified_at=modified_at and modified_at.replace(microsecond=0),
        headers=headers or {},
    )


def make_page(html: str) -> Document:
    """Return a page as everybody gets it who has not signed in."""
    return make_document(html.encode(), HTML, headers=FOR_STRANGERS)


def send_page(html: str, shown: Shown) -> Response:
    """Answer a stranger with a page; see `send`."""
    return send(make_page(html), shown=shown)


@dataclass(slots=True)
class Offer:
    """What a view tells the page cache in front of it, if it is the same for all."""

    document: Document | None = None
    shown: Shown = field(default_factory=Shown.of)
    stamps: Stamps = frozenset()
    is_timed: bool = False  # depends on the time
    rule: str = ""  # of the address, as the log says it
    response: Response | None = None  # the answer, whatever else it will say


def send(
    document: Document, cache_control: str = ASK_AGAIN, shown: Shown | None = None
) -> Response:
    """Answer the request with the document, or 304 if the asker has it.

    The tag of the packed body is another one than of the plain body, as they are
    different bytes; to be asked about, either will do. With `shown`, whoever asks next
    gets the same without that we are asked, until something of it has changed: for what
    this request has read, in one transaction, and nobody else may not see.
    """
    headers = request.headers
    packed = accepts_gzip(headers.get("Accept-Encoding", ""))
    known = is_known(
        document, headers.get("If-None-Match"), headers.get("If-Modified-Since")
    )
    own, body = variant(document, packed=packed, known=known)
    response = Response(body, status=304 if known else 200, headers=own)
    if known:
        del response.headers["Content-Type"]
    response.headers["Cache-Control"] = cache_control
    response.headers["Vary"] = "Accept-Encoding"
    response.headers.update(document.headers)
    offer = request.environ.get(OFFER)
    if shown is not None and offer is not None:
        _offer(offer, document, shown)
        offer.response = response
    return response


def _offer(offer: Offer, document: Document, shown: Shown) -> None:
    rule = request.url_rule.rule if request.url_rule else ""
    if undeclared := find_undeclared():
        log.warning("%s is not kept: nobody tells of changes in %s", rule, undeclared)
        return
    offer.document, offer.shown, offer.rule = document, shown, rule
    offer.is_timed = clock.was_asked()
    read = shown.stamps
    offer.stamps = read_stamps(shown.scopes) if read is None else read


@lru_cache(maxsize=500)
def accepts_gzip(accept_encoding: str) -> bool:
    return parse_accept_header(accept_encoding, Accept)["gzip"] > 0


def variant(
    document: Document, *, packed: bool, known: bool
) -> tuple[list[tuple[str, str]], bytes]:
    """Return the headers of this form of the document, and its bytes."""
    tag = ("ETag", f'"{document.tag}{"-gzip" if packed else ""}"')
    if known:
        return [tag], b""
    headers = [tag, ("Content-Type", document.content_type)]
    if document.modified_at is not None:
        headers.append(("Last-Modified", http_date(document.modified_at)))
    if packed:
        headers.append(("Content-Encoding", "gzip"))
    body = document.packed if packed else gzip.decompress(document.packed)
    headers.append(("Content-Length", str(len(body))))
    return headers, body


def is_known(document: Document, tags: str | None, since: str | None) -> bool:
    """Tell whether the asker has it, by `If-None-Match` or else `If-Modified-Since`."""
    ours = (document.tag, f"{document.tag}-gzip")
    if tags is not None:
        if tags.strip('"') in ours:  # as browsers say it
            return True
        known = parse_etags(tags)
        return bool(known.star_tag) or any(map(known.contains_weak, ours))
    moment = None if since is None else parse_date(since)
    if moment is None or document.modified_at is None:
        return False
    return document.modified_at <= moment
