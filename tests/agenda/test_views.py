import re
from datetime import timedelta

import icalendar
import pytest
from sqlalchemy import delete

from eventsite.accounts.models import Person
from eventsite.agenda.models import CalendarLink
from eventsite.core.db import db
from eventsite.events.models import EventState
from eventsite.favourites.models import Favourite
from eventsite.permissions import Role
from tests import factories
from tests.factories import NOW, stored
from tests.programme.test_views import titles
from tests.schedule.test_releases import placed


def events_in(data):
    return icalendar.Calendar.from_ical(data).walk("VEVENT")


class TestStarsOfABrowser:
    def test_a_stranger_has_none_here(self, client):
        assert client.get("/account/stars.json").json == {"person": None}
        answer = client.post("/account/stars.json", json={"add": ["PEN222"]})
        assert answer.status_code == 401

    @pytest.mark.usefixtures("conf")
    def test_are_told_and_learnt(self, client, person, told):
        learnt = client.get("/account/stars.json")
        assert learnt.json["person"] == str(person.id)
        assert learnt.json["codes"] == []
        assert learnt.json["csrf"]
        assert learnt.headers["Cache-Control"] == "private, no-store"
        assert told(add=["PEN222", "BEL222"])["codes"] == ["BEL222", "PEN222"]
        assert told(add=["PEN222"])["codes"] == ["BEL222", "PEN222"]
        assert told(remove=["BEL222", "NEXT22"])["codes"] == ["PEN222"]
        assert told(add=["PEN222"], remove=["PEN222"])["codes"] == []

    @pytest.mark.usefixtures("conf", "person")
    @pytest.mark.parametrize(
        "said",
        [
            None, [], "PEN222", {"add": "PEN222"}, {"add": {"PEN222": 1}},
            {"add": ["AAAAA2"] * 1001}, {"remove": 7},
        ],
    )  # fmt: skip
    def test_of_another_shape_are_refused(self, client, said):
        answer = client.post("/account/stars.json", json=said)
        assert answer.status_code == 400
        assert stored(Favourite) == []

    @pytest.mark.usefixtures("conf", "person")
    def test_of_what_is_no_session_are_left_out(self, told):
        said = ["PEN222", "NOPE22", "pen222", "\0", "PEN222'", 7, None, ["PEN222"]]
        assert told(add=said)["codes"] == ["PEN222"]

    @pytest.mark.usefixtures("person")
    def test_of_what_one_may_not_see_are_left_out(self, conf, told):
        hidden = factories.session(conf.event)  # not released
        secret = factories.event(state=EventState.DRAFT)
        plan = factories.draft(secret)
        unseen = placed(plan, secret, title="Unseen")
        conf.child.state = EventState.DRAFT
        db.session.commit()
        codes = [hidden.code, unseen.code, "BEL222", "PEN222"]
        assert told(add=codes)["codes"] == ["PEN222"]

    def test_of_a_draft_are_for_its_team(self, conf, client, sign_in, told):
        conf.event.state = EventState.DRAFT
        db.session.commit()
        sign_in(factories.person())
        assert told(add=["PEN222"])["codes"] == []
        sign_in(factories.team_member(conf.event, Role.OWNER), client)
        assert told(add=["PEN222"])["codes"] == ["PEN222"]

    @pytest.mark.usefixtures("conf", "person")
    def test_are_bounded(self, told, monkeypatch):
        monkeypatch.setattr("eventsite.favourites.actions.MOST", 1)
        told(add=["PEN222"])
        answer = told(add=["NEXT22"], remove=[], status=409)
        assert "Take a star away" in answer["refused"]
        assert answer["codes"] == ["PEN222"]
        assert told(add=["NEXT22"], remove=["PEN222"])["codes"] == ["NEXT22"]

    @pytest.mark.usefixtures("conf", "person")
    def test_do_not_run_wild(self, told, client):
        for _ in range(60):
            told(add=["PEN222"])
        answer = client.post("/account/stars.json", json={"add": ["NEXT22"]})
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0

    @pytest.mark.usefixtures("conf")
    def test_need_the_key_of_the_page(self, make_app, person, sign_in):
        client = make_app(WTF_CSRF_ENABLED=True).test_client()
        sign_in(person, client)
        answer = client.post("/account/stars.json", json={"add": ["PEN222"]})
        assert answer.status_code == 400
        key = client.get("/account/stars.json").json["csrf"]
        answer = client.post(
            "/account/stars.json",
            json={"add": ["PEN222"]},
            headers={"X-CSRFToken": key},
        )
        assert answer.json["codes"] == ["PEN222"]


