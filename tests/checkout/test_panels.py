from datetime import timedelta

import pytest

from eventsite.checkout import panels
from tests import factories
from tests.factories import NOW


def test_the_events_page_tells_the_price_now_and_next(client):
    product = factories.product(name="Individual")
    page = " ".join(client.get(f"/events/{product.event.slug}").text.split())
    for said in ("Individual", "$400", "from 24 September 2030", "$550"):
        assert said in page
    assert f"/events/{product.event.slug}/register" in page


def test_an_included_event_says_where_one_registers(client):
    day = factories.child(factories.event(name="CloudNativeCon"))
    factories.product(day.parent, includes={day: None})
    page = " ".join(client.get(f"/events/{day.slug}").text.split())
    assert "Complimentary with a registration for" in page
    assert "CloudNativeCon" in page


@pytest.mark.usefixtures("app")
def test_where_nothing_is_to_be_had_nothing_is_said():
    event = factories.event()
    assert panels.prices(event, NOW) is None
    factories.product(event, is_listed=False)
    assert panels.prices(event, NOW) is None
    factories.product(event)
    assert panels.prices(event, NOW + timedelta(days=365)) is None
    assert panels.prices(event, NOW) is not None


@pytest.mark.parametrize("products", [1, 30])
def test_the_panel_is_one_query(queries, products):
    event = factories.event()
    day = factories.child(event)
    for _ in range(products):
        factories.product(event, size=1, includes={day: factories.quota(day)})
    assert event.slug
    with queries() as sent:
        assert len(panels.prices(event, NOW).data["offers"]) == products
    assert len(sent) == 1
