"""Pages in other languages: ours, an event's own, and those that run from right to left."""

import pytest
from playwright.sync_api import expect

from eventsite.core.db import db
from eventsite.events.models import Event
from eventsite.permissions import Role
from tests import factories
from tests.browser.conftest import WIDTHS
from tests.proposals import things as calls

STICKS_OUT = """() => {
  const page = document.scrollingElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  return [...document.body.querySelectorAll("*")]
    .filter((e) => e.getBoundingClientRect().left < -0.5)
    .map((e) => e.outerHTML.slice(0, 150));
}"""


@pytest.fixture
def event(app):
    assert app.testing
    return factories.event(
        slug="here",
        name="Tea Days",
        tagline="All about tea",
        description="Green, black and *white*.",
        own_languages=["en", "de", "ar"],
    )


@pytest.fixture
def organiser(event):
    return factories.team_member(event, Role.ORGANISER)


def test_texts_are_translated_side_by_side(
    visit, enter, organiser, open_browser, check_page, event
):
    enter(organiser)
    page = visit("/manage/here/languages")
    check_page(page)
    page.get_by_role("main").get_by_role("link", name="The event").click()
    page.get_by_label("Name in German").fill("Teetage")
    page.get_by_label("Name in Arabic").fill("أيام الشاي")
    page.get_by_label("Description in Arabic").fill("شاي أخضر وأسود و*أبيض*.")
    check_page(page)
    page.get_by_role("button", name="Save the translations").click()
    expect(page.get_by_role("status")).to_contain_text("saved")
    db.session.expire_all()
    assert db.session.get(Event, event.id).translations["de"] == {"name": "Teetage"}
    db.session.rollback()

    german = open_browser(locale="de-DE")
    german.goto("/events/here")
    expect(german.get_by_role("heading", level=1)).to_have_text("Teetage")
    expect(german.locator("html")).to_have_attribute("lang", "de")
    expect(german.locator(".hero-tagline [lang]")).to_have_attribute("lang", "en")
    check_page(german)
    german.get_by_role("button", name="العربية").click()
    name = german.get_by_role("heading", level=1).locator("[lang=ar]")
    expect(name).to_have_text("أيام الشاي")
    expect(name).to_have_attribute("dir", "rtl")
    check_page(german)


def test_what_is_typed_survives_another_language(visit, enter, organiser):
    enter(organiser)
    page = visit("/manage/here/edit")
    page.get_by_label("Name", exact=True).fill("Tea Weeks")
    page.get_by_label("Description").fill("Not yet\nsaved")
    page.get_by_label("day begins at").select_option("6")
    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("#name")).to_have_value("Tea Weeks")
    expect(page.locator("#description")).to_have_value("Not yet\nsaved")
    expect(page.locator("#day_change")).to_have_value("6")

    page.locator("#name").fill("")
    page.get_by_role("main").get_by_role("button", name="speichern").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#name")).to_have_value("")
    expect(page.locator("#description")).to_have_value("Not yet\nsaved")

    page.reload()  # given back once
    expect(page.locator("#name")).to_have_value("Tea Days")


def test_scripts_speak_the_pages_language(open_browser, event):
    db.session.commit()
    assert event.own_timezone == "America/Los_Angeles"
    page = open_browser(locale="de-DE", timezone_id="Europe/Berlin")
    page.goto("/events/here")
    expect(page.locator("[data-theme-label]")).to_have_text(
        "Farben: wie auf meinem Gerät"
    )
    page.locator("[data-theme-switch]").click()
    expect(page.locator("[data-theme-label]")).to_have_text("Farben: hell")


def test_a_readers_own_time_is_said_in_their_language(open_browser, event):
    calls.call(event)
    page = open_browser(locale="de-DE", timezone_id="Europe/Berlin")
    page.goto("/events/here/cfp")
    own = page.locator(".local-time").first
    expect(own).to_contain_text("Ihrer Zeit")
    expect(own).to_contain_text("24. Sept")


def test_right_to_left_does_not_break_the_layout(visit, enter, organiser):
    enter(organiser)
    for address in (
        "/", "/events/here", "/events/here/cfp", "/signin", "/account/",
        "/manage/here", "/manage/here/edit", "/manage/here/languages/event",
        "/manage/here/schedule",
    ):  # fmt: skip
        page = visit(address)
        page.evaluate("document.documentElement.dir = 'rtl'")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(STICKS_OUT) == [], f"{address} at {width} px"
