"""Organisers set up what is sold."""

from datetime import date, datetime

import pytest

from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.core.deadlines import end_of
from eventsite.core.money import Money
from eventsite.events.models import EventState
from eventsite.permissions import Role
from eventsite.products.models import Audience, PriceWindow, Product, Quota, SaleTerms
from eventsite.products.queries import get_terms
from tests import factories
from tests.factories import only, stored

ZONE = "America/Los_Angeles"


def typed(**more):
    return {
        "name": "Individual",
        "audience": "individual",
        "is_listed": "y",
        "amount_0": "400",
        "until_0": "2030-09-23",
        "ending": "ends",
        **more,
    }


@pytest.fixture
def event(client, sign_in):
    """Return an event whose owner is signed in."""
    found = factories.event(name="CloudNativeCon")
    sign_in(factories.owner(found))
    assert client
    return found


def path(event, rest="products"):
    return f"/manage/{event.slug}/{rest}"


def test_the_announced_sale_is_set_up_in_a_few_forms(client, event):
    kube = factories.child(event, name="KubeCon")
    prometheus = factories.child(event, name="PrometheusDay")
    client.post(path(event, "quotas/new"), data={"name": "Hall", "size": "1500"})
    client.post(path(prometheus, "quotas/new"), data={"name": "Room", "size": "300"})
    hall, room = sorted(stored(Quota), key=lambda quota: quota.name)
    shared = {
        "quotas": str(hall.id),
        f"include_{kube.id}": "open",
        f"include_{prometheus.id}": str(room.id),
        "until_1": "2030-10-20",
        "ending": "stays",
    }

    for data in (
        typed(amount_1="500", last_amount="600", **shared),
        typed(
            name="Corporate",
            audience="corporate",
            amount_0="850.00",
            amount_1="1,000",
            last_amount="1100",
            **shared,
        ),
    ):
        answer = client.post(path(event, "products/new"), data=data)
        assert (answer.status_code, answer.location) == (302, path(event))

    individual, corporate = sorted(stored(Product), key=lambda product: product.id)
    assert corporate.audience is Audience.CORPORATE
    assert [(p.amount, p.until) for p in corporate.prices] == [
        (Money(850_00, "USD"), end_of(date(2030, 9, 23), ZONE)),
        (Money(1000_00, "USD"), end_of(date(2030, 10, 20), ZONE)),
        (Money(1100_00, "USD"), None),
    ]
    assert individual.quotas == [hall]
    assert {i.event: i.quota for i in individual.inclusions} == {
        kube: None,
        prometheus: room,
    }
    page = " ".join(client.get(path(event)).text.split())
    for said in ("$400", "until 23 September 2030", "(PDT)", "until the event begins"):
        assert said in page
    shop = client.get(f"/events/{event.slug}/register").text
    assert "$850" in shop
    assert {entry.verb for entry in stored(AuditEntry)} == {"quota.add", "product.add"}


def test_a_product_is_edited_where_its_form_shows_what_it_is(client, event):
    product = factories.product(event, name="Pass", limit_per_person=3)
    kept = {window.until_at: window.id for window in product.prices}
    there = path(event, f"products/{product.id}")
    page = client.get(there).text
    for shown in ('value="Pass"', 'value="400.00"', 'value="2030-09-23"', 'value="3"'):
        assert shown in page

    client.post(
        there,
        data=typed(
            name="Day pass",
            amount_0="450",
            amount_1="600",
            until_1="2030-12-24",
            limit_per_person="",
        ),
    )

    db.session.expire_all()
    assert (product.name, product.limit_per_person) == ("Day pass", None)
    assert [(p.amount.minor, p.until.last_day) for p in product.prices] == [
        (450_00, date(2030, 9, 23)),
        (600_00, date(2030, 12, 24)),
    ]
    assert product.prices[0].id == kept[product.prices[0].until_at]  # the same row
    assert only(AuditEntry).detail["prices"].startswith("$450 until 23 September 2030")


