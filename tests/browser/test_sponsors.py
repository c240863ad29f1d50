import pytest
from playwright.sync_api import expect

from tests import factories
from tests.sponsors.test_views import picture


@pytest.fixture
def event(app):
    assert app.testing
    return factories.event(slug="here", name="Here")


def test_from_no_tier_to_a_logo_on_the_wall(visit, enter, check_page, event):
    enter(factories.owner(event))
    page = visit("/manage/here/sponsors")
    assert not check_page(page, quick=True)
    page.get_by_role("button", name="Start with Diamond").click()
    assert not check_page(page, quick=True)
    page.get_by_role("link", name="Add a sponsor").first.click()
    page.get_by_label("Name").fill("Acme")
    page.get_by_label("Website").fill("acme")
    page.get_by_role("button", name="Save the sponsor").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert not check_page(page, quick=True)
    page.get_by_label("Website").fill("https://acme.example")
    page.get_by_label("Description").fill("They make *everything*.")
    page.get_by_label("Logo").set_input_files(
        {"name": "l.png", "mimeType": "image/png", "buffer": picture().read()}
    )
    page.get_by_role("button", name="Save the sponsor").click()
    expect(page.get_by_role("link", name="Acme")).to_be_visible()
    assert not check_page(page, quick=True)
    page.get_by_role("link", name="Gold").click()
    assert not check_page(page, quick=True)
    page = visit("/events/here/sponsors")
    expect(page.get_by_role("img", name="Acme")).to_be_visible()
    assert not check_page(page, quick=True)
