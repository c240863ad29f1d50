"""Organisers see orders and attendees, settle and cancel, and take the list away."""

import csv
import io

import pytest

from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.events.models import EventState
from eventsite.mail.models import Letter
from eventsite.permissions import Role
from eventsite.products.models import Audience
from eventsite.registration import actions
from eventsite.registration.models import Attendee, Order, OrderState
from eventsite.registration.rules import Buyer, Guest
from tests import factories
from tests.factories import NOW, only, stored
from tests.registration.conftest import ordered, settle


@pytest.fixture
def desk(client, sign_in):
    """Sign the registration desk of an event in; return the event's pages' path."""

    def at(event, role=Role.REGISTRATION_DESK):
        sign_in(factories.team_member(event, role))
        assert client
        return f"/manage/{event.slug}"

    return at


def press(client, path):
    """Press a button; return the page it leads to."""
    return client.get(client.post(path).location)


def guest(product, name, email="x@example.org", **more):
    return [Guest(product.id, name, email, **more)]


def test_orders_are_found_by_what_names_them_and_by_state(client, desk):
    product = factories.product()
    apollo = ordered(product, buyer=Buyer("Margaret", "m@example.org", "Apollo Inc."))
    other = ordered(product, buyer=Buyer("Bob", "b@example.org"))
    settle(other)
    ordered(factories.product(), buyer=Buyer("Elsewhere", "e@example.org"))
    pages = desk(product.event)

    def found(query):
        page = client.get(f"{pages}/orders?{query}").text
        return [order.code for order in (apollo, other) if order.code in page]

    everything = client.get(f"{pages}/orders").text
    assert "2 orders" in everything
    assert "Elsewhere" not in everything
    assert found("q=apollo") == [apollo.code]
    assert found("q=B%40EXAMPLE") == [other.code]
    assert found(f"q={apollo.code.lower()}") == [apollo.code]
    assert found("q=Guest+0") == [apollo.code, other.code]  # an attendee's name
    assert found("state=paid") == [other.code]
    assert found("q=%25") == []  # a percent sign is itself
    assert "Nothing found" in client.get(f"{pages}/orders?q=nobody").text


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=" + "x" * 5000,
        "q=%F0%9F%8E%AA",
        "state=x",
        "page=99999999999999999999",
        "page=-1",
        "page=0",
        "page=x",
        "page=%00",
        "product=99999999999999999999",
    ],
)
def test_odd_searches_find_nothing_and_break_nothing(client, desk, query):
    product = factories.product()
    ordered(product)
    pages = desk(product.event)
    for page in ("orders", "attendees"):
        assert client.get(f"{pages}/{page}?{query}").status_code == 200


def test_marking_as_paid_twice_sends_the_ticket_once_and_is_noted_once(client, desk):
    order = ordered(factories.product())
    pages = desk(order.event)
    there = f"{pages}/orders/{order.code}"

    first = press(client, f"{there}/paid")
    again = press(client, f"{there}/paid")

    assert "is marked as paid. The tickets are on their way." in first.text
    assert "was paid before: no change." in again.text
    db.session.expire_all()
    assert order.state is OrderState.PAID
    templates = [letter.template for letter in stored(Letter)]
    assert templates.count("registration/mail/ticket") == 1
    assert templates.count("registration/mail/paid") == 1
    entry = only(AuditEntry)
    assert (entry.verb, entry.subject) == ("order.paid", f"order {order.code}")
    assert entry.actor_id is not None


def test_cancelling_twice_gives_the_place_back_once(client, desk):
    product = factories.product(size=1)
    order = ordered(product)
    there = f"{desk(order.event)}/orders/{order.code}"

    pages = [press(client, f"{there}/cancel") for _ in "12"]

    assert "is cancelled. Its places are free again." in pages[0].text
    assert "was cancelled before: no change." in pages[1].text
    db.session.expire_all()
    assert product.quotas[0].pool.sold == 0
    assert only(AuditEntry).verb == "order.cancel"
    late = press(client, f"{there}/paid")
    assert "The order is cancelled, so this cannot be done any more." in late.text
    db.session.expire_all()
    assert order.state is OrderState.CANCELLED


def test_a_free_order_has_nothing_to_be_paid(client, desk):
    order = ordered(factories.product(prices=[factories.price(0)]))
    there = f"{desk(order.event)}/orders/{order.code}"
    assert "Mark as paid" not in client.get(there).text
    page = press(client, f"{there}/paid")
    assert "cannot be done any more" in page.text


def test_another_events_orders_are_not_to_be_found(client, desk):
    mine, theirs = ordered(factories.product()), ordered(factories.product())
    pages = desk(mine.event)
    for code in (theirs.code, mine.code.lower(), "%00", "x" * 500):
        there = f"{pages}/orders/{code}"
        assert client.get(there).status_code == 404
        assert client.post(f"{there}/paid").status_code == 404
        assert client.post(f"{there}/cancel").status_code == 404
    db.session.expire_all()
    assert theirs.state is OrderState.PENDING


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.DOOR_STAFF, Role.PRESS_EDITOR])
def test_only_those_who_may_see_orders(client, desk, role):
    order = ordered(factories.product())
    pages = desk(order.event, role)
    there = f"{pages}/orders/{order.code}"
    for path in (
        f"{pages}/orders",
        there,
        f"{pages}/attendees",
        f"{pages}/attendees.csv",
    ):
        assert client.get(path).status_code == 403
    for act in ("paid", "cancel"):
        assert client.post(f"{there}/{act}").status_code == 403
    db.session.expire_all()
    assert order.state is OrderState.PENDING


