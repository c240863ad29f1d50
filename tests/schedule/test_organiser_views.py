import re
from datetime import date, timedelta

import pytest

from eventsite.core.db import db
from eventsite.events.models import EventState
from eventsite.permissions import Role
from eventsite.schedule import queries as schedule
from eventsite.schedule.models import Release, SessionDemand, Slot
from tests import factories
from tests.factories import NOW, only, saved, stored
from tests.schedule.test_releases import placed, release
from tests.schedule.test_rules import MORNING

PLACED = {
    "room": "",
    "day": "2030-11-01",
    "time": "09:00",
    "duration": "30",
    "seen": "0",
}


@pytest.fixture
def event(app):
    assert app.testing
    return factories.event(name="Conf")


@pytest.fixture
def room(event):
    return factories.room(event, name="Aula")


@pytest.fixture
def chair(event, sign_in):
    person = factories.team_member(event, Role.PROGRAMME_CHAIR)
    sign_in(person)
    return person


def address(session, event=None):
    event = event or session.event
    return f"/manage/{event.slug}/schedule/sessions/{session.code}"


def send(client, session, event=None, **changes):
    return client.post(address(session, event), data=PLACED | changes)


@pytest.mark.usefixtures("chair")
class TestPlacing:
    def test_the_form_says_where_the_session_is(self, client, event, room):
        session = factories.session(event, title="A talk")
        draft = factories.draft(event)
        factories.slot(draft, session, room, MORNING, duration=timedelta(minutes=45))
        page = client.get(address(session)).text
        assert "Place “A talk”" in page
        assert f'<option selected value="{room.id}">Aula</option>' in page
        assert '<option selected value="2030-11-01">' in page
        assert 'value="09:00"' in page
        assert 'value="45"' in page
        assert "Los Angeles time" in page

    def test_a_new_session_has_the_length_it_needs(self, client, event):
        session = factories.session(event, duration=timedelta(minutes=50))
        assert 'value="50"' in client.get(address(session)).text

    def test_a_session_is_placed_by_the_events_clock(self, client, event, room):
        session = factories.session(event)
        answer = send(client, session, room=room.id)
        assert answer.status_code == 302
        assert answer.location == f"/manage/{event.slug}/schedule#{session.code}"
        slot = only(Slot)
        assert (slot.room, slot.starts_at) == (room, MORNING)
        assert slot.duration == timedelta(minutes=30)
        page = client.get(answer.location).text
        assert "is placed." in page
        assert "09:00–09:30" in page

    def test_past_midnight_is_the_night_of_that_day(self, client, event):
        send(client, factories.session(event), time="00:30")
        slot = only(Slot)
        assert slot.starts_at == MORNING + timedelta(hours=15, minutes=30)

    def test_a_clash_is_named_and_nothing_is_placed(self, client, event, room):
        first = factories.session(event, title="First")
        second = factories.session(event, title="Second")
        send(client, first, room=room.id)
        answer = send(client, second, room=room.id, time="09:15")
        assert answer.status_code == 422
        assert "1 clash at that place" in answer.text
        assert "Aula is taken twice on Friday 1 November" in answer.text
        assert 'name="anyway"' in answer.text
        assert 'value="09:15"' in answer.text
        assert "In this room on that day" in answer.text
        assert len(stored(Slot)) == 1

    def test_a_clash_can_be_placed_all_the_same(self, client, event, room):
        for title in ("First", "Second"):
            session = factories.session(event, title=title)
            answer = send(client, session, room=room.id, anyway="y")
            assert answer.status_code == 302
        page = client.get(f"/manage/{event.slug}/schedule").text
        assert "1 clash</h2>" in page
        assert page.count("data-clash") == 2

    def test_a_second_editor_is_told(self, client, event, room):
        session = factories.session(event)
        send(client, session, room=room.id)
        answer = send(client, session, room=room.id, time="11:00")
        assert answer.status_code == 422
        assert "Somebody else has moved this session" in answer.text
        assert only(Slot).starts_at == MORNING

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"time": ""}, "Type a time of day, such as 09:30."),
            ({"time": "25:00"}, "Type a time of day, such as 09:30."),
            ({"time": "noon\0"}, "Type a time of day, such as 09:30."),
            ({"day": "2030-12-24"}, "Choose one of the list."),
            ({"day": ""}, "Choose one"),
            ({"room": "99999999999999999999"}, "Choose one of the list."),
            ({"duration": "0"}, "from 1 to 1,440"),
            ({"duration": "-5"}, "from 1 to 1,440"),
            ({"duration": "99999999999999999999"}, "from 1 to 1,440"),
            ({"duration": "half an hour"}, "from 1 to 1,440"),
            ({"seen": "x"}, "Type a whole number"),
        ],
    )
    def test_what_cannot_be_is_said_beside_its_field(self, client, event, typed, said):
        answer = send(client, factories.session(event), **typed)
        assert answer.status_code == 422
        assert said in answer.text
        assert stored(Slot) == []

    def test_a_room_elsewhere_is_not_on_offer(self, client, event):
        other = factories.room(factories.event())
        answer = send(client, factories.session(event), room=other.id)
        assert (answer.status_code, stored(Slot)) == (422, [])

    def test_another_events_session_is_not_found(self, client, event):
        session = factories.session(factories.event())
        assert client.get(address(session, event)).status_code == 404
        assert send(client, session, event).status_code == 404
        gone = client.post(f"{address(session, event)}/unplace", data={"seen": "0"})
        assert gone.status_code == 404

    def test_a_session_is_taken_off(self, client, event, room):
        session = factories.session(event)
        send(client, session, room=room.id)
        answer = client.post(f"{address(session)}/unplace", data={"seen": "1"})
        assert answer.location == f"/manage/{event.slug}/schedule#unplaced"
        assert only(Slot).starts_at is None
        assert "Not placed: 1" in client.get(answer.location).text

    @pytest.mark.parametrize("seen", ["", "7", "-1", "x", "9" * 30])
    def test_a_session_moved_meanwhile_is_not_taken_off(
        self, client, event, room, seen
    ):
        session = factories.session(event)
        send(client, session, room=room.id)
        answer = client.post(f"{address(session)}/unplace", data={"seen": seen})
        assert answer.location == address(session)
        assert only(Slot).starts_at == MORNING
        assert "Somebody else has moved" in client.get(answer.location).text

    def test_an_archived_event_stays_as_it_was(self, client, event):
        session = factories.session(event)
        event.state = EventState.ARCHIVED
        db.session.commit()
        assert client.get(address(session)).status_code == 200
        assert send(client, session).status_code == 403


