"""A worker as `eventsite worker` is one, with a job that tells what it does.

Run as `python -m tests.core.worker_process DATABASE FOLDER`. The job "note" writes its
number to FOLDER/notes; while FOLDER/hang exists, those from 100 on never come to an end.
The job "wait" ends when something is written to the pipe FOLDER/pipe.
"""

import os
import sys
import threading
from datetime import timedelta
from pathlib import Path

from flask.cli import ScriptInfo

from eventsite import create_app
from eventsite.core import cli
from eventsite.core.jobs import Work
from tests.factories import test_settings

LEASE = timedelta(seconds=1)


def main(database, folder):
    def write(name, line):
        notes = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(notes, f"{line}\n".encode())
        os.close(notes)

    def note(payload):
        if payload["n"] >= 100 and (folder / "hang").exists():
            write("hanging", os.getpid())
            threading.Event().wait()
        write("notes", payload["n"])

    def wait(_payload):
        write("waiting", os.getpid())
        (folder / "pipe").read_text()

    app = create_app(test_settings(database, folder))
    app.extensions["jobs"] = {"note": Work(note, LEASE), "wait": wait}
    app.extensions["periodic"] = ()
    cli.run_worker.main(args=[], obj=ScriptInfo(create_app=lambda: app))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