class TestWithoutAScript:
    def test_a_stranger_is_offered_no_form(self, client, conf):
        assert conf
        page = client.get("/events/conf/sessions/PEN222").text
        assert 'data-star-of="PEN222" hidden' in page
        assert "PEN222/star" not in page
        answer = client.post(
            "/events/conf/sessions/PEN222/star", data={"starred": "yes"}
        )
        assert answer.status_code == 401
        assert stored(Favourite) == []

    @pytest.mark.usefixtures("conf", "person")
    def test_a_star_is_set_and_taken_away(self, client):
        address = "/events/conf/sessions/PEN222"
        assert "Take my star away" not in client.get(address).text
        for _ in range(2):
            answer = client.post(f"{address}/star", data={"starred": "yes"})
            assert answer.location == address
        assert len(stored(Favourite)) == 1
        assert "Take my star away" in client.get(address).text
        client.post(f"{address}/star", data={"starred": ""})
        assert stored(Favourite) == []

    @pytest.mark.usefixtures("conf", "person")
    @pytest.mark.parametrize(
        "address",
        ["side/sessions/PEN222", "conf/sessions/NOPE22", "nothing/sessions/PEN222"],
    )
    def test_there_is_nothing_elsewhere(self, client, address):
        answer = client.post(f"/events/{address}/star", data={"starred": "yes"})
        assert answer.status_code == 404
        assert stored(Favourite) == []


class TestMySchedule:
    def test_is_for_who_is_signed_in(self, client):
        assert "/signin" in client.get("/account/schedule").location
        assert "/signin" in client.get("/account/schedule.ics").location

    @pytest.mark.usefixtures("person")
    def test_teaches_what_to_do(self, client):
        page = client.get("/account/schedule")
        assert "No session starred yet" in page.text
        assert page.headers["Cache-Control"] == "private, no-store"

    @pytest.mark.usefixtures("person")
    def test_shows_what_is_starred_by_day_over_all_events(
        self, client, conf, told, release
    ):
        other = factories.event(name="Other conf", own_timezone="Europe/Brussels")
        theirs = placed(factories.draft(other), other, 300, title="Elsewhere")
        release(other)
        told(add=["THER22", "PEN222", theirs.code])
        page = client.get("/account/schedule")
        assert sorted(titles(page)) == ["Elsewhere", "Opening", "Other day"]
        text = page.text
        assert text.index("Friday 1 November") < text.index("Opening")
        assert text.index("Opening") < text.index("Saturday 2 November")
        assert "Los Angeles time" in text
        assert "Brussels time" in text
        assert "take place at the same time" not in text

    @pytest.mark.usefixtures("person")
    def test_warns_of_what_takes_place_at_once(self, client, conf, told, release):
        late = placed(conf.draft, conf.event, 10, conf.cave, title="Meanwhile")
        release(conf.event)
        told(add=["PEN222", late.code])
        page = client.get("/account/schedule").text
        assert "take place at the same time" in page
        assert re.search(
            r"Same time as.*Meanwhile.*Same time as.*Opening", page, re.DOTALL
        )

    @pytest.mark.usefixtures("person")
    def test_leaves_out_what_may_not_be_seen_any_more(
        self, client, conf, told, release
    ):
        told(add=["PEN222", "BEL222"])
        conf.child.state = EventState.DRAFT
        db.session.commit()
        assert titles(client.get("/account/schedule")) == ["Opening"]
        conf.child.state = EventState.ANNOUNCED
        conf.event.state = EventState.DRAFT
        db.session.commit()
        assert titles(client.get("/account/schedule")) == []
        assert release

    @pytest.mark.usefixtures("person")
    @pytest.mark.parametrize("number", [1, 30])
    def test_asks_few_questions(self, client, conf, told, release, queries, number):
        made = [placed(conf.draft, conf.event, n * 30) for n in range(number)]
        release(conf.event)
        told(add=[session.code for session in made])
        with queries() as sent:
            page = client.get("/account/schedule")
        assert len(titles(page)) == number
        assert len(sent) == 5  # who, codes, sessions, the stamp, the calendar's address


