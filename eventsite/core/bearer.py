"""Who asks the API: a token in the Authorization header. Cookies mean nothing there.

Source: RFC 6750, Bearer Token Usage.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, g, request

from eventsite.core import acting
from eventsite.core.guard import READING, Access
from eventsite.core.problems import Problem
from eventsite.core.rest import keep_pace

V = TypeVar("V", bound=Callable[..., Any])
PREFIX = "token "  # of what a guard is called that asks for one


@dataclass(frozen=True, slots=True)
class Bearer:
    """A valid token, as plain values: its row may be expired when the answer is made."""

    token_id: int
    person_id: int
    event_id: int | None  # it reaches this event and those below it; None: all
    rights: frozenset[str]
    may_write: bool


FindBearer = Callable[[str], Bearer | None]  # by a token; None: not a valid one
FindAccess = Callable[[Bearer, str], Access | None]  # None: there is no such slug


def init_app(app: Flask, find_bearer: FindBearer, find_access: FindAccess) -> None:
    """Tell `requires_token` whose token it is sent, and what that may do at a slug."""
    app.extensions["find_bearer"] = find_bearer
    app.extensions["find_token_access"] = find_access


def requires_token(right: str) -> Callable[[V], V]:
    """Let in who sends a token that has `right` at the `<slug>` of the address.

    The right is asked of the token and of its maker, as things stand now. Answers 401
    without a valid token, 404 where there is no such slug, 403 without the right, to a
    change with a token that only reads, and to every change of an archived event.
    """

    def mark(view: V) -> V:
        @wraps(view)
        def checked(*args: Any, slug: str, **kwargs: Any) -> Any:
            bearer = _bearer()
            keep_pace(f"token {bearer.token_id}")
            access = current_app.extensions["find_token_access"](bearer, slug)
            if access is None:
                abort(404)
            if right not in access.rights:
                raise Problem(403, f"This token does not have “{right}” at “{slug}”.")
            if request.method not in READING:
                if not bearer.may_write:
                    raise Problem(403, "This token may read, not change anything.")
                if access.is_archived:
                    raise Problem(403, "This event is archived: nothing is changed.")
            g.bearer, g.access = bearer, access
            with acting.by_token(bearer.token_id):
                return view(*args, slug=slug, **kwargs)

        described: dict[str, Any] = {**getattr(checked, "_apidoc", {})}
        manual = {"security": [{"token": []}], "x-right": str(right)}
        described["manual_doc"] = {**described.get("manual_doc", {}), **manual}
        vars(checked).update(guard=f"{PREFIX}{right}", _apidoc=described)
        return cast("V", checked)

    return mark


def bearer() -> Bearer:
    """Return who asks; only for views that require a token."""
    found: Bearer = g.bearer
    return found


def _bearer() -> Bearer:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        raise Problem(401, headers={"WWW-Authenticate": "Bearer"})
    found: Bearer | None = current_app.extensions["find_bearer"](secret.strip())
    if found is None:
        raise Problem(
            401,
            "This token is not known, has run out or was revoked.",
            headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
        )
    return found
