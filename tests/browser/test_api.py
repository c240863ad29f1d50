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


def test_in_german_what_is_english_says_so(open_browser, check_page, live_address):
    page = open_browser(
        locale="de-DE", permissions=["clipboard-read", "clipboard-write"]
    )
    page.goto("/api/v1/docs")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_role("heading", name="Für den Anfang")).to_be_visible()
    expect(page.get_by_text("sind auf Englisch beschrieben")).to_be_visible()
    for id_ in ("list_sessions", "problem-refused", "thing-Problem"):
        expect(page.locator(f"[lang=en] #{id_}, #{id_}[lang=en]")).to_have_count(1)
    begin = page.locator("#begin")
    begin.get_by_role("button", name="Kopieren").click()
    expect(begin.get_by_role("button", name="Kopiert")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    path = "/api/v1/events/my-event/sessions?per_page=5"
    assert copied == f"curl '{live_address}{path}'"
    check_page(page)
