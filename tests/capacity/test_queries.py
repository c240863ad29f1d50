from datetime import timedelta

import pytest

from eventsite.capacity import actions, queries
from eventsite.core.db import db
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("app")

UNTIL = NOW + timedelta(minutes=30)


def test_free_places_of_many_pools():
    pools = [actions.create(5, "test", NOW) for _ in range(30)]
    for n, pool in enumerate(pools):
        if n % 2:
            actions.hold(pool, 2, "test", NOW, UNTIL)
            actions.take(pool, 1, "test", NOW)
    ids = [pool.id for pool in pools]

    free = queries.count_free(ids, NOW)
    assert [free[i] for i in ids] == [5, 2] * 15
    assert set(queries.count_free(ids, UNTIL).values()) == {5, 4}


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_queries_does_not_grow(count, statements):
    ids = [factories.pool().id for _ in range(count)]
    db.session.rollback()
    with statements() as sent:
        queries.count_free(ids, NOW)
        queries.find_disagreements()
    assert len([s for s in sent if s.startswith(("SELECT", "WITH"))]) == 2


def test_books_that_disagree_are_found():
    right = actions.create(9, "test", NOW)
    actions.hold(right, 2, "test", NOW, UNTIL)
    actions.take(right, 3, "test", NOW)
    wrong = factories.pool(size=9, held=2, sold=3)

    assert list(map(str, queries.find_disagreements())) == [
        f"pool {wrong.id}: 2 held, ledger says 0",
        f"pool {wrong.id}: 3 sold, ledger says 0",
        f"pool {wrong.id}: 2 held, holds say 0",
    ]
