import json
import re
from datetime import timedelta

import pytest

from eventsite.core.db import db
from eventsite.events.models import EventState, FormerSlug
from eventsite.permissions import Role
from eventsite.schedule import queries as schedule
from tests import factories
from tests.factories import saved
from tests.schedule.test_releases import placed
from tests.schedule.test_rules import MORNING

PAGES = (
    "schedule", "schedule?view=list", "sessions", "sessions/PEN222", "speakers",
    "speakers/ADA222", "rooms", "rooms/aula", "tracks", "tracks/cloud",
    "schedule/mine",
)  # fmt: skip


def titles(page):
    """Return the titles of the sessions on a page, as they stand in it."""
    return re.findall(r'/sessions/\w{6}">([^<]+)</a>', page.text)


def linked_data(page):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.text)
    return json.loads(found[1])


@pytest.mark.usefixtures("conf")
class TestTheSchedule:
    def test_is_a_grid_in_reading_order(self, client):
        page = client.get("/events/conf/schedule")
        assert titles(page) == ["Opening", "Next one", "Below", "Other day"]
        assert 'class="s c1 r1 n6"' in page.text
        assert 'class="s c2 r13 n6"' in page.text
        assert "Friday 1 November" in page.text
        assert "Saturday 2 November" in page.text
        assert "Los Angeles time" in page.text
        assert "Ada Lovelace" in page.text
        assert 'data-colour="2b5fa8"' in page.text
        assert "/colours/2b5fa8.css" in page.text
        assert "Version 1" in page.text
        assert " style=" not in page.text

    def test_leads_to_a_session_at_the_event_that_owns_it(self, client):
        page = client.get("/events/conf/schedule").text
        assert '"/events/conf/sessions/PEN222"' in page
        assert '"/events/side/sessions/BEL222"' in page

    def test_of_an_event_below_has_its_sessions_only(self, client):
        assert titles(client.get("/events/side/schedule")) == ["Below"]

    def test_as_a_list_needs_no_places(self, client):
        page = client.get("/events/conf/schedule?view=list")
        assert titles(page) == ["Opening", "Next one", "Below", "Other day"]
        assert "places-" not in page.text
        assert 'class="s"' in page.text

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("day=2030-11-02", ["Other day"]),
            ("track=cloud", ["Opening"]),
            ("room=cave", ["Below", "Other day"]),
            ("room=cave&day=2030-11-01", ["Below"]),
            ("type=talk", ["Opening"]),
            ("q=lovelace", ["Opening"]),
            ("q=CLOUDS+rain", ["Opening"]),
            ("q=clouds&room=cave", []),
            ("view=list&q=other", ["Other day"]),
        ],
    )
    def test_shows_what_is_asked_for(self, client, asked, found):
        page = client.get(f"/events/conf/schedule?{asked}")
        assert titles(page) == found
        assert f"{len(found)} of 4 sessions" in page.text
        assert ("Nothing fits" in page.text) == (not found)

    def test_keeps_filters_in_its_links_and_takes_each_away(self, client):
        page = client.get("/events/conf/schedule?track=cloud&q=ada&view=list").text
        for link in (
            "/events/conf/schedule?view=list&amp;q=ada",  # without the track
            "/events/conf/schedule?view=list&amp;track=cloud",  # without the words
            "/events/conf/schedule?track=cloud&amp;q=ada",  # as a grid
            "/events/conf/schedule?view=list&amp;day=2030-11-01&amp;track=cloud&amp;q=ada",
        ):
            assert f'"{link}"' in page, link

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ("room=attic", "There is no room “attic” in this programme"),
            ("day=2031-01-01", "There is no day “2031-01-01” in this programme"),
            ("track=%3Cb%3E", "There is no track “&lt;b&gt;” in this programme"),
        ],
    )
    def test_kindly_leaves_out_what_it_does_not_know(self, client, asked, said):
        page = client.get(f"/events/conf/schedule?{asked}")
        assert page.status_code == 200
        assert said in page.text
        assert len(titles(page)) == 4

    @pytest.mark.parametrize(
        "asked",
        [
            "view=nonsense", "q=%00", "q=%ED%A0%80", "day=" + "9" * 3000, "q[]=x",
            "q=" + "x" * 5000, "room=&track=&day=&type=&q=", "day=2030-11-01&day=x",
        ],
    )  # fmt: skip
    def test_answers_whatever_is_asked(self, client, asked):
        assert client.get(f"/events/conf/schedule?{asked}").status_code == 200


