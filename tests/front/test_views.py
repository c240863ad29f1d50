"""The front page, an event's page and the colours of both."""

from eventsite.events.models import EventState
from tests import factories


def test_an_event_shows_its_name_and_days_in_its_colour(client):
    event = factories.event(name="Conf <One>", own_colour="#ff8800")
    answer = client.get(f"/events/{event.slug}")
    assert answer.status_code == 200
    assert "<h1>Conf &lt;One&gt;</h1>" in answer.text
    assert "1–2 November 2030" in answer.text
    assert "/brand/ff8800.css" in answer.text


def test_a_draft_is_for_its_team_only(client, sign_in):
    event = factories.event(state=EventState.DRAFT)
    assert client.get(f"/events/{event.slug}").status_code == 404
    sign_in(factories.owner(event))
    assert client.get(f"/events/{event.slug}").status_code == 200


def test_a_child_names_its_parent(client):
    child = factories.child(factories.event(name="Big Conf"), name="Small Conf")
    answer = client.get(f"/events/{child.slug}")
    assert "Co-located with" in answer.text
    assert "Big Conf" in answer.text


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


def test_the_style_guide_is_for_developers(client, make_app):
    assert client.get("/styleguide").status_code == 404
    developer = make_app(DEBUG=True).test_client()
    assert developer.get("/styleguide").status_code == 200
