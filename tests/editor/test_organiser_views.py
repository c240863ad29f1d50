from datetime import timedelta

import pytest

from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.events.models import Allocation, EventState
from eventsite.permissions import Role
from eventsite.schedule.models import Slot
from eventsite.sessions.models import SessionState
from tests import factories
from tests.factories import only, saved, stored
from tests.schedule.test_releases import placed
from tests.schedule.test_rules import MORNING

AT = "2030-11-01T16:00:00Z"  # MORNING


@pytest.fixture
def event(app):
    assert app.testing
    return factories.event(name="Conf", slug="conf")


@pytest.fixture
def room(event):
    return factories.room(event, name="Aula")


@pytest.fixture
def chair(event, sign_in):
    person = factories.team_member(event, Role.PROGRAMME_CHAIR)
    sign_in(person)
    return person


def move(client, session, slug="conf", **wish):
    asked = {"code": session.code, "room": None, "at": AT, "minutes": 30, "seen": 0}
    return client.post(f"/manage/{slug}/schedule/moves", json=asked | wish)


def board(client, slug="conf"):
    answer = client.get(f"/manage/{slug}/schedule/board.json")
    assert answer.status_code == 200
    return answer.json


@pytest.mark.usefixtures("chair")
class TestTheBoard:
    def test_holds_what_is_placed_and_what_waits(self, client, event, room):
        draft = factories.draft(event)
        ada = factories.speaker(event, name="Ada")
        track = factories.track(event, name="Cloud", colour="#2b5fa8")
        first = placed(draft, event, 0, room, [ada], title="First", track=track)
        waits = factories.session(event, title="Waits")
        found = {one["code"]: one for one in board(client)["sessions"]}
        shown = found[first.code]
        assert (shown["room"], shown["at"], shown["seen"]) == (room.id, AT, 1)
        assert (shown["colour"], shown["people"]) == ("#2b5fa8", [f"speaker {ada.id}"])
        assert (found[waits.code]["at"], found[waits.code]["seen"]) == (None, 0)
        assert board(client)["people"] == {f"speaker {ada.id}": "Ada"}
        assert [d["day"] for d in board(client)["days"]] == ["2030-11-01", "2030-11-02"]

    def test_leaves_out_what_is_cancelled(self, client, event):
        factories.session(event, state=SessionState.CANCELLED)
        assert board(client)["sessions"] == []

    def test_tells_what_is_wrong(self, client, event, room):
        draft = factories.draft(event)
        one, other = (placed(draft, event, 0, room) for _ in range(2))
        (clash,) = board(client)["clashes"]
        assert clash["kind"] == "room"
        assert set(clash["codes"]) == {one.code, other.code}

    def test_is_not_sent_again_to_who_has_it(self, client, event, room):
        session = factories.session(event)
        address = "/manage/conf/schedule/board.json"
        tag = client.get(address).headers["ETag"]
        known = {"If-None-Match": tag}
        assert client.get(address, headers=known).status_code == 304
        move(client, session, room=room.id)
        assert client.get(address, headers=known).status_code == 200

    def test_asks_as_little_for_thirty_sessions_as_for_one(
        self, client, event, room, queries
    ):
        draft = factories.draft(event)
        placed(draft, event, 0, room)
        with queries() as one:
            board(client)
        for n in range(30):
            ada = factories.speaker(event)
            placed(draft, event, 30 * n, room, [ada])
        with queries() as many:
            board(client)
        assert len(many) == len(one)


@pytest.mark.usefixtures("chair")
class TestAMove:
    def test_places_a_session(self, client, event, room, chair):
        session = factories.session(event)
        answer = move(client, session, room=room.id, minutes=45)
        assert answer.status_code == 200
        place = {"room": room.id, "at": AT, "minutes": 45, "seen": 1}
        assert answer.json == {
            "places": {session.code: place},
            "clashes": [],
            "counts": {"errors": 0, "warnings": 0, "accepted": 0},
            "steps": {"undo": 1, "redo": 0},
        }
        slot = only(Slot)
        assert (slot.room_id, slot.starts_at) == (room.id, MORNING)
        assert slot.duration == timedelta(minutes=45)
        assert [e.actor_id for e in stored(AuditEntry)][-1] == chair.id

    def test_takes_a_session_off(self, client, event, room):
        session = placed(factories.draft(event), event, 0, room)
        answer = move(client, session, at=None, seen=1)
        assert answer.json["places"][session.code]["at"] is None
        assert only(Slot).starts_at is None

    def test_is_made_in_spite_of_clashes_and_names_them(self, client, event, room):
        placed(factories.draft(event), event, 0, room, title="There")
        answer = move(client, factories.session(event), room=room.id)
        assert answer.status_code == 200
        assert "“There”" in answer.json["clashes"][0]["words"]

    def test_of_the_second_of_two_people_is_refused_with_where_it_is(
        self, client, event, room
    ):
        session = factories.session(event)
        assert move(client, session, room=room.id).status_code == 200
        late = move(client, session, at="2030-11-01T18:00:00Z")
        assert late.status_code == 409
        assert late.json["places"][session.code]["at"] == AT
        assert "Somebody else has moved" in late.json["error"]
        assert only(Slot).starts_at == MORNING

    def test_sent_twice_moves_once_and_says_so(self, client, event, room):
        session = factories.session(event)
        answers = [move(client, session, room=room.id) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 409]
        assert only(Slot).revision == 1

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"code": 1}', b"\xff"])
    def test_that_cannot_be_read_is_refused(self, client, body):
        answer = client.post(
            "/manage/conf/schedule/moves", data=body, content_type="application/json"
        )
        assert answer.status_code == 422
        assert "cannot be read" in answer.json["error"]

    def test_of_another_events_session_is_not_found(self, client):
        assert move(client, factories.session(factories.event())).status_code == 404

    def test_to_another_events_room_is_refused(self, client, event):
        elsewhere = factories.room(factories.event())
        answer = move(client, factories.session(event), room=elsewhere.id)
        assert (answer.status_code, stored(Slot)) == (422, [])

    def test_in_an_archived_event_is_refused(self, client, event):
        session = factories.session(event)
        event.state = EventState.ARCHIVED
        db.session.commit()
        assert move(client, session).status_code == 403