class TestStates:
    @pytest.mark.parametrize("page", ["schedule", "sessions", "speakers", "rooms"])
    def test_stay_tuned_before_anything_is_out(self, client, event, draft, page):
        placed(draft, event, title="Secret")
        shown = client.get(f"/events/conf/{page}").text
        assert "The schedule of Conf is not out yet." in shown
        assert "Secret" not in shown

    def test_stay_tuned_for_what_is_not_out_below(self, client, conf):
        factories.child(conf.event, name="Late show")
        page = client.get("/events/conf/schedule").text
        assert "Stay tuned: the schedule of Late show is not out yet." in page
        assert len(titles(client.get("/events/conf/schedule"))) == 4

    def test_a_cancelled_session_stays_and_says_so(self, client, conf, release):
        conf.opening.state = "cancelled"
        db.session.commit()
        release(conf.event)
        for page in ("schedule", "sessions", "rooms/aula"):
            shown = client.get(f"/events/conf/{page}").text
            assert "Opening" in shown
            assert "Cancelled" in shown
        page = client.get("/events/conf/sessions/PEN222")
        assert "This session is cancelled." in page.text
        assert "Add to my calendar" not in page.text
        assert linked_data(page)["eventStatus"].endswith("EventCancelled")

    def test_a_session_without_a_time_is_listed(self, client, conf, release):
        factories.session(conf.event, title="Some time", code="SME222")
        release(conf.event)
        page = client.get("/events/conf/schedule")
        assert "Time to be announced" in page.text
        assert titles(page)[-1] == "Some time"
        alone = client.get("/events/conf/sessions/SME222")
        assert "Time to be announced" in alone.text
        assert "startDate" not in linked_data(alone)

    @pytest.mark.parametrize("state", [EventState.PAST, EventState.ARCHIVED])
    def test_afterwards_all_of_it_stays(self, client, conf, state):
        conf.event.state = state
        db.session.commit()
        for page in PAGES:
            assert client.get(f"/events/conf/{page}").status_code == 200, page


