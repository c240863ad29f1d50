"""The parts of all pages, as the style guide shows them together."""

import re
import threading

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server

from tests.browser.conftest import QuietHandler


@pytest.fixture
def guide(open_browser, make_app):
    """Open the style guide of an application in debug mode, in a browser in Brussels."""
    app = make_app(DEBUG=True, WTF_CSRF_ENABLED=True)
    server = make_server(
        "127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()

    def visit(**options):
        page = open_browser(
            base_url=f"http://127.0.0.1:{server.server_port}", **options
        )
        page.goto("/styleguide")
        return page

    yield visit
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_part(guide, check_page):
    check_page(guide())


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(guide):
    page = guide()
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="Name: Fill this in.").click()
    expect(page.get_by_label("Name", exact=True)).to_be_focused()


def test_times_gain_ones_own(guide):
    page = guide()
    times = page.locator(".moment")
    expect(times.first).to_have_text(
        "Sunday, 1 September 2030, 05:00 PDT (14:00 your time)"
    )
    span = page.locator(".moment:has([data-until])").first
    expect(span).to_have_text(
        "Sunday, 1 September 2030, 05:00–08:00 PDT (14:00–17:00 your time)"
    )
    until = page.locator(".deadline").first
    expect(until).to_contain_text(
        "13 September 2030 PDT (Sat 14 Sept, 09:00 your time)"
    )


def test_times_gain_nothing_where_the_clocks_agree(guide):
    page = guide(timezone_id="America/Los_Angeles")
    expect(page.locator(".moment").first).to_have_text(
        "Sunday, 1 September 2030, 05:00 PDT"
    )


def test_what_cannot_be_undone_is_asked_in_a_dialog(guide):
    page = guide()
    opener = page.get_by_text("Delete…")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Delete?")
    expect(dialog).to_contain_text("12 sessions lose their place")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    opener.click()
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()


def test_without_scripts_it_unfolds(guide):
    page = guide(java_script_enabled=False)
    expect(page.get_by_text("12 sessions lose their place")).to_be_hidden()
    page.get_by_text("Delete…").click()
    expect(page.get_by_text("12 sessions lose their place")).to_be_visible()


def test_a_form_is_sent_once(guide):
    page = guide()
    sent = []

    def answer(route):
        sent.append(route.request.method)
        route.fulfill(status=204)  # the page stays

    page.route("**/once", answer)
    page.evaluate("""() => {
      const form = document.querySelector("form.form");
      form.method = "post";
      form.action = "/once";
      form.noValidate = true;
    }""")
    button = page.get_by_role("button", name="Send")
    button.evaluate("(button) => { button.click(); button.click(); }")
    expect(button).to_have_attribute("aria-disabled", "true")
    page.evaluate("fetch('/once')")  # comes after whatever was sent before
    assert sent == ["POST", "GET"]


@pytest.mark.parametrize("width", [360, 768])
def test_tables_become_cards_where_there_is_no_room(guide, width):
    page = guide(viewport={"width": width, "height": 800})
    cell = page.locator("td[data-label=State]").first
    label = cell.evaluate("(cell) => getComputedStyle(cell, '::before').content")
    assert label == ('"State"' if width == 360 else "none")


def test_nothing_depends_on_a_pointer(guide):
    """Every control can be reached by Tab, and shows where the focus is."""
    page = guide()
    page.keyboard.press("Tab")
    for _ in range(30):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            "[document.activeElement.outerHTML.slice(0, 200),"
            " getComputedStyle(document.activeElement).outlineStyle]"
        )
        assert re.match("solid|auto", shown[1]), shown[0]
