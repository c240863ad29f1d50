"""What all parts of the API share: how they are described, asked, answered, refused.

Below `/api/` every answer is JSON, errors are problem documents, and cookies mean
nothing. Addresses outside of `MANAGED` show everybody the same, so that any page in any
browser may read them; those inside ask for a token and tell browsers nothing.
"""

import hashlib
import ipaddress
import json
import math
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlencode

import flask_smorest
from flask import Flask, Request, Response, current_app, request
from flask_smorest.spec.plugins import FlaskPlugin
from marshmallow import Schema, fields
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import NotAcceptable

from eventsite.core.documents import Document, make_document
from eventsite.core.pace import Pace
from eventsite.core.problems import CONTENT_TYPE, Problem

Asked = Mapping[str, Any]
V = TypeVar("V", bound=Callable[..., Any])
JSON = "application/json"
PREFIX = "/api/v1"
MANAGED = f"{PREFIX}/manage/"
DOCUMENTS = (f"{PREFIX}/docs",)  # for people: pages, not JSON
TAKEN = frozenset({JSON, "application/merge-patch+json"})
LARGEST = 1024 * 1024  # bytes of a request
PREFLIGHT_KEPT = 24 * 60 * 60  # seconds
FOR_EVERYBODY = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After, X-Total-Count",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


class FaultSchema(Schema):
    """One thing that is wrong, and where in the request it stands."""

    detail = fields.String(required=True, metadata={"description": "What is wrong."})
    pointer = fields.String(
        metadata={"description": "In the body: a JSON pointer, as “#/people/0/role”."}
    )
    parameter = fields.String(metadata={"description": "In the address: its name."})
    header = fields.String(metadata={"description": "In a header: its name."})


class ProblemSchema(Schema):
    """What went wrong (RFC 9457)."""

    type = fields.String(
        required=True,
        metadata={
            "format": "uri-reference",
            "description": "Which kind of problem; “about:blank”: the status says it.",
        },
    )
    title = fields.String(required=True, metadata={"description": "The kind in words."})
    status = fields.Integer(required=True, metadata={"description": "HTTP’s status."})
    detail = fields.String(
        required=True, metadata={"description": "What happened here, for people."}
    )
    errors = fields.List(
        fields.Nested(FaultSchema), metadata={"description": "The places at fault."}
    )
    request_id = fields.String(
        metadata={"description": "Tell it to the people who run the site."}
    )


class Parser(FlaskParser):
    """Reads requests; whatever cannot be read is a problem of theirs, never of ours."""

    def _raw_load_json(self, req: Request) -> Any:
        if req.mimetype not in TAKEN:
            raise Problem(415)
        try:
            return json.loads(req.get_data(), parse_constant=_no_number)
        except (ValueError, RecursionError) as wrong:
            raise Problem(400, "The body is no JSON that we can read.") from wrong


def _no_number(name: str) -> None:
    raise ValueError(f"JSON has no {name}")


class Resources(flask_smorest.Blueprint):  # type: ignore[misc]  # it has no types
    """Addresses of the API that belong together, described as they are written."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, title: str, name: str, description: str) -> None:
        super().__init__(f"api_{name}", __name__, url_prefix=PREFIX)
        self.title = title
        self.description = description

    def add_url_rule(
        self, rule: str, endpoint: str | None = None, view_func: Any = None, **more: Any
    ) -> None:
        """Add an operation, called in the description as its view is."""
        summary = (view_func.__doc__ or "").partition("\n")[0].rstrip(".")
        described = self.doc(
            operationId=endpoint or view_func.__name__, summary=summary
        )(view_func)
        more["tags"] = [self.title]
        super().add_url_rule(rule, endpoint, described, **more)

    def get(self, rule: str) -> Callable[[V], V]:
        """Answer GET and HEAD."""
        found: Callable[[V], V] = self.route(rule, methods=["GET"])
        return found

    def changing(self, method: str, rule: str) -> Callable[[V], V]:
        """Answer a method that changes something."""
        found: Callable[[V], V] = self.route(rule, methods=[method])
        return found

    def reads(
        self, schema: Schema | type[Schema], location: str = "query"
    ) -> Callable[[V], V]:
        """Give the view what was asked or sent, checked, as its first argument."""
        found: Callable[[V], V] = self.arguments(schema, location=location)
        return found

    def shows(
        self, schema: Schema | type[Schema], status: int = 200, **more: Any
    ) -> Callable[[V], V]:
        """Say what the view answers with."""
        found: Callable[[V], V] = self.response(status, schema, **more)
        return found

    def leaves_nothing(self) -> Callable[[V], V]:
        """Say that the view has nothing to say."""
        found: Callable[[V], V] = self.response(204)
        return found

    def fails(self, *statuses: int) -> Callable[[V], V]:
        """Say which problems the view may answer with."""

        def mark(view: V) -> V:
            for status in statuses:
                view = self.alt_response(
                    status,
                    schema=ProblemSchema,
                    content_type=CONTENT_TYPE,
                )(view)
            return view

        return mark


class _Paths(FlaskPlugin):  # type: ignore[misc]  # it has no types
    """Says what the variable parts of addresses are."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__()
        self.words = words

    def rule_to_params(self, rule: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = super().rule_to_params(rule)
        return [
            {**parameter, "description": self.words[parameter["name"]]}
            for parameter in found
        ]


class Description(flask_smorest.Api):  # type: ignore[misc]  # it has no types
    """The OpenAPI document. Serving it, and errors, is done elsewhere."""

    ERROR_SCHEMA = ProblemSchema

    def _register_doc_blueprint(self) -> None:
        pass

    def _register_error_handlers(self) -> None:
        pass

    def _register_responses(self) -> None:
        content = {CONTENT_TYPE: {"schema": ProblemSchema}}
        for status in HTTPStatus:
            described: dict[str, Any] = {"description": status.phrase}
            if status >= HTTPStatus.BAD_REQUEST:
                described["content"] = content
            self.spec.components.response(status.name, described, lazy=True)
        failed = {"description": "Something went wrong.", "content": content}
        self.spec.components.response("DEFAULT_ERROR", failed, lazy=True)


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
            "flask_plugin": _Paths(words),
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
    _describe_things(described)
    app.extensions["api_description"] = described.spec
    per_minute = app.config.get("API_REQUESTS_PER_MINUTE", 0)
    app.extensions["api_pace"] = Pace(per_minute) if per_minute else None
    app.before_request(_begin)
    app.after_request(_end)


def _describe_things(described: Description) -> None:
    """Say of each thing what its schema's docstring says."""
    for (schema, *_), name in described.ma_plugin.converter.refs.items():
        words = (schema.__doc__ or "").strip()
        if words and not words.startswith("Base schema class"):
            described.spec.components.schemas[name]["description"] = words


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
    seen = request.if_match
    if request.headers.get("If-Match") and _written(shown)[1] not in seen:
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
