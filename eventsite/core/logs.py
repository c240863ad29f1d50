"""One line for each request and each thing worth knowing, with the request's id.

JSON where machines read (the production server and worker), plain on a terminal. Paths
are logged as their pattern: the secrets that some addresses hold stay out of the log.
"""

import json
import logging
import re
import secrets
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

import structlog
from flask import Flask, Response, current_app, g, has_request_context, request

ID = re.compile(r"[A-Za-z0-9-]{8,64}")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
log = logging.getLogger("eventsite.request")
_USUAL = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime"}
_json = json.JSONEncoder(ensure_ascii=False, default=repr).encode


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
    kind = _Lines if as_json else structlog.stdlib.ProcessorFormatter
    handler.setFormatter(kind(foreign_pre_chain=before, processors=last))
    if as_json:  # nobody reads them; see "Optimization" in the library's manual
        logging._srcfile = None  # noqa: SLF001
        logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    return handler


class _Lines(structlog.stdlib.ProcessorFormatter):
    """Writes what has no traceback without a second record: a third of the time.

    That is a good part of what a kept page costs.
    """

    def format(self, record: logging.LogRecord) -> str:
        if record.exc_info or record.stack_info:
            return super().format(record)
        entry: dict[str, Any] = {
            name: value
            for name, value in record.__dict__.items()
            if name not in _USUAL and not name.startswith("_")
        }
        entry["logger"], entry["level"] = record.name, record.levelname.lower()
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(
            timespec="microseconds"
        )
        entry["timestamp"] = moment.replace("+00:00", "Z")
        entry["event"] = record.getMessage()
        return _json(_add_request_id(None, "", entry))


def _add_request_id(_logger: object, _name: str, entry: Any) -> Any:
    if has_request_context() and "request_id" in g:
        entry["request_id"] = g.request_id
    return entry


def init_app(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_end)


def request_id(environ: Mapping[str, Any]) -> str:
    """Return a new id, or that which a proxy of ours has given the request."""
    behind_proxy = environ.get("werkzeug.proxy_fix.orig") is not None
    asked = environ.get("HTTP_X_REQUEST_ID", "") if behind_proxy else ""
    return asked if ID.fullmatch(asked) else secrets.token_hex(8)


def tell(
    app: Flask, method: str, rule: str, status: int, *, began: float, request_id: str
) -> None:
    """Log and count an answer; `rule` is its path without what is secret."""
    took = time.perf_counter() - began
    app.extensions["counts"].add(method, rule, status, took)
    extra = {"ms": round(took * 1000, 1), "request_id": request_id}
    log.info("%s %s %s", method, rule, status, extra=extra)


def _begin() -> None:
    g.request_id = request_id(request.environ)
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    if "request_id" not in g:  # an error before the request began
        return response
    response.headers["X-Request-Id"] = g.request_id
    rule = request.url_rule.rule if request.url_rule else "(no such page)"
    method = request.method if request.method in METHODS else "(other)"
    tell(
        current_app,
        method,
        rule,
        response.status_code,
        began=g.began,
        request_id=g.request_id,
    )
    return response
