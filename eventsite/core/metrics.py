"""What Prometheus reads at `/metrics`: requests by page, and what waits in the database.

Not public. With `METRICS_TOKEN` set it is read with `Authorization: Bearer …`. Without,
only from this very machine, and only while nobody has chosen secrets for production: a
proxy on the same machine would open it to the world.

Worker processes add up in files of one folder (`PROMETHEUS_MULTIPROC_DIR`), which
`eventsite serve` makes.
"""

import atexit
import hmac
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, Flask, Response, abort, current_app, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    values,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from eventsite.core import clock, jobs
from eventsite.core.db import db
from eventsite.core.guard import public

bp = Blueprint("metrics", __name__)
FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # the library's own name
HERE = {"127.0.0.1", "::1"}
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # seconds


class Counts:
    """What one application has counted."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "eventsite_requests",
            "Answers, by method, page and status.",
            ("method", "page", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "eventsite_request_seconds",
            "How long answers took, by page.",
            ("page",),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.known: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def add(self, method: str, page: str, status: int, took: float) -> None:
        """Count an answer; `page` is one of few patterns, never an address."""
        key = (method, page, status)
        if (found := self.known.get(key)) is None:
            counter = self.requests.labels(method, page, str(status))
            found = self.known[key] = (counter, self.seconds.labels(page))
        counter, seconds = found
        counter.inc()
        seconds.observe(took)


def init_app(app: Flask) -> None:
    app.extensions["counts"] = Counts()


def count_together() -> None:
    """Have the worker processes of this server add up what they count, in one folder.

    For before the application is made.
    """
    if FOLDER not in os.environ:
        place = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112  # never on a slow disk
        folder = tempfile.mkdtemp(prefix="eventsite-metrics-", dir=place)
        os.environ[FOLDER] = folder
        atexit.register(_remove, folder, os.getpid())
    values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]  # the library's


def _remove(folder: str, made_by: int) -> None:
    if os.getpid() == made_by:  # not in a worker, which inherits what runs at exit
        shutil.rmtree(folder, ignore_errors=True)


def forget_process(pid: int) -> None:
    mark_process_dead(pid)  # type: ignore[no-untyped-call]  # the library's


class Waiting(Collector):
    """What waits in the database at a moment."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[Metric]:
        due, later = jobs.count_waiting(self.now)
        states = {"due": due, "later": later, "failed": len(jobs.list_failed())}
        found = GaugeMetricFamily("eventsite_jobs", "Jobs by state.", labels=["state"])
        for state, count in states.items():
            found.add_metric([state], count)
        yield found

    def describe(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("eventsite_jobs", "Jobs by state.", labels=["state"])


@bp.get("/metrics")
@public
def metrics() -> Response:
    """Answer with everything counted; 404 for those who may not know that it exists."""
    if not _may_read():
        abort(404)
    shown = current_app.extensions["counts"].registry
    if FOLDER in os.environ:
        shown = CollectorRegistry()
        MultiProcessCollector(shown)  # type: ignore[no-untyped-call]  # the library's
    waiting = CollectorRegistry()
    waiting.register(Waiting(clock.now()))
    body = generate_latest(shown) + generate_latest(waiting)
    db.session.rollback()
    answer = Response(body, content_type=CONTENT_TYPE_LATEST)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _may_read() -> bool:
    token = current_app.config["METRICS_TOKEN"]
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), token.encode())
    forwarded = {"X-Forwarded-For", "Forwarded"} & set(request.headers.keys())
    alone = not current_app.config["SECRETS_GIVEN"] and not forwarded
    return alone and request.remote_addr in HERE
