"""Choosing and saying who comes: as a visitor without an account."""

import re
from datetime import date

import pytest

from eventsite.checkout.models import Cart
from eventsite.core.money import Money
from eventsite.events.models import EventState
from eventsite.products.models import Audience
from eventsite.registration.models import Attendee, Order
from tests import factories
from tests.checkout.conftest import KEY, hidden, kept, order, place, shop, typed
from tests.factories import only, stored
from tests.registration.conftest import counts


def test_the_page_tells_the_price_now_and_next(client):
    day = factories.child(event := factories.event(), name="PrometheusDay")
    web = factories.child(event, name="WebDay")
    factories.product(event, name="Individual", includes={day: None, web: None})

    page = client.get(f"/events/{event.slug}/register").text

    for said in (
        "Individual",
        "$400",
        "until the end of",
        "23 September 2030",
        "from 24 September 2030",
        "$550",
        "Included: complimentary access to PrometheusDay and WebDay.",
        "No account is needed",
    ):
        assert said in " ".join(page.split())


def test_what_cannot_be_bought_says_why(client):
    event = factories.event()
    factories.product(event, size=0)
    factories.product(event, sale_start=factories.price(0, date(2030, 9, 9)).until)
    factories.product(event, prices=[factories.price(1, date(2030, 8, 1))])
    factories.product(event, name="For scholars", is_listed=False)
    page = client.get(f"/events/{event.slug}/register").text
    for said in ("sold out", "not on sale yet", "sale ended"):
        assert page.count(f">{said}<") == 1
    assert "For scholars" not in page
    assert "<select" not in page


def test_an_included_event_points_to_where_one_registers(client):
    day = factories.child(factories.event(name="CloudNativeCon"), name="KubeCon")
    factories.product(day.parent, includes={day: None})
    page = client.get(f"/events/{day.slug}/register").text
    assert "KubeCon is complimentary for everybody who registers for CloudNative" in (
        " ".join(page.split())
    )
    assert f"/events/{day.parent.slug}/register" in page


def test_where_nothing_is_sold_the_page_says_so(client):
    page = client.get(f"/events/{factories.event().slug}/register").text
    assert "Nothing is on sale here yet" in page


def test_drafts_are_not_to_be_found(client):
    product = factories.product(factories.event(state=EventState.DRAFT))
    assert client.get(shop(product)).status_code == 404
    assert client.post(shop(product), data=typed()).status_code == 404
    path = f"/events/{product.event.slug}/register"
    assert client.get(path).status_code == 404
    assert client.get(f"{path}/review/{KEY}").status_code == 404
    assert client.post(f"{path}/place/{KEY}").status_code == 404
    assert stored(Cart) == []


def test_one_registers_without_an_account(client):
    product = factories.product(name="Individual", size=5)
    assert "$400" in client.get(shop(product)).text
    there = kept(client, product)
    page = client.get(there)
    assert "ada@example.org" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert hidden(page)[f"shown_{product.id}"] == "40000 USD"
    assert counts() == {}

    placed = place(client, there)

    found = only(Order)
    assert placed.location == f"/orders/{found.code}/{found.secret}"
    assert (found.email, found.person_id) == ("ada@example.org", None)
    assert found.total == Money(400_00, "USD")
    assert (only(Attendee).name, only(Attendee).email) == (found.name, found.email)
    assert stored(Cart) == []
    page = client.get(placed.location)
    assert "Please transfer" in page.text


def test_several_come_by_one_order(client):
    product = factories.product()
    others = {
        "attendee_0_name": "Bo",
        "attendee_0_email": "bo@example.org",
        "attendee_1_name": "Cy",
        "attendee_1_email": "cy@example.org",
        "attendee_1_affiliation": "Apollo",
        "attendee_1_badge_name": "C.",
    }
    order(client, product, 2, **others)
    bo, cy = sorted(stored(Attendee), key=lambda attendee: attendee.position)
    assert (bo.name, bo.email, bo.badge_name) == ("Bo", "bo@example.org", "")
    assert (cy.name, cy.affiliation, cy.shown_name) == ("Cy", "Apollo", "C.")
    assert only(Order).total == Money(800_00, "USD")


def test_every_further_attendee_is_asked_for(client):
    product = factories.product()
    page = client.post(shop(product, 2), data=typed())
    assert page.status_code == 422
    assert "Fill this in." in page.text
    assert "Type your e-mail address." in page.text
    assert 'value="Ada Lovelace"' in page.text  # nothing typed is lost
    assert stored(Cart) == []


def test_companies_are_asked_for_their_invoice_address(client):
    product = factories.product(audience=Audience.CORPORATE)
    page = client.post(shop(product), data=typed(vat_id="?"))
    assert page.status_code == 422
    assert page.text.count("Fill this in.") >= 2
    assert "such as BE0123456789" in page.text

    given = {
        "company": "Apollo Inc.",
        "invoice_address": "Moon 1\r\n12345 Florida",
        "vat_id": "be 0123.456.789",
    }
    order(client, product, **given)
    found = only(Order)
    assert (found.company, found.vat_id) == ("Apollo Inc.", "BE0123456789")
    assert found.invoice_address == "Moon 1\n12345 Florida"


def test_one_can_go_back_from_the_review_and_change_something(client):
    product = factories.product()
    there = kept(client, product, attendee_0_affiliation="NASA")
    back = re.search(r'href="([^"]*)">Change something', client.get(there).text)[1]
    back = back.replace("&amp;", "&")
    assert 'value="NASA"' in client.get(back).text

    again = client.post(back, data=typed(attendee_0_affiliation="ESA"))

    assert again.location == there
    assert "ESA" in client.get(there).text
    place(client, there)
    assert only(Attendee).affiliation == "ESA"


def test_signed_in_people_find_their_name_filled_in_and_own_the_order(client, sign_in):
    product = factories.product()
    ada = factories.person(name="Ada King", email="ada@king.example")
    sign_in(ada)
    page = client.get(shop(product)).text
    assert 'value="Ada King"' in page
    assert 'value="ada@king.example"' in page
    order(client, product)
    assert only(Order).person_id == ada.id


@pytest.mark.parametrize("products", [1, 30])
def test_the_shop_costs_the_same_for_any_number_of_products(client, queries, products):
    event = factories.event()
    days = [factories.child(event) for _ in range(2)]
    for _ in range(products):
        includes = {day: factories.quota(day) for day in days}
        factories.product(event, size=5, includes=includes)
    path = f"/events/{event.slug}/register"
    with queries() as sent:
        page = client.get(path)
    assert page.text.count("<select") == products
    assert len(sent) == 2, sent