@pytest.mark.usefixtures("chair")
class TestReleasing:
    def test_the_page_says_what_would_change(self, client, event, room):
        draft = factories.draft(event)
        kept = placed(draft, event, 0, room, title="Kept")
        gone = placed(draft, event, 60, room, title="Gone")
        release(event)
        gone.state = "cancelled"
        slot = schedule.find_slot(draft, kept)
        slot.starts_at += timedelta(minutes=20)
        kept.abstract = "Other words."
        placed(draft, event, 120, room, title="Fresh")
        placed(draft, event, 125, room, title="Clashing")
        db.session.commit()

        page = client.get(f"/manage/{event.slug}/release").text

        for said in ("New: 2", "Cancelled: 1", "Moved: 1", "Changed: 1", "1 clash<"):
            assert said in page, said
        assert 'value="2"' in page  # the next version
        assert "Aula is taken twice" in page

    def test_a_release_is_out_at_once(self, client, event, chair):
        placed(factories.draft(event), event, title="Out now")
        page = f"/manage/{event.slug}/release"
        data = {"version": "First", "note": "At last.", "covers": [event.id]}
        answer = client.post(page, data=data)
        assert answer.location == page
        made = only(Release)
        assert (made.version, made.note, made.released_by) == (
            "First",
            "At last.",
            chair.id,
        )
        after = client.get(page).text
        assert "Version First is out." in after
        assert "Out now" in client.get(f"/events/{event.slug}/schedule").text
        assert "Nothing has changed since the last release." in after

    def test_a_double_click_releases_once(self, client, event):
        data = {"version": "1", "covers": [event.id], "once": "k" * 24}
        for _ in range(2):
            assert client.post(f"/manage/{event.slug}/release", data=data).location
        assert len(stored(Release)) == 1

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"version": "1"}, "There is a version of that name already."),
            ({"version": ""}, "Name this version."),
            ({"version": "a/b"}, "Leave out /"),
            ({"version": "x" * 101}, "Keep this to 100 characters."),
            ({"note": "x" * 1001}, "Keep this to 1,000 characters."),
            ({"covers": []}, "Choose at least one event."),
            ({"covers": ["99999999999999999999"]}, "Choose from the list."),
        ],
    )
    def test_what_cannot_be_released_is_said(self, client, event, typed, said):
        release(event)
        data = {"version": "2", "covers": [event.id]} | typed
        answer = client.post(f"/manage/{event.slug}/release", data=data)
        assert answer.status_code == 422
        assert said in answer.text
        assert len(stored(Release)) == 1

    def test_looking_releases_nothing(self, client, event):
        child = factories.child(event, name="Side show")
        placed(factories.draft(event), child, title="Of the side show")
        data = {"version": "7", "covers": [child.id], "look": "yes"}
        answer = client.post(f"/manage/{event.slug}/release", data=data)
        assert answer.status_code == 200
        assert "In Side show." in answer.text
        assert "Of the side show" in answer.text
        assert 'value="7"' in answer.text
        assert stored(Release) == []

    def test_what_was_never_out_is_not_chosen_by_itself(self, client, event):
        child = factories.child(event)
        release(event)
        page = client.get(f"/manage/{event.slug}/release").text
        chosen = re.findall(r'<input checked[^>]*name="covers"[^>]*value="(\d+)"', page)
        assert chosen == [str(event.id)]
        assert f'value="{child.id}"' in page


