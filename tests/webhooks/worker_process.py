"""A worker that tells webhooks, to be killed.

Run as `python -m tests.webhooks.worker_process DATABASE FOLDER`.
"""

import sys
from datetime import timedelta
from pathlib import Path

from flask.cli import ScriptInfo

from eventsite import create_app
from eventsite.core import cli
from eventsite.core.jobs import Work
from eventsite.webhooks import actions, jobs
from tests.factories import test_settings


def main(database, folder):
    app = create_app(test_settings(database, folder))
    app.extensions["jobs"] = {actions.RUN: Work(jobs.run, timedelta(seconds=1))}
    app.extensions["periodic"] = ()
    cli.run_worker.main(args=[], obj=ScriptInfo(create_app=lambda: app))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
