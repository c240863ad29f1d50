from datetime import timedelta

import pytest

from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.events.models import Allocation
from eventsite.permissions import Role
from eventsite.schedule import queries
from eventsite.schedule.models import (
    AcceptedWarning,
    Availability,
    Draft,
    PlanTerms,
    SessionDemand,
)
from tests import factories
from tests.factories import only, saved, stored
from tests.forms import filled_in
from tests.schedule.test_releases import placed
from tests.schedule.test_rules import MORNING

LIST = "/manage/conf/schedule/conflicts"


@pytest.fixture
def event(app):
    assert app.testing
    return factories.event(name="Conf", slug="conf")


@pytest.fixture
def room(event):
    return factories.room(event, name="Aula", capacity=10, features=["stage", "piano"])


@pytest.fixture
def chair(event, sign_in):
    person = factories.team_member(event, Role.PROGRAMME_CHAIR)
    sign_in(person)
    return person


def crowd(event, room, minutes=0, **more):
    """Place a session that more people are expected at than there are places."""
    draft = db.session.scalars(db.select(Draft)).first() or factories.draft(event)
    session = placed(draft, event, minutes, room, **more)
    saved(SessionDemand(session_id=session.id, audience=50))
    return session


def fingerprint(client, address=LIST):
    page = client.get(address).text
    assert "/accept" in page
    return page.split("/schedule/conflicts/")[1].split("/")[0]


@pytest.mark.usefixtures("chair")
class TestTheList:
    def test_says_what_is_wrong_and_where_to_mend_it(self, client, event, room):
        session = crowd(event, room, title="Full house")
        page = client.get(LIST).text
        assert "Aula has 10 places; “Full house”" in page
        assert f"/manage/conf/schedule/sessions/{session.code}" in page

    def test_shows_one_kind_if_asked(self, client, event, room):
        crowd(event, room, title="Full house")
        placed(db.session.scalars(db.select(Draft)).one(), event, 10, room)
        every = client.get(LIST).text
        assert "taken twice" in every
        some = client.get(f"{LIST}?kind=capacity").text
        assert "Aula is taken twice" not in some
        assert "Full house" in some
        assert "taken twice" in client.get(f"{LIST}?kind=nonsense").text

    def test_is_there_without_a_draft(self, client):
        assert "Nothing is wrong" in client.get(LIST).text

    def test_asks_as_little_for_thirty_as_for_one(self, client, event, room, queries):
        crowd(event, room)
        with queries() as one:
            client.get(LIST)
        for n in range(29):
            crowd(event, room, 30 * n + 30)
        with queries() as many:
            client.get(LIST)
        assert len(many) == len(one)


class TestAccepting:
    def accept(self, client, mark, reason="It is streamed.", slug="conf"):
        address = f"/manage/{slug}/schedule/conflicts/{mark}/accept"
        return client.post(address, data={"reason": reason})

    def test_hides_the_warning_and_keeps_the_reason(self, client, event, room, chair):
        crowd(event, room)
        mark = fingerprint(client)
        assert self.accept(client, mark).status_code == 302
        kept = only(AcceptedWarning)
        assert (kept.reason, kept.accepted_by) == ("It is streamed.", chair.id)
        page = client.get(LIST).text
        assert "It is streamed." in page
        assert "Nothing is wrong" in page
        entry = stored(AuditEntry)[-1]
        assert (entry.verb, entry.detail["reason"]) == (
            "schedule.accept-warning",
            "It is streamed.",
        )

    def test_twice_is_once(self, client, event, room, chair):
        crowd(event, room)
        mark = fingerprint(client)
        assert [self.accept(client, mark).status_code for _ in range(2)] == [302, 302]
        assert len(stored(AcceptedWarning)) == 1
        assert chair.id

    def test_ends_when_the_facts_change(self, client, event, room, chair):
        session = crowd(event, room)
        self.accept(client, fingerprint(client))
        db.session.get_one(SessionDemand, session.id).audience = 500
        db.session.commit()
        page = client.get(LIST).text
        assert "500 people or more" in page
        assert "It is streamed." not in page
        assert chair.id

    def test_is_taken_back(self, client, event, room, chair):
        crowd(event, room)
        mark = fingerprint(client)
        self.accept(client, mark)
        client.post(f"{LIST}/{mark}/reopen")
        assert stored(AcceptedWarning) == []
        assert fingerprint(client) == mark
        assert chair.id

    def test_needs_a_reason(self, client, event, room, chair):
        crowd(event, room)
        answer = self.accept(client, fingerprint(client), reason=" ")
        assert answer.status_code == 422
        assert "Say why" in answer.text
        assert stored(AcceptedWarning) == []
        assert chair.id

    def test_of_an_error_or_of_nothing_is_refused(self, client, event, room, chair):
        draft = factories.draft(event)
        one, two = (placed(draft, event, 0, room) for _ in range(2))
        assert "taken twice" in client.get(LIST).text
        assert "/accept" not in client.get(LIST).text
        found = only_clash(draft, event)
        for mark in (found.fingerprint, "0" * 32):
            answer = self.accept(client, mark)
            assert answer.status_code == 422
        assert stored(AcceptedWarning) == []
        assert one.code
        assert two.code
        assert chair.id