@pytest.mark.usefixtures("chair")
class TestUndoing:
    def step(self, client, which, slug="conf"):
        return client.post(f"/manage/{slug}/schedule/moves/{which}")

    def test_takes_back_and_makes_again_move_by_move(self, client, event, room):
        session = factories.session(event)
        move(client, session, room=room.id)
        move(client, session, at="2030-11-01T18:00:00Z", seen=1)
        places = []
        for which in ("undo", "undo", "undo", "redo", "redo", "redo"):
            answer = self.step(client, which)
            there = answer.json["places"].get(session.code, {}).get("at")
            places.append((answer.status_code, there))
        assert places == [
            (200, AT),
            (200, None),
            (422, None),
            (200, AT),
            (200, "2030-11-01T18:00:00Z"),
            (422, None),
        ]

    def test_of_what_somebody_moved_since_is_refused(
        self, client, event, room, sign_in
    ):
        session = factories.session(event)
        move(client, session, room=room.id)
        other = app_client(client)
        sign_in(factories.team_member(event, Role.OWNER), other)
        move(other, session, at="2030-11-01T18:00:00Z", seen=1)
        answer = self.step(client, "undo")
        assert answer.status_code == 409
        assert "Somebody else has moved" in answer.json["error"]
        assert only(Slot).starts_at == MORNING + timedelta(hours=2)
        assert self.step(other, "undo").json["places"][session.code]["at"] == AT

    def test_is_over_for_what_was_taken_back_once_something_else_is_done(
        self, client, event, room
    ):
        one, other = factories.session(event), factories.session(event)
        move(client, one, room=room.id)
        self.step(client, "undo")
        answer = move(client, other, room=room.id)
        assert answer.json["steps"] == {"undo": 1, "redo": 0}

    def test_is_ones_own(self, client, event, room, sign_in):
        move(client, factories.session(event), room=room.id)
        sign_in(factories.team_member(event, Role.OWNER))
        assert board(client)["steps"] == {"undo": 0, "redo": 0}
        assert self.step(client, "undo").status_code == 422


def app_client(client):
    return client.application.test_client()


class TestADevroomManager:
    @pytest.fixture
    def devroom(self, event, room, sign_in):
        devroom = factories.child(event, name="Devroom", slug="devroom")
        end = MORNING + timedelta(hours=2)
        saved(Allocation(event=devroom, room=room, starts_at=MORNING, ends_at=end))
        sign_in(factories.team_member(devroom, Role.DEVROOM_MANAGER))
        return devroom

    def test_moves_inside_the_hours_and_nowhere_else(self, client, devroom, room):
        session = factories.session(devroom)
        late = move(client, session, "devroom", room=room.id, at="2030-11-01T18:00:00Z")
        assert (late.status_code, stored(Slot)) == (422, [])
        assert "inside the hours" in late.json["error"]
        assert move(client, session, "devroom", room=room.id).status_code == 200

    @pytest.mark.parametrize(
        "wish",
        [
            {"minutes": 121},
            {"at": "2030-11-01T15:59:00Z"},
            {"room": None, "at": "2030-11-01T18:00:00Z"},
            {"room": None, "minutes": 121},
            {"room": 2},  # of the conference, not given
            {"at": "2030-11-01T10:00:00-08:00"},  # another way to say too late
        ],
    )
    def test_finds_no_way_around_the_hours(self, client, event, devroom, room, wish):
        factories.room(event, name="Not given")
        session = factories.session(devroom)
        placed = move(client, session, "devroom", room=room.id)
        assert placed.status_code == 200
        sent = {"room": room.id, "at": "2030-11-01T17:50:00Z", "seen": 1} | wish
        if "minutes" in wish:
            sent["at"] = AT
        answer = move(client, session, "devroom", **sent)
        assert answer.status_code == 422
        assert only(Slot).starts_at == MORNING
        assert only(Slot).duration == timedelta(minutes=30)

    def test_places_without_a_room_at_hours_they_have_one(self, client, devroom, room):
        assert room.id
        assert move(client, factories.session(devroom), "devroom").status_code == 200

    def test_sees_when_rooms_are_taken_but_not_by_what(
        self, client, event, devroom, room
    ):
        placed(factories.draft(event), event, 0, room, title="Secret keynote")
        found = board(client, "devroom")
        assert [other["title"] for other in found["others"]] == ["Conf"]
        assert found["bounds"][0]["room"] == room.id
        assert [one["name"] for one in found["rooms"]] == ["Aula"]
        assert devroom.id

    def test_moves_nothing_of_the_event_above(self, client, event, devroom):
        session = factories.session(event)
        assert move(client, session, "devroom").status_code == 404
        assert move(client, session, "conf").status_code == 403
        assert devroom.id

    def test_takes_nothing_back_to_hours_that_are_no_longer_theirs(
        self, client, devroom, room
    ):
        session = factories.session(devroom)
        move(client, session, "devroom", room=room.id)
        move(client, session, "devroom", at=None, seen=1)
        given = only(Allocation)
        given.ends_at = MORNING + timedelta(minutes=10)
        db.session.commit()
        answer = client.post("/manage/devroom/schedule/moves/undo")
        assert answer.status_code == 422
        assert "inside the hours" in answer.json["error"]
        assert only(Slot).starts_at is None
