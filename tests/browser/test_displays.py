"""The screen beside a door keeps itself up to date, and stands when the network falls."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from eventsite.core.db import db
from eventsite.schedule import actions
from tests import factories
from tests.factories import NOW
from tests.schedule.test_releases import MORNING, placed

ADDRESS = "/events/conf/rooms/aula/display"
HALF_A_MINUTE = 31_000


@pytest.fixture
def opening(app, set_clock):
    assert app.testing
    event = factories.event(slug="conf", name="Conf")
    aula = factories.room(event, name="Aula", slug="aula")
    draft = factories.draft(event)
    made = placed(draft, event, 0, aula, title="Opening of the whole conference")
    placed(draft, event, 30, aula, title="A talk")
    for n in range(8):
        placed(draft, event, 60 + 30 * n, aula, title=f"Later talk number {n}")
    actions.release(event, [event], "1", NOW)
    db.session.commit()
    set_clock(MORNING + timedelta(minutes=5))
    return made


def test_it_is_full_of_large_letters(page, visit, check_page, opening):
    assert opening
    visit(ADDRESS)
    check_page(page)
    height = page.viewport_size["height"]
    size = page.locator(".now .title").evaluate(
        "e => parseFloat(getComputedStyle(e).fontSize)"
    )
    assert size > height / 16
    assert page.evaluate("document.scrollingElement.scrollHeight") <= height


def test_it_asks_again_by_itself(page, visit, set_clock, opening):
    assert opening
    page.clock.install()
    visit(ADDRESS)
    expect(page.locator(".now .title")).to_have_text("Opening of the whole conference")
    set_clock(MORNING + timedelta(minutes=31))
    page.clock.fast_forward(HALF_A_MINUTE)
    expect(page.locator(".now .title")).to_have_text("A talk")


def test_without_a_network_it_stands_and_says_so(page, visit, opening):
    assert opening
    page.clock.install()
    visit(ADDRESS)
    page.context.set_offline(True)
    for _ in range(7):
        page.clock.fast_forward(HALF_A_MINUTE)
    expect(page.locator(".now .title")).to_have_text("Opening of the whole conference")
    expect(page.get_by_text("No connection")).to_be_visible()
    page.context.set_offline(False)
    page.clock.fast_forward(HALF_A_MINUTE)
    expect(page.get_by_text("No connection")).to_be_hidden()


def test_it_needs_no_script(open_browser, opening):
    assert opening
    db.session.commit()
    page = open_browser(java_script_enabled=False)
    page.goto(ADDRESS)
    expect(page.locator(".now .title")).to_have_text("Opening of the whole conference")
