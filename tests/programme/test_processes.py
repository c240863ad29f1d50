"""Several processes keep pages, and none shows one a moment too long."""

import http.client
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from eventsite.core.db import db
from eventsite.events.models import EventState
from tests import factories

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent.parent
READERS = 8  # enough for both processes to be met
PAGES = ("schedule", "schedule?view=list", "speakers", "schedule.ics", "")


@contextmanager
def started(settings, folder, port):
    """Run a process of its own; it and its children are killed in the end."""
    url = settings["SQLALCHEMY_DATABASE_URI"]
    command = ["tests.programme.serving_process", url, str(folder), str(port)]
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            for each in (*psutil.Process(process.pid).children(), process):
                each.kill()
        process.wait(10)
        process.stdout.close()


class Site:
    """A server of two processes, each request to whichever takes it."""

    def __init__(self, port, process):
        self.port, self.process = port, process

    def ask(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path)
        answer = connection.getresponse()
        found = answer.status, answer.read().decode()
        connection.close()
        return found

    def ask_all(self, path):
        return {self.ask(path) for _ in range(READERS)}

    def workers(self):
        return psutil.Process(self.process.pid).children()


@pytest.fixture
def site(settings, tmp_path, conf):
    assert conf
    db.session.rollback()
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    with started(settings, tmp_path, port) as process:
        site = Site(port, process)
        wait_for(lambda: site.ask("/healthz")[0] == 200)
        for page in PAGES:
            site.ask_all(f"/events/conf/{page}".rstrip("/"))
        yield site


def wait_for(come_true):
    until = time.monotonic() + 120  # on a busy machine
    while True:
        try:
            if come_true():
                return
        except OSError:
            if time.monotonic() > until:
                raise
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_change_is_seen_by_the_next_reader_in_every_process(site, conf, release):
    for n in range(5):
        conf.event.name = f"Conf, take {n}"
        db.session.commit()
        for page in PAGES:
            path = f"/events/conf/{page}".rstrip("/")
            for status, text in site.ask_all(path):
                assert status == 200
                assert f"Conf\\, take {n}" in text or f"Conf, take {n}" in text, path
    conf.opening.title = "Retold"
    release(conf.event, version="2")
    db.session.rollback()
    assert all("Retold" in text for _, text in site.ask_all("/events/conf/schedule"))
    conf.event.state = EventState.DRAFT
    db.session.commit()
    for page in PAGES:
        answers = site.ask_all(f"/events/conf/{page}".rstrip("/"))
        assert {status for status, _ in answers} == {404}


def test_a_slug_that_another_event_takes(site, conf):
    conf.event.slug = "conf-renamed"
    db.session.commit()
    factories.event(slug="conf", name="Newcomer")
    db.session.rollback()
    for page in ("schedule", ""):
        answers = site.ask_all(f"/events/conf/{page}".rstrip("/"))
        assert all("Newcomer" in text for _, text in answers)
    assert {status for status, _ in site.ask_all("/events/conf-renamed")} == {200}


def test_processes_that_are_killed_leave_nothing_wrong(site, settings, tmp_path, conf):
    before = site.ask_all("/events/conf/schedule")
    assert len(before) == 1
    with started(settings, tmp_path, "hang") as writer:
        assert writer.stdout.readline() == "flushed\n"
        assert site.ask_all("/events/conf/schedule") == before
        writer.send_signal(signal.SIGKILL)
        writer.wait(10)
    assert site.ask_all("/events/conf/schedule") == before
    killed = site.workers()[0]
    killed.kill()
    wait_for(lambda: len(set(site.workers()) - {killed}) == 2)
    conf.event.name = "After all"
    db.session.commit()
    answers = site.ask_all("/events/conf/schedule")
    assert all("After all" in text for _, text in answers)
