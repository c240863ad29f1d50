"""The sale, as organisers set it up and as people buy."""

import re

import pytest
from playwright.sync_api import expect

from eventsite.core.db import db
from eventsite.products.actions import set_terms
from eventsite.products.models import Audience
from eventsite.registration.models import Attendee, Order, OrderState
from tests import factories
from tests.factories import only, stored
from tests.registration.conftest import ordered, settle


@pytest.fixture
def event():
    """Return an event that sells two products, one of them to companies."""
    event = factories.event(name="CloudNativeCon", own_colour="#0b5c8c")
    kube = factories.child(event, name="KubeCon")
    hall = factories.quota(event, name="Main hall")
    bank = {"seller": "CNCF\nSan Francisco", "bank_details": "IBAN X\nBIC Y"}
    set_terms(event, currency="USD", payment_days=14, **bank)
    for name, audience in (
        ("Individual", Audience.INDIVIDUAL),
        ("Corporate", Audience.CORPORATE),
    ):
        factories.product(
            event,
            name=name,
            audience=audience,
            quotas=[hall],
            includes={kube: None},
            description="Three days, *all* rooms.",
        )
    factories.product(event, name="Dinner", size=0)
    factories.product(event, name="Student", limit_per_person=1, size=3)
    return event


def choose(page, product, pieces):
    page.get_by_label(f"How many of {product}").select_option(str(pieces))
    page.get_by_role("button", name="Continue").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_company_registers_two_people(open_browser, event, check_page, scripts):
    page = open_browser(java_script_enabled=scripts)
    look = check_page if scripts else lambda _page: None
    shop = f"/events/{event.slug}/register"
    db.session.commit()
    page.goto(shop)
    look(page)
    choose(page, "Corporate", 2)

    page.get_by_label("Your name").fill("Margaret Hamilton")
    page.get_by_label("Your e-mail").fill("margaret@example.org")
    page.get_by_role("button", name="Review the order").click()
    expect(page.get_by_role("alert")).to_contain_text("Please look at this again")
    look(page)
    second = page.get_by_role("group", name="Attendee 2")
    second.get_by_label("Name", exact=True).fill("Ada")
    second.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_label("Company or organisation").fill("Apollo")
    page.get_by_label("Invoice address").fill("Moon 1\n12345 Florida")
    page.get_by_role("button", name="Review the order").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Review your order")
    expect(page.get_by_text("Total: $800")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Change something").click()
    expect(page.get_by_label("Company or organisation")).to_have_value("Apollo")
    page.get_by_role("button", name="Review the order").click()
    page.get_by_role("button", name="Place the order: $800").dblclick()

    expect(page.get_by_text("Please transfer $800")).to_be_visible()
    look(page)
    order = only(Order)
    assert page.url.endswith(f"/orders/{order.code}/{order.secret}")
    assert [a.name for a in order.attendees] == ["Margaret Hamilton", "Ada"]


def test_going_back_after_ordering_leads_to_the_order(page, visit, event):
    visit(f"/events/{event.slug}/register")
    choose(page, "Individual", 1)
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Your e-mail").fill("ada@example.org")
    page.get_by_role("button", name="Review the order").click()
    page.get_by_role("button", name="Place the order").click()
    expect(page.get_by_text("Please transfer $400")).to_be_visible()
    first = page.url
    page.go_back()  # to the review, which is an order now
    expect(page.get_by_text("Please transfer $400")).to_be_visible()
    assert page.url == first
    assert len(stored(Order)) == 1


def test_the_ticket(visit, page, event, check_page):
    product = factories.product(event, prices=[factories.price(0)])
    order = ordered(product)
    visit(f"/tickets/{only(Attendee).secret}")
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    check_page(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    expect(page.get_by_text(f"{order.code}-1")).to_be_visible()


def test_organisers_set_up_a_sale(visit, enter, page, check_page):
    event = factories.event(name="CloudNativeCon")
    factories.child(event, name="KubeCon")
    enter(factories.owner(event))
    visit(f"/manage/{event.slug}/products")
    check_page(page)
    page.get_by_role("link", name="Add places").click()
    page.get_by_label("Name").fill("Main hall")
    page.get_by_label("Places").fill("1500")
    check_page(page)
    page.get_by_role("button", name="Save").click()

    page.get_by_role("link", name="Add a product").first.click()
    page.get_by_label("Name").fill("Individual")
    page.get_by_label("Price (USD)").nth(0).fill("400")
    page.get_by_label("Last day").nth(0).fill("2030-09-23")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose one.")
    check_page(page)
    page.get_by_label("The sale stays open until the event begins").check()
    page.get_by_label("Price until the event begins").fill("500")
    page.get_by_label("Main hall").check()
    page.get_by_label("KubeCon").select_option(label="yes, without a limit of its own")
    page.get_by_role("button", name="Save").click()

    row = page.get_by_role("row", name=re.compile("Individual"))
    expect(row).to_contain_text("$400 until 23 September 2030 (PDT)")
    expect(row).to_contain_text("with KubeCon")
    expect(row).to_contain_text("1,500 left")
    check_page(page)
    page.get_by_role("link", name="Individual", exact=True).click()
    check_page(page)
    visit(f"/manage/{event.slug}/terms")
    check_page(page)


def test_organisers_follow_and_settle_orders(visit, enter, page, check_page, event):
    product = factories.product(event, name="Workshop")
    settle(ordered(product, product))
    order = ordered(product)
    code = order.code
    enter(factories.owner(event))
    visit(f"/manage/{event.slug}/orders")
    check_page(page)
    page.get_by_role("link", name=code).click()
    check_page(page)
    page.get_by_text("Mark as paid…").click()
    page.get_by_role("button", name="Mark as paid").click()
    expect(page.get_by_role("status")).to_contain_text("is marked as paid")
    db.session.expire_all()
    assert order.state is OrderState.PAID
    visit(f"/manage/{event.slug}/attendees")
    expect(page.get_by_text("3 attendees")).to_be_visible()
    check_page(page)


def test_my_orders(visit, enter, page, event, check_page):
    ordered(factories.product(event, prices=[factories.price(0)]))
    ordered(factories.product(event))
    enter(factories.person(email="ada@example.org"))
    check_page(visit("/account/orders"))
    check_page(visit(f"/events/{event.slug}"))
    assert page.url
