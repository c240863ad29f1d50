import re
from html import unescape

import pytest

from eventsite.conduct.models import ConductContact, ConductPage
from eventsite.permissions import Role
from tests import factories
from tests.factories import NOW, saved

WHAT = "Somebody shouted turnip at me in the Aula."
WHERE = "On Friday, and Grace saw it."


def conduct_page(event, *contacts, **overrides):
    defaults = {"text": "Be **kind**.", "changed_at": NOW}
    made = ConductPage(event=event, **defaults | overrides)
    made.contacts = [
        ConductContact(name=name, reach=reach, position=n)
        for n, (name, reach) in enumerate(contacts)
    ]
    event.has_conduct_page = True
    return saved(made)


@pytest.fixture
def event(app):
    assert app.testing
    return factories.event(slug="conf", name="Conf")


@pytest.fixture
def carer(event):
    """Return a member of the event's conduct team."""
    return factories.team_member(event, Role.CONDUCT_TEAM, name="Carla Carer")


@pytest.fixture
def send(client):
    """Send a report; return the page that answers."""

    def post(path="/events/conf/conduct/report", browser=client, **data):
        return browser.post(path, data={"what": WHAT, "where": WHERE} | data)

    return post


def address_in(page):
    """Return the path of the reporter's secret address."""
    found = re.search(r'href="http://localhost(/conduct/reports/[^"]+)"', page.text)
    return unescape(found[1])
