"""Navigation and addresses, as layouts ask for them."""

from types import SimpleNamespace

import pytest
from flask import g

from eventsite.core import layout
from eventsite.core.web import EventItem, NavItem
from eventsite.permissions import Right
from tests import factories

CONF = SimpleNamespace(slug="conf", has_sponsors=False)
EVENT_ITEMS = (
    EventItem("Sponsors", "front.index", has=lambda event: event.has_sponsors),
    EventItem("About", "front.event"),
    EventItem("Nowhere", "nothing.at_all"),
    EventItem("Register", "overview.event", until_over=True),
)


@pytest.fixture
def within(app, monkeypatch):
    """Answer from inside a request for `path`."""
    monkeypatch.setitem(app.extensions, "event_navigation", EVENT_ITEMS)

    def answer(function, *args, path="/events/conf", **kwargs):
        with app.test_request_context(path):
            return function(*args, **kwargs)

    return answer


@pytest.mark.one_database
def test_links_that_no_room_serves_are_left_out(within):
    assert within(layout.event_links, CONF) == [
        ("About", "/events/conf", "page"),
        ("Register", "/manage/conf/", ""),
    ]


@pytest.mark.one_database
def test_what_is_of_no_use_after_the_event_is_left_out(within):
    assert within(layout.event_links, CONF, is_over=True) == [
        ("About", "/events/conf", "page")
    ]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/manage/conf/", "page"),
        ("/manage/conf/team/7", "true"),
        ("/manage/conference/team", ""),
        ("/events/conf", ""),
    ],
)
def test_the_page_one_is_on_and_the_section_one_is_in(app, path, current):
    items = (EventItem("Team", "team_desk.team"),)
    if current == "page":
        items = (EventItem("Overview", "overview.event"),)
    with app.test_request_context(path):
        entries = layout._entries(items, slug="conf")  # noqa: SLF001
    assert [entry.current for entry in entries] == [current]


def test_organisers_see_what_they_may_do(app, monkeypatch):
    items = (
        NavItem("Event", "Overview", "overview.event", Right.SEE_EVENT),
        NavItem("People", "Team", "team_desk.team", Right.MANAGE_TEAM),
    )
    monkeypatch.setitem(app.extensions, "navigation", items)
    slug = factories.event().slug
    with app.test_request_context(f"/manage/{slug}/"):
        g.access = SimpleNamespace(rights={Right.SEE_EVENT}, is_archived=False)
        found = layout.organiser_links(slug)
    assert found == {"Event": [("Overview", f"/manage/{slug}/", "page")]}
    g.pop("access")
    with app.test_request_context(f"/manage/{slug}/"):
        assert layout.organiser_links(slug) == {}


@pytest.mark.one_database
def test_another_page_of_a_list_keeps_the_address(app):
    with app.test_request_context("/events/conf?q=a&page=2&q=b"):
        assert layout.page_url(3) == "/events/conf?q=a&q=b&page=3"


@pytest.mark.one_database
def test_colours_in_one_address(app):
    with app.test_request_context():
        assert layout.colours_url(["b", "a", "b"]) == "/colours/a-b.css"
    assert layout.colour_key("#FFEE00") == "ffee00"
    assert layout.colour_key(None, "Go") == layout.colour_key("", "Go")
    assert len(layout.colour_key("red", "Go")) == 6
