"""What becomes of an order: paid, cancelled, expired; and what is given for nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest

from eventsite.core.db import db
from eventsite.core.money import Money
from eventsite.payments.models import Payment, PaymentState
from eventsite.products.models import Audience, Product
from eventsite.registration import actions, rules
from eventsite.registration.models import Attendee, Order, OrderState
from tests import factories
from tests.factories import NOW, only, stored
from tests.registration.conftest import letters, ordered, settle

pytestmark = pytest.mark.usefixtures("app")
TICK = timedelta(microseconds=1)


def test_being_paid_sends_the_tickets_once():
    order = ordered(factories.product(size=5))
    assert [settle(order), settle(order), settle(order)] == [True, False, False]
    assert (order.state, order.paid_at) == (OrderState.PAID, NOW)
    assert only(Payment).state is PaymentState.SETTLED
    assert letters() == [
        ("confirmation", "ada@example.org"),
        ("ticket", "guest0@example.org"),
        ("paid", "ada@example.org"),
    ]


def test_cancelling_gives_places_back_once():
    product = factories.product(size=5)
    order = ordered(product, product)
    kept = ordered(product)
    assert [actions.cancel(order, NOW), actions.cancel(order, NOW)] == [True, False]
    db.session.commit()
    assert product.quotas[0].pool.sold == 1
    assert (order.state, order.closed_at) == (OrderState.CANCELLED, NOW)
    assert kept.state is OrderState.PENDING
    states = {p.owed_for: p.state for p in stored(Payment)}
    assert states == {
        order.owed_for: PaymentState.VOID,
        kept.owed_for: PaymentState.OPEN,
    }
    with pytest.raises(rules.NotPossibleNow, match="The order is cancelled"):
        settle(order)


def test_a_paid_order_can_be_cancelled_and_what_was_paid_stays_on_record():
    product = factories.product(size=5)
    order = ordered(product)
    settle(order)
    assert actions.cancel(order, NOW)
    db.session.commit()
    assert (only(Payment).state, product.quotas[0].pool.sold) == (
        PaymentState.SETTLED,
        0,
    )


def test_places_go_back_to_the_quotas_they_came_from():
    product = factories.product(size=5)
    old = product.quotas[0]
    order = ordered(product)
    product.quotas = [factories.quota(product.event)]
    actions.cancel(order, NOW)
    db.session.commit()
    assert [old.pool.sold, product.quotas[0].pool.sold] == [0, 0]


DUE = datetime(2030, 9, 16, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "expires"), [(DUE - TICK, False), (DUE, True), (DUE + TICK, True)]
)
def test_an_unpaid_order_expires_exactly_when_it_is_due(now, expires):
    product = factories.product(size=5)
    order = ordered(product)
    assert order.due.at == DUE
    assert actions.expire(order.id, now) is expires
    assert actions.expire(order.id, now) is False
    db.session.commit()
    state = OrderState.EXPIRED if expires else OrderState.PENDING
    assert (order.state, product.quotas[0].pool.sold) == (state, 0 if expires else 1)
    sent = [("confirmation", "ada@example.org"), ("expired", "ada@example.org")]
    assert letters() == sent[: 1 + expires]


def test_a_paid_order_never_expires():
    order = ordered(factories.product())
    settle(order)
    assert actions.expire(order.id, DUE) is False


def test_money_that_comes_late_takes_places_again_or_is_refused():
    product = factories.product(size=1)
    order = ordered(product)
    actions.expire(order.id, DUE)
    db.session.commit()
    other = ordered(product, now=DUE)

    with pytest.raises(rules.PlacesGone):
        settle(order, DUE)
    db.session.rollback()
    assert (order.state, product.quotas[0].pool.sold) == (OrderState.EXPIRED, 1)
    assert stored(Payment)[0].state is PaymentState.VOID

    actions.cancel(other, DUE)
    assert settle(order, DUE)
    assert (order.state, order.closed_at) == (OrderState.PAID, None)
    assert product.quotas[0].pool.sold == 1


def test_an_order_is_due_before_the_event_begins():
    event = factories.event(
        own_starts_on=date(2030, 9, 8), own_ends_on=date(2030, 9, 9)
    )
    assert ordered(factories.product(event)).due.last_day == date(2030, 9, 7)


# Complimentary


def give(event, cause="grant 1", email="sam@example.org"):
    order = actions.give_complimentary(
        event,
        name="Sam",
        email=email,
        audience=Audience.COMPLIMENTARY,
        cause=cause,
        now=NOW,
    )
    db.session.commit()
    return order


def test_a_complimentary_registration_admits_like_a_pass_and_is_given_once():
    event = factories.event()
    day = factories.child(event)
    hall, room = factories.quota(event), factories.quota(day)
    factories.product(event, quotas=[hall], includes={day: room})

    first = give(event)
    assert give(event) is first

    assert (first.state, first.total) == (OrderState.PAID, Money(0, "USD"))
    product = first.lines[0].product
    assert product.name == "Complimentary pass"
    assert (product.is_listed, product.audience) == (False, Audience.COMPLIMENTARY)
    assert {a.event_id for a in only(Attendee).admissions} == {event.id, day.id}
    assert [hall.pool.sold, room.pool.sold] == [1, 1]
    assert letters() == [("ticket", "sam@example.org")]

    second = give(event, "grant 2", "kim@example.org")
    assert second is not first
    assert len(stored(Product)) == 2


def test_what_was_given_can_be_taken_back_once():
    event = factories.event()
    give(event)
    done = [actions.take_back_complimentary(event, "grant 1", NOW) for _ in range(2)]
    db.session.commit()
    assert done == [True, False]
    assert only(Order).state is OrderState.CANCELLED
