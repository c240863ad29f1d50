"""Buyers in a process of their own, who all want the last places at once.

Run as `python -m tests.capacity.buyers DATABASE FOLDER POOL COUNT`: starts COUNT threads,
says "ready", waits for a line, lets them all go, and prints how many places they got.
Every other one holds a place first and then pays.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

from eventsite import create_app
from eventsite.capacity import actions
from eventsite.capacity.models import Hold, Pool
from eventsite.capacity.rules import SoldOut
from eventsite.core.db import db, write_tx
from tests.factories import NOW, test_settings


def buy(number, pool_id):
    """Try to get one place; return how many this buyer has in the end."""
    cause = f"buyer {number}"
    try:
        with write_tx():
            pool = db.session.get_one(Pool, pool_id)
            if number % 2:
                actions.take(pool, 1, cause, NOW)
                return 1
            until = NOW + timedelta(minutes=30)
            hold_id = actions.hold(pool, 1, cause, NOW, until).id
    except SoldOut:
        return 0
    with write_tx():
        actions.confirm(db.session.get_one(Hold, hold_id), cause, NOW)
    return 1


def main(database, folder, pool_id, count):
    app = create_app(test_settings(database, Path(folder)))
    start = Barrier(count)

    def go(number):
        with app.app_context():
            db.session.connection()  # connected, and then:
            db.session.rollback()
            start.wait()
            return buy(number, pool_id)

    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    with ThreadPoolExecutor(count) as people:
        print(sum(people.map(go, range(count))), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
