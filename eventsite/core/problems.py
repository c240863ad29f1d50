"""What goes wrong, told to programs: a document instead of a page.

Source: RFC 9457, Problem Details for HTTP APIs.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from itertools import islice
from typing import Any

from flask import Response, g
from werkzeug.exceptions import HTTPException

CONTENT_TYPE = "application/problem+json"
GENERAL = "about:blank"  # the status says it all
EXPLAINED = "/api/v1/docs#problem-"
KINDS = {
    "refused": "What is asked for is clear, but not possible as things stand: the room "
    "is taken, the session is cancelled already. “detail” says what to do.",
    "clashes": "The place clashes with others; “errors” has each clash in words. Send "
    "“anyway”: true to place it all the same.",
    "key-reused": "This Idempotency-Key was sent before, with another request. Use a "
    "new key for each thing you want done.",
}
DETAILS = {
    400: "The request cannot be read.",
    401: "Send a token: “Authorization: Bearer evs_…”.",
    403: "This token may not do that.",
    404: "There is nothing at this address, or it is not public.",
    405: "This address does not take that method. “Allow” lists those it takes.",
    406: "What is here comes as application/json, which your Accept header excludes.",
    409: "This is not possible as things stand.",
    412: "It has changed since you read it. Read it again, then decide.",
    413: "The request is larger than we accept.",
    415: "Send JSON, with “Content-Type: application/json”.",
    422: "Something in the request has a value we cannot use; see “errors”.",
    428: "Say in If-Match which version you have read.",
    429: "Too many requests. Wait for as long as Retry-After says, then go on.",
    500: "Something broke on our side. The error has been written down.",
    503: "We are not available right now. Try again in a minute.",
}
MOST_TOLD = 50  # places at fault; who sends thousands is not sent thousands back
SHORT = {"key-reused": "This key was sent before, with another request."}
Headers = Sequence[tuple[str, str]]


class Problem(HTTPException):
    """A problem with a `kind` of its own, and the places in the request at fault."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        *,
        kind: str = "",
        title: str = "",
        errors: Iterable[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail or (SHORT.get(kind) if kind else None))
        self.code = status
        self.title = title
        if kind:
            KINDS[kind]  # what is not explained is a slip of ours
            self.kind = f"{EXPLAINED}{kind}"
        self.errors = list(errors)
        self.more_headers = dict(headers or {})

    @property
    def name(self) -> str:
        return self.title or HTTPStatus(self.code or 500).phrase


def answer(error: HTTPException, status: int, headers: Headers = ()) -> Response:
    """Return the document of an error; a bug says nothing about itself."""
    known = DETAILS.get(status) or HTTPStatus(status).phrase
    own = error.description if error.description != type(error).description else None
    document: dict[str, Any] = {
        "type": getattr(error, "kind", GENERAL),
        "title": error.name if error.code == status else HTTPStatus(status).phrase,
        "status": status,
        "detail": own if own and status < HTTPStatus.INTERNAL_SERVER_ERROR else known,
    }
    if errors := getattr(error, "errors", None) or list(
        islice(_places(error), MOST_TOLD)
    ):
        document["errors"] = errors
    if number := g.get("request_id"):
        document["request_id"] = number
    body = json.dumps(document, ensure_ascii=False)
    response = Response(body, status=status, content_type=CONTENT_TYPE)
    response.headers.extend(headers)
    response.headers.update(getattr(error, "more_headers", {}))
    return response


def _places(error: HTTPException) -> Iterator[dict[str, str]]:
    """Yield what a parser found wrong: where in the request, and what."""
    found: Mapping[str, Any] = getattr(error, "data", None) or {}
    for location, messages in (found.get("messages") or {}).items():
        for path, text in _flat(messages, ()):
            if location == "json":
                pointer = "".join(f"/{_escaped(part)}" for part in path)
                yield {"pointer": f"#{pointer}", "detail": text}
            else:
                place = {"query": "parameter", "headers": "header"}.get(
                    location, location
                )
                yield {place: ".".join(path), "detail": text}


def _flat(
    messages: Any, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(messages, Mapping):
        for key, below in messages.items():
            # marshmallow's name for the whole of a thing
            yield from _flat(below, path if key == "_schema" else (*path, str(key)))
    elif isinstance(messages, list | tuple):
        for text in messages:
            yield from _flat(text, path)
    else:
        yield path, str(messages)


def _escaped(part: str) -> str:
    """Return a part of a JSON pointer (RFC 6901)."""
    return part.replace("~", "~0").replace("/", "~1")
