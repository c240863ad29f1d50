"""Pages that strangers get without the application's being asked, with all there is."""

import pytest

from eventsite.core.db import db, write_tx
from eventsite.demo import build
from eventsite.events.queries import find_event
from eventsite.products.queries import list_products
from eventsite.sponsors.queries import list_own
from tests import factories

EVENT = "/events/cloudnativecon-demo"
PAGES = (
    "/", EVENT, f"{EVENT}/schedule", f"{EVENT}/schedule?view=list", f"{EVENT}/sessions",
    f"{EVENT}/speakers", f"{EVENT}/sponsors", f"{EVENT}/schedule.xml",
    f"{EVENT}/schedule.json", f"{EVENT}/schedule.ics",
)  # fmt: skip


@pytest.fixture
def event(app):
    assert app.testing
    with write_tx():
        build.build("no password", factories.NOW)
    return find_event("cloudnativecon-demo")


@pytest.mark.usefixtures("event")
def test_they_are_kept(client, queries, caplog):
    """Where one is not, the log names tables whose models lack a `shown_with`."""
    for page in PAGES:
        first = client.get(page)
        with queries() as sent:
            again = client.get(page)
        assert not [r for r in caplog.records if "is not kept" in r.getMessage()]
        assert sent == ["SELECT stamps"], page
        assert (again.status_code, again.data) == (200, first.data)


def change_name(event):
    event.name = "Renamed"


def change_tagline_below(_event):
    find_event("kubecon-demo").tagline = "Renamed"


def change_product(event):
    list_products(event)[0].name = "Renamed"


def change_sponsor(event):
    list_own(event)[0].name = "Renamed"


def change_host(event):
    event.host.name = "Renamed"


@pytest.mark.parametrize(
    "change",
    [change_name, change_tagline_below, change_product, change_sponsor, change_host],
)
def test_a_change_is_on_the_events_page_at_once(client, event, change):
    assert "Renamed" not in client.get(EVENT).text
    change(event)
    db.session.commit()
    assert "Renamed" in client.get(EVENT).text


def test_a_deadline_that_passes_is_seen(client, event, set_clock):
    before = client.get(EVENT).text
    last = list_products(event)[0].prices[0].until.at
    db.session.rollback()
    set_clock(last)
    after = client.get(EVENT).text
    assert before != after
    assert client.get(EVENT).text == after
