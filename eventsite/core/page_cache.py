"""Answers strangers before the application is asked, as long as nothing has changed.

Stands in front of routing and keeps the documents that views declare to be the same for
everybody (`documents.send`). Each time one is asked for, the database is asked once,
on a connection of its own and past the ORM, for the stamps of what it shows (see
`changes`). So a change is seen by the next reader in every process, and nobody has to be
told of it. Whatever is unusual in a request goes on to the application.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from werkzeug.http import is_entity_header

from eventsite.core import changes, clock, logs
from eventsite.core.cache import Cache
from eventsite.core.documents import (
    OFFER,
    Document,
    Offer,
    accepts_gzip,
    is_known,
    variant,
)
from eventsite.core.reading import audience_asked

LIMIT = 16 * 1024 * 1024  # bytes that a process keeps, of addresses without a query
LIMIT_ASKED = 8 * 1024 * 1024  # of those with one: whoever tries all keeps the others
OVERHEAD = 3000  # bytes of an entry besides its document
_OWN = {
    "content-encoding", "content-length", "content-type", "etag", "last-modified",
    "x-request-id",
}  # fmt: skip

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    document: Document
    stamps: changes.Stamps
    scopes: tuple[str, ...]
    until: datetime | None
    rule: str  # of the address, as the log says it
    headers: Headers  # besides those of the document's form
    headers_if_known: Headers
    for_strangers: bool  # who has signed in gets another page

    @property
    def size(self) -> int:
        return OVERHEAD + self.document.size


class PageCache:
    def __init__(self, app: Flask) -> None:
        """Keep pages in front of `app`, each in each language."""
        self.app, self.inner = app, app.wsgi_app
        self.cookie = f"{app.config['SESSION_COOKIE_NAME']}="
        self.plain: Cache[Entry] = Cache(LIMIT, lambda entry: entry.size)
        self.asked: Cache[Entry] = Cache(LIMIT_ASKED, lambda entry: entry.size)
        self.stamps: StampReader | None = None

    def clear(self) -> None:
        self.plain.clear()
        self.asked.clear()

    def __call__(
        self, environ: Environ, start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        if self.stamps is None or not _is_plain(environ):
            return self.inner(environ, start_response)
        key = (
            environ["wsgi.url_scheme"],
            environ.get("HTTP_HOST") or environ["SERVER_NAME"],
            environ.get("SCRIPT_NAME", ""),
            environ.get("PATH_INFO", ""),
            environ.get("QUERY_STRING", ""),
            *audience_asked(environ),
        )
        cache = self.asked if environ.get("QUERY_STRING") else self.plain
        entry = cache.find(key)
        if entry is None or (entry.for_strangers and self._has_session(environ)):
            return self._pass_on(environ, start_response, cache, key)
        began = time.perf_counter()
        if not self._holds(entry):
            return self._pass_on(environ, start_response, cache, key)
        return self._answer(entry, environ, start_response, began)

    def _has_session(self, environ: Environ) -> bool:
        cookies = environ.get("HTTP_COOKIE")
        return cookies is not None and self.cookie in cookies.replace(" ", "")

    def _holds(self, entry: Entry) -> bool:
        if entry.until is not None and entry.until <= clock.really():
            return False
        assert self.stamps is not None
        return self.stamps.read(entry.scopes) == entry.stamps

    def _answer(
        self,
        entry: Entry,
        environ: Environ,
        start_response: Callable[..., Any],
        began: float,
    ) -> Iterable[bytes]:
        document, method = entry.document, environ["REQUEST_METHOD"]
        known = is_known(
            document,
            environ.get("HTTP_IF_NONE_MATCH"),
            environ.get("HTTP_IF_MODIFIED_SINCE"),
        )
        packed = accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        own, body = variant(document, packed=packed, known=known)
        request_id = logs.request_id(environ)
        headers = entry.headers_if_known if known else entry.headers
        start_response(
            "304 NOT MODIFIED" if known else "200 OK",
            [*headers, *own, ("X-Request-Id", request_id)],
        )
        status = 304 if known else 200
        logs.tell(
            self.app, method, entry.rule, status, began=began, request_id=request_id
        )
        return [] if method == "HEAD" or known else [body]

    def _pass_on(
        self,
        environ: Environ,
        start_response: Callable[..., Any],
        cache: Cache[Entry],
        key: Key,
    ) -> Iterable[bytes]:
        """Ask the application, and keep what it offers to everybody."""
        offer = environ[OFFER] = Offer()
        now = clock.really()
        clock.watch()
        body = self.inner(environ, start_response)
        entry = _entry(offer, now)
        if entry is not None and _heeds_all(offer, environ.get("QUERY_STRING", "")):
            cache.keep(key, entry)
        return body


def init_app(app: Flask) -> None:
    app.extensions["page_cache"] = cache = PageCache(app)
    app.wsgi_app = cache  # type: ignore[method-assign]  # Flask's documented way


def watch(app: Flask, engine: sa.Engine) -> None:
    """Tell the cache which database to ask; before that, it keeps nothing."""
    cache: PageCache = app.extensions["page_cache"]
    in_memory = engine.dialect.name == "sqlite" and not engine.url.database
    if not in_memory and engine.url.database != ":memory:" and not app.debug:
        cache.stamps = StampReader(engine)


def _is_plain(environ: Environ) -> bool:
    """Tell whether the request is one that a kept page may answer."""
    return (
        environ["REQUEST_METHOD"] in {"GET", "HEAD"}
        and "HTTP_AUTHORIZATION" not in environ
        and environ.get("CONTENT_LENGTH") in {None, "", "0"}
        and "HTTP_TRANSFER_ENCODING" not in environ
    )


def _heeds_all(offer: Offer, query: str) -> bool:
    """Tell whether the page is this one because of each word in its address.

    Otherwise anybody could have the same page kept under addresses without end.
    """
    words = parse_qsl(query, keep_blank_values=True)
    return len(words) == len(set(words)) and set(words) <= set(offer.shown.asked)


def _entry(offer: Offer, now: datetime) -> Entry | None:
    """Return what to keep; None if that is not what was answered, or not for others."""
    said = offer.response
    if offer.document is None or said is None or said.status_code not in {200, 304}:
        return None
    if "X-Request-Id" not in said.headers or "Set-Cookie" in said.headers:
        return None
    headers = [
        (name, value) for name, value in said.headers if name.lower() not in _OWN
    ]
    return Entry(
        offer.document,
        offer.stamps,
        tuple(sorted(offer.shown.scopes)),
        _next_minute(now) if offer.is_timed else None,
        offer.rule,
        headers,
        [each for each in headers if not is_entity_header(each[0])],
        for_strangers="cookie" in said.headers.get("Vary", "").lower(),
    )


def _next_minute(now: datetime) -> datetime:
    """Return until when a page holds for whose making the time was asked.

    What happens by the clock happens on the minute, and so change words such as "3 hours
    left".
    """
    return now.replace(second=0, microsecond=0) + timedelta(minutes=1)


class StampReader:
    """Reads stamps on connections of its own, each statement for itself.

    A connection is lent to one thread at a time; there are as many as have been needed
    at once.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self.dialect = engine.dialect
        self.cargs, self.cparams = engine.dialect.create_connect_args(engine.url)
        self.idle: deque[Any] = deque()
        self.mark = "?" if engine.dialect.name == "sqlite" else "%s"
        self.question = "SELECT scope, stamp FROM last_changes WHERE scope IN ("
        event.listen(engine, "engine_disposed", self._close)

    def read(self, scopes: tuple[str, ...]) -> changes.Stamps | None:
        """Return the scopes' stamps as they are now; None: they cannot be read."""
        connection = None
        try:
            connection = self.idle.pop() if self.idle else self._connect()
            asked = self.question + ", ".join([self.mark] * len(scopes)) + ")"
            rows = connection.execute(asked, scopes).fetchall()
        except IndexError:  # another thread took the last one
            return self.read(scopes)
        except self.dialect.loaded_dbapi.Error:  # the application will find out, too
            if connection is not None:
                connection.close()
            return None
        self.idle.append(connection)
        return frozenset(rows)

    def _connect(self) -> Any:
        connection = self.dialect.connect(*self.cargs, **self.cparams)
        if self.dialect.name == "sqlite":
            connection.isolation_level = None
            connection.execute("PRAGMA query_only=ON").close()
        else:
            connection.autocommit = True
            connection.prepare_threshold = 0
        return connection

    def _close(self, _engine: sa.Engine) -> None:
        while self.idle:
            self.idle.pop().close()
