from datetime import UTC, datetime, timedelta

import pytest

from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.events.models import Allocation, EventState
from eventsite.permissions import Role
from eventsite.schedule.models import Slot
from tests import factories
from tests.factories import only, saved, stored

NINE = datetime(2030, 11, 1, 16, tzinfo=UTC)  # 09:00 in Los Angeles
PAGE = "/manage/conf/allocations"


@pytest.fixture
def event(app):
    assert app.testing
    return factories.event(slug="conf", name="Conf")


@pytest.fixture
def room(event):
    return factories.room(event, name="Aula")


@pytest.fixture
def devroom(event):
    return factories.child(event, slug="devroom", name="Devroom")


@pytest.fixture
def owner(event, sign_in):
    return sign_in(factories.owner(event))


def given(event, room, start=0, hours=2):
    starts_at = NINE + timedelta(hours=start)
    ends_at = starts_at + timedelta(hours=hours)
    return saved(
        Allocation(event=event, room=room, starts_at=starts_at, ends_at=ends_at)
    )


def typed(event, room, **more):
    whole = {"day": "2030-11-01", "starts": "09:00", "ends": "11:00"}
    return {"event": event.id, "room": room.id} | whole | more


def all_hours():
    return [
        (one.event.name, one.room.name, one.starts_at, one.ends_at - one.starts_at)
        for one in stored(Allocation)
    ]


def test_hours_are_given_changed_and_taken_back(owner, devroom, room):
    assert "No hours are given yet" in owner.get(PAGE).text
    answer = owner.post(f"{PAGE}/new", data=typed(devroom, room))
    assert answer.location == PAGE
    assert all_hours() == [("Devroom", "Aula", NINE, timedelta(hours=2))]
    page = owner.get(PAGE).text
    assert "Friday, 1 November 2030" in page
    assert "09:00–11:00" in page
    assert "2 h" in page

    one = f"{PAGE}/{only(Allocation).id}"
    assert 'value="09:00"' in owner.get(one).text
    night = typed(devroom, room, starts="23.30", ends="1:00")
    assert owner.post(one, data=night).location == PAGE
    db.session.expire_all()
    later = NINE + timedelta(hours=14, minutes=30)
    assert all_hours() == [("Devroom", "Aula", later, timedelta(minutes=90))]

    assert owner.post(f"{one}/remove").location == PAGE
    assert stored(Allocation) == []
    assert sorted(entry.verb for entry in stored(AuditEntry)) == [
        "hours.change",
        "hours.give",
        "hours.take-back",
    ]
    assert {entry.event_id for entry in stored(AuditEntry)} == {devroom.id}


def test_hours_sent_twice_are_given_once(owner, devroom, room):
    for _ in range(2):
        assert owner.post(f"{PAGE}/new", data=typed(devroom, room)).location == PAGE
    assert len(stored(Allocation)) == 1


def test_overlaps_are_named_and_can_be_wanted(owner, event, devroom, room):
    other = factories.child(event, name="Other")
    given(other, room, 1)
    refused = owner.post(f"{PAGE}/new", data=typed(devroom, room))
    assert refused.status_code == 422
    words = (
        "Aula is given twice on Friday, 1 November 2030: to Other (10:00–12:00) "
        "and to Devroom (09:00–11:00)."
    )
    assert words in refused.text
    assert "Give them all the same" in refused.text
    assert len(stored(Allocation)) == 1

    assert owner.post(f"{PAGE}/new", data=typed(devroom, room, anyway="y")).location
    page = owner.get(PAGE).text
    assert "1 overlap<" in page
    assert "to Devroom (09:00–11:00) and to Other (10:00–12:00)" in page
    own = owner.post(
        f"{PAGE}/new", data=typed(devroom, room, starts="10:00", anyway="y")
    )
    assert own.status_code == 422
    assert "has hours in this room that overlap these" in own.text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"starts": ""}, "Type a time of day"),
        ({"ends": "25:00"}, "Type a time of day"),
        ({"ends": "09:00"}, "later than they begin"),
        ({"day": "2031-01-01"}, "Choose one of the list."),
        ({"day": "\0"}, "Choose one of the list."),
        ({"event": "0"}, "Choose one of the list."),
        ({"room": "9" * 30}, "Choose one of the list."),
    ],
)
def test_slips_are_said_beside_their_field(owner, devroom, room, wrong, said):
    answer = owner.post(f"{PAGE}/new", data=typed(devroom, room) | wrong)
    assert answer.status_code == 422
    assert said in answer.text
    assert stored(Allocation) == []


