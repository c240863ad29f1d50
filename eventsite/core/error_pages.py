"""Pages for what goes wrong: what happened, what to do now, and a number to name it by.

They ask neither the database nor who is signed in: both may be what is broken.
"""

from typing import NamedTuple

from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    ServiceUnavailable,
)

from eventsite.core import problems
from eventsite.core.words import lazy


class Words(NamedTuple):
    title: str
    what: str
    to_do: str


WORDS = {
    400: Words(
        lazy("We could not read that request"),
        lazy("Something in what your browser sent was not as we expected it."),
        lazy("Go back, reload the page and try again."),
    ),
    401: Words(
        lazy("Please sign in"),
        lazy("This page is about you, so we need to know who you are."),
        lazy("Sign in, and you will come back here."),
    ),
    403: Words(
        lazy("This page is not open to you"),
        lazy("You are signed in with an account that may not do this."),
        lazy(
            "If you think you should be able to, ask an owner of the event to add you to its team."
        ),
    ),
    404: Words(
        lazy("There is nothing at this address"),
        lazy(
            "The page may have moved, the address may be mistyped, or it is not public yet."
        ),
        lazy("Check the address, or start from the front page."),
    ),
    405: Words(
        lazy("That does not work this way"),
        lazy("This address cannot be opened like this."),
        lazy("Go back to the page you came from and use its button."),
    ),
    413: Words(
        lazy("That is too large"),
        lazy("What you sent is larger than we accept."),
        lazy("Make the file smaller, then send it again. Nothing was saved."),
    ),
    422: Words(
        lazy("We could not use that"),
        lazy("What was sent has the right shape, but not a meaning we know."),
        lazy("Go back, check what you typed and try again."),
    ),
    429: Words(
        lazy("Too many tries"),
        lazy("This has been tried often in a short time, so we have paused it."),
        lazy("Wait a few minutes, then try again."),
    ),
    500: Words(
        lazy("Something broke on our side"),
        lazy("This was not your doing. The error has been written down."),
        lazy(
            "Try again in a moment. If it happens again, tell the organisers the number below."
        ),
    ),
    503: Words(
        lazy("We are not available right now"),
        lazy("The site is being looked after, or more people came than it can serve."),
        lazy("Try again in a minute."),
    ),
}
EXPIRED = Words(
    lazy("This form had been open for too long"),
    lazy("Your sign-in or the form's key has changed since the page was opened."),
    lazy("Go back, reload the page and send it again."),
)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, show)


def show(error: HTTPException) -> ResponseReturnValue:
    """Answer a person with a page, a program at `/api/` with a problem document.

    A bug arrives here too: Flask logs it and wraps it in an InternalServerError.
    """
    if error.response is not None:  # made on purpose, such as a redirect
        return error
    code = error.code or InternalServerError.code
    if isinstance(getattr(error, "original_exception", None), OperationalError):
        code = ServiceUnavailable.code  # the database is away, busy or being migrated
    headers = [(k, v) for k, v in error.get_headers() if k.lower() != "content-type"]
    if is_for_programs():
        return problems.answer(error, code, headers)
    words, number = _words(error, code), g.get("request_id", "")
    page = render_template("error.html", code=code, words=words, request_number=number)
    return page, code, headers


def is_for_programs() -> bool:
    """Tell whether a program asks, which wants a problem document and no page."""
    return f"{request.path}/".startswith("/api/")


def _words(error: HTTPException, code: int) -> Words:
    if isinstance(error, CSRFError):
        return EXPIRED
    known = WORDS.get(code)
    if known is None:
        known = WORDS[500] if code >= InternalServerError.code else WORDS[400]
    # A sentence of ours, given to abort(), says it better than a sentence for all.
    own = error.description if error.description != type(error).description else None
    return (
        known._replace(what=own) if own and code < InternalServerError.code else known
    )
