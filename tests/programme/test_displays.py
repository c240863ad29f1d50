"""The screen beside a room's door, and what programs are told for it."""

import json
from datetime import timedelta

import pytest
from lxml import etree

from eventsite.core.db import db
from eventsite.events.models import EventState
from tests import factories
from tests.factories import NOW
from tests.schedule.test_releases import MORNING, placed

MINUTE = timedelta(minutes=1)
PAGES = ("display", "display.json")


@pytest.fixture
def at(set_clock, conf):
    """Stop the clock so many minutes after the event has begun."""
    assert conf

    def minutes(number):
        set_clock(MORNING + number * MINUTE)

    return minutes


def told(client, room="aula", slug="conf"):
    answer = client.get(f"/events/{slug}/rooms/{room}/display.json")
    assert answer.status_code == 200
    return json.loads(answer.data)


def shown(client, room="aula", asked=""):
    answer = client.get(f"/events/conf/rooms/{room}/display{asked}")
    assert answer.status_code == 200
    return etree.HTML(answer.text)


def titles(page, place):
    return page.xpath(
        f"//section[@class='{place}']//*[contains(@class, 'title')]/text()"
    )


def test_now_next_and_later(client, at):
    at(-10)
    page = shown(client)
    assert titles(page, "now") == ["Nothing is on"]
    assert titles(page, "next") == ["Opening"]
    assert page.xpath("//section[@class='later']//li/span/text()") == [
        "09:30", "Next one",
    ]  # fmt: skip
    at(10)
    page = shown(client)
    assert titles(page, "now") == ["Opening"]
    assert page.xpath("//section[@class='now']/p[@class='by']/text()") == [
        "Ada Lovelace"
    ]
    assert page.xpath("//section[@class='now']/p[@class='time']/text()") == [
        "09:00–09:30"
    ]
    assert titles(page, "next") == ["Next one"]
    at(24 * 60 * 9)
    assert titles(shown(client), "next") == []


def test_the_day_of_what_is_next_is_named_if_it_is_another(client, at):
    at(70)  # "Below" is on until ten
    page = shown(client, "cave")
    assert titles(page, "now") == ["Below"]
    assert page.xpath("//section[@class='next']/p[@class='time']/text()") == [
        "Sat 2 Nov, 09:00–09:30"
    ]


def test_programs_are_told_the_same(client, at):
    at(10)
    found = told(client)
    assert (found["event"], found["room"], found["capacity"]) == ("Conf", "Aula", 250)
    assert found["time_zone"] == "America/Los_Angeles"
    assert found["now"] == {
        "code": "PEN222",
        "title": "Opening",
        "people": ["Ada Lovelace"],
        "track": "Cloud",
        "language": "",
        "url": "http://localhost/events/conf/sessions/PEN222",
        "cancelled": False,
        "start": "2030-11-01T09:00:00-07:00",
        "end": "2030-11-01T09:30:00-07:00",
        "room": "Aula",
    }
    assert found["next"]["title"] == "Next one"
    assert (found["later"], found["break"]) == ([], None)


def test_a_cancelled_session_is_struck_through(client, at, conf, release):
    conf.opening.state = "cancelled"
    db.session.commit()
    release(conf.event, version="2", now=NOW + MINUTE)
    at(10)
    page = shown(client)
    (title,) = page.xpath("//section[@class='now']/p[contains(@class, 'off')]/text()")
    assert title == "Opening"
    assert page.xpath("//section[@class='now']//strong/text()") == ["Cancelled"]
    assert told(client)["now"]["cancelled"]


@pytest.mark.parametrize("page", PAGES)
def test_it_stays_the_same_until_something_begins_or_ends(client, at, page):
    def tag(minutes):
        at(minutes)
        return client.get(f"/events/conf/rooms/aula/{page}").headers["ETag"]

    assert tag(0) == tag(1) == tag(29)
    assert tag(29) != tag(30)
    at(31)
    known = client.get(f"/events/conf/rooms/aula/{page}").headers["ETag"]
    at(32)
    again = client.get(
        f"/events/conf/rooms/aula/{page}", headers={"If-None-Match": known}
    )
    assert again.status_code == 304


@pytest.mark.parametrize("page", PAGES)
def test_a_release_shows_at_once(client, at, conf, release, page):
    at(10)
    client.get(f"/events/conf/rooms/aula/{page}")
    conf.opening.title = "Grand opening"
    db.session.commit()
    release(conf.event, version="2", now=NOW + MINUTE)
    assert "Grand opening" in client.get(f"/events/conf/rooms/aula/{page}").text


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize("page", PAGES)
def test_it_takes_one_query(client, at, conf, release, queries, *, number, page):
    for n in range(number):
        who = factories.speaker(conf.event)
        placed(conf.draft, conf.event, 60 + n * 30, conf.aula, [who])
    release(conf.event, version="2", now=NOW + MINUTE)
    at(0)
    client.get(f"/events/conf/rooms/aula/{page}")
    with queries() as sent:
        client.get(f"/events/conf/rooms/aula/{page}")
    assert len(sent) == 1


def test_it_works_without_a_script_and_holds_none(client, at):
    at(0)
    page = shown(client)
    assert page.xpath("//noscript/meta/@content") == ["60"]
    assert [bool(one.get("src")) for one in page.xpath("//script")] == [True]
    assert page.xpath("//script/@type") == []  # a module would shut out old tablets


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("?theme=dark", ["dark"]), ("?theme=light", ["light"]), ("?theme=%22x", [])],
)
def test_light_or_dark_can_be_asked_for(client, at, asked, expected):
    at(0)
    assert shown(client, asked=asked).xpath("/html/@data-theme") == expected


@pytest.mark.parametrize("page", PAGES)
def test_where_there_is_none(client, conf, page):
    for path in (f"conf/rooms/nope/{page}", f"side/rooms/aula/{page}"):
        assert client.get(f"/events/{path}").status_code == 404
    conf.event.state = EventState.DRAFT
    db.session.commit()
    assert client.get(f"/events/conf/rooms/aula/{page}").status_code == 404


def test_a_room_leads_to_its_screen(client, conf):
    assert conf
    page = client.get("/events/conf/rooms/aula").text
    assert 'href="/events/conf/rooms/aula/display"' in page
