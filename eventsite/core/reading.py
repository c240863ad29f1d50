"""Which language a visitor reads: their account's, the cookie's, the browser's.

It may be one that we do not speak: an event may have its texts in it. The cookie repeats
what an account says, so that the language of an answer can be told from the request's
headers alone, before anything is routed or asked of the database.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask import Flask, Response, after_this_request, current_app, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header, parse_cookie

from eventsite.core import words
from eventsite.core.languages import readable

COOKIE = "language"
A_YEAR = 365 * 24 * 60 * 60  # seconds


def init_app(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_tell_caches)


def audience_asked(headers: Mapping[str, Any]) -> tuple[str, str]:
    """Return in which language a WSGI environment asks for our words, and for others'."""
    accepts = headers.get("HTTP_ACCEPT_LANGUAGE", "")
    cookie = headers.get("HTTP_COOKIE", "")
    chosen = parse_cookie(cookie).get(COOKIE) if COOKIE in cookie else None
    ours = words.supported(chosen) or _accepted(accepts) or words.ENGLISH
    return ours, readable(chosen) or _liked(accepts) or ours


def remember(tag: str | None) -> None:
    """Have this answer and the browser's later ones in a language."""
    found = readable(tag)
    if found is None:
        return
    words.read_in(words.supported(found) or words.language(), found)
    if request.cookies.get(COOKIE) == found:
        return

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            COOKIE,
            found,
            max_age=A_YEAR,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response


def _begin() -> None:
    words.read_in(*audience_asked(request.environ))


def _tell_caches(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.vary.update(["Accept-Language", "Cookie"])
    return response


@lru_cache(maxsize=1000)
def _accepted(header: str) -> str | None:
    wanted = parse_accept_header(header, LanguageAccept)
    return wanted.best_match(words.languages()) if header else None


@lru_cache(maxsize=1000)
def _liked(header: str) -> str | None:
    wanted = parse_accept_header(header, LanguageAccept)
    best = wanted.best
    return readable(best) if best and wanted.quality(best) else None