class TestMyCalendar:
    @pytest.fixture
    def address(self, client, person, conf, told):
        assert conf
        assert person
        told(add=["PEN222", "BEL222"])
        return self.make(client)

    def make(self, client):
        client.post("/account/schedule/calendar")
        page = client.get("/account/schedule").text
        return re.search(r'value="http://localhost(/calendar/[^"]+)"', page)[1]

    def test_is_read_with_the_address_alone(self, app, address):
        answer = app.test_client().get(address)
        assert answer.content_type == "text/calendar; charset=utf-8"
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        found = events_in(answer.data)
        assert [str(one["SUMMARY"]) for one in found] == ["Opening", "Below"]
        assert found[1]["URL"] == "http://localhost/events/side/sessions/BEL222"

    def test_says_when_nothing_is_new(self, app, address, told):
        client = app.test_client()
        tag = client.get(address).headers["ETag"]
        known = {"If-None-Match": tag}
        assert client.get(address, headers=known).status_code == 304
        told(remove=["BEL222"])
        answer = client.get(address, headers=known)
        assert answer.status_code == 200
        assert len(events_in(answer.data)) == 1

    def test_keeps_what_is_cancelled_and_says_so(self, app, address, conf, release):
        conf.opening.state = "cancelled"
        db.session.commit()
        release(conf.event, now=NOW + timedelta(days=1))
        found = events_in(app.test_client().get(address).data)
        states = {str(one["SUMMARY"]): str(one["STATUS"]) for one in found}
        assert states == {"Opening": "CANCELLED", "Below": "CONFIRMED"}

    def test_has_each_conference_in_its_own_zone(self, client, address, told, release):
        other = factories.event(own_timezone="Europe/Brussels")
        theirs = placed(factories.draft(other), other)
        release(other)
        told(add=[theirs.code])
        calendar = icalendar.Calendar.from_ical(client.get(address).data)
        zones = {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}
        assert zones == {"America/Los_Angeles", "Europe/Brussels"}
        assert len({str(one["UID"]) for one in calendar.walk("VEVENT")}) == 3
        assert client.get("/account/schedule.ics").data == client.get(address).data

    def test_can_get_a_new_address_or_none(self, client, address):
        new = self.make(client)
        assert new != address
        assert client.get(address).status_code == 404
        assert client.get(new).status_code == 200
        client.post("/account/schedule/calendar/revoke")
        assert client.get(new).status_code == 404
        assert stored(CalendarLink) == []

    @pytest.mark.parametrize("token", ["x", "a" * 43, "a" * 300, "%00", "é"])
    def test_is_at_no_other_address(self, client, token):
        assert client.get(f"/calendar/{token}.ics").status_code == 404

    def test_does_not_stand_in_the_database_or_the_log(self, client, address, caplog):
        token = address.split("/")[-1].removesuffix(".ics")
        caplog.set_level("INFO")
        client.get(address)
        assert caplog.records
        assert token not in "\n".join(record.getMessage() for record in caplog.records)
        row = db.session.execute(
            db.text("SELECT token, token_hash FROM calendar_links")
        ).one()
        assert token not in "".join(row)

    def test_shows_nothing_once_it_may_not_be_seen(self, app, address, conf):
        conf.event.state = EventState.DRAFT
        db.session.commit()
        assert events_in(app.test_client().get(address).data) == []

    def test_goes_with_the_account(self, client, address, person):
        db.session.execute(delete(Favourite))
        db.session.execute(db.text("DELETE FROM sign_ins"))
        db.session.execute(db.text("DELETE FROM throttles"))
        db.session.execute(delete(Person).where(Person.id == person.id))
        db.session.commit()
        assert stored(CalendarLink) == []
        assert client.get(address).status_code == 404


def test_organisers_see_how_many_and_never_who(client, conf, sign_in, told):
    for _ in range(2):
        sign_in(factories.person(name="Somebody Shy"))
        told(add=["PEN222"])
    sign_in(factories.team_member(conf.event, Role.PROGRAMME_CHAIR))
    page = client.get("/manage/conf/sessions").text
    assert "Stars" in page
    stars = re.findall(r'data-label="Stars" class="number">(\d+)<', page)
    assert sorted(stars) == ["0", "0", "0", "2"]
    assert "Somebody Shy" not in page