def test_another_trees_things_can_be_neither_given_nor_changed(owner, devroom, room):
    elsewhere = factories.event()
    theirs = factories.child(elsewhere)
    their_room = factories.room(elsewhere)
    their_hours = given(theirs, their_room)
    for wrong in (typed(theirs, room), typed(devroom, their_room)):
        assert owner.post(f"{PAGE}/new", data=wrong).status_code == 422
    address = f"{PAGE}/{their_hours.id}"
    assert owner.get(address).status_code == 404
    assert owner.post(address, data=typed(devroom, room)).status_code == 404
    assert owner.post(f"{address}/remove").status_code == 404
    assert stored(Allocation) == [their_hours]


def test_an_archived_event_gives_nothing(owner, event, devroom, room):
    event.state = EventState.ARCHIVED
    db.session.commit()
    assert owner.get(PAGE).status_code == 200
    assert owner.post(f"{PAGE}/new", data=typed(devroom, room)).status_code == 403


@pytest.mark.parametrize("role", [Role.DEVROOM_MANAGER, Role.REVIEWER])
def test_whoever_looks_after_the_devroom_cannot_give_it_hours(
    client, sign_in, devroom, room, role
):
    hours = given(devroom, room)
    sign_in(factories.team_member(devroom, role))
    for slug in ("conf", "devroom"):
        page = f"/manage/{slug}/allocations"
        assert client.get(page).status_code == 403
        for path in ("new", hours.id, f"{hours.id}/remove"):
            sent = client.post(f"{page}/{path}", data=typed(devroom, room))
            assert sent.status_code == 403
    assert stored(Allocation) == [hours]


def test_an_event_gives_on_what_it_was_given_and_no_more(
    client, sign_in, event, devroom, room
):
    below = factories.child(devroom, slug="below", name="Below")
    given(devroom, room)  # 09:00–11:00
    sign_in(factories.owner(devroom))
    own = factories.room(devroom, name="Own")
    factories.room(event, name="Elsewhere")
    page = "/manage/devroom/allocations"
    offered = client.get(f"{page}/new").text
    assert ">Aula</option>" in offered
    assert ">Own</option>" in offered
    assert "Elsewhere" not in offered

    refused = client.post(f"{page}/new", data=typed(below, room, ends="11:01"))
    assert refused.status_code == 422
    assert "cannot give" in refused.text
    assert client.post(f"{page}/new", data=typed(below, room)).location == page
    late = typed(below, own, starts="20:00", ends="22:00")
    assert client.post(f"{page}/new", data=late).location == page
    assert [name for name, *_ in all_hours()] == ["Devroom", "Below", "Below"]


def test_the_devrooms_team_sees_its_hours_and_places_in_them_only(
    client, sign_in, event, devroom, room
):
    given(devroom, room)
    draft = factories.draft(event)
    factories.slot(draft, factories.session(devroom), room, NINE)
    sign_in(factories.team_member(devroom, Role.DEVROOM_MANAGER))
    page = client.get("/manage/devroom/schedule").text
    assert "Your hours" in page
    assert "Aula, " in page
    assert "1 h 30 min free" in page

    session = factories.session(devroom)
    place = f"/manage/devroom/schedule/sessions/{session.code}"
    there = {"room": room.id, "day": "2030-11-01", "duration": 30, "seen": 0}
    late = client.post(place, data=there | {"time": "10:31", "anyway": "y"})
    assert late.status_code == 422
    assert client.post(place, data=there | {"time": "10:30"}).status_code == 302
    assert len(stored(Slot)) == 2


def test_sessions_and_free_time_of_each_are_counted(owner, event, devroom, room):
    given(devroom, room)
    draft = factories.draft(event)
    for start in (0, 30):
        at = NINE + timedelta(minutes=start)
        factories.slot(draft, factories.session(devroom), room, at)
    page = owner.get(PAGE).text
    assert 'class="number">2</td>' in page
    assert ">1 h</td>" in page
    assert "2 sessions stay placed there" in page


def test_the_list_takes_as_many_queries_for_many_as_for_one(
    owner, queries, event, room
):
    factories.draft(event)
    counts = []
    for start in (0, 30):
        for n in range(start or 1):
            given(factories.child(event), room, start + n, 1)
        with queries() as found:
            assert owner.get(PAGE).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]
