"""What all parts of the API share: how they are asked, how they answer.

Below `/api/` every answer is JSON, errors are problem documents, and cookies mean
nothing. Addresses outside of `MANAGED` show everybody the same, so that any page in any
browser may read them; those inside ask for a token and tell browsers nothing.
"""

import hashlib
import ipaddress
import json
import math
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import NotAcceptable

from eventsite.core.documents import Document, make_document
from eventsite.core.openapi import (
    JSON,
    PREFIX,
    Description,
    Paths,
    Resources,
    describe_things,
)
from eventsite.core.pace import Pace
from eventsite.core.problems import Problem

Asked = Mapping[str, Any]
MANAGED = f"{PREFIX}/manage/"
DOCUMENTS = (f"{PREFIX}/docs",)  # for people: pages, not JSON
LARGEST = 1024 * 1024  # bytes of a request
PREFLIGHT_KEPT = 24 * 60 * 60  # seconds
FOR_EVERYBODY = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After, X-Total-Count",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def init_app(
    app: Flask,
    resources: Sequence[Resources],
    words: Mapping[str, str],
    **spec: Any,
) -> None:
    """Serve and describe `resources`; `words` say what is in their addresses."""
    described = Description(
        app,
        spec_kwargs={
            "openapi_version": "3.1.0",
            "flask_plugin": Paths(words),
            "servers": [{"url": "/"}],
            **spec,
        },
    )
    described.spec.components.security_scheme(
        "token", {"type": "http", "scheme": "bearer", "bearerFormat": "evs_…"}
    )
    for part in resources:
        app.register_blueprint(part)
        part.register_views_in_doc(
            described, app, described.spec, name=part.name, parameters=None
        )
        described.spec.tag({"name": part.title, "description": part.description})
    describe_things(described)
    app.extensions["api_description"] = described.spec
    per_minute = app.config.get("API_REQUESTS_PER_MINUTE", 0)
    app.extensions["api_pace"] = Pace(per_minute) if per_minute else None
    app.before_request(_begin)
    app.after_request(_end)


def description() -> dict[str, Any]:
    """Return the OpenAPI document."""
    found: dict[str, Any] = current_app.extensions["api_description"].to_dict()
    return found


def _begin() -> None:
    if not request.path.startswith(f"{PREFIX}/"):
        return
    keep_pace(_asker(request.remote_addr or ""))
    request.max_content_length = LARGEST
    accepted = request.accept_mimetypes
    wants_pages = request.path in DOCUMENTS
    if accepted and not wants_pages and accepted.quality(JSON) <= 0:
        raise NotAcceptable


def keep_pace(asker: str) -> None:
    """Count a request of `asker`.

    Raises:
        Problem: it asks too fast (429).
    """
    pace: Pace | None = current_app.extensions["api_pace"]
    wait = pace.wait(asker, time.monotonic()) if pace else 0
    if wait:
        raise Problem(429, headers={"Retry-After": str(math.ceil(wait))})


def _asker(address: str) -> str:
    """Return whose requests count together: an address, of IPv6 its /64 network."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, 64), strict=False))
    return address


def _end(response: Response) -> Response:
    if not request.path.startswith(f"{PREFIX}/"):
        return response
    if request.path.startswith(MANAGED):
        response.headers["Cache-Control"] = "private, no-store"
        return response
    response.headers.update(FOR_EVERYBODY)
    if "Access-Control-Request-Method" in request.headers:
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
        response.headers["Access-Control-Allow-Headers"] = (
            "Accept, If-None-Match, If-Modified-Since"
        )
        response.headers["Access-Control-Max-Age"] = str(PREFLIGHT_KEPT)
    return response


def as_document(
    shown: object,
    modified_at: datetime | None = None,
    headers: Mapping[str, str] | None = None,
) -> Document:
    """Return plain data as a document that can be kept and asked about."""
    return make_document(_written(shown)[0], JSON, modified_at, headers)


def answer(
    shown: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with what is shown to this asker alone; what they have is not sent again."""
    body, tag = _written(shown)
    response = Response(body, status=status, content_type=JSON)
    response.set_etag(tag)
    response.headers.update(headers or {})
    if request.method in {"GET", "HEAD"}:
        response.make_conditional(request)
    return response


def check_match(shown: object) -> None:
    """Let nobody change what somebody else has changed since they read it.

    `shown` is what the asker would be shown now. Who sends no If-Match is not checked.

    Raises:
        Problem: it is not what If-Match says (412).
    """
    if "If-Match" in request.headers and _written(shown)[1] not in request.if_match:
        raise Problem(412)


def _written(shown: object) -> tuple[bytes, str]:
    """Return the body of an answer, and the tag that changes with every byte of it."""
    text = json.dumps(shown, ensure_ascii=False, separators=(",", ":"))
    body = text.encode(errors="replace")
    return body, hashlib.sha256(body).hexdigest()[:32]


def paging(total: int, asked: Asked) -> dict[str, str]:
    """Return the headers of a page of a list: how many there are, and the pages beside.

    `asked` has "page" and "per_page"; what else the address asks for is kept.

    Source: RFC 8288, Web Linking.
    """
    page, per_page = asked["page"], asked["per_page"]
    last = max(math.ceil(total / per_page), 1)
    pages = {"first": 1, "last": last}
    if page > 1:
        pages["prev"] = min(page - 1, last)
    if page < last:
        pages["next"] = page + 1
    kept = [(name, request.args[name]) for name in asked if name in request.args]
    kept = [(name, text) for name, text in kept if name != "page"]
    links = [
        f'<{request.base_url}?{urlencode([*kept, ("page", number)])}>; rel="{rel}"'
        for rel, number in pages.items()
    ]
    return {"Link": ", ".join(links), "X-Total-Count": str(total)}
