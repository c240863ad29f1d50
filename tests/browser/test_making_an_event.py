"""An organiser makes a conference with events below, rooms, sessions and people."""

from datetime import date

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from eventsite.core.db import db
from eventsite.events.models import Event, EventState, HostAdministrator, Room
from eventsite.events.queries import find_event
from eventsite.sessions.models import Session, StageRole
from tests import factories


@pytest.fixture
def host_admin(enter):
    """Return a person who administers one host, signed in in the page's browser."""
    who = factories.person()
    host = factories.host(slug="cncf", name="CNCF")
    factories.saved(HostAdministrator(host=host, person=who))
    enter(who)
    return who


def looked_up(statement):
    db.session.rollback()  # look at what others have written by now
    return db.session.scalars(statement).all()


@pytest.mark.usefixtures("host_admin")
def test_an_event_tree_is_made_from_nothing(visit, check_page):
    page = visit("/manage/new")
    expect(page.get_by_role("heading", level=1)).to_have_text("New event of CNCF")
    check_page(page, quick=True)

    page.get_by_label("Name").fill("CloudNativeCon 2016")
    page.get_by_label("First day").fill("2016-11-08")
    page.get_by_label("Last day").fill("2016-11-07")
    page.get_by_label("Time zone").fill("America/Los_Angeles")
    page.get_by_label("City").fill("Seattle")
    page.get_by_role("button", name="Create the event").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "The last day is before the first"
    )
    assert check_page(page, quick=True) == []
    expect(page.get_by_label("City")).to_have_value("Seattle")

    page.get_by_label("Last day").fill("2016-11-09")
    page.get_by_role("button", name="Create the event").click()
    expect(page.get_by_role("status")).to_contain_text("CloudNativeCon 2016 is there")

    page.get_by_role("link", name="Events below").click()
    page.get_by_role("link", name="Add an event").click()
    page.get_by_label("Name").fill("KubeCon 2016")
    days = page.get_by_role("group", name="Days")
    expect(days).to_contain_text("As CloudNativeCon 2016: 8–9 November 2016")
    expect(page.get_by_label("First day")).to_be_hidden()
    days.get_by_label("Its own").check()
    page.get_by_label("First day").fill("2016-11-09")
    page.get_by_label("Last day").fill("2016-11-09")
    assert check_page(page, quick=True) == []
    page.get_by_role("button", name="Add the event").click()
    expect(page.get_by_role("status")).to_contain_text("KubeCon 2016 is there")

    page.get_by_role("link", name="Events below").click()
    page.get_by_role("link", name="Add an event").click()
    page.get_by_label("Name").fill("Storage devroom")
    page.get_by_label("Devroom: a part run").check()
    page.get_by_role("button", name="Add the event").click()
    expect(page.get_by_role("status")).to_contain_text("Storage devroom is there")

    db.session.rollback()
    root, kubecon, devroom = (
        find_event(slug)
        for slug in ("cloudnativecon-2016", "kubecon-2016", "storage-devroom")
    )
    assert (kubecon.parent, kubecon.starts_on) == (root, date(2016, 11, 9))
    assert (kubecon.city, kubecon.timezone) == ("Seattle", "America/Los_Angeles")
    assert (devroom.parent, devroom.kind, devroom.starts_on) == (
        kubecon, "devroom", date(2016, 11, 9),
    )  # fmt: skip


@pytest.mark.usefixtures("host_admin")
def test_an_event_gets_rooms_and_types_and_is_announced(visit, check_page):
    host = db.session.scalars(select(HostAdministrator)).one().host
    factories.event(slug="conf", host=host, state=EventState.DRAFT)
    page = visit("/manage/conf/rooms")
    page.get_by_role("link", name="Add a room").click()
    page.get_by_label("Name").fill("Aula Magna")
    page.get_by_label("Places").fill("1441")
    page.get_by_label("Features").fill("projector, live stream")
    page.get_by_role("button", name="Add the room").click()
    expect(page.get_by_role("row", name="Aula Magna")).to_contain_text("1441")
    check_page(page)

    page.get_by_role("link", name="Session types").click()
    page.get_by_role("button", name="Add these 7").click()
    expect(page.get_by_role("row", name="Lightning talk")).to_contain_text("5 min")
    check_page(page)
    page.get_by_role("button", name="Move Keynote up").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("Keynote")

    page.get_by_role("link", name="State", exact=True).click()
    check_page(page)
    page.get_by_role("button", name="Make it announced").click()
    expect(page.get_by_role("status")).to_contain_text("is now announced")
    page.get_by_text("Archive…").click()
    page.get_by_role("button", name="Archive", exact=True).click()
    expect(page.get_by_role("button", name="Reactivate")).to_be_visible()
    check_page(page)
    assert looked_up(select(Event.state)) == [EventState.ARCHIVED]
    assert looked_up(select(Room.capacity)) == [1441]


def test_a_session_is_written_without_a_script(open_browser, enter, check_page):
    event = factories.event(slug="conf")
    factories.speaker(event, name="Ada Lovelace", affiliation="Engines")
    factories.session_type(event, name="Panel")
    page = open_browser(java_script_enabled=False)
    enter(factories.owner(event), page)
    page.goto("/manage/conf/sessions/new")

    page.get_by_label("Title", exact=True).fill("Networking Panel")
    page.get_by_label("Abstract").fill("Compete on *execution*.")
    page.get_by_label("Length in minutes").fill("40")
    page.get_by_label("Type").select_option("Panel")
    finder = page.get_by_label("Add a person")
    finder.fill("ada")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="Add Ada Lovelace, Engines").click()
    finder.fill("Susan Wu")
    finder.press("Enter")  # is no "save" while a name waits
    page.get_by_role("button", name="Add “Susan Wu” as somebody new").click()
    susan = page.get_by_role("listitem").filter(has=page.get_by_label("Affiliation"))
    susan.get_by_label("Affiliation").fill("Midokura")
    susan.get_by_label("Role").select_option("Moderator")
    page.get_by_role("button", name="Move Susan Wu up").click()
    page.get_by_role("button", name="Add a link").click()
    page.get_by_label("Address (optional)").fill("https://example.org/panel")
    page.get_by_role("button", name="Preview the texts").click()
    expect(page.locator(".written em")).to_have_text("execution")
    page.get_by_role("button", name="Add the session").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Networking Panel")

    db.session.rollback()
    made = db.session.scalars(select(Session)).one()
    assert [(p.speaker.name, p.role) for p in made.people] == [
        ("Susan Wu", StageRole.MODERATOR),
        ("Ada Lovelace", StageRole.SPEAKER),
    ]
    assert [link.url for link in made.links] == ["https://example.org/panel"]
    assert (made.type.name, made.abstract) == ("Panel", "Compete on *execution*.")
    assert made.people[0].speaker.affiliation == "Midokura"

    looking = open_browser()
    enter(factories.owner(event), looking)
    for path in (
        "/manage/conf/sessions",
        f"/manage/conf/sessions/{made.code}/edit",
        f"/manage/conf/sessions/{made.code}/attachments",
        "/manage/conf/speakers",
        f"/manage/conf/speakers/{made.people[0].speaker.code}/edit",
    ):
        looking.goto(path)
        check_page(looking)
