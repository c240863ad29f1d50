"""What a programme's tracks, rooms and types are called in the reader's language."""

import pytest

from eventsite.core.db import db
from eventsite.events.models import Room, SessionType, Track
from eventsite.permissions import Role
from tests import factories
from tests.factories import only

GERMAN = {"Accept-Language": "de"}
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def bilingual(conf):
    conf.event.own_languages = ["en", "de"]
    for kind, name, said in (
        (Track, "Cloud", "Wolke"),
        (Room, "Aula", "Festsaal"),
        (SessionType, "Talk", "Vortrag"),
    ):
        thing = db.session.query(kind).filter_by(name=name).one()
        thing.translations = {"de": {"name": said}}
    db.session.commit()
    return conf


@pytest.mark.usefixtures("bilingual")
def test_the_schedule_is_in_the_readers_language(client):
    german = client.get("/events/conf/schedule", headers=GERMAN).text
    assert "<em>Wolke</em>" in german
    assert '/rooms/aula">Festsaal</a>' in german
    assert ">Festsaal</option>" in german
    assert '<h4><a lang="en" href="/events/conf/sessions/PEN222">' in german

    english = client.get("/events/conf/schedule", headers=ENGLISH).text
    assert "<em>Cloud</em>" in english
    assert "Festsaal" not in english
    assert '<h4><a href="/events/conf/sessions/PEN222">' in english


@pytest.mark.usefixtures("bilingual")
@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tracks", "Wolke</a>"),
        ("tracks/cloud", "<h1>Wolke</h1>"),
        ("rooms", "Festsaal</a>"),
        ("rooms/aula", "<h1>Festsaal</h1>"),
        ("sessions/PEN222", "<dd>Vortrag</dd>"),
        ("sessions", '<span class="track">Wolke</span>'),
    ],
)
def test_so_are_the_other_pages(client, address, said):
    assert said in client.get(f"/events/conf/{address}", headers=GERMAN).text


@pytest.mark.usefixtures("bilingual")
def test_files_stay_in_the_main_language(client):
    for name in ("schedule.xml", "schedule.json", "schedule.ics"):
        file = client.get(f"/events/conf/{name}", headers=GERMAN).text
        assert "Aula" in file
        assert "Festsaal" not in file


@pytest.mark.usefixtures("conf")
def test_what_is_not_translated_says_its_language(client):
    page = client.get("/events/conf/schedule", headers=GERMAN).text
    assert '<em><span lang="en">Cloud</span></em>' in page


def test_a_new_translation_is_seen_at_once(client, conf, sign_in):
    conf.event.own_languages = ["en", "de"]
    db.session.commit()
    assert "Cloud" in client.get("/events/conf/tracks", headers=GERMAN).text
    organiser = sign_in(factories.team_member(conf.event, Role.ORGANISER))
    track = only(Track)
    organiser.post(
        "/manage/conf/languages/tracks", data={f"t{track.id}-name-de": "Wolke"}
    )
    with client.session_transaction() as session:
        session.clear()
    assert "Wolke" in client.get("/events/conf/tracks", headers=GERMAN).text


@pytest.mark.usefixtures("conf")
def test_an_event_in_one_language_asks_for_no_translations(client, queries):
    with queries() as sent:
        client.get("/events/conf/schedule", headers=GERMAN)
    assert not [each for each in sent if "translations" in each and "UNION" in each]
