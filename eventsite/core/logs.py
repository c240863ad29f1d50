"""One line for each request and each thing worth knowing, with the request's id.

JSON where machines read (the production server and worker), plain on a terminal. Paths
are logged as their pattern: the secrets that some addresses hold stay out of the log.
"""

import logging
import re
import secrets
import sys
import time
from typing import Any, TextIO

import structlog
from flask import Flask, Response, current_app, g, has_request_context, request

ID = re.compile(r"[A-Za-z0-9-]{8,64}")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
log = logging.getLogger("eventsite.request")


def set_up(*, as_json: bool, stream: TextIO | None = None) -> logging.Handler:
    """Send the process's log to `stream` (stderr), and nowhere else."""
    before: list[Any] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_request_id,
    ]
    shown: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    last: list[Any] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        shown,
    ]
    if as_json:
        last.insert(1, structlog.processors.format_exc_info)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=before, processors=last)
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    return handler


def _add_request_id(_logger: object, _name: str, entry: Any) -> Any:
    if has_request_context() and "request_id" in g:
        entry["request_id"] = g.request_id
    return entry


def init_app(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    asked = request.headers.get("X-Request-Id", "")
    behind_proxy = request.environ.get("werkzeug.proxy_fix.orig") is not None
    known = behind_proxy and ID.fullmatch(asked)
    g.request_id = asked if known else secrets.token_hex(8)
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    if "request_id" not in g:  # an error before the request began
        return response
    response.headers["X-Request-Id"] = g.request_id
    page = request.url_rule.rule if request.url_rule else "(no such page)"
    took = time.perf_counter() - g.began
    method = request.method if request.method in METHODS else "(other)"
    current_app.extensions["counts"].add(method, page, response.status_code, took)
    log.info(
        "%s %s %s",
        method,
        page,
        response.status_code,
        extra={"ms": round(took * 1000, 1)},
    )
    return response
