from datetime import timedelta
from io import BytesIO

import pytest

from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.events.models import Allocation
from eventsite.formats import schedule_json
from eventsite.permissions import Role
from eventsite.schedule import queries as schedule
from eventsite.schedule.models import Draft, SessionDemand, Slot
from tests import factories
from tests.factories import saved, stored
from tests.schedule.test_releases import placed, release
from tests.schedule.test_rules import MORNING

LIST = "/manage/conf/schedule/drafts"
HOUR = timedelta(hours=1)


@pytest.fixture
def event(app):
    assert app.testing
    return factories.event(name="Conf", slug="conf")


@pytest.fixture
def room(event):
    return factories.room(event, name="Aula", capacity=10)


@pytest.fixture
def current(event):
    return factories.draft(event, name="Plan A")


@pytest.fixture
def chair(event, sign_in):
    person = factories.team_member(event, Role.PROGRAMME_CHAIR)
    sign_in(person)
    return person


def start(client, source, name="Plan B", slug="conf", **more):
    data = {"name": name, "start": source} | more
    return client.post(f"/manage/{slug}/schedule/drafts", data=data)


def named(name):
    db.session.rollback()
    return db.session.scalars(db.select(Draft).filter_by(name=name)).one()


def places(draft):
    slots = schedule.list_slots(draft)
    return {
        slot.session.title if slot.session else slot.title: (
            slot.room and slot.room.name,
            slot.starts_at and (slot.starts_at - MORNING) // timedelta(minutes=1),
        )
        for slot in slots
    }


@pytest.mark.usefixtures("chair")
class TestANewDraft:
    def test_is_a_copy_that_is_moved_by_itself(self, client, event, room, current):
        session = placed(current, event, 0, room, title="Talk")
        assert start(client, f"draft-{current.id}").status_code == 302
        made = named("Plan B")
        assert (made.is_current, made.started_from) == (False, "Plan A")
        assert places(made) == {"Talk": ("Aula", 0)}
        moved = client.post(
            f"/manage/conf/schedule/moves?draft={made.id}",
            json={
                "code": session.code,
                "room": room.id,
                "at": "2030-11-01T17:00:00Z",
                "minutes": 30,
                "seen": 1,
            },
        )
        assert moved.status_code == 200
        assert places(named("Plan B")) == {"Talk": ("Aula", 60)}
        assert places(named("Plan A")) == {"Talk": ("Aula", 0)}

    def test_is_what_was_released(self, client, event, room, current):
        session = placed(current, event, 0, room, title="Talk")
        made = release(event)
        slot = schedule.find_slot(current, session)
        slot.starts_at = MORNING + HOUR
        db.session.commit()
        assert start(client, f"release-{made.id}").status_code == 302
        assert places(named("Plan B")) == {"Talk": ("Aula", 0)}

    def test_is_what_a_file_says_of_sessions_that_are_here(
        self, client, event, room, current
    ):
        placed(current, event, 0, room, title="Talk")
        gone = placed(current, event, 60, room, title="Gone")
        made = release(event)
        file = schedule_json.write(
            schedule.get_content(made.id), base_url="https://x.example"
        )
        db.session.delete(schedule.find_slot(current, gone))
        db.session.delete(gone)
        db.session.commit()
        answer = start(client, "file", file=(BytesIO(file), "schedule.json"))
        assert answer.status_code == 302
        assert named("Plan B").started_from == "schedule.json"
        assert places(named("Plan B")) == {"Talk": ("Aula", 0)}
        page = client.get(LIST).text
        assert "1 session of the file is not here" in page

    def test_is_empty(self, client, event, room, current):
        placed(current, event, 0, room)
        assert start(client, "empty").status_code == 302
        assert places(named("Plan B")) == {}

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"name": "plan a"}, "There is a draft of that name"),
            ({"name": " "}, "Name this draft"),
            ({"source": "release-99"}, "Choose one of the list"),
            ({"source": "draft-0"}, "Choose one of the list"),
            ({"source": "file"}, "Choose a file from your disk"),
        ],
    )
    def test_that_cannot_be_is_refused(self, client, current, sent, said):
        sent = {"source": "empty", "name": "Plan B"} | sent
        answer = start(client, sent.pop("source"), **sent)
        assert answer.status_code == 422
        assert said in answer.text
        assert stored(Draft) == [current]

    def test_of_a_file_that_is_none_is_refused(self, client, current):
        answer = start(client, "file", file=(BytesIO(b"<what/>"), "x.xml"))
        assert answer.status_code == 422
        assert stored(Draft) == [current]

    def test_of_another_conferences_draft_is_refused(self, client, current):
        other = factories.draft(factories.event())
        answer = start(client, f"draft-{other.id}")
        assert answer.status_code == 422
        assert {one.id for one in stored(Draft)} == {current.id, other.id}


