"""Choosing, saying who comes, looking over, ordering: as a visitor without an account."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from eventsite.core.db import db
from eventsite.core.money import Money
from eventsite.events.models import EventState
from eventsite.products.models import Audience
from eventsite.registration.models import Attendee, Order, OrderState
from tests import factories
from tests.factories import NOW, only, stored
from tests.registration.conftest import counts

TICK = timedelta(microseconds=1)
EARLY = datetime(2030, 9, 24, 7, tzinfo=UTC)  # 00:00 in Los Angeles, 24 September
KEY = "a-key-of-the-form"


def shop(product, page, pieces=1):
    """Return the address of a step for so many of the product."""
    return f"/events/{product.event.slug}/register/{page}?p{product.id}={pieces}"


def typed(product=None, shown=400_00, **more):
    shown = {f"shown_{product.id}": shown} if product else {}
    return {
        "name": "Ada Lovelace",
        "email": "Ada@Example.org",
        "once_key": KEY,
        **shown,
        **more,
    }


def hidden(page, name):
    """Return what a hidden field holds."""
    return re.search(
        rf'name="{name}"\s+(?:type="hidden"\s+)?value="([^"]*)"', page.text
    )[1]


def test_the_page_tells_the_price_now_and_next(client):
    day = factories.child(event := factories.event(), name="PrometheusDay")
    factories.product(event, name="Individual", includes={day: None})

    page = client.get(f"/events/{event.slug}/register").text

    for said in (
        "Individual",
        "$400",
        "the end of 23 September 2030",
        "from 24 September 2030",
        "$550",
        "Complimentary access to PrometheusDay is included.",
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
    for page in ("details", "review", "place"):
        assert client.get(shop(product, page)).status_code == 404
        assert client.post(shop(product, page), data=typed()).status_code == 404
    assert stored(Order) == []


def test_one_registers_without_an_account(client):
    product = factories.product(name="Individual", size=5)

    asked = client.get(shop(product, "details"))
    assert asked.status_code == 200
    assert "$400" in asked.text
    review = client.post(shop(product, "review"), data=typed())
    assert review.status_code == 200
    assert hidden(review, f"shown_{product.id}") == "40000"
    assert "ada@example.org" in review.text
    assert counts() == {}

    placed = client.post(shop(product, "place"), data=typed(product))

    order = only(Order)
    assert (placed.status_code, placed.location) == (
        302,
        f"/orders/{order.code}/{order.secret}",
    )
    assert (order.email, order.person_id, order.total) == (
        "ada@example.org",
        None,
        Money(400_00, "USD"),
    )
    assert (only(Attendee).name, only(Attendee).email) == (order.name, order.email)
    page = client.get(placed.location)
    assert "Please transfer" in page.text
    assert "RF" in page.text


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
    client.post(shop(product, "place", 2), data=typed(product, **others))
    bo, cy = sorted(stored(Attendee), key=lambda attendee: attendee.position)
    assert (bo.name, bo.email, bo.badge_name) == ("Bo", "bo@example.org", "")
    assert (cy.name, cy.affiliation, cy.shown_name) == ("Cy", "Apollo", "C.")
    assert only(Order).total == Money(800_00, "USD")


def test_every_further_attendee_is_asked_for(client):
    product = factories.product()
    for step in ("review", "place"):
        page = client.post(shop(product, step, 2), data=typed(product))
        assert page.status_code == 422
        assert "Fill this in." in page.text
        assert "Type your e-mail address." in page.text
        assert 'value="Ada Lovelace"' in page.text  # nothing typed is lost
    assert counts() == {}


def test_companies_are_asked_for_their_invoice_address(client):
    product = factories.product(audience=Audience.CORPORATE)
    page = client.post(shop(product, "place"), data=typed(product, vat_id="?"))
    assert page.status_code == 422
    assert page.text.count("Fill this in.") >= 2
    assert "such as BE0123456789" in page.text

    given = {
        "company": "Apollo Inc.",
        "invoice_address": "Moon 1\r\n12345 Florida",
        "vat_id": "be 0123.456.789",
    }
    client.post(shop(product, "place"), data=typed(product, **given))
    order = only(Order)
    assert (order.company, order.vat_id) == ("Apollo Inc.", "BE0123456789")
    assert order.invoice_address == "Moon 1\n12345 Florida"


def test_one_can_go_back_from_the_review_with_everything_still_there(client):
    page = client.post(
        shop(factories.product(), "details"), data=typed(attendee_0_affiliation="NASA")
    )
    assert page.status_code == 200
    assert 'value="NASA"' in page.text
    assert f'value="{KEY}"' in page.text


def test_steps_opened_by_their_address_begin_with_the_details(client):
    product = factories.product()
    for step in ("review", "place"):
        answer = client.get(shop(product, step))
        assert (answer.status_code, answer.location) == (302, shop(product, "details"))


def test_the_second_click_lands_on_the_first_ones_order(client):
    product = factories.product(size=1)
    answers = [client.post(shop(product, "place"), data=typed(product)) for _ in "12"]
    order = only(Order)
    there = f"/orders/{order.code}/{order.secret}"
    assert [answer.location for answer in answers] == [there, there]
    assert product.quotas[0].pool.sold == 1


def test_a_retry_after_the_sale_has_ended_still_finds_the_order(client, set_clock):
    product = factories.product()
    first = client.post(shop(product, "place"), data=typed(product))
    set_clock(datetime(2031, 1, 1, tzinfo=UTC))
    again = client.post(shop(product, "place"), data=typed(product))
    assert again.location == first.location
    assert len(stored(Order)) == 1


def test_two_tabs_of_a_browser_share_a_key_until_an_order_is_placed(client):
    def key():
        return hidden(client.get(shop(product, "details")), "once_key")

    product = factories.product()
    first = key()
    assert key() == first
    client.post(shop(product, "place"), data=typed(product, once_key=first))
    assert key() != first


def test_another_order_from_the_same_form_is_asked_about(client):
    product = factories.product()
    client.post(shop(product, "place"), data=typed(product))
    first = only(Order)
    other = typed(product, name="Bob")

    page = client.post(shop(product, "place"), data=other)

    assert page.status_code == 422
    assert "You have placed another order from this form already" in page.text
    assert f"/orders/{first.code}/{first.secret}" in page.text
    new_key = hidden(page, "once_key")
    assert new_key != KEY
    client.post(shop(product, "place"), data=other | {"once_key": new_key})
    assert {order.name for order in stored(Order)} == {"Ada Lovelace", "Bob"}


@pytest.mark.parametrize(
    ("now", "total"), [(EARLY - TICK, 400_00), (EARLY, None), (EARLY + TICK, None)]
)
def test_the_moment_of_the_click_decides(client, set_clock, now, total):
    product = factories.product(name="Individual")
    set_clock(now)
    page = client.post(shop(product, "place"), data=typed(product))
    if total is not None:
        assert only(Order).total_minor == total
        return
    assert page.status_code == 422
    assert "Individual: $400 → $550" in page.text
    assert counts() == {}

    # The page that refuses shows the new price, so that it can be accepted.
    assert hidden(page, f"shown_{product.id}") == "55000"
    client.post(shop(product, "place"), data=typed(product, shown=550_00))
    assert only(Order).total_minor == 550_00


@pytest.mark.parametrize(
    "shown", ["0", "-40000", "9" * 30, "1e3", "", "４００００", "\0"]
)
def test_a_posted_price_is_never_charged(client, shown):
    product = factories.product()
    page = client.post(shop(product, "place"), data=typed(product, shown=shown))
    assert page.status_code == 422
    assert "$400" in page.text
    assert counts() == {}


@pytest.mark.parametrize("step", ["details", "review", "place"])
@pytest.mark.parametrize(
    "query",
    [
        "",
        "p{id}=0",
        "p{id}=-1",
        "p{id}=11",
        "p{id}=99999999999999999999",
        "p{id}=1.5",
        "p{id}=%00",
        "p{id}=１",
        "p99999999999999999999=1",
        "p999999999=1",
        "p{other}=1",
        "p{unlisted}=1",
        "p{id}=1&p{other}=1",
    ],
)
def test_only_what_is_on_sale_here_can_be_chosen(client, step, query):
    product = factories.product()
    ids = {
        "id": product.id,
        "other": factories.product().id,
        "unlisted": factories.product(product.event, is_listed=False).id,
    }
    path = f"/events/{product.event.slug}/register/{step}?{query.format(**ids)}"
    send = client.get if step == "details" else client.post
    page = send(path, data=typed(product))
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert counts() == {}


def test_archived_events_sell_nothing(client):
    product = factories.product(factories.event(state=EventState.ARCHIVED))
    page = client.post(shop(product, "place"), data=typed(product))
    assert page.status_code == 422
    assert "has ended" in page.text
    assert counts() == {}


def test_the_last_place_is_refused_in_words(client):
    product = factories.product(size=1)
    product.quotas[0].name = "Main hall"
    db.session.commit()
    page = client.get(shop(product, "details", 2))
    assert page.status_code == 422
    assert "“Main hall” has only one place left, and this needs 2" in page.text
    client.post(shop(product, "place"), data=typed(product))
    late = client.post(shop(product, "place"), data=typed(product, once_key="x" * 20))
    assert late.status_code == 422
    assert "“Main hall” is sold out" in late.text
    assert len(stored(Order)) == 1


@pytest.mark.parametrize(
    "evil",
    ["\0", "\ud800", "<script>alert(1)</script>", "A" * 201, "🎪" * 50, "\u202egnp"],
)
def test_whatever_is_typed_is_kept_as_text_or_refused(client, evil):
    product = factories.product(prices=[factories.price(0)])
    data = typed(product, shown=0, name=evil)
    data = {
        key: str(value).encode("utf-8", "surrogatepass") for key, value in data.items()
    }
    page = client.post(shop(product, "place"), data=data)
    assert page.status_code in {302, 422}
    assert "<script>alert" not in page.text
    if page.status_code == 302:
        assert "<script>alert" not in client.get(page.location).text


def test_signed_in_people_find_their_name_filled_in_and_own_the_order(client, sign_in):
    product = factories.product()
    ada = factories.person(name="Ada King", email="ada@king.example")
    sign_in(ada)
    page = client.get(shop(product, "details")).text
    assert 'value="Ada King"' in page
    assert 'value="ada@king.example"' in page
    client.post(shop(product, "place"), data=typed(product))
    assert only(Order).person_id == ada.id


def test_a_free_registration_leads_to_its_ticket(client):
    product = factories.product(prices=[factories.price(0)])
    placed = client.post(shop(product, "place"), data=typed(product, shown=0))
    order = only(Order)
    assert (order.state, order.total_minor) == (OrderState.PAID, 0)
    page = client.get(placed.location).text
    assert "You are registered." in page
    assert f"/tickets/{only(Attendee).secret}" in page


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
    assert len(sent) == 2, [s.split("FROM")[1][:60] for s in sent]


def test_placing_an_order_costs_few_statements(client, queries):
    event = factories.event()
    day = factories.child(event)
    product = factories.product(event, size=5, includes={day: factories.quota(day)})
    path, data = shop(product, "place"), typed(product)
    with queries() as sent:
        assert client.post(path, data=data).status_code == 302
    assert len(sent) <= 25, sent
    assert only(Order).placed_at == NOW
