"""Orders and tickets: whoever has the address, and nobody else."""

import re

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from eventsite.core.db import db
from eventsite.registration import actions
from eventsite.registration.models import Attendee
from eventsite.registration.rules import Buyer, Guest
from tests import factories
from tests.factories import NOW, only
from tests.registration.conftest import ordered, settle


def path_of(order):
    return f"/orders/{order.code}/{order.secret}"


def test_an_order_is_private_to_whoever_has_its_address(client):
    order = ordered(factories.product())
    page = client.get(path_of(order))
    assert page.status_code == 200
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "private, no-store"
    assert '<meta name="robots" content="noindex, nofollow">' in page.text


def test_a_wrong_secret_and_a_wrong_code_look_the_same(client):
    mine, other = ordered(factories.product()), ordered(factories.product())
    wrong = [
        f"/orders/{mine.code}/{other.secret}",
        f"/orders/{mine.code}/{mine.secret[:-1]}",
        f"/orders/{mine.code}/{mine.secret}x",
        f"/orders/{mine.code}/%00",
        f"/orders/{mine.code}/%25",
        f"/orders/{mine.code.lower()}/{mine.secret}",
        "/orders/AAAAAAAA/x",
        f"/orders/%00/{mine.secret}",
        "/orders/AAAAAAAA/" + "x" * 5000,
        "/tickets/%00",
        "/tickets/x",
        f"/tickets/{mine.secret}",
    ]
    answers = [client.get(path) for path in wrong]
    assert {answer.status_code for answer in answers} == {404}
    shown = {re.sub(r"[0-9a-f]{16}", "a request", answer.text) for answer in answers}
    assert len(shown) == 1
    assert client.get(f"/orders/{mine.code}").status_code == 404


def test_the_order_tells_how_to_pay_and_later_where_the_tickets_are(client):
    order = ordered(factories.product(name="Individual"))
    page = " ".join(client.get(path_of(order)).text.split())
    assert "until" in page
    assert "15 September 2030" in page
    assert "RF" in page
    assert "/tickets/" not in page

    settle(order)
    page = client.get(path_of(order)).text
    assert f"/tickets/{only(Attendee).secret}" in page
    actions.cancel(order, NOW)
    db.session.commit()
    page = client.get(path_of(order)).text
    assert "This order has been cancelled" in page
    assert "/tickets/" not in page


def test_what_people_are_called_is_only_text(client):
    evil = '<b>"Bobby"</b> [x](http://evil.example) {{ 7*7 }}'
    product = factories.product(prices=[factories.price(0)])
    order = ordered(
        product,
        buyer=Buyer(evil, "b@example.org", evil, evil),
        guests=[Guest(product.id, evil, "b@example.org", evil, evil)],
    )
    for path in (path_of(order), f"/tickets/{only(Attendee).secret}"):
        page = client.get(path).text
        assert "&lt;b&gt;" in page
        assert "<b>" not in page
        assert "{{ 7*7 }}" in page
        assert 'href="http://evil.example' not in page


def drawn(svg):
    """Return a picture of the code: segno draws rows as lines of a width of one."""
    moves = svg.split(' d="')[2].split('"')[0]
    size = int(svg.split('viewBox="0 0 ')[1].split(" ")[0])
    picture = Image.new("L", (size, size), 255)
    x = y = 0.0
    pen = ImageDraw.Draw(picture)
    for op, first, second in steps(moves):
        if op == "M":
            x, y = first, second
        elif op == "m":
            x, y = x + first, y + second
        else:
            pen.line([(x, y - 0.5), (x + first - 1, y - 0.5)], fill=0)
            x += first
    return picture.resize((size * 8, size * 8), Image.Resampling.NEAREST)


def steps(moves):
    for op, numbers in re.findall(r"([Mmh])([^Mmh]*)", moves):
        found = [float(n) for n in re.findall(r"-?\d*\.?\d+", numbers)]
        yield op, found[0], found[1] if len(found) > 1 else 0.0


def test_the_tickets_code_leads_to_the_ticket(client):
    event = factories.event(name="CloudNativeCon")
    day = factories.child(event, name="PrometheusDay")
    product = factories.product(event, name="Individual", includes={day: None})
    settle(
        ordered(product, guests=[Guest(product.id, "Ada", "a@example.org", "", "A.")])
    )
    secret = only(Attendee).secret

    page = client.get(f"/tickets/{secret}")

    for said in ("A.", "CloudNativeCon", "PrometheusDay", "Individual"):
        assert said in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "style=" not in page.text
    svg = page.text[page.text.index('class="qr-code"') - 200 :]
    codes = zxingcpp.read_barcodes(drawn(svg))
    assert [code.text for code in codes] == [f"http://localhost/tickets/{secret}"]


@pytest.mark.parametrize("end", ["pending", "cancelled"])
def test_an_unpaid_or_cancelled_ticket_opens_nothing(client, end):
    order = ordered(factories.product())
    if end == "cancelled":
        settle(order)
        actions.cancel(order, NOW)
        db.session.commit()
    page = client.get(f"/tickets/{only(Attendee).secret}").text
    assert "Not a valid ticket" in page
    assert "qr-code" not in page


# My orders


def test_my_orders_are_those_i_placed_and_those_on_my_proved_address(client, sign_in):
    ada = factories.person(email="ada@example.org")
    product = factories.product()
    by_address = ordered(product)
    signed_in = ordered(
        product, buyer=Buyer("A", "other@example.org"), person_id=ada.id
    )
    someone_elses = ordered(product, buyer=Buyer("B", "b@example.org"))
    sign_in(ada)
    page = client.get("/account/orders").text
    assert by_address.code in page
    assert signed_in.code in page
    assert someone_elses.code not in page


def test_an_unproved_address_shows_nothing_of_others(client, sign_in):
    product = factories.product(prices=[factories.price(0)])
    mine = [Guest(product.id, "Ada", "ada@example.org")]
    order = ordered(product, guests=mine)
    sign_in(factories.person(email="ada@example.org", email_confirmed_at=None))
    page = client.get("/account/orders").text
    assert order.code not in page
    assert only(Attendee).secret not in page
    assert "Confirm your e-mail address" in page


def test_a_ticket_on_my_address_is_mine_but_the_order_is_not(client, sign_in):
    product = factories.product(prices=[factories.price(0)])
    order = ordered(
        product,
        buyer=Buyer("Boss", "boss@example.org"),
        guests=[Guest(product.id, "Eve", "eve@example.org")],
    )
    sign_in(factories.person(email="eve@example.org"))
    page = client.get("/account/orders").text
    assert f"/tickets/{only(Attendee).secret}" in page
    assert order.secret not in page


@pytest.mark.parametrize("orders", [1, 30])
def test_my_orders_cost_the_same_for_any_number(client, sign_in, queries, orders):
    product = factories.product(prices=[factories.price(0)])
    ada = factories.person(email="ada@example.org")
    for _ in range(orders):
        ordered(product, guests=[Guest(product.id, "Ada", "ada@example.org")])
    sign_in(ada)
    with queries() as sent:
        page = client.get("/account/orders")
    assert page.text.count("/orders/") >= orders
    assert page.text.count("/tickets/") == orders
    assert len(sent) <= 7, sent


def test_strangers_have_no_orders(client):
    assert client.get("/account/orders").status_code in {302, 401}