@pytest.mark.usefixtures("conf")
class TestASession:
    def test_says_all_there_is(self, client):
        page = client.get("/events/conf/sessions/PEN222")
        for said in (
            "<h1", "Opening", "All about <b>clouds</b> &amp; rain.", "Ada Lovelace",
            "Engines Ltd", "Wrote <em>notes</em>.", "Aula", "Talk", "Cloud",
            "1 November 2030", "09:00–09:30", "PDT",
        ):  # fmt: skip
            assert said in page.text, said
        assert (
            'rel="canonical" href="http://localhost/events/conf/sessions/PEN222"'
            in (page.text)
        )
        assert 'property="og:title" content="Opening"' in page.text

    def test_is_data_for_search_engines(self, client):
        found = linked_data(client.get("/events/conf/sessions/PEN222"))
        assert found == {
            "@context": "https://schema.org",
            "@type": "Event",
            "name": "Opening",
            "url": "http://localhost/events/conf/sessions/PEN222",
            "description": "All about clouds & rain.",
            "startDate": "2030-11-01T09:00:00-07:00",
            "endDate": "2030-11-01T09:30:00-07:00",
            "eventStatus": "https://schema.org/EventScheduled",
            "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
            "location": {
                "@type": "Place",
                "name": "Aula",
                "address": "Town Hall, Los Angeles",
            },
            "performer": [{"@type": "Person", "name": "Ada Lovelace"}],
            "superEvent": {"@type": "Event", "name": "Conf"},
        }

    def test_leads_to_what_follows_in_its_room(self, client):
        page = client.get("/events/conf/sessions/PEN222").text
        assert 'rel="next" href="/events/conf/sessions/NEXT22"' in page
        assert 'rel="prev"' not in page
        after = client.get("/events/conf/sessions/NEXT22").text
        assert 'rel="prev" href="/events/conf/sessions/PEN222"' in after
        assert 'rel="next"' not in after

    @pytest.mark.parametrize(
        ("asked", "there"),
        [
            ("conf/sessions/BEL222", "/events/side/sessions/BEL222"),
            ("conf/sessions/pen222", "/events/conf/sessions/PEN222"),
        ],
    )
    def test_has_one_address(self, client, asked, there):
        answer = client.get(f"/events/{asked}")
        assert (answer.status_code, answer.location) == (302, there)
        assert client.get(there).status_code == 200

    @pytest.mark.parametrize(
        "asked", ["side/sessions/PEN222", "conf/sessions/NOPE22", "conf/sessions/%00"]
    )
    def test_of_another_event_is_not_found(self, client, asked):
        assert client.get(f"/events/{asked}").status_code == 404

    def test_can_stand_twice(self, client, conf, release):
        slot = schedule.find_slot(conf.draft, conf.opening)
        again = MORNING + timedelta(days=1)
        factories.slot(
            conf.draft, conf.opening, conf.cave, again, guid=factories.guid(77)
        )
        release(conf.event)
        page = client.get("/events/conf/sessions/PEN222").text
        assert page.count("<dt>When</dt>") == 2
        assert "2 November 2030" in page
        assert titles(client.get("/events/conf/schedule")).count("Opening") == 2
        assert titles(client.get("/events/conf/sessions")).count("Opening") == 1
        assert slot.guid == conf.opening.guid


@pytest.mark.usefixtures("conf")
class TestPeopleRoomsAndTracks:
    def test_people_by_name(self, client):
        page = client.get("/events/conf/speakers").text
        assert "1 person" in page
        assert '"/events/conf/speakers/ADA222"' in page
        assert "Nobody fits" in client.get("/events/conf/speakers?q=bob").text
        assert "Ada" in client.get("/events/conf/speakers?q=engines+ADA").text

    def test_a_person_with_their_sessions(self, client):
        page = client.get("/events/conf/speakers/ADA222")
        assert "Wrote <em>notes</em>." in page.text
        assert titles(page) == ["Opening"]
        assert linked_data(page) == {
            "@context": "https://schema.org",
            "@type": "Person",
            "name": "Ada Lovelace",
            "url": "http://localhost/events/conf/speakers/ADA222",
            "affiliation": {"@type": "Organization", "name": "Engines Ltd"},
        }

    def test_somebody_who_is_on_stage_elsewhere_is_not_found(self, client, conf):
        factories.speaker(conf.event, code="BOB222")
        assert client.get("/events/conf/speakers/BOB222").status_code == 404
        assert client.get("/events/side/speakers/ADA222").status_code == 404

    def test_rooms_and_what_is_on_in_them(self, client):
        assert "250 seats, 2 sessions" in client.get("/events/conf/rooms").text
        page = client.get("/events/conf/rooms/cave")
        assert titles(page) == ["Below", "Other day"]
        assert "Saturday 2 November" in page.text
        assert client.get("/events/conf/rooms/attic").status_code == 404

    def test_tracks_and_their_sessions(self, client):
        assert "1 session" in client.get("/events/conf/tracks").text
        assert titles(client.get("/events/conf/tracks/cloud")) == ["Opening"]
        assert client.get("/events/conf/tracks/rain").status_code == 404

    def test_sessions_from_a_to_z(self, client):
        page = client.get("/events/conf/sessions")
        assert titles(page) == ["Below", "Next one", "Opening", "Other day"]
        assert "All about clouds &amp; rain." in page.text
        assert titles(client.get("/events/conf/sessions?q=day")) == ["Other day"]


