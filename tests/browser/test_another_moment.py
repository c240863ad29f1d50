from playwright.sync_api import expect

from tests import factories
from tests.proposals import things as proposals


def test_an_organiser_looks_at_the_day_after_the_deadline(visit, enter, check_page):
    event = factories.event(slug="conf", name="Conf")
    proposals.call(event)
    factories.product(event)
    enter(factories.owner(event))
    page = visit("/manage/conf/")
    assert not check_page(page, quick=True)
    page.get_by_label("Day and time").fill("2030-09-23T18:00")
    page.get_by_role("button", name="Look").click()
    bar = page.get_by_role("region", name="Another moment")
    expect(bar).to_contain_text("Monday, 23 September 2030, 18:00 PDT")
    assert not check_page(page, quick=True)
    page.get_by_role("link", name="Call for proposals").first.click()
    expect(page.get_by_role("link", name="Propose a session")).to_be_visible()
    bar.get_by_label("Another day and time").fill("2030-09-24T00:00")
    bar.get_by_role("button", name="Look").click()
    expect(page.get_by_role("link", name="Propose a session")).to_have_count(0)
    assert not check_page(page, quick=True)
    bar.get_by_role("link", name="Back to now").click()
    expect(bar).to_have_count(0)
    expect(page.get_by_role("link", name="Propose a session")).to_be_visible()
