"""Pages and files that are the same for everybody: packed once, sent often.

Source: RFC 9110, sections 8.8 (validators), 13.1 (preconditions) and 12.5.3 (encodings).
"""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import Flask, Response, current_app, request

from eventsite.core.cache import Cache

LIMIT = 24 * 1024 * 1024  # bytes of them that a process keeps
COMPRESSION = 6
ASK_AGAIN = "no-cache"  # may be kept, must be asked about before each use


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


def send(document: Document, cache_control: str = ASK_AGAIN) -> Response:
    """Answer the request with the document, or 304 if the asker has it.

    The tag of the packed body is another one than of the plain body, as they are
    different bytes; to be asked about, either will do.
    """
    packed = request.accept_encodings["gzip"] > 0
    if _is_known(document):
        response = Response(status=304)
        del response.headers["Content-Type"]
    else:
        body = document.packed if packed else gzip.decompress(document.packed)
        response = Response(body, content_type=document.content_type)
        if packed:
            response.headers["Content-Encoding"] = "gzip"
    headers = response.headers
    headers["ETag"] = f'"{document.tag}{"-gzip" if packed else ""}"'
    if document.modified_at is not None:
        response.last_modified = document.modified_at
    headers["Cache-Control"] = cache_control
    headers["Vary"] = "Accept-Encoding"
    headers.update(document.headers)
    return response


def _is_known(document: Document) -> bool:
    asked = request.headers.get("If-None-Match")
    if asked is not None:
        known = request.if_none_match
        return bool(known.star_tag) or any(
            known.contains_weak(tag) for tag in (document.tag, f"{document.tag}-gzip")
        )
    since = request.if_modified_since
    if since is None or document.modified_at is None:
        return False
    return document.modified_at <= since
