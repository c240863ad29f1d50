"""No number of a page breaks a list, whichever room adds one."""

import pytest

from eventsite.core.db import db
from tests import factories
from tests.proposals import things as proposals
from tests.scholarships import things as scholarships
from tests.test_access import address

ODD = ("99999999999999999999", "-1")  # more are tried on what reads them, in core


@pytest.fixture
def event(app):
    """Return an event with something in each of its lists."""
    assert app.testing
    made = factories.event(slug="nothing")  # what `address` fills in
    factories.session(made, [factories.speaker(made)])
    factories.product(made)
    proposals.call(made)
    proposals.proposal(made)
    scholarships.application(scholarships.programme(made))
    return made


def lists(app):
    """Return the addresses of all pages that are read and take no secret."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    found = {address(rule).replace("<slug>", "nothing") for rule in rules}
    return sorted(one for one in found - {"/readyz"} if "<" not in one)


@pytest.mark.parametrize("page", ODD)
def test_every_page_answers_whatever_number_is_asked_for(
    app, client, sign_in, event, page
):
    sign_in(factories.admin())
    assert event.slug
    wrong = []
    for where in lists(app):
        db.session.rollback()
        answer = client.get(f"{where}?page={page}")
        if answer.status_code >= 500:
            wrong.append(where)
    assert wrong == []