def test_a_get_changes_nothing(client, desk):
    order = ordered(factories.product())
    there = f"{desk(order.event)}/orders/{order.code}"
    for act in ("paid", "cancel"):
        assert client.get(f"{there}/{act}").status_code == 405


def test_orders_of_archived_events_stay_as_they_are(client, desk):
    order = ordered(factories.product())
    order.event.state = EventState.ARCHIVED
    db.session.commit()
    there = f"{desk(order.event)}/orders/{order.code}"
    assert client.get(there).status_code == 200
    assert client.post(f"{there}/cancel").status_code == 403


# Co-located events


@pytest.fixture
def included():
    """Return a product that admits to a co-located event, ordered by a company."""
    event = factories.event(name="CloudNativeCon")
    day = factories.child(event, name="PrometheusDay")
    product = factories.product(event, name="Corporate", includes={day: None})
    buyer = Buyer("Boss", "boss@apollo.example", "Apollo Inc.", "Moon 1", "US1234")
    order = ordered(
        product, buyer=buyer, guests=guest(product, "Ada", "ada@example.org")
    )
    return day, order


def test_a_childs_team_sees_who_is_admitted_but_no_orders(client, desk, included):
    day, order = included
    pages = desk(day)
    listed = client.get(f"{pages}/attendees").text
    taken = client.get(f"{pages}/attendees.csv").text
    for shown in (listed, taken):
        assert "Ada" in shown
        assert "CloudNativeCon" in shown
        for secret in (order.code, "boss@", "Apollo", "Moon 1", "US1234", "400"):
            assert secret not in shown
    assert order.code not in client.get(f"{pages}/orders").text
    assert client.get(f"{pages}/orders/{order.code}").status_code == 404
    assert client.post(f"{pages}/orders/{order.code}/cancel").status_code == 404
    above = f"/manage/{order.event.slug}"
    for page in ("orders", f"orders/{order.code}", "attendees", "attendees.csv"):
        assert client.get(f"{above}/{page}").status_code == 403


def test_siblings_do_not_see_each_others_attendees(client, desk, included):
    day, _order = included
    sibling = factories.child(day.parent)
    page = client.get(f"{desk(sibling)}/attendees").text
    assert "Nobody is registered yet" in page


def test_who_is_cancelled_is_on_no_list(client, desk, included):
    day, order = included
    actions.cancel(order, NOW)
    db.session.commit()
    assert "Nobody is registered yet" in client.get(f"{desk(day)}/attendees").text
    assert "Nobody is registered yet" in (
        client.get(f"{desk(order.event)}/attendees").text
    )


# The file


def test_the_list_leaves_as_a_file_and_that_is_noted(client, desk):
    product = factories.product(name="Student", audience=Audience.STUDENT)
    evil = '=HYPERLINK("http://evil.example";"x")'
    guests = [Guest(product.id, evil, "z@example.org", "@SUM(A1)", "+1")]
    order = ordered(product, guests=guests)
    ordered(product, guests=guest(product, "Ada"))
    settle(order)

    answer = client.get(f"{desk(order.event)}/attendees.csv")

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert [row["Name"] for row in rows] == ["'" + evil, "Ada"]
    assert rows[0] == {
        "Name": "'" + evil,
        "E-mail": "z@example.org",
        "Affiliation": "'@SUM(A1)",
        "Name on the badge": "'+1",
        "Ticket": "Student",
        "Audience": "student",
        "Confirmed": "yes",
        "Registered with": order.event.name,
        "Order": order.code,
    }
    assert rows[1]["Confirmed"] == "no"
    entry = only(AuditEntry)
    assert (entry.verb, entry.detail) == ("attendees.export", {"attendees": 2})


def test_the_file_holds_what_the_page_has_filtered(client, desk):
    event = factories.event()
    first, second = factories.product(event), factories.product(event)
    ordered(first, guests=guest(first, "Ada"))
    ordered(second, guests=guest(second, "Bob"))
    pages = desk(event)
    assert "Bob" not in client.get(f"{pages}/attendees?product={first.id}").text
    assert "Bob" not in client.get(f"{pages}/attendees.csv?product={first.id}").text
    assert "Ada" not in client.get(f"{pages}/attendees.csv?q=bob").text


@pytest.mark.parametrize("orders", [1, 30])
@pytest.mark.parametrize("page", ["orders", "attendees", "attendees.csv"])
def test_lists_cost_the_same_for_any_number(client, desk, queries, page, orders):
    event = factories.event()
    product = factories.product(
        event, prices=[factories.price(1)], includes={factories.child(event): None}
    )
    for n in range(orders):
        ordered(product, product, buyer=Buyer("Ada", f"ada@{n}.example.org"))
    there = f"{desk(event)}/{page}"
    with queries() as sent:
        shown = client.get(there)
    assert shown.text.count("guest0@" if page != "orders" else "ada@") == orders
    assert len(sent) <= 10, sent
    assert len(stored(Order)) == orders
    assert len(stored(Attendee)) == 2 * orders
