"""Proposals that stand in a plan before anybody has decided on them."""

from datetime import timedelta

import pytest

from eventsite.core.db import db
from eventsite.events.models import Allocation
from eventsite.permissions import Role
from eventsite.proposals.actions import accept
from eventsite.proposals.models import ProposalState
from eventsite.schedule import jobs, queries
from eventsite.schedule.models import PlanStep, Slot
from tests import factories
from tests.factories import NOW, only, saved, stored
from tests.proposals.things import proposal
from tests.schedule.test_releases import placed, release
from tests.schedule.test_rules import MORNING

AT = "2030-11-01T16:00:00Z"


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


@pytest.fixture
def wish(event):
    return proposal(event, title="Perhaps")


def move(client, proposal, slug="conf", **more):
    asked = {
        "code": f"p-{proposal.code}",
        "room": None,
        "at": AT,
        "minutes": 30,
        "seen": 0,
    }
    return client.post(f"/manage/{slug}/schedule/moves", json=asked | more)


def decide(proposal, actor):
    accept(proposal, "", actor.id, NOW)
    db.session.commit()


class TestAProposal:
    def test_is_placed_tentatively(self, client, wish, room, chair):
        answer = move(client, wish, room=room.id)
        assert answer.status_code == 200
        assert answer.json["places"][f"p-{wish.code}"]["at"] == AT
        slot = only(Slot)
        assert (slot.proposal, slot.session, slot.starts_at) == (wish, None, MORNING)
        (shown,) = client.get("/manage/conf/schedule/board.json").json["sessions"]
        assert (shown["title"], shown["is_tentative"]) == ("Perhaps", True)
        assert (shown["room"], shown["at"]) == (room.id, AT)
        assert chair.id

    def test_is_placed_by_form(self, client, wish, room, chair):
        page = client.get("/manage/conf/schedule").text
        address = f"/manage/conf/schedule/sessions/p-{wish.code}"
        assert address in page
        assert "not accepted yet" in client.get(address).text
        data = {
            "room": room.id,
            "day": "2030-11-01",
            "time": "09:00",
            "duration": 30,
            "seen": 0,
        }
        assert client.post(address, data=data).status_code == 302
        assert only(Slot).starts_at == MORNING
        client.post(f"{address}/unplace", data={"seen": 1})
        assert only(Slot).starts_at is None
        assert chair.id

    def test_clashes_like_a_session(self, client, event, wish, room, chair):
        account = factories.person()
        ada = factories.speaker(event, person=account, name="Ada")
        placed(factories.draft(event), event, 0, room, [ada], title="Talk")
        wish.speakers[0].person_id = account.id
        wish.speakers[0].name = "Ada"
        db.session.commit()
        clashes = move(client, wish).json["clashes"]
        assert "Ada would be in two places" in clashes[0]["words"]
        assert f"p-{wish.code}" in clashes[0]["codes"]
        assert chair.id

    def test_is_not_released(self, client, event, wish, room, chair):
        move(client, wish, room=room.id)
        made = release(event)
        content = queries.get_content(made.id)
        assert (content.sessions, content.breaks) == ([], [])
        assert chair.id

    def test_becomes_a_session_where_it_stands(self, client, event, wish, room, chair):
        move(client, wish, room=room.id)
        decide(wish, chair)
        jobs.adopt_accepted({})
        slot = only(Slot)
        assert (slot.proposal, slot.session) == (None, wish.session)
        assert (slot.guid, slot.room) == (wish.session.guid, room)
        (frozen,) = queries.get_content(release(event).id).sessions
        assert (frozen.title, frozen.starts_at) == ("Perhaps", MORNING)

    def test_that_is_accepted_is_released_at_once_where_it_stands(
        self, client, event, wish, room, chair
    ):
        move(client, wish, room=room.id)
        decide(wish, chair)
        (frozen,) = queries.get_content(release(event).id).sessions
        assert frozen.starts_at == MORNING

    def test_whose_session_was_placed_meanwhile_gives_way(
        self, client, event, wish, room, chair
    ):
        move(client, wish, room=room.id)
        decide(wish, chair)
        later = MORNING + timedelta(hours=1)
        factories.slot(
            queries.find_current_draft(event),
            wish.session,
            room,
            later,
            guid=wish.session.guid,
        )
        db.session.commit()
        jobs.adopt_accepted({})
        assert [slot.starts_at for slot in stored(Slot)] == [later]

    @pytest.mark.parametrize("state", [ProposalState.REJECTED, ProposalState.WITHDRAWN])
    def test_that_will_not_be_leaves(self, client, wish, room, chair, state):
        move(client, wish, room=room.id)
        wish.state = state
        db.session.commit()
        assert client.get("/manage/conf/schedule/board.json").json["sessions"] == []
        jobs.adopt_accepted({})
        assert (stored(Slot), stored(PlanStep)) == ([], [])
        assert chair.id

    def test_is_taken_back_and_copied(self, client, event, wish, room, chair):
        move(client, wish, room=room.id)
        start = {"name": "Plan B", "start": f"draft-{only(Slot).draft_id}"}
        client.post("/manage/conf/schedule/drafts", data=start)
        assert [slot.proposal for slot in stored(Slot)] == [wish, wish]
        answer = client.post("/manage/conf/schedule/moves/undo")
        assert answer.json["places"][f"p-{wish.code}"]["at"] is None
        assert chair.id
        assert event.id

    def test_that_is_no_more_than_a_draft_cannot_be_placed(
        self, client, event, room, chair
    ):
        unsent = proposal(event, state=ProposalState.DRAFT)
        assert move(client, unsent, room=room.id).status_code == 404
        assert move(client, proposal(factories.event())).status_code == 404
        assert chair.id


class TestADevroomManager:
    @pytest.fixture
    def devroom(self, event, room, sign_in):
        devroom = factories.child(event, name="Devroom", slug="devroom")
        end = MORNING + timedelta(hours=2)
        saved(Allocation(event=devroom, room=room, starts_at=MORNING, ends_at=end))
        sign_in(factories.team_member(devroom, Role.DEVROOM_MANAGER))
        return devroom

    def test_places_their_proposals_inside_their_hours_alone(
        self, client, devroom, room
    ):
        mine = proposal(devroom, title="Theirs")
        late = "2030-11-01T20:00:00Z"
        assert move(client, mine, "devroom", room=room.id, at=late).status_code == 422
        assert move(client, mine, "devroom", room=room.id).status_code == 200

    def test_neither_sees_nor_moves_those_of_others(
        self, client, event, devroom, room, wish
    ):
        saved(
            Slot(
                draft=factories.draft(event),
                proposal=wish,
                guid="x",
                room=room,
                starts_at=MORNING,
                duration=timedelta(minutes=30),
            )
        )
        assert move(client, wish, "devroom", seen=1).status_code == 404
        for page in ("", "/board.json", "/conflicts"):
            text = client.get(f"/manage/devroom/schedule{page}").text
            assert "Perhaps" not in text
        assert devroom.id
