"""What the API says about itself, read by a person."""

from playwright.sync_api import expect


def test_the_description_is_read_and_an_example_copied(
    open_browser, check_page, live_address
):
    page = open_browser(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/api/v1/docs")
    page.get_by_role("link", name="List the sessions", exact=True).click()
    shown = page.locator("#list_sessions")
    expect(shown).to_be_in_viewport()
    shown.get_by_role("button", name="Copy").click()
    expect(shown.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"curl '{live_address}/api/v1/events/my-event/sessions'"
    check_page(page)
