from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from eventsite.audit.models import AuditEntry
from eventsite.catalogue import actions
from eventsite.catalogue.rules import NameTaken
from eventsite.core.db import db
from eventsite.events.models import Room, SessionType, Tag, Track
from eventsite.events.queries import find_event
from eventsite.permissions import Role
from tests import factories
from tests.factories import NOW, only, saved, stored

ITEMS = {
    "rooms": (Room, {"name": "Aula"}),
    "tracks": (Track, {"name": "Cloud"}),
    "session-types": (SessionType, {"name": "Talk", "duration": "25"}),
    "tags": (Tag, {"name": "containers"}),
}
each_kind = pytest.mark.parametrize("word", ITEMS)


@pytest.fixture
def event(sign_in):
    made = factories.event(slug="conf", name="Conf")
    sign_in(factories.owner(made))
    return made


def trail():
    entries = sorted(stored(AuditEntry), key=lambda entry: entry.id)
    return [(entry.verb, entry.detail) for entry in entries]


def test_a_room_with_all_that_is_known_of_it(client, event):
    typed = {
        "name": "Aula Magna",
        "building": "K",
        "capacity": "1441",
        "features": "projector, stream",
    }
    answer = client.post("/manage/conf/rooms/new", data=typed)

    assert answer.location == "/manage/conf/rooms"
    room = only(Room)
    assert (room.event_id, room.name, room.slug) == (
        event.id,
        "Aula Magna",
        "aula-magna",
    )
    assert (room.building, room.capacity) == ("K", 1441)
    assert room.features == ["projector", "stream"]
    assert len(room.guid) == 36
    page = client.get("/manage/conf/rooms").text
    assert "1441" in page
    assert "projector, stream" in page

    changed = typed | {"name": "Aula", "capacity": "", "features": ""}
    client.post("/manage/conf/rooms/aula-magna/edit", data=changed)
    assert (room.name, room.slug, room.capacity, room.features) == (
        "Aula",
        "aula-magna",
        None,
        [],
    )
    assert trail() == [
        ("room.add", {"name": "Aula Magna"}),
        ("room.edit", {"changed": "name, capacity, features"}),
    ]


@pytest.mark.usefixtures("event")
def test_a_track_with_a_colour_or_one_made_from_its_name(client):
    typed = {"name": "Cloud", "colour": "#aa3311", "description": "Where it *rains*"}
    client.post("/manage/conf/tracks/new", data=typed)
    track = only(Track)
    assert (track.colour, track.description) == (None, "Where it *rains*")
    assert "by its name" in client.get("/manage/conf/tracks").text

    client.post("/manage/conf/tracks/cloud/edit", data=typed | {"has_colour": "y"})
    assert track.colour == "#aa3311"
    assert "#aa3311" in client.get("/manage/conf/tracks").text


@pytest.mark.usefixtures("event")
def test_the_usual_session_types_are_offered_once(client):
    assert "Begin with the usual ones" in client.get("/manage/conf/session-types").text
    client.post("/manage/conf/session-types/new", data={"name": "TALK", "duration": 20})
    for _ in range(2):
        client.post("/manage/conf/session-types/usual")

    kinds = sorted(stored(SessionType), key=lambda kind: kind.position)
    assert [(kind.name, kind.duration) for kind in kinds][:3] == [
        ("TALK", timedelta(minutes=20)),
        ("Keynote", timedelta(minutes=45)),
        ("Panel", timedelta(minutes=45)),
    ]
    assert len(kinds) == 7
    assert "usual" not in client.get("/manage/conf/session-types").text


@each_kind
@pytest.mark.usefixtures("event")
def test_a_name_twice_is_said_beside_the_field(client, word):
    table, typed = ITEMS[word]
    client.post(f"/manage/conf/{word}/new", data=typed)
    again = client.post(
        f"/manage/conf/{word}/new", data=typed | {"name": typed["name"].upper()}
    )
    assert again.status_code == 422
    assert "There is one with this name already." in again.text
    assert len(stored(table)) == 1

    client.post(f"/manage/conf/{word}/new", data=typed | {"name": "Other"})
    renamed = client.post(f"/manage/conf/{word}/other/edit", data=typed)
    assert renamed.status_code == 422
    assert {item.name for item in stored(table)} == {typed["name"], "Other"}


@pytest.mark.slow
def test_of_two_who_add_the_same_at_once_one_is_told(app):
    factories.event(slug="conf")
    db.session.remove()
    start = Barrier(4)

    def add(name):
        with app.app_context():
            start.wait()
            try:
                made = {"name": name}
                actions.add(Track, find_event("conf"), made, actor_id=None, now=NOW)
                db.session.commit()
            except NameTaken:
                return "told"
            return "added"

    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(add, ["Cloud"] * 4))

    assert sorted(outcomes) == ["added", "told", "told", "told"]
    assert only(Track).name == "Cloud"


