from playwright.sync_api import expect

from tests import factories


def test_hours_are_given_seen_and_taken_back(visit, enter, check_page):
    event = factories.event(slug="conf", name="Conf")
    for name in ("Aula", "Janson"):
        factories.room(event, name=name)
    for name in ("Containers Devroom", "Monitoring Devroom"):
        factories.child(event, name=name, slug=name.split()[0].lower())
    enter(factories.owner(event))
    page = visit("/manage/conf/allocations")
    assert not check_page(page, quick=True)
    page.get_by_role("link", name="Give hours").last.click()

    def give(name, begin, end):
        page.get_by_label("For", exact=True).select_option(label=name)
        page.get_by_label("Room", exact=True).select_option(label="Janson")
        page.get_by_label("From", exact=True).fill(begin)
        page.get_by_label("Until", exact=True).fill(end)
        page.get_by_role("button", name="Give these hours").click()

    give("Containers Devroom", "09:00", "13:00")
    expect(page.get_by_text("Containers Devroom has hours in Janson.")).to_be_visible()
    page.get_by_role("link", name="Give hours").click()
    give("Monitoring Devroom", "12:00", "17:30")
    expect(page.get_by_role("alert")).to_contain_text("Janson is given twice on")
    assert not check_page(page, quick=True)
    page.get_by_label("Give them all the same").check()
    page.get_by_role("button", name="Give these hours").click()
    expect(page.get_by_text("1 overlap", exact=True)).to_be_visible()
    assert not check_page(page, quick=True)

    page.get_by_role("link", name="Change the hours of Monitoring Devroom").click()
    page.get_by_label("From", exact=True).fill("13:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("overlap")).to_have_count(0)
    visit("/manage/monitoring/schedule")
    expect(page.get_by_text("4 h 30 min free")).to_be_visible()
    assert not check_page(page, quick=True)

    visit("/manage/conf/allocations")
    page.get_by_text("Take back…").first.click()
    page.get_by_role("button", name="Take these hours back").click()
    expect(page.get_by_text("no longer has these hours")).to_be_visible()