def test_a_day_means_that_day_in_the_events_zone(client, event):
    event.own_timezone = "Asia/Tokyo"
    db.session.commit()
    client.post(path(event, "products/new"), data=typed(sale_start="2030-09-02T09:00"))
    product = only(Product)
    assert product.prices[0].until == end_of(date(2030, 9, 23), "Asia/Tokyo")
    assert product.sale_start.local == datetime(2030, 9, 2, 9)
    assert product.sale_start.zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Fill this in."),
        ({"name": "N" * 101}, "Keep this to 100 characters."),
        ({"amount_0": ""}, "Type the price until this day."),
        ({"until_0": ""}, "Choose the last day of this price."),
        ({"amount_0": "", "until_0": ""}, "Give at least one price."),
        ({"amount_0": "-1"}, "Type an amount"),
        ({"amount_0": "4e2"}, "Type an amount"),
        ({"amount_0": "1.234"}, "USD has 2 digits"),
        ({"amount_0": "9" * 13}, "more than can be charged"),
        ({"until_0": "23.9.2030"}, "Type a day as"),
        ({"until_0": "9999-12-31"}, "Choose a day from"),
        ({"amount_1": "5", "until_1": "2030-09-23"}, "end on the same day"),
        ({"sale_start": "2030-09-24T00:00"}, "start after the last price"),
        (
            {"until_0": "2030-11-02", "ending": "stays", "last_amount": "9"},
            "nothing is left for the price",
        ),
        ({"ending": ""}, "Choose one."),
        ({"ending": "never"}, "Choose one"),
        ({"ending": "stays"}, "Type the price until the event begins"),
        ({"audience": "royalty"}, "Choose one"),
        ({"limit_per_person": "0"}, "whole number from 1"),
        ({"quotas": "99999999999999999999"}, "Choose from the list"),
        ({"quotas": "x"}, "Invalid choice"),
        ({"sale_start": "yesterday"}, "Type a day and time"),
    ],
)
def test_slips_are_said_beside_their_field_and_nothing_is_kept(
    client, event, wrong, said
):
    page = client.post(path(event, "products/new"), data=typed() | wrong)
    assert page.status_code == 422
    assert said in page.text
    assert "2030-09-23" in page.text or "until_0" in wrong
    assert stored(Product) == []


def test_names_are_given_once(client, event):
    factories.product(event, name="Individual")
    page = client.post(path(event, "products/new"), data=typed())
    assert page.status_code == 422
    assert "There is another one of this name" in page.text
    assert len(stored(Product)) == 1
    factories.quota(event, name="Hall")
    page = client.post(path(event, "quotas/new"), data={"name": "Hall", "size": "1"})
    assert page.status_code == 422
    assert "There is another one of this name" in page.text


def test_a_form_without_a_single_price_row_is_refused_not_broken(client, event):
    data = {key: value for key, value in typed().items() if not key.endswith("_0")}
    page = client.post(path(event, "products/new"), data=data)
    assert page.status_code == 422
    assert "Give at least one price." in page.text


def test_more_rows_than_fit_are_not_read(client, event):
    rows = {f"amount_{n}": "1" for n in range(1, 400)}
    days = {f"until_{n}": f"20{31 + n // 360}-01-01" for n in range(1, 400)}
    page = client.post(path(event, "products/new"), data=typed() | rows | days)
    assert page.status_code in {302, 422}
    assert len(stored(PriceWindow)) <= 20


def test_another_events_things_cannot_be_used_or_changed(client, event):
    other = factories.product(size=5, name="Theirs")
    theirs = other.quotas[0]
    foreign_child = factories.child(other.event)
    data = typed(quotas=str(theirs.id), **{f"include_{foreign_child.id}": "open"})
    assert client.post(path(event, "products/new"), data=data).status_code == 422

    own_child = factories.child(event)
    data = typed(**{f"include_{own_child.id}": str(theirs.id)})
    assert client.post(path(event, "products/new"), data=data).status_code == 422

    assert client.get(path(event, f"products/{other.id}")).status_code == 404
    assert (
        client.post(path(event, f"products/{other.id}"), data=typed()).status_code
        == 404
    )
    there = path(event, f"quotas/{theirs.id}")
    assert client.get(there).status_code == 404
    assert client.post(there, data={"size": "1"}).status_code == 404
    copied = client.get(path(event, f"products/new?like={other.id}")).text
    assert "Theirs" not in copied
    assert client.get(path(event, "products/99999999999999999999")).status_code == 404


