"""Reporting in confidence, and coming back, in a real browser."""

import pytest
from playwright.sync_api import expect

from eventsite.core.db import db
from eventsite.permissions import Role
from tests import factories
from tests.conduct.conftest import conduct_page


@pytest.fixture
def event(app):
    assert app.testing
    made = factories.event(slug="conf", name="Conf")
    conduct_page(made, ("Dora", "desk 3, +49 30 1234"))
    return made


@pytest.fixture
def carer(event):
    return factories.team_member(event, Role.CONDUCT_TEAM, name="Carla Carer")


def test_a_report_and_its_answer(
    event, carer, visit, page, check_page, open_browser, enter
):
    factories.team_member(event, Role.CONDUCT_TEAM, name="Otto Other")
    visit("/events/conf")
    page.get_by_role("link", name="Code of conduct").click()
    check_page(page)
    page.get_by_role("link", name="Report something").click()
    check_page(page)
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("alert")).to_be_focused()
    check_page(page)
    page.get_by_label("What happened").fill("Somebody shouted at me.")
    page.get_by_label("Otto Other").check()
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", name="Thank you. It is sent.")).to_be_visible()
    check_page(page)
    address = page.locator("a[href*='/conduct/reports/']").inner_text()

    desk = open_browser()
    enter(carer, desk)
    db.session.rollback()
    desk.goto("/manage/conf/conduct/reports")
    check_page(desk)
    desk.locator("tbody a").click()
    expect(desk.get_by_text("Somebody shouted at me.")).to_be_visible()
    desk.get_by_label("Words").fill("We look after it.")
    desk.get_by_role("button", name="Answer who reported it").click()
    desk.get_by_label("Words").fill("Ask Dora.")
    desk.get_by_role("button", name="Keep as a note").click()
    check_page(desk)

    page.goto(address)
    expect(page.get_by_text("We look after it.")).to_be_visible()
    expect(page.get_by_text("Ask Dora.")).to_have_count(0)
    page.get_by_label("Your words").fill("Thank you.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Your words are sent")).to_be_visible()
    check_page(page)


def test_the_code_is_written_without_scripts(event, open_browser, enter, check_page):
    page = open_browser(java_script_enabled=False)
    enter(factories.owner(event), page)
    db.session.rollback()
    page.goto("/manage/conf/conduct")
    page.get_by_label("Text", exact=True).fill("Be kinder.")
    page.get_by_role("button", name="Add a contact").click()
    names = page.get_by_label("Name")
    expect(names).to_have_count(2)
    names.nth(1).fill("Otto")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("The code of conduct is published.")).to_be_visible()
    page.get_by_role("link", name="Public page").last.click()
    expect(page.get_by_text("Be kinder.")).to_be_visible()
    expect(page.get_by_text("Otto")).to_be_visible()
    assert check_page
