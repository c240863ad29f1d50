"""Every view carries exactly one of these marks; a test lists the ones that do not."""

from collections.abc import Callable, Collection
from datetime import datetime
from functools import wraps
from typing import Any, Protocol

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    make_response,
    redirect,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required, login_user, logout_user

from eventsite.core.words import _

View = Callable[..., Any]
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Access(Protocol):
    @property
    def rights(self) -> Collection[str]: ...

    @property
    def is_archived(self) -> bool: ...

    @property
    def lacks_factor(self) -> bool: ...


FindAccess = Callable[[int, str], Access | None]  # None: there is no such slug


def init_app(app: Flask, find_access: FindAccess) -> None:
    """Tell `requires` how to find a person's rights at a slug."""
    app.extensions["find_access"] = find_access


def public(view: View) -> View:
    """Mark a view that anyone may open."""
    vars(view)["guard"] = "public"
    return view


def signed_in(view: View) -> View:
    """Let in whoever has signed in: pages about the visitor's own things."""
    guarded: View = login_required(view)
    vars(guarded)["guard"] = "signed in"
    return guarded


def administrators(view: View) -> View:
    """Let in administrators of the installation."""

    @wraps(view)
    def checked(**kwargs: Any) -> Any:
        if not current_user.is_admin:
            abort(403)
        return view(**kwargs)

    guarded: View = login_required(checked)
    vars(guarded)["guard"] = "administrators"
    return guarded


def requires(right: str, *, even_archived: bool = False) -> Callable[[View], View]:
    """Let in who holds `right` at the `<slug>` of the address.

    Answers 401 (or the sign-in page) to strangers, 404 where there is no such slug,
    403 to those without the right, and to every change of an archived event unless
    `even_archived`. Leads to setting up a second factor whom the host wants to have one.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def checked(slug: str, **kwargs: Any) -> Any:
            access = find_access(slug)
            if access is None:
                abort(404)
            if right not in access.rights:
                abort(403)
            if access.lacks_factor:
                return ask_for_factor()
            changes = request.method not in READING
            if changes and access.is_archived and not even_archived:
                abort(403, _("This event is archived. Reactivate it to change it."))
            g.access = access  # the navigation shows what it allows
            return view(slug=slug, **kwargs)

        guarded: View = login_required(checked)
        vars(guarded)["guard"] = right
        return guarded

    return mark


def find_access(slug: str) -> Access | None:
    """Return what the visitor may do at an event; None: no such event, or a stranger."""
    if not current_user.is_authenticated:
        return None
    found: Access | None = current_app.extensions["find_access"](visitor_id(), slug)
    return found


def visitor_id() -> int:
    """Return who is signed in; only for views behind a mark other than `public`."""
    return int(current_user.id)


def find_visitor_id() -> int | None:
    """Return who is signed in, None for a stranger. Asks the database on first use."""
    return int(current_user.id) if current_user.is_authenticated else None


def ask_for_factor() -> Response:
    """Lead to setting up a second factor, and from there back to this page."""
    if request.is_json:
        abort(403, _("The host asks for a second factor. Set one up in a browser."))
    page: str = current_app.extensions["second_factor_page"]
    here = request.path if request.method in READING else None
    return make_response(redirect(url_for(page, next=here)))


def enter(
    person: object, now: datetime, next_path: str = "", carried: str = ""
) -> ResponseReturnValue:
    """Sign in whose password or link was right, or ask for their second factor first.

    Commits. `next_path` is where they go on to; `carried` is what they typed before.
    """
    answer: ResponseReturnValue = current_app.extensions["enter"](
        person, now, next_path, carried
    )
    return answer


def proof_missing(back: str = "") -> ResponseReturnValue | None:
    """Return the way to the page that asks who is there; None if that was just proved.

    From there it goes on to `back`, or to this very page.
    """
    missing: ResponseReturnValue | None = current_app.extensions["proof_missing"](back)
    return missing


def check_password(person: object, typed: str, now: datetime) -> None:
    """Make sure that it is the person who sits there; ends the transaction.

    Raises:
        Refusal: it is not theirs, or was guessed at too often.
    """
    current_app.extensions["check_password"](person, typed, now)


def is_stranger() -> bool:
    """Tell whether a page for nobody in particular will do."""
    if not request.cookies:
        return True
    return not current_user.is_authenticated and "_flashes" not in session


def let_in(person: object, token: str) -> None:
    """Sign the browser in under `token`; its cookie holds nothing of before."""
    _begin_anew()
    login_user(person)  # for the rest of this request
    session["_user_id"] = token
    session.permanent = True


def let_out() -> None:
    """Forget who is signed in, and all else the browser's cookie holds."""
    logout_user()
    _begin_anew()


def _begin_anew() -> None:
    session.clear()
    g.pop(current_app.config["WTF_CSRF_FIELD_NAME"], None)  # made for the old cookie
