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


@contextmanager
def served(app: str, database: str, workers: int) -> Iterator[int]:
    """Serve "eventsite" or "bare" on a database; yield the port."""
    with tempfile.TemporaryDirectory() as instance:
        port = _free_port()
        environment = {
            **os.environ,
            "EVENTSITE_INSTANCE": instance,
            "DATABASE_URL": database,
            "SECRET_KEYS": secrets.token_urlsafe(48),
            "ENCRYPTION_KEYS": secrets.token_urlsafe(48),
        }
        command = [sys.executable, "-m", "benchmarks.serving", app, str(port)]
        process = subprocess.Popen(
            [*command, str(workers)],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(port)
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


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
    app, port, workers = sys.argv[1:]
    if app == "bare":
        from benchmarks.bare import make_app  # noqa: PLC0415  # one of two
    else:
        from eventsite import create_app as make_app  # noqa: PLC0415
    Server(make_app, f"127.0.0.1:{port}", int(workers)).run()


if __name__ == "__main__":
    main()
