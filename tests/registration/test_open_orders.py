"""Nobody blocks places with orders that they leave unpaid."""

import pytest

from eventsite.checkout import views
from eventsite.core.db import db
from eventsite.products.actions import set_terms
from eventsite.registration import actions, rules
from eventsite.registration.models import Order
from eventsite.registration.rules import Buyer, Guest
from tests import factories
from tests.checkout.conftest import order as order_in_browser
from tests.factories import NOW, stored
from tests.registration.conftest import ordered, settle

ADA, GRACE = Buyer("Ada", "ada@example.org"), Buyer("Grace", "grace@example.org")


@pytest.fixture
def product(app):
    assert app.testing
    return factories.product(size=100)


def refused(product, **more):
    taken = product.quotas[0].pool.sold
    with pytest.raises(rules.TooManyOpen) as refusal:
        ordered(product, **more)
    db.session.rollback()
    assert product.quotas[0].pool.sold == taken
    return str(refusal.value)


def test_three_may_be_unpaid_at_a_time(product):
    orders = [ordered(product, buyer=ADA) for _ in range(3)]
    assert "There are 3 unpaid orders of yours already." in refused(product, buyer=ADA)
    ordered(product, buyer=GRACE)

    settle(orders[0])
    again = ordered(product, buyer=ADA)
    refused(product, buyer=ADA)
    actions.cancel(again, NOW)
    db.session.commit()
    ordered(product, buyer=ADA)
    assert len(stored(Order)) == 6


def test_other_addresses_of_one_account_are_one_buyer(product):
    person = factories.person()
    for n in range(3):
        buyer = Buyer("Ada", f"ada{n}@example.org")
        ordered(product, buyer=buyer, person_id=person.id)
    refused(product, buyer=ADA, person_id=person.id)
    ordered(product, buyer=ADA)


def test_free_orders_and_those_of_another_event_do_not_count(product):
    free = factories.product(product.event, prices=[factories.price(0)])
    for _ in range(5):
        ordered(free, buyer=ADA)
    for _ in range(3):
        ordered(factories.product(), buyer=ADA)
    for _ in range(3):
        ordered(product, buyer=ADA)
    ordered(free, buyer=ADA)
    refused(product, buyer=ADA)


def test_an_event_says_how_many(product):
    set_terms(
        product.event,
        currency="USD",
        payment_days=14,
        seller="",
        bank_details="",
        open_orders=1,
    )
    ordered(product, buyer=ADA)
    assert "There is an unpaid order of yours already." in refused(product, buyer=ADA)


def test_the_same_form_sent_again_is_no_other_order(product):
    guests = [Guest(product.id, "Ada", "ada@example.org")]
    orders = {
        ordered(product, buyer=ADA, guests=guests, key=f"key {n % 3}").id
        for n in range(9)
    }
    assert len(orders) == 3


def test_the_review_says_it(client, product):
    for n in range(3):
        key = f"a-key-of-the-form-{n}"
        answer = order_in_browser(client, product, once_key=key)
        assert answer.status_code == 302
    answer = order_in_browser(client, product, once_key="a-key-of-the-form-4")
    assert answer.status_code == 422
    assert "3 unpaid orders of yours" in answer.text


def test_one_network_address_orders_so_often_an_hour(make_app, product):
    app = make_app(ORDERS_PER_HOUR=2)
    answers = [
        order_in_browser(
            app.test_client(),
            product,
            once_key=f"a-key-of-the-form-{n}",
            email=f"ada{n}@example.org",
        )
        for n in range(3)
    ]
    assert [answer.status_code for answer in answers] == [302, 302, 422]
    assert "Too many attempts" in answers[2].text
    assert len(stored(Order)) == 2


def test_a_mailbox_orders_so_often_an_hour_from_anywhere(
    make_app, product, monkeypatch
):
    monkeypatch.setattr(views, "ORDERS_OF_ONE", 1)
    app = make_app(ORDERS_PER_HOUR=9)
    answers = [
        order_in_browser(
            app.test_client(), product, once_key=f"a-key-of-the-form-{n}"
        ).status_code
        for n in range(2)
    ]
    assert answers == [302, 422]


def test_who_is_signed_in_counts_by_themselves(make_app, product, sign_in, monkeypatch):
    """However many of their company sit behind the same address."""
    monkeypatch.setattr(views, "ORDERS_OF_ONE", 2)
    app = make_app(ORDERS_PER_HOUR=1)
    answers = []
    for n in range(2):
        client = app.test_client()
        sign_in(factories.person(email=f"p{n}@example.org"), client)
        answers += [
            order_in_browser(
                client, product, once_key=f"form-{n}-{key}", email=f"p{n}@example.org"
            ).status_code
            for key in range(3)
        ]
    assert answers == [302, 302, 422] * 2
