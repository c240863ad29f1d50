"""A worker that is killed while a receiver thinks: nothing is lost, one comes twice."""

import subprocess
import sys
import threading
import time

import pytest

from eventsite.core import jobs as queue
from eventsite.core.db import db
from eventsite.events import actions as events
from eventsite.webhooks import actions
from eventsite.webhooks.models import Delivery
from tests.factories import NOW, stored
from tests.webhooks.conftest import SECRET
from tests.webhooks.receiver import signed_by

pytestmark = pytest.mark.slow
LONG_AGO = NOW.replace(year=2020)  # processes have the real time


@pytest.fixture
def start(settings, tmp_path):
    started = []

    def go():
        url = settings["SQLALCHEMY_DATABASE_URI"]
        command = [sys.executable, "-m", "tests.webhooks.worker_process", url, tmp_path]
        started.append(subprocess.Popen(command))
        return started[-1]

    yield go
    for process in started:
        process.kill()
        process.wait()


def test_what_was_on_its_way_is_sent_again_under_its_id(event, hook, receiver, start):
    for logo in (1, 2, 3):
        events.set_logo(event, logo, actor_id=None, now=LONG_AGO)
    queue.queue(actions.RUN, {}, LONG_AGO)
    db.session.commit()
    assert not db.session().in_transaction()
    receiver.hold = threading.Event()
    worker = start()
    assert receiver.asked.wait(90)
    worker.kill()
    worker.wait()
    receiver.hold.set()
    start()
    patience = time.monotonic() + 90
    states = []
    while states != ["delivered"] * 3 and time.monotonic() < patience:
        time.sleep(0.1)
        states = [delivery.state.value for delivery in stored(Delivery)]
        db.session.rollback()  # or nobody else could write
    assert states == ["delivered"] * 3
    ids = [delivery.guid for delivery in stored(Delivery)]
    assert receiver.ids == [ids[0], *ids]
    assert receiver.taken[0][1] == receiver.taken[1][1]
    assert all(signed_by(SECRET, headers, body) for headers, body in receiver.taken)
    assert hook.id
