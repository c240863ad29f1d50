"""Keys for programs: made, seen once, used and revoked; a person's and an event's."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories

SECRET = re.compile(r"evs_[0-9A-Za-z]{42}")


@pytest.fixture
def owner(app):
    assert app.testing
    event = factories.event(slug="conf", name="Conf")
    factories.child(event, slug="side", name="Side show")
    return factories.owner(event)


@pytest.fixture
def status(page, live_address):
    """Return what the API answers to a secret, of another program than the browser."""

    def asked(secret, path="/manage/conf"):
        answer = page.request.get(
            f"{live_address}/api/v1{path}",
            headers={"Authorization": f"Bearer {secret}"},
        )
        return answer.status

    return asked


def test_a_token_is_made_seen_once_used_and_revoked(
    owner, enter, visit, page, check_page, status
):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    enter(owner)
    visit("/account/tokens")
    expect(page.get_by_text("You have no tokens")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="Make a token").click()
    check_page(page)
    page.get_by_role("button", name="Make the token").click()
    expect(page.get_by_text("Choose at least one.").first).to_be_visible()
    check_page(page)
    page.get_by_role("textbox", name="Name").fill("Signage")
    page.get_by_role("combobox", name="Where").select_option("Conf")
    page.get_by_label("See the event, and its drafts").check()
    page.get_by_label("A week").check()
    page.get_by_role("button", name="Make the token").click()
    shown = page.locator(".secret-once").first
    secret = SECRET.search(shown.inner_text())[0]
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == secret
    check_page(page)
    assert status(secret) == 200
    assert status(secret, "/manage/conf/sessions") == 403
    assert status(f"{secret[:-1]}{'a' if secret[-1] != 'a' else 'b'}") == 401

    page.get_by_role("link", name="I have kept it").click()
    row = page.get_by_role("row").filter(has_text="Signage")
    expect(row.get_by_text("Reads only")).to_be_visible()
    assert secret not in page.content()
    check_page(page)
    row.get_by_text("Revoke…").click()
    expect(page.get_by_text("“Signage” opens nothing any more")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Revoke", exact=True).click()
    expect(page.get_by_text("The token is revoked")).to_be_visible()
    expect(row.get_by_text("Revoked")).to_be_visible()
    check_page(page)
    assert status(secret) == 401


def test_the_same_in_german(owner, open_browser, enter, visit, check_page, status):
    page = open_browser(locale="de-DE")
    enter(owner, page)
    visit("/account/tokens")
    page.goto("/account/tokens/new")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.get_by_role("textbox", name="Name").fill("Anzeige")
    page.get_by_role("checkbox").first.check()
    check_page(page)
    page.locator("main form button[type=submit]").click()
    secret = SECRET.search(page.locator(".secret-once").first.inner_text())[0]
    check_page(page)
    assert status(secret) == 200
    page.goto("/account/tokens")
    check_page(page)


def test_an_events_tokens(owner, enter, visit, page, check_page, status):
    enter(owner)
    visit("/manage/side/tokens")
    page.get_by_role("link", name="Make a token").click()
    page.get_by_role("textbox", name="Name").fill("App")
    page.get_by_label("See the event, and its drafts").check()
    check_page(page)
    page.get_by_role("button", name="Make the token").click()
    secret = SECRET.search(page.locator(".secret-once").first.inner_text())[0]
    check_page(page)
    assert [status(secret, f"/manage/{slug}") for slug in ("side", "conf")] == [
        200,
        403,
    ]
    page.get_by_role("link", name="I have kept it").click()
    row = page.get_by_role("row").filter(has_text="App")
    check_page(page)
    row.get_by_text("Revoke…").click()
    page.get_by_role("button", name="Revoke", exact=True).click()
    expect(row.get_by_text("Revoked")).to_be_visible()
    assert status(secret, "/manage/side") == 401
