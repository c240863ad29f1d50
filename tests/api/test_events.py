from datetime import date

import pytest

from eventsite.core.files import StoredFile
from eventsite.events.models import EventState, FormerSlug
from tests import factories
from tests.factories import NOW, saved


def slugs(answer):
    return [event["slug"] for event in answer.json]


def test_an_event_tells_what_its_page_tells(ask, conf):
    conf.event.tagline = "Clouds & <rain>"
    conf.event.description = "Come *all* <script>alert(1)</script>"
    saved(conf.event)
    shown = ask("/events/conf").json
    assert shown == {
        "slug": "conf",
        "name": "Conf",
        "tagline": "Clouds & <rain>",
        "description": "Come *all* <script>alert(1)</script>",
        "description_html": "<p>Come <em>all</em> &lt;script&gt;alert(1)&lt;/script&gt;</p>\n",
        "kind": "main",
        "state": "announced",
        "parent": None,
        "host": {
            "slug": conf.event.host.slug,
            "name": conf.event.host.name,
            "website": "",
        },
        "starts_on": "2030-11-01",
        "ends_on": "2030-11-02",
        "timezone": "America/Los_Angeles",
        "venue": "Town Hall",
        "address": "",
        "city": "Los Angeles",
        "country": "",
        "languages": ["en"],
        "colour": "#2b5fa8",
        "logo": None,
        "website": "",
        "contact_email": "",
        "illustrative": False,
        "url": "http://localhost/events/conf",
        "sessions_url": "http://localhost/api/v1/events/conf/sessions",
        "modified_at": "2030-09-01T12:00:00+00:00",
        "children": ["side"],
    }


def test_a_child_takes_from_its_parent_what_it_does_not_say(ask, conf):
    logo = saved(
        StoredFile(
            token="t" * 43, name="logo.webp", media_type="image/webp",
            size=1, created_at=NOW,
        )
    )  # fmt: skip
    conf.event.own_logo_id = logo.id
    saved(conf.event)
    shown = ask(f"/events/{conf.child.slug}").json
    assert (shown["parent"], shown["starts_on"]) == ("conf", "2030-11-01")
    assert shown["logo"] == f"http://localhost/files/{'t' * 43}/logo.webp"
    assert ask("/events").json[0]["logo"] == shown["logo"]


def test_the_list_has_the_latest_first_and_what_is_part_of_it(ask):
    old = factories.event(slug="old", own_starts_on=date(2020, 1, 1))
    factories.child(old, slug="old-child")
    factories.event(slug="b-same")
    factories.event(slug="a-same")
    assert slugs(ask("/events")) == ["a-same", "b-same", "old", "old-child"]


@pytest.mark.parametrize("state", list(EventState))
def test_drafts_and_what_stands_below_them_are_nowhere(ask, state):
    top = factories.event(slug="top", state=state)
    mid = factories.child(top, slug="mid")
    factories.child(mid, slug="leaf")
    is_out = state is not EventState.DRAFT
    assert slugs(ask("/events")) == (["leaf", "mid", "top"] if is_out else [])
    for slug in ("top", "mid", "leaf"):
        for path in ("", "/schedule", "/sessions", "/speakers", "/rooms", "/tracks",
                     "/sponsors", "/schedule/versions"):  # fmt: skip
            answer = ask(f"/events/{slug}{path}")
            assert answer.status_code == (200 if is_out else 404)


def test_a_draft_below_is_no_child(ask, conf):
    factories.child(conf.event, state=EventState.DRAFT)
    assert ask("/events/conf").json["children"] == ["side"]


def test_the_list_is_narrowed(ask):
    host = factories.host(slug="cncf")
    top = factories.event(slug="top", host=host, tagline="About Größe")
    factories.child(top, slug="leaf")
    factories.event(
        slug="past", state=EventState.PAST,
        own_starts_on=date(2030, 5, 1), own_ends_on=date(2030, 5, 3),
    )  # fmt: skip
    for asked, found in {
        "state=past": ["past"],
        "host=cncf": ["leaf", "top"],
        "parent=top": ["leaf"],
        "on_or_after=2030-05-03": ["leaf", "top", "past"],
        "on_or_after=2030-05-04": ["leaf", "top"],
        "on_or_before=2030-05-01": ["past"],
        "on_or_before=2030-04-30": [],
        "q=nothing": [],
        "q=größe+about": ["top"],
        "q=%25": [],
        "host=%00cncf": ["leaf", "top"],
        "tracks=whatever": ["leaf", "top", "past"],
    }.items():
        assert slugs(ask(f"/events?{asked}")) == found, asked


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [
        ("page=0", "page"),
        ("page=99999999999999999999", "page"),
        ("page=x", "page"),
        ("per_page=201", "per_page"),
        ("state=draft", "state"),
        ("on_or_after=tomorrow", "on_or_after"),
        (f"q={'x' * 201}", "q"),
    ],
)
def test_what_cannot_be_asked_is_said(ask, asked, parameter):
    answer = ask(f"/events?{asked}")
    assert answer.status_code == 422
    assert [error["parameter"] for error in answer.json["errors"]] == [parameter]


def test_pages_lead_to_each_other_and_miss_nothing(ask):
    for n in range(5):
        factories.event(slug=f"e{n}")
    found, path = [], "/events?per_page=2&q=conf"
    while path:
        answer = ask(path)
        found += slugs(answer)
        assert answer.headers["X-Total-Count"] == "5"
        links = dict(
            reversed(part.split("; ")) for part in answer.headers["Link"].split(", ")
        )
        path = links.get('rel="next"', "")[1:-1].removeprefix("http://localhost/api/v1")
    assert found == [f"e{n}" for n in range(5)]
    assert links['rel="prev"'] == (
        "<http://localhost/api/v1/events?per_page=2&q=conf&page=2>"
    )
    assert ask("/events?page=9&per_page=2").json == []


@pytest.mark.parametrize("many", [1, 30])
def test_a_list_asks_as_little_for_many(ask, queries, many):
    for _ in range(many):
        factories.child(factories.event(own_logo_id=7))
    with queries() as sent:
        assert len(ask("/events?per_page=200").json) == 2 * many
    assert len(sent) == 3


def test_a_former_address_leads_on(client, conf):
    saved(FormerSlug(slug="was", event_id=conf.event.id))
    answer = client.get("/api/v1/events/was/sessions?day=2030-11-01")
    assert answer.status_code == 302
    assert answer.location.endswith("/api/v1/events/conf/sessions?day=2030-11-01")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
