"""Many buyers for few places, on both databases; some of their processes are killed.

The first wave: four processes of 25 buyers each, for 20 places. Some take, some hold and
pay, some hold and walk away, and one process is killed as soon as it has sold something.
When the holds of the first wave are over a second one comes for what is left. Then every
place must be sold, once, and no hold may stay.
"""

import multiprocessing
import random
import signal
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import NamedTuple

from flask import Flask
from sqlalchemy import func, select

from benchmarks.figures import Figure
from benchmarks.serving import databases
from eventsite import create_app
from eventsite.capacity import actions, jobs, queries
from eventsite.capacity.models import Hold, LedgerEntry, Pool
from eventsite.capacity.rules import HoldEnded, SoldOut
from eventsite.core import clock
from eventsite.core.db import db, write_tx
from tests.factories import test_settings

BENCH = "last-place"
PROCESSES, BUYERS, PLACES, ROUNDS = 4, 25, 20, 2
HELD = timedelta(seconds=3)


class Shop(NamedTuple):
    """Where the places are sold, to tell other processes."""

    database: str
    folder: str
    pool_id: int

    def app(self) -> Flask:
        return create_app(test_settings(self.database, Path(self.folder)))


class Wreck:
    """What went wrong, over all rounds."""

    oversold = undersold = stuck = disagreements = 0


def run() -> Iterator[Figure]:
    size, wreck = PROCESSES * BUYERS, Wreck()
    with databases() as addresses, tempfile.TemporaryDirectory() as folder:
        for name, url in addresses.items():
            shop = Shop(url, folder, 0)
            with shop.app().app_context():
                db.create_all()
                seconds = sum(_round(shop, wreck, n) for n in range(ROUNDS))
                db.session.remove()
                db.engine.dispose()
            yield Figure(BENCH, f"first wave {name}", size, seconds / ROUNDS, "s")
    for metric, value in (
        ("oversold", wreck.oversold),
        ("undersold", wreck.undersold),
        ("stuck holds", wreck.stuck),
        ("disagreements", wreck.disagreements),
    ):
        yield Figure(BENCH, metric, size, value, "", goal=0, lower_is_better=True)


def _round(shop: Shop, wreck: Wreck, seed: int) -> float:
    """Return how long the first wave took."""
    with write_tx():
        pool_id = actions.create(PLACES, "benchmark", clock.now()).id
    shop = shop._replace(pool_id=pool_id)
    seconds = _wave(shop, seed, is_first=True)
    time.sleep(HELD.total_seconds())
    _wave(shop, seed, is_first=False)
    time.sleep(HELD.total_seconds())
    jobs.expire({})
    _count(wreck, pool_id)
    return seconds


def _wave(shop: Shop, seed: int, *, is_first: bool) -> float:
    context = multiprocessing.get_context("spawn")
    gate = context.Barrier(PROCESSES + 1)
    ways = ("take", "pay", "leave") if is_first else ("take", "pay")
    people = [
        context.Process(target=_buyers, args=(shop, seed + n, ways, gate))
        for n in range(PROCESSES)
    ]
    for process in people:
        process.start()
    gate.wait()
    started = time.perf_counter()
    if is_first:
        _wait_for_a_sale(shop.pool_id)
        people[0].kill()
    for process in people:
        process.join()
        if process.exitcode not in {0, -signal.SIGKILL if is_first else 0}:
            raise RuntimeError(f"a process of buyers ended with {process.exitcode}")
    return time.perf_counter() - started


def _wait_for_a_sale(pool_id: int) -> None:
    sold = select(Pool.id).where(Pool.id == pool_id, Pool.held + Pool.sold > 0)
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with db.engine.connect() as connection:
            if connection.execute(sold).first():
                return


def _buyers(shop: Shop, seed: int, ways: tuple[str, ...], gate: Barrier) -> None:
    app = shop.app()
    choice = random.Random(seed)  # noqa: S311  # no secret
    chosen = [choice.choice(ways) for _ in range(BUYERS)]
    gate.wait()

    def buy(way: str) -> None:
        with app.app_context():
            _buy(shop.pool_id, way)

    with ThreadPoolExecutor(BUYERS) as threads:
        list(threads.map(buy, chosen))


def _buy(pool_id: int, way: str) -> None:
    now = clock.now()
    try:
        with write_tx():
            pool = db.session.get_one(Pool, pool_id)
            if way == "take":
                actions.take(pool, 1, way, now)
                return
            hold_id = actions.hold(pool, 1, way, now, now + HELD).id
        if way == "pay":
            with write_tx():
                hold = db.session.get_one(Hold, hold_id)
                actions.confirm(hold, way, clock.now())
    except (SoldOut, HoldEnded):
        pass


def _count(wreck: Wreck, pool_id: int) -> None:
    db.session.rollback()
    sold = select(func.sum(LedgerEntry.sold)).where(LedgerEntry.pool_id == pool_id)
    sales = db.session.scalar(sold) or 0
    pool = db.session.get_one(Pool, pool_id)
    running = select(func.count()).where(
        Hold.pool_id == pool_id, Hold.ended_at.is_(None)
    )
    wreck.oversold += max(0, sales - PLACES, pool.sold + pool.held - PLACES)
    wreck.undersold += max(0, PLACES - pool.sold)
    wreck.stuck += max(db.session.scalar(running) or 0, pool.held)
    wreck.disagreements += len(queries.find_disagreements())
    db.session.rollback()