@pytest.mark.usefixtures("chair")
@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(("page", "most"), [("schedule", 25), ("release", 34)])
def test_the_number_of_queries_does_not_grow(
    client, event, queries, *, number, page, most
):
    draft = factories.draft(event)
    child = factories.child(event)
    for n in range(number):
        who = factories.speaker(event)
        placed(draft, child if n % 2 else event, n * 30, speakers=[who])
        factories.session(event)
    with queries() as sent:
        answer = client.get(f"/manage/{event.slug}/{page}")
    assert answer.status_code == 200
    assert len(sent) <= most, "\n".join(sent)


@pytest.mark.usefixtures("chair")
def test_a_plan_can_be_looked_at_day_by_day(client, event):
    draft = factories.draft(event)
    placed(draft, event, title="Friday's")
    placed(draft, event, 24 * 60, title="Saturday's")
    page = client.get(f"/manage/{event.slug}/schedule?day={date(2030, 11, 2)}").text
    assert "Saturday&#39;s" in page
    assert "Friday&#39;s" not in page
    every = client.get(f"/manage/{event.slug}/schedule?day=nonsense").text
    assert "Friday&#39;s" in every


@pytest.mark.usefixtures("chair")
def test_an_empty_plan_says_what_to_do_first(client, event):
    page = client.get(f"/manage/{event.slug}/schedule").text
    assert "There are no sessions yet" in page


def test_reviewers_and_strangers_stay_out(client, event, sign_in):
    pages = [f"/manage/{event.slug}/{page}" for page in ("schedule", "release")]
    assert {client.get(page).status_code for page in pages} <= {302, 401}
    sign_in(factories.team_member(event, Role.REVIEWER))
    assert {client.get(page).status_code for page in pages} == {403}


def test_the_command_lists_what_conflicts(app, event, room):
    run = app.test_cli_runner().invoke
    assert run(args=["schedule", "check", "nowhere"]).exit_code == 2
    assert run(args=["schedule", "check", event.slug, "--json"].copy()).stdout == (
        f'{{"event": "{event.slug}", "conflicts": []}}\n'
    )
    draft = factories.draft(event)
    one = placed(draft, event, 0, room, title="One")
    two = placed(draft, event, 10, room, title="Two", created_at=NOW)
    found = run(args=["schedule", "check", event.slug])
    words = (
        "Aula is taken twice on Friday 1 November: "
        "“One” (09:00–09:30) and “Two” (09:10–09:40)."
    )
    assert (found.exit_code, found.stdout) == (1, f"error: {words}\n")
    as_json = run(args=["schedule", "check", event.slug, "--json"])
    assert as_json.stdout == (
        f'{{"event": "{event.slug}", "conflicts": [{{"kind": "room", '
        f'"severity": "error", "sessions": ["{one.code}", "{two.code}"], "what": "{words}"}}]}}\n'
    )


def test_warnings_leave_the_commands_exit_code_alone(app, event, room):
    room.capacity = 10
    session = placed(factories.draft(event), event, 0, room, title="One")
    saved(SessionDemand(session_id=session.id, audience=11))
    found = app.test_cli_runner().invoke(args=["schedule", "check", event.slug])
    assert found.exit_code == 0
    assert found.stdout.startswith("warning: Aula has 10 places; “One”")
    assert "0 errors, 1 warnings, 0 accepted" in found.stderr
