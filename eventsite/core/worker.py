"""The process that does the jobs: looks, works, waits, until it is told to stop.

Any number of them may run at once, on one machine or several.
"""

import logging
import signal
from collections.abc import Iterable
from threading import Event
from types import FrameType

from sqlalchemy.exc import DBAPIError

from eventsite.core import jobs
from eventsite.core.db import db
from eventsite.core.jobs import Handlers, Periodic

PAUSE = 0.25  # seconds between two looks at an idle table
LONG_PAUSE = 5.0  # after the database could not be asked
log = logging.getLogger(__name__)


def run(handlers: Handlers, periodic: Iterable[Periodic], stop: Event) -> None:
    """Do what is due until `stop` is set; a job that runs then is finished first.

    Needs an application context. A database that goes away is waited for.
    """
    periodic = tuple(periodic)
    while not stop.is_set():
        pause = PAUSE
        try:
            jobs.queue_periodic(periodic)
            jobs.run_due(handlers, stop.is_set)
        except DBAPIError:
            log.exception("the database does not answer")
            pause = LONG_PAUSE
        finally:
            db.session.remove()
        stop.wait(pause)


def stop_on_signals() -> Event:
    """Return what TERM and INT set; a second signal ends the process at once."""
    stop = Event()

    def end(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    return stop
