from datetime import timedelta

import pytest

from eventsite.permissions import Right
from eventsite.registration import panels
from eventsite.registration.rules import Buyer
from tests import factories
from tests.factories import NOW
from tests.registration.conftest import ordered, settle


def test_the_events_page_tells_the_price_now_and_next(client):
    product = factories.product(name="Individual")
    page = " ".join(client.get(f"/events/{product.event.slug}").text.split())
    for said in ("Individual", "$400", "from 24 September 2030", "$550"):
        assert said in page
    assert f"/events/{product.event.slug}/register" in page


def test_an_included_event_says_where_one_registers(client):
    day = factories.child(factories.event(name="CloudNativeCon"))
    factories.product(day.parent, includes={day: None})
    page = " ".join(client.get(f"/events/{day.slug}").text.split())
    assert "Complimentary with a registration for" in page
    assert "CloudNativeCon" in page


@pytest.mark.usefixtures("app")
def test_where_nothing_is_to_be_had_nothing_is_said():
    event = factories.event()
    assert panels.prices(event, NOW) is None
    factories.product(event, is_listed=False)
    assert panels.prices(event, NOW) is None
    factories.product(event)
    assert panels.prices(event, NOW + timedelta(days=365)) is None
    assert panels.prices(event, NOW) is not None


@pytest.mark.parametrize("products", [1, 30])
def test_the_panel_is_one_query(queries, products):
    event = factories.event()
    day = factories.child(event)
    for _ in range(products):
        factories.product(event, size=1, includes={day: factories.quota(day)})
    assert event.slug
    with queries() as sent:
        assert len(panels.prices(event, NOW).data["offers"]) == products
    assert len(sent) == 1


def test_what_must_be_paid_is_a_to_do_until_it_is_due(app):
    ada = factories.person(email="ada@example.org")
    product = factories.product()
    order = ordered(product)
    settle(ordered(product))
    ordered(product, buyer=Buyer("Bob", "bob@example.org"))
    with app.test_request_context():
        (to_do,) = panels.to_dos(ada.id, NOW)
        assert to_do.text == f"Pay $400 for order {order.code}"
        assert (to_do.until, to_do.event_name) == (order.due, product.event.name)
        assert to_do.url == f"/orders/{order.code}/{order.secret}"
        assert panels.to_dos(ada.id, order.due.at) == []


def test_the_organisers_first_page_tells_how_the_sale_goes(app):
    product = factories.product()
    settle(ordered(product, product))
    ordered(product)
    free = factories.product(product.event, prices=[factories.price(0)])
    ordered(free)
    with app.test_request_context():
        figures = panels.figures(product.event, NOW)
    assert [(figure.label, figure.value) for figure in figures] == [
        ("Attendees", "4"),
        ("Orders to be paid", "1"),
        ("Paid so far", "$800"),
    ]
    assert {figure.right for figure in figures} == {Right.SEE_REGISTRATIONS}