def test_what_outsiders_typed_is_harmless(client, event, draft, release):
    evil = "<script>alert(1)</script>\"'{{ 7919*7907 }}"
    who = factories.speaker(
        event, name=evil, affiliation=evil, biography=evil, code="EVL222"
    )
    room = factories.room(event, name=evil[:150], slug="evil")
    track = factories.track(event, name=evil[:150], slug="evil", colour="#000000")
    placed(
        draft, event, 0, room, [who], title=evil, abstract=evil, description=evil,
        code="EVL222", track=track, subtitle=evil, language=evil[:35], level=evil[:50],
    )  # fmt: skip
    release(event)
    for page in (
        "schedule", "schedule?view=list", "sessions", "sessions/EVL222", "speakers",
        "speakers/EVL222", "rooms", "rooms/evil", "tracks", "tracks/evil",
        "schedule?q=%3Cscript%3Ealert(1)",
    ):  # fmt: skip
        shown = client.get(f"/events/conf/{page}")
        assert shown.status_code == 200, page
        assert "<script>alert" not in shown.text, page
        assert "62615533" not in shown.text, page


class TestWhoMaySee:
    @pytest.fixture
    def hidden(self, conf):
        conf.event.state = EventState.DRAFT
        db.session.commit()
        return conf

    @pytest.mark.parametrize("page", [*PAGES, "schedule.xml", "sessions/PEN222.ics"])
    def test_a_draft_is_for_its_team(self, client, hidden, sign_in, page):
        assert client.get(f"/events/conf/{page}").status_code == 404
        assert client.get("/events/side/schedule").status_code == 404
        sign_in(factories.person())
        assert client.get(f"/events/conf/{page}").status_code == 404
        sign_in(factories.team_member(hidden.event, Role.PRESS_EDITOR))
        answer = client.get(f"/events/conf/{page}")
        assert answer.status_code == 200
        assert "private" in answer.headers["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in answer.headers

    def test_a_draft_below_stays_out_of_what_is_above(self, client, conf):
        conf.child.state = EventState.DRAFT
        db.session.commit()
        assert "Below" not in titles(client.get("/events/conf/schedule"))
        assert client.get("/events/conf/sessions/BEL222").status_code == 404
        assert client.get("/events/side/schedule").status_code == 404
        assert "Below" not in client.get("/events/conf/schedule.xml").text

    def test_a_former_address_leads_on(self, client, conf):
        saved(FormerSlug(slug="old-conf", event_id=conf.event.id))
        for page in ("schedule?day=2030-11-01", "sessions/PEN222", "schedule.xml"):
            answer = client.get(f"/events/old-conf/{page}")
            assert (answer.status_code, answer.location) == (
                301,
                f"/events/conf/{page}",
            )
        conf.event.state = EventState.DRAFT
        db.session.commit()
        assert client.get("/events/old-conf/schedule").status_code == 404

    @pytest.mark.parametrize("page", [*PAGES, "schedule.ics"])
    def test_no_such_event(self, client, conf, page):
        assert conf
        assert client.get(f"/events/nowhere/{page}").status_code == 404


def test_the_events_page_shows_what_is_on(client, conf, release):
    conf.next.type = factories.session_type(conf.event, name="Keynote")
    db.session.commit()
    release(conf.event)
    page = client.get("/events/conf")
    assert "4 sessions, 1 person on stage, 2 rooms." in page.text
    assert titles(page) == ["Next one"]
    assert 'href="/events/conf/schedule"' in page.text


def test_the_events_page_says_nothing_before(client, event, draft):
    placed(draft, event)
    assert "panel-programme" not in client.get("/events/conf").text


def test_the_places_of_the_grid_may_be_kept_for_ever(client, conf):
    assert conf
    page = client.get("/events/conf/schedule").text
    address = re.search(r"/programme/places-\w+\.css", page)[0]
    answer = client.get(address)
    assert "immutable" in answer.headers["Cache-Control"]
    assert ".c1{" in answer.text
    old = client.get("/programme/places-0.css")
    assert old.headers["Cache-Control"] == "no-cache"
