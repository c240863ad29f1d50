import pytest

from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.events.models import Event, Track
from eventsite.languages.queries import KINDS
from eventsite.permissions import Role
from tests import factories

AT = "/manage/here/languages"


@pytest.fixture
def event(app):
    assert app.testing
    return factories.event(
        slug="here",
        name="Tea Days",
        tagline="All about tea",
        own_languages=["en", "de", "ar"],
    )


@pytest.fixture
def organiser(event, sign_in):
    return sign_in(factories.team_member(event, Role.ORGANISER))


def typed(event, **texts):
    return {
        f"t{event.id}-{name.replace('_', '-')}": said for name, said in texts.items()
    }


def test_each_reader_gets_the_texts_in_their_language(organiser, event, client):
    answer = organiser.post(
        f"{AT}/event", data=typed(event, name_de="Teetage", name_ar="أيام الشاي")
    )
    assert answer.status_code == 302
    client.get("/signout")

    with client.session_transaction() as session:
        session.clear()
    german = client.get("/events/here", headers={"Accept-Language": "de"}).text
    assert "<h1>Teetage</h1>" in german
    assert '<p class="hero-tagline"><span lang="en">All about tea</span></p>' in german
    arabic = client.get("/events/here", headers={"Accept-Language": "ar"}).text
    assert '<html lang="en" dir="ltr">' in arabic
    assert '<h1><span lang="ar" dir="rtl">أيام الشاي</span></h1>' in arabic
    english = client.get("/events/here", headers={"Accept-Language": "en"}).text
    assert "<h1>Tea Days</h1>" in english
    assert "<title>Tea Days</title>" in english
    assert '<button type="submit" name="to" value="ar" lang="ar"' in english


def test_the_public_front_page_and_letters_follow(organiser, event, client):
    organiser.post(f"{AT}/event", data=typed(event, name_de="Teetage"))
    page = client.get("/", headers={"Accept-Language": "de"}).text
    assert ">Teetage</a>" in page


def test_what_is_saved_is_shown_again_and_noted(organiser, event):
    track = factories.track(event, name="Green", description="*Young* leaves")
    organiser.post(
        f"{AT}/tracks",
        data=typed(track, name_de="Grün", description_de="*Junge* Blätter"),
    )
    kept = db.session.get(Track, track.id)
    assert kept.translations == {
        "de": {"name": "Grün", "description": "*Junge* Blätter"}
    }
    page = organiser.get(f"{AT}/tracks").text
    assert 'value="Grün"' in page
    assert "*Junge* Blätter</textarea>" in page
    noted = db.session.query(AuditEntry).filter_by(verb="event.translate").one()
    assert noted.detail == {"texts": "tracks", "languages": "de"}


def test_nothing_new_is_not_noted(organiser, event):
    before = event.revision
    organiser.post(f"{AT}/event", data=typed(event, name_de=" "))
    assert db.session.query(AuditEntry).filter_by(verb="event.translate").all() == []
    assert db.session.get(Event, event.id).revision == before


def test_the_overview_counts_what_is_there(organiser, event):
    factories.track(event, name="Green", translations={"de": {"name": "Grün"}})
    page = organiser.get(AT).text
    assert "Arabic" in page
    assert "complete" in page
    assert "0 of 2" in page
    assert f'href="{AT}/tracks"' in page
    assert f'href="{AT}/sponsors"' not in page


def test_an_event_in_one_language_says_what_to_do(organiser, event):
    event.own_languages = ["en"]
    db.session.commit()
    assert "One language so far" in organiser.get(AT).text
    assert "Nothing to translate" in organiser.get(f"{AT}/event").text


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_every_kind_has_its_page(organiser, kind):
    assert organiser.get(f"{AT}/{kind.key}").status_code == 200


def test_no_other_kinds(organiser):
    assert organiser.get(f"{AT}/letters").status_code == 404


def test_nobody_translates_what_is_anothers(organiser):
    other = factories.track(factories.event(own_languages=["en", "de"]), name="Theirs")
    organiser.post(f"{AT}/tracks", data=typed(other, name_de="Meins"))
    assert db.session.get(Track, other.id).translations == {}


def test_a_language_nobody_offered_is_passed_over(organiser, event):
    organiser.post(f"{AT}/event", data=typed(event, name_fr="Thé"))
    assert db.session.get(Event, event.id).translations == {}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("a\x00b\r\nc", "ab c"),
        ("  ", None),
    ],
)
def test_what_is_typed_is_cleaned(organiser, event, said, kept):
    organiser.post(f"{AT}/event", data=typed(event, name_de=said))
    found = db.session.get(Event, event.id).translations
    assert found == ({"de": {"name": kept}} if kept else {})
    page = organiser.get("/events/here", headers={"Accept-Language": "de"}).text
    assert "<script>alert" not in page


def test_too_long_is_refused(organiser, event):
    answer = organiser.post(f"{AT}/event", data=typed(event, name_de="x" * 201))
    assert answer.status_code == 422
    assert "x" * 201 in answer.text
    assert db.session.get(Event, event.id).translations == {}


def test_two_people_at_once_do_not_undo_each_other(organiser, event):
    page = organiser.get(f"{AT}/event").text
    seen = page.partition('name="seen"')[2].partition('value="')[2].partition('"')[0]
    organiser.post(f"{AT}/event", data=typed(event, name_de="Teetage"))

    mine = typed(event, name_de="Tage des Tees", tagline_de="Alles über Tee")
    answer = organiser.post(f"{AT}/event", data={**mine, "seen": seen})

    assert answer.status_code == 422
    assert "Teetage" in answer.text
    kept = db.session.get(Event, event.id).translations
    assert kept == {"de": {"name": "Teetage"}}


def test_an_archived_event_is_not_translated(organiser, event):
    event.state = "archived"
    db.session.commit()
    assert organiser.post(f"{AT}/event", data={}).status_code in {403, 409}


@pytest.mark.parametrize("number", [1, 30])
def test_as_many_questions_for_one_thing_as_for_many(organiser, event, queries, number):
    for _ in range(number):
        factories.track(event)
        factories.room(event)
    db.session.commit()
    counts = []
    for address in (AT, f"{AT}/tracks", f"{AT}/tracks?page=99999999999999999999"):
        organiser.get(address)  # whoever asks first, asks more
        with queries() as sent:
            assert organiser.get(address).status_code == 200
        counts.append(len(sent))
    assert counts == [len(KINDS) + 3, 5, 5]
