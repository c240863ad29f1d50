"""People on stage, rooms, tracks and releases, changed by programs."""

import pytest

from eventsite.permissions import Role
from eventsite.schedule.models import Release
from eventsite.sessions.models import Speaker
from tests import factories
from tests.factories import stored


@pytest.fixture
def ask(conf, ask_as):
    return ask_as(factories.token(factories.owner(conf.event)))


def test_somebody_is_made_known_changed_and_forgotten(ask):
    sent = {
        "name": "Grace",
        "email": "GRACE@Example.org",
        "links": [{"url": "https://example.org/grace", "title": "Grace"}],
    }
    answer = ask("/manage/conf/speakers", "POST", json=sent)
    assert answer.status_code == 201
    made = answer.json
    assert made["email"] == "grace@example.org"
    assert made["links"] == sent["links"]
    path = f"/manage/conf/speakers/{made['code']}"
    assert answer.headers["Location"].endswith(path)
    changed = ask(path, "PATCH", json={"biography": "A *pioneer*"}).json
    assert changed == made | {"biography": "A *pioneer*"}
    assert ask(path, "PATCH", json={"links": []}).json["links"] == []
    assert ask(path, "DELETE").status_code == 204
    assert ask(path).status_code == 404


def test_who_is_on_a_stage_is_not_forgotten(ask):
    answer = ask("/manage/conf/speakers/ADA222", "DELETE")
    assert answer.status_code == 409
    assert "still has sessions" in answer.json["detail"]


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({"name": ""}, "#/name"),
        ({"email": "nobody"}, "#/email"),
        ({"biography": "x" * 10_001}, "#/biography"),
        ({"photo": "x"}, "#/photo"),
    ],
)
def test_what_is_wrong_with_somebody_is_said(ask, sent, pointer):
    answer = ask("/manage/conf/speakers/ADA222", "PATCH", json=sent)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == pointer


def test_below_the_root_only_own_people_are_changed(ask_as, conf):
    manager = factories.team_member(conf.child, Role.DEVROOM_MANAGER)
    ask = ask_as(factories.token(manager))
    own = factories.speaker(conf.event, code="WN2222")
    both = factories.speaker(conf.event, code="BTH222")
    factories.session(conf.child, [own, both])
    factories.session(conf.event, [both])
    change = {"affiliation": "Here"}
    for code, status in (("WN2222", 200), ("BTH222", 403), ("ADA222", 404)):
        path = f"/manage/side/speakers/{code}"
        assert ask(path, "PATCH", json=change).status_code == status, code
        if status != 200:
            assert ask(path, "DELETE").status_code == status
    assert ask("/manage/side/speakers", "POST", json={"name": "X"}).status_code == 409
    assert len(stored(Speaker)) == 3


@pytest.mark.parametrize(
    ("kind", "sent", "change"),
    [
        (
            "rooms",
            {"name": "Attic", "capacity": 20, "features": ["stream", "ramp"]},
            {"capacity": None, "building": "North"},
        ),
        (
            "tracks",
            {"name": "Attic", "colour": "#2b5fa8", "description": "High"},
            {"colour": None},
        ),
    ],
)
def test_a_room_or_track_is_added_changed_and_deleted(ask, kind, sent, change):
    answer = ask(f"/manage/conf/{kind}", "POST", json=sent)
    assert answer.status_code == 201
    made = answer.json
    assert made["event"] == "conf"
    assert {name: made[name] for name in sent} == sent
    path = f"/manage/conf/{kind}/attic"
    assert answer.headers["Location"].endswith(path)
    assert ask(path).json == made
    stale = {"If-Match": answer.headers["ETag"]}
    assert ask(path, "PATCH", json=change, headers=stale).json == made | change
    assert ask(path, "PATCH", json=change, headers=stale).status_code == 412
    assert ask(path, "DELETE", headers=stale).status_code == 412
    taken = ask(f"/manage/conf/{kind}", "POST", json={"name": "ATTIC"})
    assert taken.status_code == 409
    assert taken.json["errors"][0]["pointer"] == "#/name"
    assert ask(path, "PATCH", json={"name": "Loft"}).json["slug"] == "attic"
    assert ask(path, "DELETE").status_code == 204
    assert ask(path).status_code == 404


def test_what_is_used_is_not_deleted(ask):
    for path in ("rooms/aula", "tracks/cloud"):
        answer = ask(f"/manage/conf/{path}", "DELETE")
        assert answer.status_code == 409
        assert "is used by" in answer.json["detail"]


def test_what_is_inherited_is_changed_where_it_belongs(ask):
    for path in ("rooms/aula", "tracks/cloud"):
        for method, sent in (("PATCH", {"name": "X"}), ("DELETE", None)):
            answer = ask(f"/manage/side/{path}", method, json=sent)
            assert answer.status_code == 404


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("rooms", {"name": "A", "capacity": 0}),
        ("rooms", {"name": "A", "features": ["a,b"]}),
        ("rooms", {"name": "A", "features": ["x"] * 21}),
        ("rooms", {"capacity": 5}),
        ("tracks", {"name": "A", "colour": "red"}),
        ("tracks", {"name": "A", "colour": "#2b5fa8\n"}),
    ],
)
def test_what_is_no_room_or_track_is_said(ask, kind, sent):
    assert ask(f"/manage/conf/{kind}", "POST", json=sent).status_code == 422


def test_a_release_makes_public_what_was_changed(ask, conf):
    ask("/manage/conf/sessions/PEN222", "PATCH", json={"title": "Changed"})
    assert ask("/events/conf/sessions/PEN222").json["title"] == "Opening"
    answer = ask("/manage/conf/releases", "POST", json={"note": "A new title"})
    assert answer.status_code == 201
    assert answer.json["version"] == "2"
    assert answer.json["covers"] == ["conf", "side"]
    assert ask("/events/conf/sessions/PEN222").json["title"] == "Changed"
    assert ask("/events/conf/schedule/versions/2").json["note"] == "A new title"
    assert conf.event


def test_a_part_is_released_alone(ask, ask_as, conf):
    manager = factories.team_member(conf.child, Role.DEVROOM_MANAGER)
    theirs = ask_as(factories.token(manager))
    answer = theirs("/manage/side/releases", "POST", json={"version": "side 1"})
    assert answer.json["covers"] == ["side"]
    outside = theirs("/manage/side/releases", "POST", json={"covers": ["conf"]})
    assert outside.status_code == 409
    assert outside.json["errors"][0]["pointer"] == "#/covers/0"
    only_root = ask("/manage/conf/releases", "POST", json={"covers": ["conf"]})
    assert only_root.json["covers"] == ["conf"]
    taken = ask("/manage/conf/releases", "POST", json={"version": "side 1"})
    assert taken.status_code == 409
    assert taken.json["errors"][0]["pointer"] == "#/version"
    assert len(stored(Release)) == 3


@pytest.mark.parametrize("version", ["", "a/b", "a?b", "a%2fb", " x", "x" * 101])
def test_what_is_no_name_of_a_version_is_said(ask, version):
    answer = ask("/manage/conf/releases", "POST", json={"version": version})
    assert answer.status_code == 422


def test_a_release_under_a_key_is_made_once(ask):
    key = {"Idempotency-Key": "release-1"}
    first = ask("/manage/conf/releases", "POST", json={}, headers=key)
    again = ask("/manage/conf/releases", "POST", json={}, headers=key)
    assert again.json == first.json
    assert len(stored(Release)) == 2