def test_a_product_starts_from_another_one(client, event):
    product = factories.product(event, name="Individual")
    page = client.get(path(event, f"products/new?like={product.id}")).text
    assert 'value="Individual"' in page
    assert 'value="550.00"' in page


def test_places_can_grow_and_shrink_down_to_what_is_taken(client, event):
    quota = factories.quota(event, size=5)
    quota.pool.sold = 3
    db.session.commit()
    there = path(event, f"quotas/{quota.id}")
    refused = client.post(there, data={"size": "2"})
    assert refused.status_code == 422
    assert "3 places are taken already" in refused.text
    assert client.post(there, data={"size": "3"}).status_code == 302
    db.session.expire_all()
    assert (quota.pool.size, quota.pool.left) == (3, 0)
    assert only(AuditEntry).detail == {"before": 5, "places": 3}


@pytest.mark.parametrize("size", ["", "-1", "1e3", "99999999999999999999", "\0", "١"])
def test_a_number_of_places_is_a_number(client, event, size):
    page = client.post(path(event, "quotas/new"), data={"name": "Hall", "size": size})
    assert page.status_code == 422
    assert stored(Quota) == []


def test_terms_are_an_events_own_or_those_above_it(client, event):
    child = factories.child(event)
    data = {
        "currency": "eur",
        "payment_days": "30",
        "seller": "CNCF",
        "bank_details": "IBAN X\r\nBIC Y",
    }
    assert client.post(path(event, "terms"), data=data).status_code == 302
    terms = only(SaleTerms)
    assert (terms.currency, terms.payment_days) == ("EUR", 30)
    assert terms.bank_details == "IBAN X\nBIC Y"
    assert get_terms(child) is terms
    assert 'value="EUR"' in client.get(path(child, "terms")).text


@pytest.mark.parametrize(
    "wrong", [{"currency": "XXQ"}, {"currency": "€"}, {"payment_days": "0"}]
)
def test_terms_must_make_sense(client, event, wrong):
    data = {"currency": "EUR", "payment_days": "30"} | wrong
    assert client.post(path(event, "terms"), data=data).status_code == 422
    assert stored(SaleTerms) == []


def test_the_currency_stays_once_there_are_prices(client, event):
    factories.product(event)
    data = {"currency": "EUR", "payment_days": "30"}
    page = client.post(path(event, "terms"), data=data)
    assert page.status_code == 422
    assert "It cannot change any more" in page.text
    assert client.post(path(event, "terms"), data=data | {"currency": "USD"}).location


def test_a_child_keeps_its_currency_when_the_parents_changes(client, event):
    child = factories.child(event)
    factories.product(child)
    client.post(path(event, "terms"), data={"currency": "EUR", "payment_days": "9"})
    client.post(path(child, "products/new"), data=typed())
    assert {window.currency for window in stored(PriceWindow)} == {"USD"}


@pytest.mark.parametrize("role", [Role.FINANCE, Role.REGISTRATION_DESK, Role.REVIEWER])
def test_only_those_who_may_set_up_products(client, sign_in, role):
    product = factories.product(size=1)
    sign_in(factories.team_member(product.event, role))
    quota = product.quotas[0]
    for rest in ("products", "products/new", f"products/{product.id}", "terms"):
        assert client.get(path(product.event, rest)).status_code == 403
    there = path(product.event, f"quotas/{quota.id}")
    assert client.post(there, data={"size": "9"}).status_code == 403
    assert quota.pool.size == 1


def test_an_archived_event_is_read_only(client, event):
    event.state = EventState.ARCHIVED
    db.session.commit()
    assert client.get(path(event)).status_code == 200
    assert client.post(path(event, "products/new"), data=typed()).status_code == 403
    assert stored(Product) == []


@pytest.mark.parametrize("products", [1, 30])
def test_the_list_costs_the_same_for_any_number(client, event, queries, products):
    child = factories.child(event)
    for _ in range(products):
        factories.product(event, size=5, includes={child: factories.quota(child)})
    there = path(event)
    with queries() as sent:
        page = client.get(there)
    assert page.text.count("Add one like this") == products
    assert len(sent) <= 8, sent
