"""The letters, as they are read."""

from datetime import date

import pytest

from eventsite.core.db import db
from eventsite.core.words import reading
from eventsite.mail.models import Letter
from eventsite.products.actions import set_terms
from eventsite.registration import actions
from eventsite.registration.models import Attendee
from eventsite.registration.rules import Buyer, Guest
from tests import factories
from tests.factories import NOW, only, stored
from tests.registration.conftest import ordered, settle

pytestmark = pytest.mark.usefixtures("app")
ADDRESS = "http://127.0.0.1:8000"


def letter(template, to=None):
    (found,) = (
        letter
        for letter in stored(Letter)
        if letter.template == f"registration/mail/{template}"
        and to in {None, letter.to}
    )
    return found


@pytest.fixture
def product():
    event = factories.event(
        name="CloudNativeCon", own_venue="Convention Center", own_city="Seattle"
    )
    day = factories.child(event, name="PrometheusDay")
    bank = {"seller": "CNCF", "bank_details": "CNCF Events\nIBAN BE68 5390 0754 7034"}
    set_terms(event, currency="USD", payment_days=14, **bank)
    return factories.product(event, name="Individual", includes={day: None})


def test_the_confirmation_says_what_was_ordered_and_how_to_pay(product):
    order = ordered(product, product)
    found = letter("confirmation")
    assert (found.to, found.event_id) == ("ada@example.org", product.event_id)
    assert found.subject == f"Your order {order.code} for CloudNativeCon"
    payment_reference = found.text.split("Payment reference: **")[1].split("**")[0]
    assert payment_reference.replace(" ", "").endswith(order.code)
    assert (
        found.text
        == f"""Hello Ada,

thank you. This is what you ordered for CloudNativeCon:

- Individual for Guest 0: $400
- Individual for Guest 1: $400

Total: **$800**

Please transfer the amount until 15 September 2030 (PDT). Until then the places are kept for you. When the money has arrived, each attendee gets their ticket by e-mail.

Payment reference: **{payment_reference}**

CNCF Events

IBAN BE68 5390 0754 7034

See your order at any time: {ADDRESS}/orders/{order.code}/{order.secret}

Whoever has this link can see the order. Pass it on only to those who should.
"""
    )


def test_the_ticket_says_what_it_opens(product):
    settle(ordered(product))
    found = letter("ticket")
    assert found.to == "guest0@example.org"
    assert found.subject == "Your ticket for CloudNativeCon"
    assert (
        found.text
        == f"""Hello Guest 0,

you are registered for **CloudNativeCon**, 1–2 November 2030, Convention Center, Seattle.

- Individual
- complimentary access to PrometheusDay

Your ticket: {ADDRESS}/tickets/{only(Attendee).secret}

Show its code at the door, on paper or on your phone. Whoever has the link has your ticket, so keep it to yourself.
"""
    )
    assert "your payment of **$400** for CloudNativeCon has arrived" in (
        letter("paid").text
    )


def test_a_free_order_asks_for_no_money():
    free = factories.product(prices=[factories.price(0)])
    ordered(free)
    text = letter("confirmation").text
    assert "Total: **free**" in text
    assert "There is nothing to pay." in text
    assert "transfer" not in text


def test_the_end_of_an_order_is_told(product):
    first, second = ordered(product), ordered(product)
    actions.cancel(first, NOW)
    actions.expire(second.id, second.due.at)
    db.session.commit()
    assert f"your order {first.code} for CloudNativeCon has been cancelled" in (
        letter("cancelled").text
    )
    expired = letter("expired").text
    assert "We have not received your payment of $400 in time" in expired.replace(
        "we have", "We have"
    )
    assert f"{ADDRESS}/events/{product.event.slug}/register" in expired


EVIL = "[win](http://evil.example) <b>x</b> http://evil.example\r\nBcc: all@example.org"


def test_what_outsiders_are_called_becomes_no_link_markup_or_header(product):
    product.name, product.event.name = f"P {EVIL}"[:100], f"E {EVIL}"[:200]
    db.session.commit()
    order = ordered(
        product,
        buyer=Buyer(EVIL, "ada@example.org"),
        guests=[Guest(product.id, EVIL, "g@example.org", EVIL, "")],
    )
    settle(order)
    actions.cancel(order, NOW)
    db.session.commit()
    letters = stored(Letter)
    assert len(letters) == 4
    for found in letters:
        assert "http://evil" not in found.text
        assert "http://evil" not in found.html
        assert "<b>" not in found.html
        assert "\n" not in found.subject
        assert "\nBcc" not in found.text
        links = found.html.split('href="')[1:]
        assert all(link.startswith(f"{ADDRESS}/") for link in links)


def test_a_day_of_one_event_is_named_once():
    event = factories.event(own_ends_on=date(2030, 11, 1))
    settle(ordered(factories.product(event)))
    assert "1 November 2030." in letter("ticket").text


def test_letters_are_in_the_language_in_which_it_was_ordered(product):
    product.event.own_languages = ["en", "de"]
    product.event.translations = {"de": {"name": "Wolkenkonferenz"}}
    with reading("de"):
        order = ordered(product)
    assert letter("confirmation").language == "de"

    settle(order)  # by an organiser, who reads English
    ticket = letter("ticket")
    assert ticket.language == "de"
    assert "Wolkenkonferenz" in ticket.subject


def test_an_account_says_in_which_language_its_letters_are(product):
    order = ordered(product)
    order.person = factories.person(language="de")
    settle(order)
    assert letter("paid").language == "de"
