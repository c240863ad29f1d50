"""A programme without a network: open it once, then go on in the cellar."""

import json
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from eventsite.core.db import db
from eventsite.events.models import EventState
from eventsite.favourites.queries import list_codes
from eventsite.permissions import Role
from tests import factories
from tests.factories import NOW
from tests.programme.conftest import conf, draft, event, release
from tests.schedule.test_releases import placed

__all__ = ["conf", "draft", "event", "release"]
IS_KEPT = """async (list) => {
  const cache = await caches.open("programme 1 index");
  const index = await (await cache.match("/programme/index"))?.json();
  return Boolean(index?.[list]);
}"""
ALL_KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found[new URL(request.url).pathname] = await (await cache.match(request)).text();
    }
  }
  return found;
}"""


@pytest.fixture
def page(open_browser):
    return open_browser(service_workers="allow")


@pytest.fixture
def until(page):
    """Wait until what a script promises is so; Playwright waits for values only."""

    def wait(script, arg=None):
        for _ in range(300):
            if page.evaluate(script, arg):
                return
            page.wait_for_timeout(100)
        raise AssertionError(script)

    return wait


@pytest.fixture
def keep(page, until):
    """Open a page of the event and wait until its programme is kept."""

    def go(address="/events/conf/schedule", slug="conf"):
        db.session.commit()
        page.goto(address)
        until(IS_KEPT, f"/events/{slug}/offline.json")

    return go


@pytest.fixture
def in_the_cellar(page, keep, conf):
    assert conf
    keep()
    page.context.set_offline(True)
    yield page
    page.context.set_offline(False)


def note(page):
    return page.locator(".saved-note").get_by_role("status")


def go_to(page, address):
    """Open an address; a kept page has no status of the network's."""
    page.goto(address)
    expect(note(page)).to_contain_text("You are offline. This was saved")


def test_everything_of_the_programme_is_there(in_the_cellar):
    page = in_the_cellar
    for address, heading in (
        ("schedule", "Schedule"), ("schedule?view=list", "Schedule"),
        ("sessions", "Sessions"), ("speakers", "Speakers"), ("rooms", "Rooms"),
        ("sessions/PEN222", "Opening"), ("speakers/ADA222", "Ada Lovelace"),
        ("rooms/aula", "Aula"), ("tracks/cloud", "Cloud"),
        ("schedule/mine", "My schedule"),
    ):  # fmt: skip
        go_to(page, f"/events/conf/{address}")
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        assert heading in page.title() or address.startswith("schedule?")
    page.goto("/events/side/sessions/BEL222")  # of the event below
    expect(page.get_by_role("heading", level=1)).to_have_text("Below")


def test_links_filters_and_search_go_on_working(in_the_cellar, check_page):
    page = in_the_cellar
    go_to(page, "/events/conf/schedule")
    check_page(page)
    page.get_by_role("navigation", name="Days").get_by_role("link").nth(2).click()
    expect(page.locator(".s:visible h4")).to_have_text(["Other day"])
    page.get_by_role("searchbox").fill("ópen")
    hit = page.locator(".hits").get_by_role("link", name="Opening")
    expect(hit).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    go_to(page, "/events/conf/search?q=below")
    expect(page.locator(".s:visible h4")).to_have_text(["Below"])
    page.get_by_role("link", name="Below").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Below")


def test_stars_set_offline_reach_the_account(page, keep, enter, conf):
    assert conf
    person = factories.person()
    enter(person)
    keep()
    page.wait_for_function("localStorage.getItem('stars') !== null")
    page.context.set_offline(True)
    go_to(page, "/events/conf/sessions/PEN222")
    page.get_by_role("button", name="Star", exact=True).click()
    go_to(page, "/events/conf/schedule/mine")
    expect(page.locator(".s:visible h4")).to_have_text(["Opening"])
    assert list(list_codes(person.id)) == []
    db.session.rollback()
    with page.expect_response(
        lambda a: a.request.method == "POST" and "stars.json" in a.url
    ):
        page.context.set_offline(False)
    page.wait_for_function(
        "JSON.parse(localStorage.stars).waiting.PEN222 === undefined"
    )
    assert list(list_codes(person.id)) == ["PEN222"]


