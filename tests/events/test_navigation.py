"""An event's public navigation leads to what the event has, and nowhere else."""

import re

import pytest

from eventsite.core.db import db
from eventsite.core.money import Money
from eventsite.permissions import Role
from eventsite.products import actions as products
from eventsite.products.actions import Price, Sheet
from eventsite.products.models import Audience
from eventsite.schedule import actions as schedule
from eventsite.sponsors import actions as sponsors
from tests import factories
from tests.factories import NOW
from tests.sponsors.things import tier

BY = sponsors.Change(1, NOW)


@pytest.fixture
def event(app):
    assert app.testing
    return factories.event(slug="conf")


def shown(client, address="/events/conf"):
    page = client.get(address).text
    tabs = page.partition('class="tabs"')[2].partition("</nav>")[0]
    return re.findall(r">([^<>]+)</a>", tabs)


def sheet(**more):
    price = Price(Money(100, "USD"), None)
    return Sheet("Ticket", Audience.INDIVIDUAL, [price], **more)


@pytest.mark.usefixtures("event")
def test_an_event_with_nothing_has_one_page(client):
    assert shown(client) == ["About"]


def test_a_call_and_a_scholarship_programme(client, event, sign_in, app):
    desk = sign_in(factories.owner(event), app.test_client())
    moments = {"zone": "UTC", "opens": "2030-08-01T09:00", "closes_on": "2030-09-30"}
    assert desk.post("/manage/conf/call", data=moments | {"grace": 0}).location
    assert shown(client) == ["About", "Call for proposals"]
    programme = {"name": "Help", "eligibility": "All", "awards": 1, "currency": "USD"}
    sent = moments | programme | {"grace": 0}
    assert desk.post("/manage/conf/scholarships/edit", data=sent).location
    assert shown(client) == ["About", "Call for proposals", "Scholarships"]


def test_sponsors_are_those_of_the_events_above_too(client, event):
    factories.child(event, slug="child")
    words = sponsors.Words("Acme", "", "", 0)
    sponsor = sponsors.add_sponsor(tier(event), words, None, "key", BY)
    db.session.commit()
    assert shown(client) == shown(client, "/events/child") == ["About", "Sponsors"]
    sponsors.remove_sponsor(sponsor, BY)
    db.session.commit()
    assert shown(client) == shown(client, "/events/child") == ["About"]


def test_what_is_sold_here_or_admits_here(client, event):
    child = factories.child(event, slug="child")
    product = products.add_product(event, sheet(included={child: None}), NOW)
    db.session.commit()
    for address in ("/events/conf", "/events/child"):
        assert shown(client, address) == ["About", "Register"]
    products.edit_product(product, sheet())
    db.session.commit()
    assert shown(client, "/events/child") == ["About"]
    products.edit_product(product, sheet(is_listed=False))
    db.session.commit()
    assert shown(client) == ["About"]


def test_a_programme_once_it_is_out_here_or_below(client, event):
    child = factories.child(event, slug="child")
    other = factories.child(event, slug="other")
    factories.session(child)
    schedule.release(child, [child], "1", NOW)
    db.session.commit()
    with_programme = ["About", "Schedule", "Speakers"]
    assert shown(client) == shown(client, "/events/child") == with_programme
    assert shown(client, f"/events/{other.slug}") == ["About"]


def test_pages_that_are_kept_learn_of_it(client, event, sign_in, app):
    address = "/events/conf/schedule"
    assert shown(client, address) == ["About"]
    desk = sign_in(factories.team_member(event, Role.ORGANISER), app.test_client())
    moments = {"zone": "UTC", "opens": "2030-08-01T09:00", "closes_on": "2030-09-30"}
    assert desk.post("/manage/conf/call", data=moments | {"grace": 0}).location
    assert shown(client, address) == ["About", "Call for proposals"]


def test_the_navigation_asks_the_database_nothing(client, event, queries):
    with queries() as before:
        client.get("/events/conf/sponsors")
    event.has_call = event.has_products = event.has_programme = True
    db.session.commit()
    with queries() as after:
        client.get("/events/conf/sponsors")
    assert after.pop(0) == "SELECT stamps"  # is what was kept still so? no
    assert len(before) == len(after)
