"""Searching while one types, by keyboard, and without a script or a network."""

import pytest
from playwright.sync_api import expect

from tests.programme.conftest import conf, draft, event, release

__all__ = ["conf", "draft", "event", "release"]
pytestmark = pytest.mark.usefixtures("conf")


def test_what_fits_appears_while_one_types(visit, page, check_page):
    visit("/events/conf/schedule")
    field = page.get_by_role("searchbox")
    field.press_sequentially("lovel")
    hits = page.locator(".hits")
    expect(hits.get_by_role("link", name="Ada Lovelace").first).to_be_visible()
    expect(hits.get_by_role("status")).to_have_text("2 results")
    check_page(page)
    field.press("ArrowDown")
    expect(hits.get_by_role("link").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(hits.get_by_role("link").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(hits).to_be_hidden()
    field.press_sequentially("ace")
    expect(hits).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/speakers/ADA222")


def test_words_that_are_no_longer_asked_for_are_not_answered(visit, page):
    visit("/events/conf/schedule")
    field = page.get_by_role("searchbox")
    field.press_sequentially("open")
    hits = page.locator(".hits")
    expect(hits.get_by_role("link", name="Opening")).to_be_visible()
    field.fill("xyzzy")
    expect(hits.get_by_text("Nothing fits")).to_be_visible()
    field.fill("")
    expect(hits).to_be_hidden()
    page.get_by_role("heading", level=1).click()
    expect(hits).to_be_hidden()


def test_all_events_from_the_front_page(visit, page, check_page):
    visit("/")
    page.get_by_role("searchbox").fill("below")
    page.locator(".hits").get_by_role("link", name="Below").click()
    page.wait_for_url("**/events/side/sessions/BEL222")
    visit("/search?q=clouds")
    expect(page.get_by_role("link", name="Opening")).to_be_visible()
    check_page(page)
    visit("/events/conf/search?q=ada")
    check_page(page)


def test_without_a_network_what_is_on_the_page(visit, page):
    visit("/events/conf/schedule")
    page.context.set_offline(True)
    page.get_by_role("searchbox").press_sequentially("ópen")
    hits = page.locator(".hits")
    expect(hits.get_by_role("link", name="Opening")).to_be_visible()
    expect(
        hits.get_by_text("No network: this is what is on this page.")
    ).to_be_visible()
    page.context.set_offline(False)


def test_without_a_script_the_form_leads_to_a_page(open_browser):
    page = open_browser(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("searchbox").fill("clouds")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Opening")).to_be_visible()
