"""The front page, an event's page and the colours of both."""

import json
import re

import pytest

from eventsite.core.db import write_tx
from eventsite.demo import build
from eventsite.events.models import EventState, FormerSlug
from tests import factories

MOST_QUERIES = 6  # of a public page, cold


def linked_data(page):
    found = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL
    )
    return json.loads(found[1])


def test_a_new_installation_says_what_to_do(client):
    answer = client.get("/")
    assert answer.status_code == 200
    assert "There are no events yet" in answer.text
    assert 'href="/manage/"' in answer.text


def test_the_front_page_lists_events_with_what_is_part_of_them(client):
    event = factories.event(
        name="Conf <One>", own_venue="Hall", own_city="Seattle", tagline="On & on"
    )
    factories.child(event, name="Small", slug="small")
    page = client.get("/").text
    assert "Coming up" in page
    assert f'<a href="/events/{event.slug}">Conf &lt;One&gt;</a>' in page
    assert "1–2 November 2030" in page
    assert "Hall, Seattle" in page
    assert "On &amp; on" in page
    assert '<a href="/events/small">Small</a>' in page
    assert "Past" not in page


def test_a_single_hosts_name_heads_the_page(client):
    host = factories.host(name="The Foundation", about="We *host*.")
    factories.event(host=host)
    page = client.get("/").text
    assert "<h1>The Foundation</h1>" in page
    assert "We <em>host</em>." in page
    factories.event()
    assert "<h1>Events</h1>" in client.get("/").text


def test_many_children_are_counted(client):
    event = factories.event()
    for _ in range(10):
        factories.child(event)
    assert "and 2 more" in client.get("/").text


def test_older_events_are_on_the_next_page(client):
    for n in range(21):
        factories.event(name=f"Past {n:02}", state=EventState.PAST, slug=f"past-{n:02}")
    first = client.get("/")
    assert 'rel="next" href="/?page=2"' in first.text
    assert "Past 20" not in first.text
    second = client.get("/?page=2")
    assert "Past 20" in second.text
    assert 'rel="prev" href="/?page=1"' in second.text


@pytest.mark.parametrize("page", ["0", "-1", "2", "1001", "99999999999999999999"])
def test_pages_that_are_not_there(client, page):
    factories.event()
    assert client.get("/", query_string={"page": page}).status_code == 404


def test_a_page_number_that_is_none_is_the_first(client):
    assert client.get("/?page=x").status_code == 200


@pytest.mark.parametrize("size", [1, 30])
def test_the_front_page_asks_a_fixed_number_of_questions(client, queries, size):
    for _ in range(size):
        factories.child(factories.event(own_logo_id=1))
    with queries() as sent:
        answer = client.get("/")
    assert answer.text.count('class="listing-event"') == size
    assert len(sent) == 5
    with queries() as sent:
        assert client.get("/").text == answer.text
    assert len(sent) == 1


def test_an_event_and_what_surrounds_it_are_one_question(app, queries, client):
    address = f"/events/{factories.child(factories.event(own_logo_id=1)).slug}"
    app.extensions["panels"], panels = (), app.extensions["panels"]
    with queries() as sent:
        answer = client.get(address)
    app.extensions["panels"] = panels
    assert answer.status_code == 200
    assert len(sent) == 1


@pytest.mark.parametrize("size", [1, 30])
def test_an_events_page_asks_few_questions(client, queries, size):
    event = factories.event(own_logo_id=1)
    for _ in range(size):
        factories.child(event)
    address = f"/events/{event.slug}"
    with queries() as sent:
        answer = client.get(address)
    assert answer.text.count('class="listing-event"') == size
    assert len(sent) <= MOST_QUERIES


def test_with_all_panels_it_still_asks_few_questions(client, queries):
    with write_tx():
        build.build("no password", factories.NOW)
    with queries() as sent:
        answer = client.get("/events/cloudnativecon-demo")
    assert "$400" in answer.text
    assert len(sent) <= MOST_QUERIES


def test_an_event_shows_its_name_days_and_place_in_its_colour(client):
    event = factories.event(
        name="Conf <One>",
        tagline="Two <days>",
        description="Words with **weight** and <script>alert(1)</script>",
        own_colour="#ff8800",
        own_venue="Hall",
        own_address="1 Street",
        own_city="Seattle",
        own_country="USA",
        website="https://www.conf.example/x",
        contact_email="us@conf.example",
    )
    answer = client.get(f"/events/{event.slug}")
    assert answer.status_code == 200
    page = answer.text
    assert "<h1>Conf &lt;One&gt;</h1>" in page
    assert "Two &lt;days&gt;" in page
    assert "1–2 November 2030" in page
    assert "Times are in Los Angeles time" in page
    assert "Hall<br>1 Street<br>Seattle, USA" in page
    assert "<strong>weight</strong>" in page
    assert "<script>alert" not in page
    assert ">conf.example</a>" in page
    assert "mailto:us@conf.example" in page
    assert "/brand/ff8800.css" in page


