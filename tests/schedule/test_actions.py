from datetime import timedelta

import pytest

from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.events.models import Allocation
from eventsite.schedule import actions, queries
from eventsite.schedule.actions import Mover, Place
from eventsite.schedule.models import Draft, Slot
from eventsite.schedule.rules import Clashes, MovedMeanwhile, NotYourHours
from tests import factories
from tests.factories import NOW, saved, stored
from tests.schedule.test_rules import MORNING

HALF_AN_HOUR = timedelta(minutes=30)
pytestmark = pytest.mark.usefixtures("app")


def at(room, minutes=0, length=30):
    start = MORNING + timedelta(minutes=minutes)
    return Place(room, start, timedelta(minutes=length))


@pytest.fixture
def event():
    return factories.event()


@pytest.fixture
def room(event):
    return factories.room(event, name="Aula")


@pytest.fixture
def chair(event):
    return Mover(factories.owner(event).id, event)


def move(session, where, chair, seen=0, **more):
    slot = actions.move(session, where, seen=seen, mover=chair, now=NOW, **more)
    db.session.commit()
    return slot


def test_the_first_placement_starts_the_trees_draft(event, room, chair):
    child = factories.child(event)
    session = factories.session(child)
    slot = move(session, at(room), chair)
    (draft,) = stored(Draft)
    assert (draft.event, draft.is_current) == (event, True)
    assert (slot.draft, slot.room, slot.starts_at) == (draft, room, MORNING)
    assert (slot.guid, slot.revision) == (session.guid, 1)
    assert queries.find_current_draft(child) is draft
    (entry,) = stored(AuditEntry)
    assert (entry.verb, entry.subject) == ("schedule.place", f"session {session.code}")
    assert (entry.event_id, entry.actor_id) == (child.id, chair.person_id)


def test_what_was_moved_meanwhile_is_not_moved_over(event, room, chair):
    session = factories.session(event)
    move(session, at(room), chair)
    move(session, at(room, 60), chair, seen=1)
    with pytest.raises(MovedMeanwhile):
        move(session, at(room, 120), chair, seen=1)
    db.session.rollback()
    (slot,) = stored(Slot)
    assert (slot.starts_at, slot.revision) == (MORNING + timedelta(hours=1), 2)


def test_what_was_placed_meanwhile_is_not_placed_over(event, room, chair):
    session = factories.session(event)
    move(session, at(room), chair)
    with pytest.raises(MovedMeanwhile):
        move(session, at(room, 60), chair, seen=0)


def test_taking_off_and_putting_back_keeps_the_slot(event, room, chair):
    session = factories.session(event)
    slot = move(session, at(room), chair)
    actions.unplace(session, seen=1, mover=chair, now=NOW)
    assert (slot.room, slot.starts_at, slot.revision) == (None, None, 2)
    assert move(session, at(room), chair, seen=2) is slot
    with pytest.raises(MovedMeanwhile):
        actions.unplace(session, seen=2, mover=chair, now=NOW)


def test_a_clash_is_refused_with_names_and_nothing_moves(event, room, chair):
    move(factories.session(event, title="First"), at(room), chair)
    second = factories.session(event, title="Second")
    with pytest.raises(Clashes) as refused:
        move(second, at(room, 15), chair)
    assert "Aula is taken twice" in str(refused.value)
    assert "“First” (09:00–09:30) and “Second” (09:15–09:45)" in str(refused.value)
    db.session.rollback()
    assert len(stored(Slot)) == 1


def test_a_clash_can_be_accepted(event, room, chair):
    move(factories.session(event), at(room), chair)
    second = factories.session(event)
    assert move(second, at(room, 15), chair, anyway=True).room == room
    assert stored(AuditEntry)[-1].detail == {"clashes": 1}


def test_moving_a_bit_does_not_clash_with_ones_own_place(event, room, chair):
    session = factories.session(event)
    move(session, at(room), chair)
    assert move(session, at(room, 10), chair, seen=1).revision == 2


def test_one_account_is_one_person_in_the_whole_tree(event, room, chair):
    ada = factories.person()
    here = factories.speaker(event, name="Ada", person=ada)
    there = factories.speaker(event, name="A. Lovelace", person=ada)
    child = factories.child(event)
    other_room = factories.room(child)
    move(factories.session(event, [here]), at(room), chair)
    with pytest.raises(Clashes, match="Ada would be in two places"):
        move(factories.session(child, [there]), at(other_room, 29), chair)


def test_a_cancelled_session_takes_no_place(event, room, chair):
    gone = factories.session(event, state="cancelled")
    move(gone, at(room), chair)
    assert move(factories.session(event), at(room), chair).room == room


class TestADevroomManager:
    @pytest.fixture
    def devroom(self, event):
        return factories.child(event)

    @pytest.fixture
    def manager(self, devroom):
        return Mover(factories.owner(devroom).id, devroom)

    @pytest.fixture
    def hours(self, devroom, room):
        return saved(
            Allocation(
                event=devroom,
                room=room,
                starts_at=MORNING,
                ends_at=MORNING + timedelta(hours=2),
            )
        )

    @pytest.mark.parametrize(
        ("minutes", "allowed"), [(0, True), (90, True), (91, False)]
    )
    @pytest.mark.parametrize("anyway", [False, True])
    def test_keeps_to_the_given_hours(
        self, devroom, hours, manager, *, minutes, allowed, anyway
    ):
        session, room = factories.session(devroom), hours.room
        if allowed:
            assert move(session, at(room, minutes), manager, anyway=anyway)
        else:
            with pytest.raises(NotYourHours):
                move(session, at(room, minutes), manager, anyway=anyway)

    def test_without_hours_has_only_rooms_of_its_own(self, devroom, room, manager):
        own = factories.room(devroom)
        session = factories.session(devroom)
        with pytest.raises(NotYourHours):
            move(session, at(room), manager, anyway=True)
        db.session.rollback()
        assert move(session, at(own), manager).room == own

    def test_the_chair_of_all_may_leave_the_hours_after_a_warning(
        self, devroom, hours, chair
    ):
        room = hours.room
        session = factories.session(devroom)
        with pytest.raises(Clashes, match="outside the hours given to"):
            move(session, at(room, 120), chair)
        db.session.rollback()
        assert move(session, at(room, 120), chair, anyway=True).room == room

    def test_a_child_of_the_devroom_may_use_its_hours_by_the_devrooms_manager(
        self, devroom, hours, manager
    ):
        session = factories.session(factories.child(devroom))
        assert move(session, at(hours.room), manager).room == hours.room


def test_a_repeat_has_a_guid_of_its_own_that_never_changes(event, room):
    draft = factories.draft(event)
    session = factories.session(event)
    first = actions.place(draft, session, at(room))
    again = actions.repeat(draft, session, at(room, 60), 2)
    assert first.guid == session.guid != again.guid
    other = factories.draft(event, is_current=False)
    assert actions.repeat(other, session, at(room), 2).guid == again.guid
