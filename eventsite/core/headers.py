"""What every answer says to browsers, and how addresses are built."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "worker-src 'self'"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",  # secret links stay secret
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=()",
    "Cache-Control": "private, no-cache",  # unless the view says that it may be kept
}
FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
TWO_YEARS = 63_072_000  # seconds
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def init_app(app: Flask) -> None:
    app.after_request(_add)
    address = app.config["PUBLIC_URL"]
    if address:
        parts = urlsplit(address)
        app.config["SERVER_NAME"] = parts.netloc  # for letters written by the clock
        app.config["PREFERRED_URL_SCHEME"] = parts.scheme
        own = _PublicAddress(app.wsgi_app, parts.scheme, parts.netloc)
        app.wsgi_app = own  # type: ignore[method-assign]  # Flask's documented way
    proxies = app.config["TRUSTED_PROXIES"]
    if proxies:  # around the other: what they say of the host does not count either
        fixed = ProxyFix(app.wsgi_app, proxies, proxies, proxies)
        app.wsgi_app = fixed  # type: ignore[method-assign]


class _PublicAddress:
    """Makes whole addresses begin with PUBLIC_URL, whatever the request's Host claims.

    So no forged Host reaches a letter's link.
    """

    def __init__(self, app: Wsgi, scheme: str, host: str) -> None:
        self.app, self.scheme, self.host = app, scheme, host

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        environ["wsgi.url_scheme"] = self.scheme
        environ["HTTP_HOST"] = self.host
        return self.app(environ, start_response)


def let_frame(response: Response) -> Response:
    """Let other sites show the page in a frame: one that nobody can do anything on."""
    response.headers["Content-Security-Policy"] = FRAMED
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _add(response: Response) -> Response:
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    if response.headers["Content-Security-Policy"] == FRAMED:
        del response.headers["X-Frame-Options"]  # it knows no "everybody"
    if request.is_secure:
        response.headers.setdefault(
            "Strict-Transport-Security", f"max-age={TWO_YEARS}; includeSubDomains"
        )
    return response
