"""A production server, or an organiser who never comes to an end.

Run as `python -m tests.programme.serving_process DATABASE FOLDER PORT` to serve from two
processes; with the port "hang", to change an event's name and hang before the commit.
"""

import sys
import threading
from pathlib import Path

from sqlalchemy import select

from eventsite import create_app
from eventsite.core.db import db
from eventsite.core.server import Server
from eventsite.events.models import Event
from tests.factories import test_settings


def main(database, folder, port):
    settings = test_settings(database, Path(folder))
    if port == "hang":
        with create_app(settings).app_context():
            db.session.scalars(select(Event).filter_by(slug="conf")).one().name = "?"
            db.session.flush()
            sys.stdout.write("flushed\n")
            sys.stdout.flush()
            threading.Event().wait()
    Server(lambda: create_app(settings), f"127.0.0.1:{port}", workers=2).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
