from playwright.sync_api import expect

from tests import factories

LONG = "It begins with the same words. " * 20


def test_both_wishes_are_seen_and_saved_knowingly(
    visit, enter, open_browser, check_page
):
    event = factories.event(slug="conf")
    lovelace = factories.speaker(event, name="Ada Lovelace")
    session = factories.session(event, [lovelace], title="Engines", abstract=LONG)
    enter(factories.owner(event))
    address = f"/manage/conf/sessions/{session.code}/edit"
    mine = visit(address)
    theirs = open_browser()
    enter(factories.owner(event), theirs)
    theirs.goto(address)

    theirs.get_by_label("Title", exact=True).fill("Analytical engines")
    theirs.get_by_label("Abstract").fill(f"{LONG} Theirs.")
    theirs.get_by_label("Level").select_option(label="Beginner")
    theirs.get_by_role("button", name="Save the session").click()
    expect(theirs.get_by_text("The session is saved.")).to_be_visible()

    mine.get_by_label("Title", exact=True).fill("Difference engines")
    mine.get_by_label("Abstract").fill(f"{LONG} Mine.")
    mine.get_by_role("button", name="Save the session").click()
    summary = mine.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Somebody else has saved this")
    expect(summary).to_contain_text("Analytical engines")
    expect(mine.get_by_label("Title", exact=True)).to_have_value("Difference engines")
    expect(mine.get_by_label("Level")).to_have_value("Beginner")
    assert not check_page(mine, quick=True)

    mine.get_by_role("button", name="Save the session").click()
    expect(mine.get_by_text("The session is saved.")).to_be_visible()
    expect(mine.get_by_label("Title", exact=True)).to_have_value("Difference engines")
