"""Stars in a real browser: kept by it, told to the account, the same everywhere."""

import json

import pytest
from playwright.sync_api import expect

from eventsite.core.db import db
from eventsite.favourites.models import Favourite
from eventsite.favourites.queries import list_codes
from tests import factories
from tests.factories import stored
from tests.programme.conftest import conf, draft, event, release
from tests.schedule.test_releases import placed

__all__ = ["conf", "draft", "event", "release"]


@pytest.fixture
def person(conf):
    assert conf
    return factories.person(name="Ana")


def star_of(page, title):
    return page.get_by_role("button", name=f"Star “{title}”")


def kept(page):
    return json.loads(page.evaluate("localStorage.getItem('stars') ?? '{}'"))


def theirs(person):
    db.session.rollback()
    return list(list_codes(person.id))


@pytest.fixture
def told(page):
    """Wait until the browser has told the account what happens inside."""

    def wait():
        db.session.rollback()  # a transaction left open would keep it from writing
        return page.expect_response(
            lambda answer: (
                answer.url.endswith("/account/stars.json")
                and answer.request.method == "POST"
            )
        )

    return wait


@pytest.mark.usefixtures("conf")
def test_a_stranger_keeps_stars_in_the_browser(visit, check_page):
    asked = []
    page = visit("/events/conf/schedule")
    page.on("request", lambda request: asked.append(request.url))
    star = star_of(page, "Opening")
    expect(star).to_have_attribute("aria-pressed", "false")
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("status")).to_have_text("Starred")
    check_page(page)
    for address in ("schedule?view=list", "sessions", "rooms/aula", "speakers/ADA222"):
        page = visit(f"/events/conf/{address}")
        expect(star_of(page, "Opening")).to_have_attribute("aria-pressed", "true")
    page = visit("/events/conf/sessions/PEN222")
    star = page.get_by_role("button", name="Star", exact=True)
    expect(star).to_have_attribute("aria-pressed", "true")
    check_page(page)
    star.click()
    page = visit("/events/conf/schedule")
    expect(star_of(page, "Opening")).to_have_attribute("aria-pressed", "false")
    assert not [url for url in asked if "/account/" in url]


def test_they_join_the_account_of_who_signs_in(visit, page, enter, person, told):
    page = visit("/events/conf/schedule")
    star_of(page, "Opening").click()
    db.session.add(
        Favourite(
            person_id=person.id,
            session_id=factories.session(factories.event()).id,
            starred_at=person.created_at,
        )
    )
    db.session.commit()
    before = theirs(person)
    enter(person)
    with told():
        visit("/events/conf/schedule")
    assert theirs(person) == sorted([*before, "PEN222"])
    assert kept(page)["owner"] == str(person.id)
    with told():
        star_of(page, "Next one").click()
        star_of(page, "Opening").click()  # told together
    assert theirs(person) == sorted([*before, "NEXT22"])
    page = visit("/account/schedule")
    expect(star_of(page, "Next one")).to_have_attribute("aria-pressed", "true")


def test_another_browser_has_them_too(open_browser, visit, enter, person, told):
    enter(person)
    page = visit("/events/conf/schedule")
    with told():
        star_of(page, "Opening").click()
    phone = open_browser(viewport={"width": 360, "height": 800})
    enter(person, phone)
    phone.goto("/events/conf/schedule")
    expect(star_of(phone, "Opening")).to_have_attribute("aria-pressed", "true")


def test_without_a_network_they_wait(visit, page, enter, person, told):
    enter(person)
    visit("/events/conf/schedule")
    expect(star_of(page, "Opening")).to_be_visible()
    page.context.set_offline(True)
    star_of(page, "Opening").click()
    expect(star_of(page, "Opening")).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(600)
    assert theirs(person) == []
    assert kept(page)["waiting"] == {"PEN222": True}
    with told():
        page.context.set_offline(False)
    assert theirs(person) == ["PEN222"]
    page.wait_for_function(
        "JSON.parse(localStorage.stars).waiting.PEN222 === undefined"
    )


def test_those_of_one_person_never_go_to_another(visit, page, enter, person, told):
    enter(person)
    visit("/events/conf/schedule")
    with told():
        star_of(page, "Opening").click()
    other = factories.person()
    enter(other)
    with page.expect_response("**/account/stars.json"):
        visit("/events/conf/schedule")
    expect(star_of(page, "Opening")).to_have_attribute("aria-pressed", "false")
    assert theirs(other) == []
    assert theirs(person) == ["PEN222"]


def test_signing_out_takes_them_out_of_the_browser(visit, page, enter, person, told):
    enter(person)
    visit("/events/conf/schedule")
    with told():
        star_of(page, "Opening").click()
    visit("/signout")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    assert kept(page) == {}
    assert len(stored(Favourite)) == 1


def test_without_a_script_the_session_has_a_form(open_browser, enter, person):
    page = open_browser(java_script_enabled=False)
    enter(person, page)
    page.goto("/events/conf/sessions/PEN222")
    page.get_by_role("button", name="Star", exact=True).click()
    expect(page.get_by_role("button", name="Take my star away")).to_be_visible()
    assert theirs(person) == ["PEN222"]


def test_the_calendar_is_shared_and_taken_back(visit, page, enter, person, check_page):
    enter(person)
    visit("/account/schedule")
    check_page(page)
    page.get_by_role("button", name="Make a calendar address").click()
    address = page.get_by_label("Secret address").input_value()
    check_page(page)
    assert page.request.get(address).ok
    page.get_by_text("Remove the address…").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove the address").click()
    expect(page.get_by_text("Nobody can read your calendar")).to_be_visible()
    assert page.request.get(address).status == 404


@pytest.mark.usefixtures("conf")
def test_the_schedule_shows_only_what_is_starred(visit, page, check_page):
    visit("/events/conf/schedule")
    only = page.get_by_role("button", name="Only starred")
    only.click()
    expect(page.get_by_text("Nothing starred here")).to_be_visible()
    only.click()
    star_of(page, "Below").click()
    only.click()
    cards = page.locator(".timetable .s:visible h4")
    expect(cards).to_have_text(["Below"])
    check_page(page)
    visit("/events/conf/schedule?view=list")
    expect(cards).to_have_text(["Below"])
    page.get_by_role("button", name="Only starred").click()
    expect(cards).to_have_count(4)


@pytest.mark.usefixtures("conf")
def test_my_schedule_without_an_account(visit, page, check_page, conf, release):
    placed(conf.draft, conf.event, 10, conf.cave, title="Meanwhile")
    release(conf.event)
    visit("/events/conf/schedule/mine")
    expect(page.get_by_text("No session starred yet")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="See the schedule").click()
    for title in ("Opening", "Meanwhile", "Other day"):
        star_of(page, title).click()
    page.get_by_role("link", name="My schedule").click()
    cards = page.locator(".mine .s:visible")
    expect(cards.locator("h4")).to_have_text(["Opening", "Meanwhile", "Other day"])
    expect(page.locator(".clash")).to_have_text(
        ["Same time as Meanwhile", "Same time as Opening"]
    )
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    check_page(page)
    star_of(page, "Meanwhile").click()  # by mistake, perhaps: it can be starred again
    expect(page.locator(".clash")).to_have_count(0)
    expect(cards).to_have_count(3)
    calendar = page.get_by_role("link", name="Download (iCal)").get_attribute("href")
    answer = page.request.get(calendar)
    assert answer.text().count("BEGIN:VEVENT") == 2
    page.reload()
    expect(cards.locator("h4")).to_have_text(["Opening", "Other day"])
