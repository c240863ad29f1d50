from eventsite.permissions import Right
from eventsite.registration import panels
from eventsite.registration.rules import Buyer
from tests import factories
from tests.factories import NOW
from tests.registration.conftest import ordered, settle


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
