"""What the public programme costs: ratios to a bare view that sends the same bytes.

Warm: pages as one reader after another gets them from `eventsite serve`. Cold: what the
first reader after a release waits for, everything that is kept thrown away before.
"""

import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from statistics import median

from flask import Flask
from sqlalchemy import event as sa_event

import config
from benchmarks.figures import Figure
from benchmarks.load import Target, compare, fetch
from benchmarks.serving import (
    Served,
    databases,
    environment,
    run_eventsite,
    served,
)
from eventsite import create_app
from eventsite.core.db import db
from eventsite.programme.queries import editions

BENCH = "public-pages"
SIZES = (100, 668, 10_000)  # sessions
TYPICAL = 668
WORKERS = 2
TIMES = 5
ENOUGH = 0.8  # of a bare view
ENOUGH_KNOWN = 0.9  # where the answer is 304
MOST_CPU = {  # ms for each 100 sessions
    "schedule-grid": 25.0, "schedule-list": 25.0, "xml": 15.0, "json": 15.0, "ics": 15.0,
}  # fmt: skip
MOST_SQL_COLD, MOST_SQL_WARM = 6, 1
MOST_SQL_OF_FILES = 10
MOST_MEGABYTES = 150
FILES = ("xml", "json", "ics")
DEMO = "/events/cloudnativecon-demo"
PACKED = (("Accept-Encoding", "gzip"),)
_LINKS = re.compile(rb'href="(/events/[\w-]+/(?:sessions|speakers)/[\w-]+)"')

Paths = dict[str, tuple[int, str]]  # by metric: how many sessions, where


def run() -> Iterator[Figure]:
    with databases() as urls:
        for kind, url in urls.items():
            run_eventsite(url, "demo", "--no-serve")
            for size in SIZES:
                run_eventsite(url, "demo", "--no-serve", "--scale", str(size))
            suffix = "" if kind == "sqlite" else f" {kind}"
            with served("eventsite", url, WORKERS) as ours:
                paths = _find_paths(ours, all_sizes=kind == "sqlite")
                yield from _warm(ours, paths, url, suffix)
            for size in (TYPICAL, max(SIZES)) if kind == "sqlite" else (TYPICAL,):
                with served("eventsite", url, WORKERS) as ours:
                    yield _memory(ours, size, suffix)
            with _application(url) as app:
                yield from _sql(app, paths, suffix)
                if kind == "sqlite":
                    yield from _cold(app, paths)


def _find_paths(server: Served, *, all_sizes: bool) -> Paths:
    found: Paths = {"event": (TYPICAL, DEMO), "sponsors": (TYPICAL, f"{DEMO}/sponsors")}
    for size in SIZES if all_sizes else (TYPICAL,):
        event = f"/events/scale-{size}"
        pages = {
            "schedule-grid": f"{event}/schedule",
            "schedule-list": f"{event}/schedule?view=list",
            "speakers": f"{event}/speakers",
            **{kind: f"{event}/schedule.{kind}" for kind in FILES},
        }
        if size == TYPICAL:
            pages["session"] = _links(server, f"{event}/sessions")[0]
            pages["speaker"] = _links(server, f"{event}/speakers")[0]
        found |= {
            name if size == TYPICAL else f"{name} {size}": (size, path)
            for name, path in pages.items()
        }
    return found


def _links(server: Served, path: str) -> list[str]:
    """Return the addresses of the sessions and speakers that a page leads to."""
    plain = fetch(Target(server, path, headers=())).body
    return list(dict.fromkeys(link.decode() for link in _LINKS.findall(plain)))


def _warm(server: Served, paths: Paths, url: str, suffix: str) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        for name, (_, path) in paths.items():
            file = Path(folder) / name.replace(" ", "-")
            file.write_bytes(fetch(Target(server, path)).body)
        with served("bare", url, WORKERS, BARE_PAGES=folder) as bare:
            for name, (size, path) in paths.items():
                page = Target(bare, f"/pages/{name.replace(' ', '-')}")
                metric = f"{name.removesuffix(f' {size}')} warm{suffix}"
                yield from _ratios(metric, size, Target(server, path), page, ENOUGH)
            yield from _conditional(server, bare, paths, suffix)


