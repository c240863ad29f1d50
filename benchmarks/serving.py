"""Starts the production server on this machine for a while; databases to measure on."""

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psutil

from benchmarks import bare
from eventsite.core.server import Server

ROOT = Path(__file__).parent.parent
START = 20.0  # seconds in which a server should answer


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """Yield the address of an empty database of each kind."""
    from tests import postgresql  # noqa: PLC0415  # only this needs the server's wheel

    given = os.environ.get(postgresql.VARIABLE)
    postgresql.start()
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            postgresql.database("bench") as url,
        ):
            yield {"postgresql": url, "sqlite": f"sqlite:///{folder}/bench.db"}
    finally:
        if not given:
            postgresql.stop()


class Served(NamedTuple):
    port: int
    process: psutil.Process

    @property
    def worker_megabytes(self) -> float:
        """Return the memory of the largest worker, what it shares included."""
        workers = self.process.children()
        return max(each.memory_info().rss for each in workers) / 2**20

    @property
    def cpu_seconds(self) -> float:
        """Return what the workers have used so far."""
        times = (each.cpu_times() for each in self.process.children())
        return sum(each.user + each.system for each in times)


@contextmanager
def served(app: str, database: str, workers: int, **settings: str) -> Iterator[Served]:
    """Serve "eventsite", as `eventsite serve` does it, or "bare" on a database."""
    with tempfile.TemporaryDirectory() as instance:
        port = _free_port()
        command = ["benchmarks.serving", str(port), str(workers)]
        if app == "eventsite":
            command = [app, "serve", "--bind", f"127.0.0.1:{port}"]
            command += ["--workers", str(workers)]
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            env=environment(database, instance, **settings),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(port)
            yield Served(port, psutil.Process(process.pid))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def environment(database: str, instance: str, **settings: str) -> dict[str, str]:
    """Return what a process of eventsite needs to know to work on the database."""
    return {
        **os.environ,
        "EVENTSITE_INSTANCE": instance,
        "DATABASE_URL": database,
        "SECRET_KEYS": secrets.token_urlsafe(48),
        "ENCRYPTION_KEYS": secrets.token_urlsafe(48),
        "ORDERS_PER_HOUR": "0",  # all buyers have one address here
        **settings,
    }


def run_eventsite(database: str, *arguments: str) -> float:
    """Run a command of `eventsite`; return how many seconds it took."""
    with tempfile.TemporaryDirectory() as instance:
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "eventsite", *arguments],
            env=environment(database, instance),
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return time.perf_counter() - began


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(port: int) -> None:
    until = time.monotonic() + START
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


def main() -> None:
    port, workers = sys.argv[1:]
    Server(bare.make_app, f"127.0.0.1:{port}", int(workers)).run()


if __name__ == "__main__":
    main()