@pytest.mark.usefixtures("chair")
class TestTheCurrentOne:
    def test_is_chosen_and_released(self, client, event, room, current):
        session = placed(current, event, 0, room, title="Talk")
        other = factories.draft(event, name="Plan B", is_current=False)
        factories.slot(other, session, room, MORNING + HOUR)
        client.post(f"{LIST}/{other.id}/current")
        assert named("Plan B").is_current
        assert not named("Plan A").is_current
        made = release(event)
        (frozen,) = schedule.get_content(made.id).sessions
        assert frozen.starts_at == MORNING + HOUR
        assert stored(AuditEntry)[0].verb == "schedule.choose-draft"

    def test_is_not_deleted(self, client, current):
        client.post(f"{LIST}/{current.id}/delete")
        assert "Make another one current first" in client.get(LIST).text
        assert named("Plan A")

    def test_others_are_with_their_places(self, client, event, room, current):
        other = factories.draft(event, name="Plan B", is_current=False)
        placed(other, event, 0, room)
        client.post(f"{LIST}/{other.id}/delete")
        assert (stored(Draft), stored(Slot)) == ([current], [])

    def test_is_renamed(self, client, current):
        client.post(f"{LIST}/{current.id}/edit", data={"name": "The plan"})
        assert named("The plan").id == current.id


class TestTwoBesideEachOther:
    @pytest.fixture
    def other(self, event, room, current):
        other = factories.draft(event, name="Plan B", is_current=False)
        stays, goes, comes = (
            factories.session(event, title=title)
            for title in ("Stays", "Goes", "Comes")
        )
        for draft in (current, other):
            factories.slot(draft, stays, room, MORNING)
        factories.slot(current, goes, room, MORNING + HOUR)
        factories.slot(other, goes, room, MORNING + 2 * HOUR)
        factories.slot(other, comes, room, MORNING + 2 * HOUR)
        saved(SessionDemand(session_id=comes.id, audience=25))
        return other

    def page(self, client, other):
        return client.get(f"{LIST}/{other.id}/compare")

    def take(self, client, other, *titles, slug="conf", seen=1):
        slots = {slot.session.title: slot for slot in schedule.list_slots(other)}
        ticked = [
            f"{slots[title].guid} {0 if title == 'Comes' else seen}" for title in titles
        ]
        address = f"/manage/{slug}/schedule/drafts/{other.id}/compare"
        answer = client.post(address, data={"take": ticked})
        assert answer.status_code == 302
        return client.get(address)

    def test_show_what_stands_elsewhere_and_what_it_costs(self, client, other, chair):
        page = self.page(client, other).text
        assert "2 sessions stand elsewhere" in page
        assert "“Goes”" in page
        assert "“Stays”" not in page
        cells = [part.split("<")[0] for part in page.split('class="number">')[3:]]
        assert cells == ["3", "2", "1", "0", "1", "0", "15", "0"]
        assert chair.id

    def test_parts_are_taken_over_and_taken_back_at_once(
        self, client, other, current, chair
    ):
        page = self.take(client, other, "Goes", "Comes").text
        assert "2 sessions are moved" in page
        assert "Both drafts place every session alike" in page
        assert places(current)["Comes"] == ("Aula", 120)
        client.post("/manage/conf/schedule/undo")
        db.session.rollback()
        assert places(current) == {
            "Stays": ("Aula", 0),
            "Goes": ("Aula", 60),
            "Comes": (None, None),
        }
        assert chair.id

    def test_what_moved_meanwhile_is_not_taken_over(
        self, client, other, current, chair
    ):
        page = self.take(client, other, "Goes", "Comes", seen=7).text
        assert "1 session is moved" in page
        assert "Goes: Somebody else has moved this session" in page
        assert places(current)["Goes"] == ("Aula", 60)
        assert chair.id

    def test_nonsense_moves_nothing(self, client, other, chair):
        address = f"{LIST}/{other.id}/compare"
        data = {"take": ["x", "x 1", " 1", "\x00 0", "y 99999999999999999999"]}
        client.post(address, data=data)
        assert "0 sessions are moved" in client.get(address).text
        assert client.get(f"{address}?with=99").status_code == 404
        assert client.get(f"{address}?with=x").status_code == 404
        assert chair.id

    def test_a_devroom_manager_takes_over_theirs_inside_their_hours_alone(
        self, client, event, room, other, current, sign_in
    ):
        devroom = factories.child(event, name="Devroom", slug="devroom")
        saved(
            Allocation(
                event=devroom, room=room, starts_at=MORNING, ends_at=MORNING + HOUR
            )
        )
        inside, outside = (
            factories.session(devroom, title=title) for title in ("In", "Out")
        )
        factories.slot(other, inside, room, MORNING)
        factories.slot(other, outside, room, MORNING + 3 * HOUR)
        sign_in(factories.team_member(devroom, Role.DEVROOM_MANAGER))
        page = client.get(f"/manage/devroom/schedule/drafts/{other.id}/compare").text
        assert "Goes" not in page
        page = self.take(client, other, "In", "Out", "Goes", slug="devroom", seen=0)
        assert "1 session is moved" in page.text
        assert "inside the hours" in page.text
        assert places(current)["In"] == ("Aula", 0)
        assert places(current)["Goes"] == ("Aula", 60)
        assert "Out" not in places(current)

    def test_asks_as_little_for_many_as_for_few(
        self, client, event, room, other, chair, queries
    ):
        with queries() as few:
            self.page(client, other)
        for n in range(30):
            placed(other, event, 30 * n, room)
        with queries() as many:
            self.page(client, other)
        assert len(many) == len(few)
        assert chair.id


