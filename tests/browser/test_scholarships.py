"""From an application at night to a ticket, read by somebody who knows no name."""

import re

import pytest
from playwright.sync_api import expect

from eventsite.core.db import db
from eventsite.permissions import Role
from eventsite.registration.models import Order
from eventsite.scholarships.models import Application
from eventsite.scholarships.models import ApplicationState as State
from tests import factories
from tests.factories import only
from tests.scholarships import things


@pytest.fixture
def event(app):
    assert app.testing
    made = factories.event(slug="here", name="Here")
    things.programme(made)
    return made


def test_from_the_first_word_to_a_ticket(visit, enter, open_browser, check_page, event):
    enter(factories.person(name="Ada Quartermaine", email="ada@example.org"))
    page = visit("/events/here/scholarships")
    assert not check_page(page, quick=True)
    page.get_by_role("link", name="Apply", exact=True).click()
    page.get_by_label("Why do you need").fill("No employer pays.")
    expect(page.get_by_role("status").last).to_contain_text("Draft saved")
    page.reload()
    expect(page.get_by_label("Why do you need")).to_have_value("No employer pays.")
    assert not check_page(page, quick=True)
    page.get_by_label("What would coming change").fill("A user group.")
    page.get_by_label("A free registration").check()
    page.get_by_label("I have read who may apply").check()
    page.get_by_label("A disability or long illness").check()
    page.get_by_role("button", name="Submit application").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert not check_page(page, quick=True)
    page.get_by_label("My answers may be used").check()
    page.get_by_role("button", name="Submit application").click()
    expect(page.get_by_text("Your application is submitted.")).to_be_visible()
    assert not check_page(page, quick=True)

    desk = open_browser()
    enter(factories.team_member(event, Role.SCHOLARSHIP_COMMITTEE), desk)
    desk.goto("/manage/here/scholarships")
    assert not check_page(desk, quick=True)
    code = only(Application).code
    db.session.rollback()  # let go of it: that somebody reads is written down
    desk.get_by_role("link", name=code).click()
    assert not check_page(desk, quick=True)
    assert "Quartermaine" not in desk.content()
    desk.get_by_text("Award…").click()
    desk.get_by_role("dialog").get_by_role("button", name="Award").click()
    expect(desk.get_by_text(re.compile("is awarded"))).to_be_visible()
    db.session.rollback()
    assert only(Application).state is State.AWARDED
    assert only(Order).email == "ada@example.org"
    page = visit("/account/scholarships")
    expect(page.get_by_text("Congratulations!")).to_be_visible()


def test_a_programme_is_set_up(visit, enter, check_page, event):
    enter(factories.owner(event))
    page = visit("/manage/here/scholarships/edit")
    assert not check_page(page, quick=True)
    page.get_by_label("Number of awards").fill("5")
    page.get_by_role("button", name="Save the programme").click()
    expect(page.get_by_text("The scholarship programme is saved.")).to_be_visible()
