"""Who manages a devroom works in the hours and rooms it was given, and sees no more."""

from datetime import timedelta

import pytest

from eventsite.events.models import Allocation
from eventsite.permissions import Role
from eventsite.schedule import queries as schedule
from eventsite.schedule.models import Release, Slot
from tests import factories
from tests.factories import only, saved, stored
from tests.schedule.test_organiser_views import address, event, room, send
from tests.schedule.test_releases import placed
from tests.schedule.test_rules import MORNING

__all__ = ["event", "room"]  # fixtures


class TestADevroomManager:
    @pytest.fixture
    def devroom(self, event, sign_in):
        devroom = factories.child(event, name="Devroom")
        sign_in(factories.team_member(devroom, Role.DEVROOM_MANAGER))
        return devroom

    @pytest.fixture
    def hours(self, devroom, room):
        end = MORNING + timedelta(hours=2)
        return saved(
            Allocation(event=devroom, room=room, starts_at=MORNING, ends_at=end)
        )

    def test_is_offered_the_rooms_in_which_it_has_hours(
        self, client, event, devroom, hours
    ):
        factories.room(event, name="Elsewhere")
        factories.room(devroom, name="Our own")
        page = client.get(address(factories.session(devroom))).text
        assert ">Aula</option>" in page
        assert ">Our own</option>" in page
        assert "Elsewhere" not in page
        assert "Hours given to Devroom" in page

    def test_reads_no_plans_of_others_beside_the_form(
        self, client, event, devroom, hours, room
    ):
        other = factories.room(event, name="Elsewhere")
        sibling, draft = factories.child(event, name="Sibling"), factories.draft(event)
        for where in (room, other):
            placed(draft, sibling, room=where, title="Secret keynote")
        mine = factories.session(devroom)
        for where in (room, other):
            page = send(client, mine, room=where.id, time="09:15").text
            assert "Secret" not in page
            assert ("Sibling" in page) == (where is room)

    def test_places_inside_its_hours_only(self, client, devroom, hours):
        session = factories.session(devroom)
        late = send(client, session, room=hours.room_id, time="10:45", anyway="y")
        assert late.status_code == 422
        assert "inside the hours it was given" in late.text
        assert stored(Slot) == []
        fits = send(client, session, room=hours.room_id, time="10:30")
        assert fits.status_code == 302

    def test_sees_and_places_its_own_sessions_only(self, client, event, devroom):
        mine = factories.session(devroom, title="Mine")
        theirs = factories.session(event, title="Theirs")
        page = client.get(f"/manage/{devroom.slug}/schedule").text
        assert "Mine" in page
        assert "Theirs" not in page
        assert client.get(address(theirs, devroom)).status_code == 404
        assert client.get(address(mine, event)).status_code == 403
        assert client.get(f"/manage/{event.slug}/schedule").status_code == 403

    def test_releases_its_own_part_only(self, client, event, devroom):
        sibling = factories.child(event)
        draft = factories.draft(event)
        for where in (event, devroom, sibling):
            placed(draft, where, title=f"Of {where.slug}")
        page = f"/manage/{devroom.slug}/release"
        refused = client.post(page, data={"version": "1", "covers": [sibling.id]})
        assert refused.status_code == 422
        assert stored(Release) == []
        done = client.post(page, data={"version": "1", "covers": [devroom.id]})
        assert done.location == page
        assert [cover.event for cover in only(Release).covers] == [devroom]
        titles = [s.title for s in schedule.find_programme(event).sessions]
        assert titles == [f"Of {devroom.slug}"]