def test_online_the_page_is_the_networks_and_theirs(page, keep, enter, conf, release):
    enter(factories.person(name="Ana"))
    keep()
    conf.opening.title = "Retold"
    release(conf.event, now=NOW + timedelta(days=1))
    page.goto("/events/conf/schedule")
    expect(page.get_by_role("link", name="Retold")).to_be_visible()
    expect(page.get_by_role("link", name="My pages")).to_be_visible()
    expect(page.locator(".saved-note")).to_have_count(0)


def test_a_newer_release_replaces_what_is_kept(page, keep, until, conf, release):
    keep()
    conf.opening.title = "Retold"
    release(conf.event, now=NOW + timedelta(days=1))
    page.context.set_offline(True)
    go_to(page, "/events/conf/sessions/PEN222")
    expect(page.get_by_role("heading", level=1)).to_have_text("Opening")
    page.context.set_offline(False)  # which makes it ask
    until(
        "async () => Object.values(await ("
        + ALL_KEPT
        + ")()).join().includes('Retold')"
    )
    until(
        "async () => !Object.values(await ("
        + ALL_KEPT
        + ")()).join().includes('Opening')"
    )
    page.context.set_offline(True)
    go_to(page, "/events/conf/sessions/PEN222")
    expect(page.get_by_role("heading", level=1)).to_have_text("Retold")
    page.context.set_offline(False)


def test_only_what_everybody_may_see_is_kept(page, keep, enter, conf):
    person = factories.team_member(conf.event, Role.OWNER, name="Secret Name")
    enter(person)
    keep()
    page.goto("/account/schedule")
    page.goto("/manage/conf/sessions")
    page.goto("/events/conf/sessions/PEN222")
    kept = page.evaluate(ALL_KEPT)
    assert "/events/conf/offline/pages.json" in kept
    assert not [path for path in kept if path.startswith(("/account", "/manage"))]
    everything = json.dumps(kept)
    for word in ("Secret Name", "My pages", person.email, "csrf_token"):
        assert word not in everything


@pytest.mark.parametrize("signed_in", [False, True])
def test_an_event_that_is_private_again_is_forgotten(
    page, keep, until, conf, enter, signed_in
):
    if signed_in:
        enter(factories.team_member(conf.event, Role.OWNER))
    keep()
    conf.event.state = EventState.DRAFT
    db.session.commit()
    page.goto("/events/conf/schedule")
    until(f"async () => !(await ({IS_KEPT})('/events/conf/offline.json'))")
    until(f"async () => !JSON.stringify(await ({ALL_KEPT})()).includes('Opening')")
    page.context.set_offline(True)
    with pytest.raises(Exception, match=r"ERR_INTERNET_DISCONNECTED|ERR_FAILED"):
        page.goto("/events/conf/schedule")
    page.context.set_offline(False)


def test_no_more_than_a_few_events(page, keep, release):
    for number in range(5):
        made = factories.event(slug=f"many{number}")
        placed(factories.draft(made), made)
        release(made)
        keep(f"/events/many{number}/schedule", f"many{number}")
    index = page.evaluate(
        "async () => (await (await caches.open('programme 1 index')).match('/programme/index')).json()"
    )
    assert sorted(index) == [f"/events/many{n}/offline.json" for n in range(1, 5)]
    names = page.evaluate("caches.keys()")
    assert len(names) == 5  # and the index


def test_a_new_worker_takes_over_and_throws_other_formats_away(page, keep, until, conf):
    assert conf
    keep()
    page.evaluate("caches.open('programme 0 /events/conf/offline.json')")
    page.evaluate(
        "navigator.serviceWorker.getRegistration('/events/').then(r => r.unregister())"
    )
    keep("/events/conf/sessions")
    until("async () => !(await caches.keys()).some((n) => n.startsWith('programme 0'))")
    assert page.evaluate(IS_KEPT, "/events/conf/offline.json")
