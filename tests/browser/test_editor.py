"""The schedule's grid: moved by pointer and by keyboard, by two people at once."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from eventsite.core.db import db
from eventsite.events.queries import visible_rooms
from eventsite.permissions import Role
from eventsite.schedule.models import SessionDemand, Slot
from tests import factories
from tests.factories import only, saved, stored
from tests.proposals.things import proposal
from tests.schedule.test_releases import placed
from tests.schedule.test_rules import MORNING


@pytest.fixture
def event(app):
    assert app.testing
    event = factories.event(name="Conf", slug="conf")
    factories.room(event, name="Aula", capacity=250)
    factories.room(event, name="Cave")
    return event


@pytest.fixture
def chair(event):
    return factories.team_member(event, Role.PROGRAMME_CHAIR)


def card(page, title):
    return page.locator(".ed-card", has_text=title)


def moved(page):
    db.session.rollback()
    return page.expect_response(lambda answer: "/schedule/moves" in answer.url)


def drag(page, what, where, dy=0):
    """Drag by the upper edge of `what` to a point of the grid's column `where`."""
    start = what.bounding_box()
    body = page.locator("[data-body]").bounding_box()
    x = body["x"] + body["width"] / 3 * (where + 0.5)
    page.mouse.move(start["x"] + 30, start["y"] + 2)
    page.mouse.down()
    page.mouse.move(start["x"] + 40, start["y"] + 20, steps=3)
    page.mouse.move(x, body["y"] + dy, steps=6)
    with moved(page):
        page.mouse.up()


def slot():
    db.session.rollback()
    found = only(Slot)
    return found.room and found.room.name, found.starts_at


def test_a_session_is_dragged_from_the_pool_and_back(
    event, chair, visit, enter, check_page
):
    factories.session(event, title="Opening")
    enter(chair)
    page = visit("/manage/conf/schedule")
    expect(card(page, "Opening")).to_be_visible()
    check_page(page)
    drag(page, card(page, "Opening"), 1, dy=110)
    expect(page.locator("[data-body] .ed-card")).to_have_count(1)
    room, at = slot()
    assert room == "Cave"
    assert at is not None
    with moved(page):
        page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-pool-list] .ed-card")).to_have_count(1)
    with moved(page):
        page.get_by_role("button", name="Redo").click()
    assert slot() == (room, at)


def test_a_session_is_moved_by_keyboard_alone(event, chair, visit, enter):
    aula = visible_rooms(event)[0]
    placed(factories.draft(event), event, 0, aula, title="Opening")
    enter(chair)
    page = visit("/manage/conf/schedule")
    card(page, "Opening").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-live]")).to_contain_text("09:00–09:30, Aula: free")
    for key in ("ArrowDown", "Shift+ArrowDown", "ArrowRight", "+"):
        page.keyboard.press(key)
    expect(page.locator("[data-live]")).to_contain_text("09:35–10:10, Cave: free")
    with moved(page):
        page.keyboard.press("Enter")
    room, at = slot()
    assert room == "Cave"
    assert (at - MORNING).total_seconds() == 35 * 60
    expect(card(page, "Opening")).to_be_focused()
    expect(page.locator("[data-live]")).to_contain_text("Opening: 09:35–10:10, Cave")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("[data-live]")).to_contain_text("is back where it was")
    assert slot() == (room, at)
    with moved(page):
        page.keyboard.press("Delete")
    assert slot() == (None, None)


def test_what_speaks_against_a_place_is_said_while_it_is_held(
    event, chair, visit, enter
):
    aula, cave = visible_rooms(event)
    draft = factories.draft(event)
    ada = factories.speaker(event, name="Ada")
    placed(draft, event, 0, aula, [ada], title="Opening")
    placed(draft, event, 30, cave, [ada], title="Second")
    enter(chair)
    page = visit("/manage/conf/schedule")
    card(page, "Second").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+ArrowUp")
    told = page.locator("[data-live]")
    expect(told).to_contain_text("Cave: Ada is at “Opening” then")
    page.keyboard.press("ArrowLeft")
    expect(told).to_contain_text("Aula: the room is taken by “Opening”")
    with moved(page):
        page.keyboard.press("Enter")
    warning = page.locator("[data-warnings] button")
    expect(warning).to_contain_text("Aula is taken twice")
    expect(card(page, "Second")).to_have_attribute("data-clash", "error")


def test_two_people_who_move_the_same_session_see_both_wishes(
    event, chair, visit, enter, open_browser
):
    aula = visible_rooms(event)[0]
    placed(factories.draft(event), event, 0, aula, title="Opening")
    enter(chair)
    mine = visit("/manage/conf/schedule")
    theirs = open_browser()
    enter(factories.team_member(event, Role.PROGRAMME_CHAIR), theirs)
    theirs.goto("/manage/conf/schedule")
    for page, key in ((theirs, "ArrowDown"), (mine, "Shift+ArrowDown")):
        card(page, "Opening").focus()
        page.keyboard.press("Enter")
        page.keyboard.press(key)
        with moved(page):
            page.keyboard.press("Enter")
    refusal = mine.locator("[data-refusal]")
    expect(refusal).to_contain_text("It stands at 09:05, Aula; you wanted 09:30, Aula.")
    assert (slot()[1] - MORNING).total_seconds() == 5 * 60
    with moved(mine):
        refusal.get_by_role("button", name="Move it as I wanted").click()
    assert (slot()[1] - MORNING).total_seconds() == 30 * 60