def test_an_event_says_what_it_is_to_programs(client):
    name = '</script><script>alert("1")</script>&'
    event = factories.event(name=name, tagline="All about it")
    page = client.get(f"/events/{event.slug}").text
    assert linked_data(page)["name"] == name
    assert linked_data(page)["url"] == f"http://localhost/events/{event.slug}"
    assert '<meta property="og:description" content="All about it">' in page
    address = f"http://localhost/events/{event.slug}"
    assert f'<link rel="canonical" href="{address}">' in page
    assert f'<meta property="og:url" content="{address}">' in page
    assert page.count("<script>") == 0


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (EventState.ANNOUNCED, "Stay tuned"),
        (EventState.PAST, "This event is over. Thank you"),
        (EventState.ARCHIVED, "its pages are kept as they were"),
    ],
)
def test_an_event_says_where_it_stands(client, state, said):
    event = factories.event(state=state)
    assert said in client.get(f"/events/{event.slug}").text


def test_an_event_that_is_on_says_so(client, set_clock):
    event = factories.event()
    set_clock(factories.NOW.replace(month=11, day=1, hour=18))
    page = client.get(f"/events/{event.slug}").text
    assert "This event is on now." in page
    assert "On now" in client.get("/").text


def test_a_demonstration_says_that_it_is_one(client):
    event = factories.event(illustrative=True)
    assert "Demonstration" in client.get(f"/events/{event.slug}").text


def test_a_draft_is_for_its_team_only(client, sign_in):
    event = factories.event(state=EventState.DRAFT)
    assert client.get(f"/events/{event.slug}").status_code == 404
    assert event.name not in client.get("/").text
    sign_in(factories.owner(event))
    answer = client.get(f"/events/{event.slug}")
    assert answer.status_code == 200
    assert "only the event's team sees this page" in answer.text.replace("&#39;", "'")


def test_a_child_names_its_parent(client):
    child = factories.child(factories.event(name="Big Conf", slug="big"), name="Small")
    page = client.get(f"/events/{child.slug}").text
    assert re.search(r'Co-located with\s+<a href="/events/big">Big Conf</a>', page)
    assert linked_data(page)["superEvent"]["name"] == "Big Conf"


def test_an_address_of_before_leads_to_the_new_one(client):
    event = factories.event(slug="new-name")
    factories.saved(FormerSlug(slug="old-name", event_id=event.id))
    answer = client.get("/events/old-name")
    assert answer.status_code == 301
    assert answer.location == "/events/new-name"
    hidden = factories.event(state=EventState.DRAFT)
    factories.saved(FormerSlug(slug="old-secret", event_id=hidden.id))
    assert client.get("/events/old-secret").status_code == 404


@pytest.mark.parametrize("slug", ["nothing", "a" * 5000, "%00", "ünï", "..", "%ff"])
def test_there_is_no_such_event(client, slug):
    assert client.get(f"/events/{slug}").status_code == 404


def test_a_style_sheet_for_each_colour(client):
    answer = client.get("/brand/FFEE00.css")
    assert answer.content_type == "text/css; charset=utf-8"
    assert "--brand:#ffee00;--brand-ink:#000000" in answer.text
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get("/brand/red.css").status_code == 404
    assert client.get("/brand/ffee00}.css").status_code == 404


def test_colours_of_tracks(client):
    answer = client.get("/colours/2b5fa8-ffee00.css")
    assert '[data-colour="2b5fa8"]{--colour:#2b5fa8;--colour-ink:#ffffff' in answer.text
    assert '[data-colour="ffee00"]' in answer.text
    assert client.get("/colours/2b5fa8-.css").status_code == 404
    many = "-".join(f"{n:06x}" for n in range(201))
    assert client.get(f"/colours/{many}.css").status_code == 404


def test_colours_ask_the_database_nothing(client, queries):
    with queries() as sent:
        assert client.get("/brand/2b5fa8.css").status_code == 200
        assert client.get("/colours/2b5fa8.css").status_code == 200
    assert sent == []


def test_the_style_guide_is_for_developers(client, make_app):
    assert client.get("/styleguide").status_code == 404
    developer = make_app(DEBUG=True).test_client()
    assert developer.get("/styleguide").status_code == 200


def test_events_of_the_same_name_and_days_show_their_addresses(client):
    for slug, name in (("one", "Conf"), ("two", "Conf"), ("three", "Other")):
        factories.event(slug=slug, name=name)
    shown = re.sub(r"<a [^>]*>", "", client.get("/").text)
    assert "/events/one" in shown
    assert "/events/two" in shown
    assert "/events/three" not in shown
