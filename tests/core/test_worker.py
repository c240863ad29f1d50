import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from eventsite.core import jobs, worker
from eventsite.core.db import db, read_tx
from eventsite.core.jobs import Job
from tests.factories import NOW, stored

pytestmark = pytest.mark.usefixtures("app")


def queue(count, name="note"):
    for n in range(count):
        jobs.queue(name, {"n": n}, NOW.replace(year=2020))
    db.session.commit()


def test_a_worker_looks_again_until_it_is_told_to_stop():
    stop = threading.Event()
    seen = []

    def note(payload):
        seen.append(payload)
        if len(seen) == 1:
            queue(1)  # work that comes while it runs
        else:
            stop.set()

    queue(1)
    worker.run({"note": note}, (), stop)
    assert len(seen) == 2


def test_a_worker_outlives_a_database_that_goes_away(monkeypatch):
    stop = threading.Event()
    answers = iter([OperationalError("", {}, Exception("gone")), None])

    def run_due(*_args):
        if gone := next(answers):
            raise gone
        stop.set()

    monkeypatch.setattr(jobs, "run_due", run_due)
    monkeypatch.setattr(worker, "LONG_PAUSE", 0)
    worker.run({}, (), stop)
    assert next(answers, "none left") == "none left"


@pytest.fixture
def start(settings, tmp_path):
    """Start real worker processes; all are ended with the test."""
    started = []

    def start(count):
        url = settings["SQLALCHEMY_DATABASE_URI"]
        command = [sys.executable, "-m", "tests.core.worker_process", url, tmp_path]
        new = [subprocess.Popen(command) for _ in range(count)]
        started.extend(new)
        return new

    yield start
    for process in started:
        process.kill()
        process.wait()


def until(is_so, seconds=30):
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def lines(file):
    return file.read_text().split() if file.exists() else []


def all_are_done():
    with read_tx():  # locks no worker out
        left = select(Job.id).where(Job.done_at.is_(None)).limit(1)
        return db.session.scalars(left).first() is None


@pytest.mark.slow
def test_killed_workers_lose_nothing(start, tmp_path):
    (tmp_path / "hang").touch()
    queue(300)
    workers = start(3)
    until(lambda: len(lines(tmp_path / "hanging")) == 3)
    for process in workers:
        process.kill()
    assert {process.wait() for process in workers} == {-signal.SIGKILL}
    assert not all_are_done()

    (tmp_path / "hang").unlink()
    workers = start(2)
    until(all_are_done)
    for process in workers:
        process.terminate()
    assert [process.wait(10) for process in workers] == [0, 0]
    done = {int(n) for n in lines(tmp_path / "notes")}  # at least once
    assert done == set(range(300))


@pytest.mark.slow
def test_a_worker_told_to_stop_finishes_its_job_and_begins_no_other(start, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    queue(2, "wait")
    [process] = start(1)
    until(lambda: lines(tmp_path / "waiting"))

    process.terminate()
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.3)
    (tmp_path / "pipe").write_text("go on")

    assert process.wait(10) == 0
    assert sorted(job.done_at is None for job in stored(Job)) == [False, True]