class TestADevroomManager:
    @pytest.fixture
    def devroom(self, event, room, sign_in):
        devroom = factories.child(event, name="Devroom", slug="devroom")
        end = MORNING + 2 * HOUR
        saved(Allocation(event=devroom, room=room, starts_at=MORNING, ends_at=end))
        sign_in(factories.team_member(devroom, Role.DEVROOM_MANAGER))
        return devroom

    def test_copies_and_deletes_drafts_of_their_own(self, client, devroom, current):
        assert devroom.id
        answer = start(client, f"draft-{current.id}", slug="devroom")
        assert answer.status_code == 302
        mine = named("Plan B")
        address = f"/manage/devroom/schedule/drafts/{mine.id}"
        client.post(f"{address}/current")
        assert named("Plan A").is_current
        client.post(f"{address}/delete")
        assert stored(Draft) == [current]

    def test_leaves_those_of_others_alone(self, client, event, devroom, current):
        other = factories.draft(event, name="Plan B", is_current=False)
        assert devroom.id
        for draft in (current, other):
            address = f"/manage/devroom/schedule/drafts/{draft.id}"
            client.post(f"{address}/delete")
            client.post(f"{address}/edit", data={"name": "Mine"})
        assert {one.name for one in stored(Draft)} == {"Plan A", "Plan B"}
        for source in ("empty", "file"):
            assert start(client, source, name="C", slug="devroom").status_code == 422

    def test_moves_in_any_draft_inside_the_hours_alone(
        self, client, event, devroom, room
    ):
        factories.draft(event)
        other = factories.draft(event, name="Plan B", is_current=False)
        session = factories.session(devroom)
        wish = {
            "code": session.code,
            "room": room.id,
            "at": "2030-11-01T20:00:00Z",
            "minutes": 30,
            "seen": 0,
        }
        address = f"/manage/devroom/schedule/moves?draft={other.id}"
        assert client.post(address, json=wish).status_code == 422
        assert stored(Slot) == []
        inside = wish | {"at": "2030-11-01T16:00:00Z"}
        assert client.post(address, json=inside).status_code == 200
        elsewhere = factories.draft(factories.event())
        away = f"/manage/devroom/schedule/moves?draft={elsewhere.id}"
        assert client.post(away, json=inside).status_code == 404


@pytest.mark.usefixtures("chair")
def test_the_list_asks_as_little_for_thirty_as_for_one(client, event, current, queries):
    with queries() as one:
        page = client.get(LIST).text
    assert "Plan A" in page
    for n in range(30):
        factories.draft(event, name=f"Plan {n}", is_current=False)
    with queries() as many:
        client.get(LIST)
    assert len(many) == len(one)
    assert current.id
