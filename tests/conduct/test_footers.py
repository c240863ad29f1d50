"""The link at the foot of an event's pages is there when it leads to something."""

import pytest

from eventsite.conduct import actions
from eventsite.core.db import db
from eventsite.permissions import Role
from tests import factories
from tests.factories import NOW

LINK = 'href="/events/{}/conduct"'


@pytest.fixture
def owner(event, sign_in):
    person = factories.owner(event)
    sign_in(person)
    return person


def has_link(client, slug="conf"):
    return LINK.format(slug) in client.get(f"/events/{slug}").text


def test_a_code_shows_it_below_too_and_its_going_hides_it(client, event, owner):
    factories.child(event, slug="child")
    assert not has_link(client)
    assert not has_link(client, "child")
    actions.set_page(event, "Be kind.", [], owner.id, NOW)
    db.session.commit()
    assert has_link(client)
    assert has_link(client, "child")
    actions.remove_page(event, owner.id, NOW)
    db.session.commit()
    assert not has_link(client)


def test_a_team_that_reports_can_be_made_to_shows_it(client, event, owner):
    bob = factories.team_member(event, Role.FINANCE)
    assert owner.id
    page = f"/manage/conf/team/{bob.id}"
    client.post(page, data={"roles": ["finance", "conduct team"]})
    assert has_link(client)
    client.post(page, data={"roles": ["finance"]})
    assert not has_link(client)
