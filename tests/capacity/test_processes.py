import subprocess
import sys

import pytest

from eventsite.capacity import actions, queries
from eventsite.capacity.models import Pool
from eventsite.core.db import db
from tests.factories import NOW

BUYERS = (17, 17, 16)  # in each process
PLACES = 7


@pytest.mark.slow
def test_fifty_buyers_in_three_processes_get_seven_places(app, settings, tmp_path):
    assert app.testing
    pool_id = actions.create(PLACES, "test", NOW).id
    db.session.commit()
    url = settings["SQLALCHEMY_DATABASE_URI"]
    command = [sys.executable, "-m", "tests.capacity.buyers", url, str(tmp_path)]
    people = [
        subprocess.Popen(
            [*command, str(pool_id), str(count)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for count in BUYERS
    ]
    assert [each.stdout.readline() for each in people] == ["ready\n"] * len(BUYERS)
    for each in people:
        each.stdin.write("go\n")
        each.stdin.flush()
    got = [int(each.communicate(timeout=60)[0]) for each in people]
    assert [each.returncode for each in people] == [0] * len(BUYERS)

    pool = db.session.get_one(Pool, pool_id)
    assert (sum(got), pool.sold, pool.held) == (PLACES, PLACES, 0)
    assert queries.find_disagreements() == []
