from datetime import timedelta

import pytest

from eventsite.capacity import actions, jobs
from eventsite.core.db import db
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("app")

UNTIL = NOW + timedelta(minutes=30)


def test_holds_end_by_themselves(set_clock):
    pools = [actions.create(5, "test", NOW) for _ in range(2)]
    for pool in pools:
        actions.hold(pool, 2, "test", NOW, UNTIL)
    db.session.commit()

    set_clock(UNTIL - timedelta(microseconds=1))
    jobs.expire({})
    assert [pool.held for pool in pools] == [2, 2]
    db.session.rollback()
    set_clock(UNTIL)
    jobs.expire({})
    assert [pool.held for pool in pools] == [0, 0]


def test_the_worker_expires_and_checks(app):
    names = {work.name for work in app.extensions["periodic"]}
    assert {"capacity.expire", "capacity.check"} <= names
    assert {"capacity.expire", "capacity.check"} <= set(app.extensions["jobs"])


def test_disagreements_are_logged_and_end_the_command_with_1(app, caplog):
    runner = app.test_cli_runner()
    actions.create(5, "test", NOW)
    db.session.commit()
    jobs.check({})
    right = runner.invoke(args=["capacity", "check"])
    assert (right.exit_code, right.stdout, right.stderr) == (
        0,
        "",
        "the books agree\n",
    )

    pool = factories.pool(size=2, sold=1)
    line = f"pool {pool.id}: 1 sold, ledger says 0"
    db.session.rollback()
    jobs.check({})
    assert caplog.messages == [f"the books disagree: {line}"]
    wrong = runner.invoke(args=["capacity", "check"])
    assert (wrong.exit_code, wrong.stdout) == (1, f"{line}\n")