def _conditional(
    server: Served, bare: Served, paths: Paths, suffix: str
) -> Iterator[Figure]:
    for metric, name, header, asked in (
        ("conditional", "schedule-grid", "ETag", "If-None-Match"),
        ("conditional by date", "xml", "Last-Modified", "If-Modified-Since"),
    ):
        size, path = paths[name]
        known = fetch(Target(server, path)).headers[header]
        headers = (*PACKED, (asked, known))
        here = Target(server, path, headers, status=304)
        there = Target(bare, "/known", headers, status=304)
        yield from _ratios(f"{metric} warm{suffix}", size, here, there, ENOUGH_KNOWN)


def _ratios(
    metric: str, size: int, here: Target, bare: Target, goal: float
) -> Iterator[Figure]:
    ours, theirs = compare(here, bare)
    yield Figure(BENCH, metric, size, ours.a_second, "req/s", theirs.a_second, goal)
    yield Figure(
        BENCH,
        f"{metric} by cpu",
        size,
        ours.a_cpu_second,
        "req/cpu s",
        theirs.a_cpu_second,
        goal,
    )


def _memory(server: Served, size: int, suffix: str) -> Figure:
    """Tell how large a new worker grows that serves every page of an event."""
    event = f"/events/scale-{size}"
    pages = [f"{event}/{page}" for page in ("schedule", "sessions", "speakers")]
    links = chain(*(_links(server, page) for page in pages))
    files = [f"{event}/schedule.{kind}" for kind in FILES]
    several = islice(links, 0, None, max(1, size // TYPICAL))  # enough of them
    for path in [*pages, f"{event}/schedule?view=list", *files, *several]:
        for _ in range(WORKERS):
            fetch(Target(server, path))
    return _figure(
        f"worker MiB{suffix}", size, server.worker_megabytes, "MiB", MOST_MEGABYTES
    )


@contextmanager
def _application(url: str) -> Iterator[Flask]:
    with tempfile.TemporaryDirectory() as instance:
        app = create_app(config.read(environment(url, instance)))
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def _forget(app: Flask) -> None:
    app.extensions["documents"].clear()
    app.extensions["page_cache"].clear()
    editions.clear()


def _cold(app: Flask, paths: Paths) -> Iterator[Figure]:
    for name, (size, path) in paths.items():
        page = name.removesuffix(f" {size}")
        if page not in MOST_CPU:
            continue
        client, took = app.test_client(), []
        for _ in range(TIMES):
            _forget(app)
            began = time.process_time()
            client.get(path, headers=PACKED)
            took.append(time.process_time() - began)
        milliseconds = median(took) * 1000 / size * 100
        metric = f"{page} cold cpu ms per 100 sessions"
        yield _figure(metric, size, milliseconds, "ms", MOST_CPU[page])


def _sql(app: Flask, paths: Paths, suffix: str) -> Iterator[Figure]:
    client, sent = app.test_client(), []

    def note(_connection: object, _cursor: object, said: str, *_rest: object) -> None:
        if not said.startswith("BEGIN"):
            sent.append(said)

    reader = app.extensions["page_cache"].stamps  # asks past the engine
    read = reader.read
    reader.read = lambda scopes: sent.append("stamps") or read(scopes)
    sa_event.listen(db.engine, "before_cursor_execute", note)
    for name, (size, path) in paths.items():
        counts = []
        client.get(path)  # what a process asks once
        _forget(app)
        for _ in range(2):
            sent.clear()
            client.get(path, headers=PACKED)
            counts.append(len(sent))
        page = name.removesuffix(f" {size}")
        most = MOST_SQL_OF_FILES if page in FILES else MOST_SQL_COLD
        yield _figure(f"{page} sql cold{suffix}", size, counts[0], "", most)
        yield _figure(f"{page} sql warm{suffix}", size, counts[1], "", MOST_SQL_WARM)
    sa_event.remove(db.engine, "before_cursor_execute", note)


def _figure(metric: str, size: int, value: float, unit: str, goal: float) -> Figure:
    return Figure(BENCH, metric, size, value, unit, goal=goal, lower_is_better=True)
