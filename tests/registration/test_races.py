"""The last place, the second click, and everything that happens at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from eventsite.capacity.models import Pool
from eventsite.core.db import db, write_tx
from eventsite.core.errors import Refusal
from eventsite.core.money import Money
from eventsite.events.models import Event
from eventsite.mail.models import Letter
from eventsite.registration import actions, queries, rules
from eventsite.registration.models import Order
from eventsite.registration.rules import Guest
from tests import factories
from tests.factories import NOW, only, stored
from tests.registration.conftest import ADA, HANDLERS, letters, ordered

pytestmark = pytest.mark.usefixtures("app")
DUE = datetime(2030, 9, 16, 7, tzinfo=UTC)


def race(app, tries):
    """Run each of `tries` in a transaction of its own, all at once."""
    db.session.rollback()

    def run(act):
        with app.app_context():
            try:
                with write_tx():
                    return act().id
            except Refusal as refusal:
                return type(refusal)

    with ThreadPoolExecutor(len(tries)) as people:
        return list(people.map(run, tries))


def test_the_last_places_are_sold_once(app):
    product = factories.product(size=3, name="Pass")
    event_id, product_id = product.event_id, product.id

    def buy(n):
        return lambda: actions.place_order(
            db.session.get_one(Event, event_id),
            ADA,
            [Guest(product_id, f"Guest {n}", f"guest{n}@example.org")],
            shown={product_id: Money(400_00, "USD")},
            once_key=f"key {n}",
            now=NOW,
        )

    got = race(app, [buy(n) for n in range(10)])

    assert got.count(rules.PlacesGone) == 7
    assert len(stored(Order)) == len(set(got) - {rules.PlacesGone}) == 3
    assert only(Pool).sold == 3
    assert len(stored(Letter)) == 3


def test_many_clicks_at_once_on_the_last_place_are_one_order(app):
    product = factories.product(size=1, limit_per_person=1)
    event_id, product_id = product.event_id, product.id

    def buy():
        return actions.place_order(
            db.session.get_one(Event, event_id),
            ADA,
            [Guest(product_id, "Ada", "ada@example.org")],
            shown={product_id: Money(400_00, "USD")},
            once_key="the form's key",
            now=NOW,
        )

    assert set(race(app, [buy] * 6)) == {only(Order).id}
    assert only(Pool).sold == 1


def test_paying_cancelling_and_expiring_at_once_end_in_one_state(app):
    product = factories.product(size=4)
    order = ordered(product)
    order_id = order.id

    def found():
        return db.session.get_one(Order, order_id)

    def pay():
        actions.mark_paid(found(), HANDLERS, DUE, None)
        return found()

    def cancel():
        actions.cancel(found(), DUE)
        return found()

    def expire():
        actions.expire(order_id, DUE)
        return found()

    race(app, [pay, cancel, expire] * 3)

    db.session.rollback()
    order = only(Order)
    assert product.quotas[0].pool.sold == (1 if order.has_places else 0)
    tickets = [template for template, _ in letters() if template == "ticket"]
    assert len(tickets) <= 1
    assert queries.find_order(order.event, order.code) is order
