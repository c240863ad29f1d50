"""An organiser builds an event with a devroom, a room and sessions, and releases it."""

import pytest
from playwright.sync_api import expect

from eventsite.core.db import db
from eventsite.events.models import EventKind
from eventsite.events.queries import find_event
from eventsite.schedule.queries import find_programme
from tests import factories


@pytest.fixture
def press(page):
    """Press a button of the page's content that can be seen."""

    def press(name):
        buttons = page.get_by_role("main").get_by_role("button", name=name, exact=True)
        buttons.locator("visible=true").last.click()

    return press


@pytest.fixture
def fill(page):
    def fill(**values):
        for label, value in values.items():
            page.get_by_label(label.replace("_", " "), exact=True).fill(value)

    return fill


def test_from_nothing_to_a_released_programme(
    page, visit, enter, check_page, press, fill
):
    host = factories.host(slug="acme", name="Acme").slug
    enter(factories.admin())
    visit(f"/manage/hosts/{host}/events/new")
    fill(Name="Acme Conf", First_day="2031-05-05", Last_day="2031-05-06")
    fill(Time_zone="Europe/Brussels")
    press("Create the event")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Event settings")

    visit("/manage/acme-conf/events/new")
    check_page(page)
    fill(Name="Rust Room")
    page.get_by_label("Devroom").check()
    press("Add the event")

    visit("/manage/acme-conf/rooms")
    page.get_by_role("link", name="Add a room").first.click()
    fill(Name="Janson")
    press("Add the room")
    expect(page.get_by_text("Janson").first).to_be_visible()

    for title in ("Ownership", "Borrowing"):
        visit("/manage/rust-room/sessions/new")
        page.get_by_label("Title", exact=True).first.fill(title)
        page.get_by_label("Length in minutes").fill("30")
        page.get_by_label("Title", exact=True).first.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text(title)

    def place(title, at):
        visit("/manage/acme-conf/schedule")
        page.get_by_text("As a list, with a form for each session").click()
        page.get_by_role("link", name=title).first.click()
        page.locator("select[name=room]").select_option(label="Janson")
        page.locator("[name=time]").fill(at)
        press("Place")

    place("Ownership", "10:00")
    place("Borrowing", "10:15")
    clash = page.get_by_role("alert").first
    expect(clash).to_contain_text("Ownership")
    check_page(page)
    page.locator("[name=time]").fill("11:00")
    press("Place")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    visit("/manage/acme-conf/release")
    for box in page.locator("input[name=covers]").all():
        box.check()
    press("Release now")
    expect(page.get_by_text("Version 1 is out.")).to_be_visible()
    for slug in ("acme-conf", "rust-room"):
        visit(f"/manage/{slug}/state")
        press("Make it announced")
        expect(page.get_by_role("button", name="Make it live")).to_be_visible()

    db.session.rollback()
    child = find_event("rust-room")
    assert (child.kind, child.parent.slug) == (EventKind.DEVROOM, "acme-conf")
    programme = find_programme(find_event("acme-conf"))
    placed = {s.title: (s.room, s.starts_at.hour, s.event) for s in programme.sessions}
    assert placed == {  # Brussels is two hours ahead of UTC in May
        "Ownership": ("Janson", 8, "rust-room"),
        "Borrowing": ("Janson", 9, "rust-room"),
    }

    visit("/events/rust-room/schedule?view=list")
    expect(page.get_by_role("link", name="Ownership").first).to_be_visible()
    check_page(page)