class TestADevroomManager:
    @pytest.fixture
    def devroom(self, event, room, sign_in):
        devroom = factories.child(event, name="Devroom", slug="devroom")
        end = MORNING + timedelta(hours=2)
        saved(Allocation(event=devroom, room=room, starts_at=MORNING, ends_at=end))
        sign_in(factories.team_member(devroom, Role.DEVROOM_MANAGER))
        return devroom

    def test_accepts_what_is_about_their_sessions_alone(
        self, client, event, devroom, room
    ):
        crowd(event, room, 240, title="Not theirs")
        mine = crowd(devroom, room, title="Theirs")
        page = client.get("/manage/devroom/schedule/conflicts").text
        assert "“Theirs”" in page
        assert "Not theirs" not in page
        other = next(
            clash
            for clash in queries.find_conflicts(only(Draft), [event]).open
            if clash.placements[0].code != mine.code
        )
        address = "/manage/devroom/schedule/conflicts"
        stolen = client.post(
            f"{address}/{other.fingerprint}/accept", data={"reason": "Mine"}
        )
        assert stolen.status_code == 422
        mark = fingerprint(client, address)
        answer = client.post(f"{address}/{mark}/accept", data={"reason": "Fine"})
        assert answer.status_code == 302
        assert only(AcceptedWarning).reason == "Fine"

    def test_does_not_read_the_titles_of_others(self, client, event, devroom, room):
        crowd(event, room, title="Secret keynote")
        crowd(devroom, room, title="Theirs")
        page = client.get("/manage/devroom/schedule/conflicts").text
        assert "“Conf” (09:00–09:30)" in page
        assert "Secret keynote" not in page

    def test_says_nothing_about_others(self, client, event, devroom):
        ada = factories.speaker(event)
        session = factories.session(event, [ada])
        assert devroom.id
        for page in (
            f"sessions/{session.code}/demand",
            f"speakers/{ada.code}/availability",
        ):
            address = f"/manage/devroom/schedule/{page}"
            assert client.get(address).status_code == 404
            assert client.post(address, data={}).status_code == 404
        assert client.get("/manage/conf/schedule/terms").status_code == 403


@pytest.mark.usefixtures("chair")
class TestWhatPlacesAreHeldAgainst:
    def test_terms_are_saved_and_shown(self, client, event):
        address = "/manage/conf/schedule/terms"
        form = filled_in(client.get(address).text, "changeover")
        form["changeover"], form["longest_stretch"] = "5", "120"
        assert client.post(address, data=form).status_code == 302
        terms = only(PlanTerms)
        assert terms.event_id == event.id
        assert terms.changeover == timedelta(minutes=5)
        assert terms.longest_stretch == timedelta(hours=2)
        assert 'value="120"' in client.get(address).text

    def test_terms_hold_below_unless_said_otherwise(self, event):
        child = factories.child(event)
        saved(terms_of(event, 7))
        assert queries.find_limits(event)[child.id].changeover == timedelta(minutes=7)
        saved(terms_of(child, 0))
        assert queries.find_limits(event)[child.id].changeover == timedelta()

    def test_a_session_says_what_it_needs(self, client, event, room):
        session = factories.session(event, title="Concert")
        assert room.features == ["stage", "piano"]
        address = f"/manage/conf/schedule/sessions/{session.code}/demand"
        form = filled_in(client.get(address).text, "audience")
        form["audience"] = "300"
        form.setlist("needs", ["piano"])
        assert client.post(address, data=form).status_code == 302
        said = only(SessionDemand)
        assert (said.audience, said.needs) == (300, ["piano"])

    def test_it_cannot_need_what_no_room_has(self, client, event):
        session = factories.session(event)
        address = f"/manage/conf/schedule/sessions/{session.code}/demand"
        answer = client.post(address, data={"needs": ["<script>"]})
        assert (answer.status_code, stored(SessionDemand)) == (422, [])

    def test_a_speaker_can_come_at_some_times(self, client, event, room):
        ada = factories.speaker(event, name="Ada")
        draft = factories.draft(event)
        placed(draft, event, 0, room, [ada], title="Early")
        address = f"/manage/conf/schedule/speakers/{ada.code}/availability"
        form = filled_in(client.get(address).text, "when")
        form["when"] = "times"
        form["days-0-starts"], form["days-0-ends"] = "13:00", "01:00"
        assert client.post(address, data=form).status_code == 302
        said = only(Availability)
        assert said.starts_at == MORNING + timedelta(hours=4)
        assert said.ends_at == MORNING + timedelta(hours=16)
        assert "Ada cannot come to “Early”" in client.get(LIST).text
        form = filled_in(client.get(address).text, "when")
        assert (form["when"], form["days-0-starts"]) == ("times", "13:00")
        form["when"] = "always"
        client.post(address, data=form)
        assert stored(Availability) == []

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"when": "times"}, "times of one day at least"),
            (
                {"when": "times", "days-0-starts": "13:00"},
                "Friday, 1 November 2030: type both times, or none",
            ),
            ({"when": "times", "days-0-day": "2031-01-01"}, "out of date"),
            ({"when": "never"}, "Choose one"),
        ],
    )
    def test_times_that_make_no_sense_are_refused(self, client, event, sent, said):
        ada = factories.speaker(event)
        factories.session(event, [ada])
        address = f"/manage/conf/schedule/speakers/{ada.code}/availability"
        form = filled_in(client.get(address).text, "when")
        for name, value in sent.items():
            form[name] = value
        answer = client.post(address, data=form)
        assert (answer.status_code, stored(Availability)) == (422, [])
        assert said in answer.text

    def test_a_speaker_who_goes_takes_their_times_along(self, client, event):
        ada = factories.speaker(event)
        saved(
            Availability(
                speaker_id=ada.id, starts_at=MORNING, ends_at=MORNING + timedelta(1)
            )
        )
        client.post(f"/manage/conf/speakers/{ada.code}/delete")
        assert stored(Availability) == []


def terms_of(event, minutes):
    return PlanTerms(event_id=event.id, changeover=timedelta(minutes=minutes))


def only_clash(draft, event):
    (found,) = queries.find_conflicts(draft, [event]).open
    return found
