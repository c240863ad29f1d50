import pytest
import sqlalchemy as sa

from eventsite.core import jobs as queue
from eventsite.core.db import db
from eventsite.core.jobs import Job, Work
from eventsite.webhooks import actions, jobs
from eventsite.webhooks.models import Webhook
from eventsite.webhooks.rules import write_secret
from tests import factories
from tests.factories import NOW, saved
from tests.webhooks.receiver import running

SECRET = write_secret(b"s" * 32)


@pytest.fixture
def event(app):
    assert app.testing
    return factories.event(slug="conf", name="Conf")


@pytest.fixture
def owner(event):
    return factories.owner(event)


@pytest.fixture
def receiver():
    with running() as found:
        yield found


@pytest.fixture
def hook(event, owner, receiver):
    return make_hook(event, owner, receiver.url)


def make_hook(event, person, url, **overrides):
    n = factories.number()
    defaults = {
        "event": event,
        "person": person,
        "name": f"Hook {n}",
        "url": url,
        "kinds": ["event", "order", "release", "session"],
        "secret": SECRET,
        "once_key": f"hook-{n}",
        "created_at": NOW,
    }
    return saved(Webhook(**defaults | overrides))


@pytest.fixture
def work():
    """Let a worker do what is due now."""

    def go():
        db.session.execute(sa.delete(Job))  # the one that has put itself off
        queue.queue(actions.RUN, {}, NOW.replace(year=2020))
        db.session.commit()
        queue.run_due({actions.RUN: Work(jobs.run)})
        db.session.rollback()

    return go
