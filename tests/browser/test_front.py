import re

from playwright.sync_api import expect

from tests import factories


def test_the_front_page(visit, check_page):
    factories.child(factories.event(own_colour="#ffee00", tagline="Two days"))
    factories.event(own_colour="#101010")
    check_page(visit("/"))


def test_a_new_installation(visit, check_page):
    check_page(visit("/"))


def test_an_events_page(visit, check_page):
    event = factories.event(
        own_colour="#e8d44d",
        own_city="Brussels",
        tagline="Two days",
        description="Words and [a link](https://example.org).\n\n- one\n- two",
        website="https://example.org",
        illustrative=True,
    )
    factories.child(event)
    check_page(visit(f"/events/{event.slug}"))


def test_whatever_people_type_fits(visit, check_page):
    word = "Donaudampfschifffahrt" * 9
    table = "| a | b | c |\n|---|---|---|\n" + f"| {word} | {word} | {word} |\n"
    code = f"\n    {word} {word}\n"
    event = factories.event(
        name=word,
        tagline=word + " مؤتمر 🎪",
        description=f"{word}\n\n{table}\n{code}\n# {word}\n\n`{word}`",
        own_venue=word,
        own_city=word[:100],
        website=f"https://{word[:60]}.example.org/",
        contact_email=f"{word[:60]}@example.org",
        host=factories.host(name=word, about=word),
    )
    factories.child(event, name=word, tagline=word)
    check_page(visit(f"/events/{event.slug}"))
    check_page(visit("/"))


def test_a_page_that_is_not_there(visit, check_page):
    check_page(visit("/nothing/here", status=404))


def test_colours_are_chosen_once_for_all_pages(visit):
    page = visit("/")
    switch = page.get_by_role("button", name="Colours")
    background = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(background)
    expect(switch).to_have_accessible_name("Colours: like my device")
    switch.click()
    expect(switch).to_have_accessible_name("Colours: light")
    switch.click()
    expect(switch).to_have_accessible_name("Colours: dark")
    assert page.evaluate(background) != light
    page.reload()
    assert page.evaluate(background) != light
    page.get_by_role("button", name="Colours: dark").click()
    assert page.evaluate(background) == light


def test_the_first_tab_leads_past_the_head_of_the_page(visit):
    page = visit("/")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to the content")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))


def test_the_front_page_without_scripts(open_browser):
    event = factories.event()
    page = open_browser(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name=event.name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(event.name)
