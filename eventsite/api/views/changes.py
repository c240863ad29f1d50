"""What every change has in common: one transaction, done once, refused in one way."""

import hashlib
import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Response, request

from eventsite.api import actions
from eventsite.api.models import ApiRequest
from eventsite.core import clock
from eventsite.core.bearer import bearer
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.openapi import JSON, Resources
from eventsite.core.problems import Problem

V = TypeVar("V", bound=Callable[..., Response])
KEY = re.compile(r"[!-~]{1,200}")
KEPT_HEADERS = ("ETag", "Location")
IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "pattern": f"^{KEY.pattern}$"},
    "description": (
        "Anything unique, such as a UUID. The same request sent again under its key "
        "within a week is answered as before, and not done again."
    ),
}
MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag of what you have read: refused if it has changed since.",
}


def changes(
    part: Resources,
    beside: Mapping[type[Refusal], str] | None = None,
    *,
    matches: bool = False,
) -> Callable[[V], V]:
    """Commit what the view does, once, or nothing of it.

    `beside` names the field of the body at which a refusal is told; `matches`: the view
    minds If-Match.
    """

    def mark(view: V) -> V:
        @wraps(view)
        def done(*args: Any, **kwargs: Any) -> Response:
            made, answered = _begin()
            if answered is not None:
                return answered
            try:
                answer = view(*args, **kwargs)
                db.session.flush()
            except Refusal as refusal:
                db.session.rollback()
                raise _refused(refusal, beside or {}) from refusal
            if made is not None:
                kept = {
                    n: answer.headers[n] for n in KEPT_HEADERS if n in answer.headers
                }
                body = answer.get_data(as_text=True)
                actions.keep_answer(made, answer.status_code, kept, body)
            db.session.commit()
            return answer

        parameters = [IDEMPOTENCY, *([MATCH] if matches else [])]
        described = part.doc(parameters=parameters)(done)
        return cast("V", part.fails(*_statuses(matches=matches))(described))

    return mark


def _statuses(*, matches: bool) -> tuple[int, ...]:
    usual = (400, 401, 403, 404, 409, 413, 415, 422)
    return (*usual, 412) if matches else usual


def _begin() -> tuple[ApiRequest | None, Response | None]:
    """Return the request's row if it has a key, and the answer if it was done before."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None, None
    if not KEY.fullmatch(key):
        raise Problem(
            422,
            errors=[
                {
                    "header": "Idempotency-Key",
                    "detail": "Use 1 to 200 visible ASCII characters.",
                }
            ],
        )
    asked = f"{request.method} {request.full_path}\0".encode() + request.get_data()
    fingerprint = hashlib.sha256(asked).hexdigest()
    made, is_new = actions.begin_once(bearer().token_id, key, fingerprint, clock.now())
    if is_new:
        return made, None
    if made.fingerprint != fingerprint:
        raise Problem(409, kind="key-reused")
    answer = Response(made.body, made.status, {**made.headers}, content_type=JSON)
    answer.headers["Idempotency-Replayed"] = "true"
    return None, answer


def _refused(refusal: Refusal, beside: Mapping[type[Refusal], str]) -> Problem:
    field = beside.get(type(refusal))
    place = {"pointer": f"#/{field}"} if field else {}
    return Problem(
        409,
        str(refusal),
        kind="refused",
        errors=[{**place, "detail": str(refusal)}] if place else (),
    )