@each_kind
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " \0 "}, "Give it a name."),
        ({"name": "x" * 201}, "characters."),
    ],
)
@pytest.mark.usefixtures("event")
def test_a_bad_name_is_said_and_nothing_kept(client, word, wrong, said):
    table, typed = ITEMS[word]
    page = client.post(f"/manage/conf/{word}/new", data=typed | wrong)
    assert page.status_code == 422
    assert said in page.text
    assert stored(table) == []


@pytest.mark.parametrize(
    ("word", "wrong", "said"),
    [
        ("rooms", {"capacity": "-1"}, "whole number from 1 to 200,000"),
        ("rooms", {"capacity": "99999999999999999999"}, "whole number"),
        ("rooms", {"features": "x" * 61}, "60 characters at most"),
        ("session-types", {"duration": "0"}, "whole number from 1 to 1,440"),
        ("session-types", {"duration": ""}, "whole number"),
        ("tracks", {"has_colour": "y", "colour": "red"}, "Type a colour as #rrggbb"),
    ],
)
@pytest.mark.usefixtures("event")
def test_a_bad_fact_is_said_and_what_was_typed_stays(client, word, wrong, said):
    table, typed = ITEMS[word]
    page = client.post(f"/manage/conf/{word}/new", data=typed | wrong)
    assert page.status_code == 422
    assert said in page.text
    assert f'value="{typed["name"]}"' in page.text
    assert stored(table) == []


@each_kind
@pytest.mark.usefixtures("event")
def test_they_are_put_in_order_and_deleted(client, word):
    table, typed = ITEMS[word]
    for name in ("One", "Two", "Three"):
        client.post(f"/manage/conf/{word}/new", data=typed | {"name": name})
    client.post(f"/manage/conf/{word}/three/move", data={"to": "up"})
    page = client.get(f"/manage/conf/{word}").text
    assert page.index(">One<") < page.index(">Three<") < page.index(">Two<")

    answer = client.post(f"/manage/conf/{word}/three/delete")
    assert answer.location == f"/manage/conf/{word}"
    assert {item.name for item in stored(table)} == {"One", "Two"}
    assert client.post(f"/manage/conf/{word}/three/delete").status_code == 404


def in_use(event):
    """Return one of each kind, used, and what the refusal says."""
    track, kind = factories.track(event), factories.session_type(event)
    room, tag = factories.room(event), Tag(event=event, name="t", slug="t")
    session = factories.session(event, track=track, type=kind)
    session.tags = [tag]
    saved(session)
    factories.slot(factories.draft(event), session, room, NOW)
    return {
        "rooms": (room, "1 slot"),
        "tracks": (track, "1 session"),
        "session-types": (kind, "1 session"),
        "tags": (tag, "1 session"),
    }


@each_kind
def test_what_is_used_is_not_deleted_and_says_by_what(client, event, word):
    item, users = in_use(event)[word]
    client.post(f"/manage/conf/{word}/{item.slug}/delete")
    page = client.get(f"/manage/conf/{word}").text
    assert f"“{item.name}” is used by {users}." in page
    assert item in stored(type(item))


@each_kind
def test_what_comes_from_above_is_shown_but_not_changed_here(client, event, word):
    table, typed = ITEMS[word]
    client.post(f"/manage/conf/{word}/new", data=typed)
    item = only(table)
    child = factories.child(event, slug="kid")
    beside = factories.child(event, slug="beside")

    page = client.get("/manage/kid/" + word).text
    assert "From Conf" in page
    assert typed["name"] in page
    for path in ("edit", "move", "delete"):
        there = f"/manage/{child.slug}/{word}/{item.slug}/{path}"
        assert client.post(there, data=typed).status_code == 404
    again = client.post(f"/manage/kid/{word}/new", data=typed)
    assert "Conf has one with this name already" in again.text

    client.post(f"/manage/kid/{word}/new", data=typed | {"name": "Only here"})
    assert "Only here" in client.get(f"/manage/kid/{word}").text
    assert "Only here" not in client.get(f"/manage/conf/{word}").text
    assert "Only here" not in client.get(f"/manage/{beside.slug}/{word}").text
    assert item in stored(table)


@each_kind
@pytest.mark.parametrize("number", [1, 30])
def test_lists_cost_the_same_for_any_number(client, event, queries, word, number):
    table, typed = ITEMS[word]
    child = factories.child(event)
    for where in (event, child):
        for n in range(number):
            values = {"name": f"{where.name} {n}"}
            if word == "session-types":
                values["duration"] = timedelta(minutes=int(typed["duration"]))
            actions.add(table, where, values, actor_id=None, now=NOW)
    db.session.commit()
    path = f"/manage/{child.slug}/{word}"

    with queries() as sent:
        page = client.get(path)

    assert page.text.count(f"{event.name} ") >= number
    assert len(sent) == 4  # the visitor, the rights, the event, the list


@each_kind
def test_only_with_the_right(client, sign_in, event, word):
    sign_in(factories.team_member(event, Role.PROGRAMME_CHAIR))
    assert client.get(f"/manage/conf/{word}").status_code == 403
    assert (
        client.post(f"/manage/conf/{word}/new", data={"name": "X"}).status_code == 403
    )