def test_while_a_session_is_held_the_grid_shows_where_it_may_go_and_why_not(
    event, chair, visit, enter
):
    aula, cave = visible_rooms(event)
    cave.capacity = 10
    draft = factories.draft(event)
    ada = factories.speaker(event, name="Ada")
    placed(draft, event, 0, aula, [ada], title="Opening")
    second = factories.session(event, [ada], title="Second")
    saved(SessionDemand(session_id=second.id, audience=50))
    enter(chair)
    page = visit("/manage/conf/schedule")
    card(page, "Second").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ed-busy")).to_have_text("Ada is at “Opening” then")
    expect(page.locator("[data-heads] em")).to_have_text(["too small for 50 people"])
    openings = page.locator(".ed-open")
    expect(openings).to_have_count(6)  # before and after, in each room and in none
    taken = card(page, "Opening").bounding_box()
    for opening in openings.all():
        box = opening.bounding_box()
        is_above = box["y"] + box["height"] <= taken["y"] + 2
        assert is_above or box["y"] >= taken["y"] + taken["height"] - 2
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-live]")).to_contain_text("Cave: too small for 50 people")
    page.keyboard.press("Escape")
    expect(openings).to_have_count(0)


def test_a_warning_leads_to_its_place_on_another_day(event, chair, visit, enter):
    aula, _cave = visible_rooms(event)
    draft = factories.draft(event)
    placed(draft, event, 0, aula, title="Friday's")
    small = placed(draft, event, 24 * 60, aula, title="Saturday's")
    saved(SessionDemand(session_id=small.id, audience=999))
    enter(chair)
    page = visit("/manage/conf/schedule")
    expect(card(page, "Saturday's")).to_have_count(0)
    expect(page.locator('[data-count="warnings"]')).to_have_text("1")
    page.locator("[data-warnings] button").click()
    expect(card(page, "Saturday's")).to_be_focused()
    expect(card(page, "Saturday's")).to_have_attribute("data-clash", "warning")


def test_the_pool_is_narrowed_to_a_track_and_an_event(event, chair, visit, enter):
    child = factories.child(event, name="Devroom")
    tracks = [factories.track(event, name=name) for name in ("Cloud", "Kernel")]
    factories.session(event, title="Clouds", track=tracks[0])
    factories.session(event, title="Kernels", track=tracks[1])
    factories.session(child, title="Devrooms", track=tracks[1])
    enter(chair)
    page = visit("/manage/conf/schedule")
    page.get_by_label("Track", exact=True).select_option("Kernel")
    expect(page.locator("[data-pool] .ed-card b")).to_have_text(["Devrooms", "Kernels"])
    page.get_by_label("Event", exact=True).select_option("Devroom")
    expect(page.locator("[data-pool] .ed-card b")).to_have_text(["Devrooms"])


def test_a_draft_of_ones_own_is_moved_and_taken_over(
    event, chair, visit, enter, check_page
):
    aula = visible_rooms(event)[0]
    placed(factories.draft(event, name="Plan A"), event, 0, aula, title="Opening")
    enter(chair)
    page = visit("/manage/conf/schedule/drafts")
    check_page(page)
    page.get_by_role("textbox", name="Name").fill("Plan B")
    page.get_by_role("button", name="Make the draft").click()
    card(page, "Opening").focus()
    for key in ("Enter", "Shift+ArrowDown"):
        page.keyboard.press(key)
    with moved(page):
        page.keyboard.press("Enter")
    page.get_by_role("link", name="Drafts").click()
    page.get_by_role("link", name="Compare Plan B with the current draft").click()
    check_page(page)
    page.get_by_label("Take “Opening” over").check()
    page.get_by_role("button", name="Take over what is ticked").click()
    expect(page.locator("main")).to_contain_text("1 session is moved.")
    db.session.rollback()
    places = {one.draft.name: one.starts_at - MORNING for one in stored(Slot)}
    assert set(places.values()) == {timedelta(minutes=30)}
    assert set(places) == {"Plan A", "Plan B"}


def test_pages_about_conflicts_are_for_everybody(
    event, chair, visit, enter, check_page
):
    ada = factories.speaker(event, name="Ada")
    aula = visible_rooms(event)[0]
    talk = placed(factories.draft(event), event, 0, aula, [ada], title="Opening")
    saved(SessionDemand(session_id=talk.id, audience=999))
    enter(chair)
    for page in (
        "conflicts", "terms",
        f"sessions/{talk.code}/demand", f"speakers/{ada.code}/availability",
    ):  # fmt: skip
        check_page(visit(f"/manage/conf/schedule/{page}"))
    page = visit("/manage/conf/schedule/conflicts")
    page.get_by_text("Accept this warning…").click()
    page.get_by_label("Why it can stay").fill("There is a video room.")
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.locator("main")).to_contain_text("There is a video room.")
    expect(page.locator("main")).to_contain_text("Nothing is wrong")


def test_a_proposal_is_placed_before_anybody_has_decided(
    event, chair, visit, enter, check_page
):
    factories.session(event, title="Opening")
    proposal(event, title="Perhaps")
    enter(chair)
    page = visit("/manage/conf/schedule")
    expect(card(page, "Perhaps")).to_have_attribute("data-tentative", "")
    check_page(page)
    page.get_by_label("Accepted").select_option("Proposals not decided on")
    expect(page.locator("[data-pool] .ed-card b")).to_have_text(["Perhaps"])
    drag(page, card(page, "Perhaps"), 0, dy=110)
    expect(page.locator("[data-body] .ed-card[data-tentative]")).to_have_count(1)
    assert slot()[0] == "Aula"
    assert only(Slot).proposal.title == "Perhaps"
