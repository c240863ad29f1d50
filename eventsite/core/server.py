"""The production server: gunicorn, processes with threads."""

import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from eventsite.core import metrics

THREADS = 8
log = logging.getLogger(__name__)


class Server(BaseApplication):  # type: ignore[misc]  # the library has no types
    """Serves what `make_app` returns, made anew in each worker process."""

    def __init__(self, make_app: Callable[[], Flask], bind: str, workers: int) -> None:
        metrics.count_together()
        self.make_app, self.bind, self.workers = make_app, bind, workers
        super().__init__()

    def load_config(self) -> None:
        for name, value in {
            "bind": self.bind,
            "workers": self.workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": 60,
            "graceful_timeout": 20,
            "keepalive": 5,
            "control_socket_disable": True,
            "limit_request_line": 8190,
            "proc_name": "eventsite",
            "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,  # noqa: S108, PTH112  # a heartbeat, never on a slow disk
            "logger_class": "eventsite.core.server.Logger",
            "child_exit": _forget,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self.make_app()


def _forget(_server: object, worker: Any) -> None:
    metrics.forget_process(worker.pid)


class Logger:
    """Hands gunicorn's own lines to our log; requests are logged by `core.logs`."""

    def __init__(self, cfg: object) -> None:
        self.error_log = logging.getLogger("eventsite.server")
        self.access_log = self.error_log

    def __getattr__(self, name: str) -> Any:
        return getattr(self.error_log, name)

    def access(self, *_args: object) -> None:
        pass

    def reopen_files(self) -> None:
        pass

    def close_on_exec(self) -> None:
        pass


def become_server(bind: str, workers: int) -> None:
    """Go on as eventsite/server.py, in the same process; does not return.

    What commands have loaded is left behind: each worker would carry it along.
    """
    few = {"MALLOC_ARENA_MAX": "2"}  # of glibc: one for each thread keeps much unused
    found = os.pathsep.join(str(Path(each).resolve()) for each in sys.path)
    program = [sys.executable, "-P", "-m", "eventsite.server", bind, str(workers)]
    os.execve(sys.executable, program, {**few, **os.environ, "PYTHONPATH": found})  # noqa: S606  # ourselves


def serving(settings: dict[str, Any], bind: str) -> dict[str, Any]:
    """Return the settings with an address that letters can name, forged by nobody."""
    return {**settings, "PUBLIC_URL": settings["PUBLIC_URL"] or f"http://{bind}"}
