from datetime import timedelta

import pytest

from eventsite.core import jobs
from eventsite.core.db import db
from eventsite.mail.actions import SEND
from eventsite.registration import actions
from eventsite.registration.jobs import expire
from eventsite.registration.models import OrderState
from tests import factories
from tests.registration.conftest import ordered, settle

pytestmark = pytest.mark.usefixtures("app")
TICK = timedelta(microseconds=1)


def run_at(set_clock, moment):
    set_clock(moment)
    db.session.rollback()
    jobs.run_due({actions.EXPIRE: expire, SEND: lambda _payload: None})


def test_the_worker_gives_places_back_when_an_order_is_due(set_clock):
    product = factories.product(size=2)
    unpaid, paid = ordered(product), ordered(product)
    settle(paid)
    due = unpaid.due.at

    run_at(set_clock, due - TICK)
    assert unpaid.state is OrderState.PENDING
    run_at(set_clock, due)

    db.session.expire_all()
    assert (unpaid.state, paid.state) == (OrderState.EXPIRED, OrderState.PAID)
    assert product.quotas[0].pool.sold == 1
    again = {"order_id": unpaid.id}
    db.session.rollback()
    expire(again)  # a job may run twice
    assert product.quotas[0].pool.sold == 1
