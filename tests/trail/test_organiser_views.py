import csv
from datetime import UTC, datetime, timedelta

import pytest

from eventsite.audit.actions import record
from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.events.models import EventState, HostAdministrator
from eventsite.permissions import Role
from tests import factories
from tests.factories import NOW, saved, stored

PAGE = "/manage/conf/audit"


@pytest.fixture
def event(app):
    assert app.testing
    return factories.event(slug="conf", name="Conf")


@pytest.fixture
def ada(event):
    return factories.team_member(event, Role.OWNER, name="Ada")


@pytest.fixture
def owner(ada, sign_in):
    return sign_in(ada)


def note(event, actor, verb, subject, at=NOW, **detail):
    record(
        event_id=event and event.id,
        actor_id=actor and actor.id,
        verb=verb,
        subject=subject,
        now=at,
        detail=detail,
    )
    db.session.commit()


def test_an_empty_log_says_what_will_be_in_it(owner):
    assert "Nothing yet" in owner.get(PAGE).text


def test_entries_say_who_did_what_to_what(owner, ada, event):
    session = factories.session(event, title="Engines <b>")
    note(event, ada, "session.edit", f"session {session.id}", changed="title, level")
    note(event, ada, "schedule.place", f"session {session.code}", clashes=0)
    note(event, None, "schedule.release", "version 1.1")
    note(event, ada, "room.delete", "room 4711", name="Aula")
    page = owner.get(PAGE).text

    assert "4 entries" in page
    assert "Edited a session" in page
    assert "changed: title, level" in page
    assert page.count("Engines &lt;b&gt;</a>") == 2
    assert f'href="/manage/conf/sessions/{session.code}/edit"' in page
    assert "by itself" in page
    assert "1.1" in page
    assert "Aula" in page
    assert "1 September 2030, 05:00" in page  # in the event's zone
    assert page.index("Deleted a room") < page.index("Edited a session")  # newest first


def test_events_below_are_in_it_and_others_are_not(owner, ada, event):
    child = factories.child(event, name="Devroom")
    other = factories.event()
    track = factories.track(child, name="Cloud")
    note(child, ada, "track.edit", f"track {track.id}")
    note(other, ada, "terms.edit", f"event {other.id}")
    note(None, ada, "second-factor.add", f"person {ada.id}")
    page = owner.get(PAGE).text
    assert "Edited a track" in page
    assert "Devroom" in page
    assert "terms of sale" not in page
    assert "second factor" not in page
    below = owner.get(f"/manage/{child.slug}/audit").text
    assert "1 entry" in below


@pytest.fixture
def entries(event, ada):
    grace = factories.person(name="Grace")
    room = factories.room(event)
    day = timedelta(days=1)
    note(event, ada, "room.edit", f"room {room.id}")
    note(event, grace, "attendees.export", f"event {event.id}", NOW + day)
    note(event, None, "schedule.release", "version 1", NOW + 2 * day)
    return grace


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("who={grace}", {"Took the list"}),
        ("who=0", {"Released"}),
        ("kind=parts", {"Edited a room"}),
        ("kind=reading", {"Took the list"}),
        ("on=2030-09-01", {"Edited a room"}),
        ("on=2030-09-02&kind=reading&who={grace}", {"Took the list"}),
        ("on=2030-09-03&kind=reading", set()),
        # What is not offered is ignored.
        ("who=999&kind=nothing", {"Edited a room", "Took the list", "Released"}),
        ("who=%00&on=9999-12-31", {"Edited a room", "Took the list", "Released"}),
        ("on=yesterday&page=-1", {"Edited a room", "Took the list", "Released"}),
    ],
)
def test_filters_by_person_kind_and_day(owner, entries, asked, found):
    page = owner.get(f"{PAGE}?{asked.format(grace=entries.id)}").text
    table = page.partition("<tbody>")[2]
    said = {"Edited a room", "Took the list", "Released"}
    assert {words for words in said if words in table} == found


def test_a_day_is_one_of_the_events_clocks(owner, ada, event):
    evening = datetime(2030, 9, 2, 5, tzinfo=UTC)  # still the 1st in Los Angeles
    note(event, ada, "terms.edit", f"event {event.id}", evening)
    assert "1 entry" in owner.get(f"{PAGE}?on=2030-09-01").text
    assert "Nothing found" in owner.get(f"{PAGE}?on=2030-09-02").text


def test_the_file_holds_what_is_shown_and_its_taking_is_noted(owner, ada, event):
    room = factories.room(event, name="=cmd()")
    for _ in range(60):
        note(event, ada, "room.edit", f"room {room.id}", changed="name")
    note(event, ada, "terms.edit", f"event {event.id}")
    answer = owner.get(f"{PAGE}.csv?kind=parts")

    assert answer.mimetype == "text/csv"
    assert "conf-log.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(answer.text.splitlines()))
    assert len(rows) == 60
    assert rows[0] == {
        "When": "2030-09-01 05:00:00-07:00",
        "Who": "Ada",
        "What was done": "Edited a room",
        "Of what": "'=cmd()",
        "Details": "changed: name",
        "Event": "Conf",
        "Kind": "room.edit",
    }
    last = stored(AuditEntry)[-1]
    assert (last.verb, last.actor_id, last.event_id) == (
        "audit.export",
        ada.id,
        event.id,
    )


def test_fifty_stand_on_a_page(owner, ada, event):
    for number in range(51):
        note(event, ada, "schedule.release", f"version v{number}.0")
    first, second = owner.get(PAGE).text, owner.get(f"{PAGE}?page=2").text
    assert "v50.0" in first
    assert "v0.0" not in first.replace("v10.0", "")
    assert "v0.0" in second
    assert "Nothing" in owner.get(f"{PAGE}?page=3").text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_only_owners_and_the_hosts_administrators_see_it(client, sign_in, event, role):
    sign_in(factories.team_member(event, role))
    assert client.get(PAGE).status_code == 403
    assert client.get(f"{PAGE}.csv").status_code == 403
    assert stored(AuditEntry) == []


def test_the_owner_of_a_devroom_sees_that_alone(client, sign_in, event):
    child = factories.child(event)
    sign_in(factories.owner(child))
    assert client.get(PAGE).status_code == 403
    assert client.get(f"/manage/{child.slug}/audit").status_code == 200


def test_a_hosts_administrator_reads_an_archived_events_log(client, sign_in, event):
    who = factories.person()
    saved(HostAdministrator(host=event.host, person=who))
    event.state = EventState.ARCHIVED
    db.session.commit()
    sign_in(who)
    assert client.get(PAGE).status_code == 200
    assert client.get(f"{PAGE}.csv").status_code == 200


def test_many_entries_take_as_many_queries_as_one(owner, ada, event, queries):
    counts = []
    for many in (1, 30):
        for number in range(many):
            room = factories.room(event)
            note(event, factories.person(), "room.add", f"room {room.id}")
            session = factories.session(event)
            note(event, ada, "session.edit", f"session {session.id}", changed=number)
        with queries() as found:
            assert owner.get(PAGE).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]
