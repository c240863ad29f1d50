"""Products that nobody wants any more: deleted, or archived once somebody has ordered."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.events.models import EventState
from eventsite.permissions import Role
from eventsite.products import actions, queries
from eventsite.products.models import Audience, Inclusion, PriceWindow, Product
from eventsite.products.rules import NotOnSale
from eventsite.registration.actions import give_complimentary
from eventsite.registration.models import Order, OrderLine
from tests import factories
from tests.factories import NOW, only, stored
from tests.registration.conftest import ordered


@pytest.fixture
def event(app):
    assert app.testing
    return factories.event(slug="conf", name="Conf")


@pytest.fixture
def desk(event, sign_in):
    return sign_in(factories.owner(event))


def address(product, what=""):
    return f"/manage/{product.event.slug}/products/{product.id}{what}"


def test_what_nobody_has_ordered_is_deleted_with_its_prices(desk, event):
    child = factories.child(event)
    product = factories.product(event, size=10, name="Typo", includes={child: None})
    page = desk.get(address(product)).text
    assert "Nobody has ordered it yet" in page
    assert "Archive" not in page

    answer = desk.post(address(product, "/delete"))
    assert answer.location == "/manage/conf/products"
    assert stored(Product) == stored(PriceWindow) == stored(Inclusion) == []
    assert "Typo" in desk.get("/manage/conf/products").text  # the message
    assert only(AuditEntry).verb == "product.delete"
    db.session.expire_all()
    assert (event.has_products, child.has_products) == (False, False)
    assert desk.post(f"/manage/conf/products/{1}/delete").status_code == 404


def test_what_somebody_has_ordered_is_archived_and_comes_back(desk, client, event):
    product = factories.product(event, name="Early bird")
    order = ordered(product)
    page = desk.get(address(product)).text
    assert "Nobody has ordered it yet" not in page
    refused = desk.post(address(product, "/delete"))
    assert refused.location == address(product)
    assert "Somebody has ordered this" in desk.get(refused.location).text
    assert stored(Product) == [product]

    assert desk.post(address(product, "/archive")).location == "/manage/conf/products"
    listed = desk.get("/manage/conf/products").text
    assert "Archived" in listed
    assert "Nothing to sell yet" in listed
    assert "This product is archived" in desk.get(address(product)).text
    assert "Early bird" not in client.get("/events/conf/register").text
    with pytest.raises(NotOnSale):
        ordered(product)
    db.session.rollback()
    db.session.expire_all()
    assert order.lines[0].product == product
    assert not event.has_products

    desk.post(address(product, "/restore"))
    assert "Early bird" in client.get("/events/conf/register").text
    verbs = [entry.verb for entry in stored(AuditEntry)]
    assert verbs == ["product.archive", "product.restore"]


def test_nothing_of_another_event_or_without_the_right(desk, app, event, sign_in):
    theirs = factories.product(factories.event(slug="theirs"))
    mine = factories.product(event)
    reader = sign_in(factories.team_member(event, Role.FINANCE), app.test_client())
    for what in ("/delete", "/archive", "/restore"):
        assert desk.post(f"/manage/conf/products/{theirs.id}{what}").status_code == 404
        assert desk.post(address(theirs, what)).status_code == 403
        assert reader.post(address(mine, what)).status_code == 403
    event.state = EventState.ARCHIVED
    db.session.commit()
    assert desk.post(address(mine, "/delete")).status_code == 403
    assert stored(Product) == [theirs, mine]
    assert stored(AuditEntry) == []


def test_the_teams_own_product_serves_even_when_archived(event):
    factories.product(event)
    for n in range(2):
        give_complimentary(
            event,
            name="Ada",
            email=f"ada{n}@example.org",
            audience=Audience.COMPLIMENTARY,
            cause=f"scholarship {n}",
            now=NOW,
        )
        given = queries.find_unlisted_for(event, Audience.COMPLIMENTARY)
        actions.archive_product(given, NOW)
        db.session.commit()
    assert len(stored(Order)) == 2


def test_of_deleting_and_ordering_at_the_same_moment_one_wins(app, event):
    product_id = factories.product(event, size=5).id
    db.session.rollback()
    start = Barrier(2)

    def at_once(act):
        with app.app_context():
            start.wait()
            try:
                act(db.session.get_one(Product, product_id))
                db.session.commit()
            except Refusal:
                return "refused"
            return "done"

    with ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(at_once, (actions.delete_product, ordered)))
    assert len(stored(OrderLine)) == len(stored(Product))
    if outcomes[0] == "done":
        assert stored(Product) == []
    else:
        assert outcomes == ["refused", "done"]
