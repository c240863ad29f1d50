"""Another program is told: the webhook added, its secret seen once, messages looked at."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.webhooks.receiver import signed_by

SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{43}=")


@pytest.fixture
def owner(app):
    assert app.testing
    return factories.owner(factories.event(slug="conf", name="Conf"))


def test_a_webhook_from_its_making_to_its_end(
    owner,
    enter,
    visit,
    page,
    check_page,
    receiver,
    work,
):
    enter(owner)
    visit("/manage/conf/webhooks")
    expect(page.get_by_text("Nobody is told")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="Add a webhook").click()
    page.get_by_role("textbox", name="Name").fill("Mobile app")
    page.get_by_label("Address").fill("https://user:pass@example.org/")
    page.get_by_label("Sessions: made, changed").check()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("must not hold a name or password").first).to_be_visible()
    check_page(page)
    page.get_by_label("Address").fill(receiver.url)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("the only time that this secret is shown")).to_be_visible()
    secret = SECRET.search(page.locator("main").inner_text())[0]
    check_page(page)
    page.locator("main .actions a").first.click()
    expect(page.get_by_role("heading", name="Mobile app")).to_be_visible()
    assert secret not in page.content()
    expect(page.get_by_text("No message yet")).to_be_visible()
    check_page(page)

    page.get_by_role("button", name="Send a trial message").click()
    expect(page.get_by_text("A trial message is on its way")).to_be_visible()
    receiver.answers = [500]
    work()
    page.reload()
    row = page.get_by_role("row").filter(has_text="ping")
    expect(row.get_by_text("HTTP 500")).to_be_visible()
    expect(row.get_by_text("Waiting")).to_be_visible()
    expect(page.get_by_text("It has taken no message since")).to_be_visible()
    check_page(page)
    row.get_by_role("button", name="Send again").click()
    work()
    page.reload()
    expect(row.get_by_text("Delivered")).to_be_visible()
    row.locator("summary").first.click()
    expect(row.get_by_text('"type":"ping"')).to_be_visible()
    check_page(page)
    assert len(set(receiver.ids)) == 1
    assert all(signed_by(secret, *taken) for taken in receiver.taken)

    page.get_by_text("Make a new secret…").click()
    page.get_by_role("button", name="Make a new secret").click()
    newer = SECRET.search(page.locator("main").inner_text())[0]
    assert newer != secret
    page.goto("/manage/conf/webhooks")
    check_page(page)
    page.get_by_role("link", name="Mobile app").click()
    page.get_by_role("button", name="Disable").click()
    expect(page.get_by_text("The webhook is told nothing any more.")).to_be_visible()
    check_page(page)
    page.get_by_text("Delete…").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Nobody is told")).to_be_visible()


def test_the_same_in_german(
    owner, open_browser, enter, visit, check_page, work, receiver
):
    page = open_browser(locale="de-DE")
    enter(owner, page)
    visit("/manage/conf/webhooks")
    page.goto("/manage/conf/webhooks")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    check_page(page)
    page.goto("/manage/conf/webhooks/new")
    page.get_by_role("textbox", name="Name").fill("App")
    page.get_by_label("Adresse").fill(receiver.url)
    page.get_by_role("checkbox").first.check()
    check_page(page)
    page.locator("main form button[type=submit]").click()
    assert SECRET.search(page.locator("main").inner_text())
    check_page(page)
    page.locator("main .actions a").first.click()
    page.locator("main form button[type=submit]").first.click()
    work()
    page.reload()
    expect(page.get_by_role("row").filter(has_text="ping")).to_be_visible()
    check_page(page)
