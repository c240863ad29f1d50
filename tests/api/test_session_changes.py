from datetime import timedelta

import pytest

from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.events.models import Allocation
from eventsite.permissions import Role
from eventsite.schedule.models import Slot
from eventsite.sessions.models import LinkKind, Session, SessionLink, Speaker
from tests import factories
from tests.factories import NOW, saved, stored

START = "2030-11-01T12:00:00-07:00"


@pytest.fixture
def ask(conf, ask_as):
    return ask_as(factories.token(factories.owner(conf.event)))


def pointers(answer):
    return [error.get("pointer") for error in answer.json["errors"]]


def test_a_session_is_made(ask, conf):
    sent = {
        "title": "  New\u0000 one ",
        "abstract": "About *it*",
        "people": [
            {"code": "ADA222", "role": "moderator"},
            {"name": "New Person", "affiliation": "Here"},
        ],
        "track": "cloud",
        "type": "Talk",
        "language": "German",
        "level": "Advanced",
        "duration": 45,
        "tags": ["Rust", "rust", "Cloud"],
        "links": [{"url": "https://example.org/"}],
    }
    answer = ask("/manage/conf/sessions", "POST", json=sent)
    assert answer.status_code == 201
    made = answer.json
    assert answer.headers["Location"].endswith(f"/manage/conf/sessions/{made['code']}")
    assert made["title"] == "New one"
    assert [(p["name"], p["role"]) for p in made["people"]] == [
        ("Ada Lovelace", "moderator"),
        ("New Person", "speaker"),
    ]
    assert (made["track"], made["type"]) == ("Cloud", "Talk")
    assert (made["language"], made["level"], made["duration"]) == ("de", "Advanced", 45)
    assert made["tags"] == ["Cloud", "Rust"]
    assert made["links"] == [{"url": "https://example.org/", "title": ""}]
    assert ask(f"/manage/conf/sessions/{made['code']}").json == made
    assert ask(f"/events/conf/sessions/{made['code']}").status_code == 404
    assert conf.event


def test_a_change_leaves_alone_what_it_does_not_name(ask, conf):
    conf.opening.links = [
        SessionLink(url="https://example.org/", title="More", position=0),
        SessionLink(kind=LinkKind.ATTACHMENT, url="https://e.org/a.pdf", position=1),
    ]
    saved(conf.opening)
    before = ask("/manage/conf/sessions/PEN222").json
    answer = ask("/manage/conf/sessions/PEN222", "PATCH", json={"title": "Changed"})
    assert answer.json == before | {"title": "Changed"}
    assert len(conf.opening.links) == 2
    nothing = ask("/manage/conf/sessions/PEN222", "PATCH", json={})
    assert nothing.json == answer.json
    assert [entry.detail.get("changed") for entry in stored(AuditEntry)[-1:]] == [
        "title"
    ]


def test_what_is_emptied_is_empty(ask):
    sent = {
        "people": [], "track": "", "type": "", "links": [], "tags": [], "abstract": "",
        "language": "", "level": "",
    }  # fmt: skip
    shown = ask("/manage/conf/sessions/PEN222", "PATCH", json=sent).json
    assert {name: shown[name] for name in sent} == sent


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({"title": ""}, "#/title"),
        ({"title": None}, "#/title"),
        ({"title": 7}, "#/title"),
        ({"title": "x" * 501}, "#/title"),
        ({"duration": 0}, "#/duration"),
        ({"duration": "30"}, "#/duration"),
        ({"duration": 1.5}, "#/duration"),
        ({"duration": 10**400}, "#/duration"),
        ({"language": "Klingonese"}, "#/language"),
        ({"level": "Godlike"}, "#/level"),
        ({"people": [{"name": "A"}, {"role": "host"}]}, "#/people/1"),
        ({"people": [{"name": "A", "role": "king"}]}, "#/people/0/role"),
        ({"people": [{"name": "A"}] * 61}, "#/people"),
        ({"links": [{"url": "javascript:alert(1)"}]}, "#/links/0/url"),
        ({"links": [{"title": "x"}]}, "#/links/0/url"),
        ({"links": [{"url": ""}]}, "#/links/0/url"),
        ({"links": [{"url": "https://example.org:65536/"}]}, "#/links/0/url"),
        ({"links": [{"url": "https://example.org@evil.example/"}]}, "#/links/0/url"),
        ({"links": [{"url": "https://example.org/\n"}]}, "#/links/0/url"),
        ({"links": [{"url": "https://example.org\u1fef/"}]}, "#/links/0/url"),
        ({"people": [{"code": "ADA222", "name": "A"}]}, "#/people/0"),
        ({"people": [{"name": "\u0007 "}]}, "#/people/0/name"),
        ({"tags": ["\u0007"]}, "#/tags/0"),
        ({"tags": ["a,b"]}, "#/tags/0"),
        ({"tags": [""]}, "#/tags/0"),
        ({"tags": "a"}, "#/tags"),
        ({"do_not_record": "yes"}, "#/do_not_record"),
        ({"recording_url": "example.org"}, "#/recording_url"),
        ({"state": "cancelled"}, "#/state"),
        ({"code": "MINE22"}, "#/code"),
        ({"event": "other"}, "#/event"),
        ({"a/b~c": 1}, "#/a~1b~0c"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(ask, conf, sent, pointer):
    before = ask("/manage/conf/sessions/PEN222").json
    answer = ask("/manage/conf/sessions/PEN222", "PATCH", json=sent)
    assert answer.status_code == 422
    assert pointers(answer) == [pointer]
    assert ask("/manage/conf/sessions/PEN222").json == before
    assert conf.event


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({"people": [{"code": "ADA222"}] * 2}, "#/people"),
        ({"people": [{"code": "NOBODY"}]}, "#/people/0/code"),
        ({"track": "Nowhere"}, "#/track"),
        ({"type": "Nowhere"}, "#/type"),
        (
            {"do_not_record": True, "recording_url": "https://example.org/"},
            "#/recording_url",
        ),
    ],
)
def test_what_pages_refuse_is_refused_here(ask, sent, pointer):
    answer = ask("/manage/conf/sessions/PEN222", "PATCH", json=sent)
    assert answer.status_code == 409
    assert answer.json["type"] == "/api/v1/docs#problem-refused"
    assert pointers(answer) == [pointer]


def test_nobody_undoes_what_they_have_not_seen(ask, conf):
    path = "/manage/conf/sessions/PEN222"
    seen = {"If-Match": ask(path).headers["ETag"]}
    changed = ask(path, "PATCH", json={"title": "Mine"}, headers=seen)
    assert changed.status_code == 200
    late = ask(path, "PATCH", json={"title": "Theirs"}, headers=seen)
    assert late.status_code == 412
    assert ask(path).json["title"] == "Mine"
    fresh = {"If-Match": changed.headers["ETag"]}
    for step in ("cancel", "restore"):
        assert ask(f"{path}/{step}", "POST", headers=seen).status_code == 412
    assert ask(f"{path}/cancel", "POST", headers=fresh).status_code == 200
    star = {"If-Match": "*"}
    assert ask(path, "PATCH", json={"title": "Any"}, headers=star).status_code == 200
    broken = {"If-Match": "nonsense"}
    assert ask(path, "PATCH", json={"title": "X"}, headers=broken).status_code == 412
    assert conf.event


def test_a_session_is_called_off_and_restored(ask):
    path = "/manage/conf/sessions/PEN222"
    assert ask(f"{path}/cancel", "POST").json["state"] == "cancelled"
    again = ask(f"{path}/cancel", "POST")
    assert again.status_code == 409
    assert "cancelled already" in again.json["detail"]
    assert ask(f"{path}/restore", "POST").json["state"] == "confirmed"


@pytest.mark.parametrize(
    ("method", "step", "sent"),
    [
        ("PATCH", "", {"title": "X"}),
        ("POST", "/cancel", None),
        ("POST", "/restore", None),
        ("PUT", "/placement", {"start": START}),
        ("DELETE", "/placement", None),
    ],
)
def test_sessions_of_other_events_are_not_found(ask_as, conf, method, step, sent):
    """Above, beside, or of another conference."""
    elsewhere = factories.event(slug="other")
    factories.session(elsewhere, code="ELSE22")
    beside = factories.child(conf.event, slug="beside")
    factories.session(beside, code="BES222")
    ask = ask_as(factories.token(factories.admin()))
    for code in ("PEN222", "ELSE22", "BES222", "NONE22"):
        answer = ask(f"/manage/side/sessions/{code}{step}", method, json=sent)
        assert answer.status_code == 404, code


def test_a_session_is_placed_and_taken_off(ask, conf):
    path = "/manage/conf/sessions/NEXT22/placement"
    sent = {"room": "cave", "start": START, "duration": 20}
    answer = ask(path, "PUT", json=sent)
    assert answer.json["placement"] == {
        "room": "Cave",
        "room_guid": conf.cave.guid,
        "start": START,
        "end": "2030-11-01T12:20:00-07:00",
        "duration": 20,
    }
    elsewhere = {"room": conf.aula.guid, "start": "2030-11-01T19:30:00Z"}
    answer = ask(path, "PUT", json=elsewhere)
    assert answer.json["placement"]["room"] == "Aula"
    assert answer.json["placement"]["start"] == "2030-11-01T12:30:00-07:00"
    assert answer.json["placement"]["duration"] == 20
    assert ask(path, "DELETE").json["placement"] is None
    assert ask(path, "DELETE").json["placement"] is None
    below = ask("/manage/conf/sessions/BEL222/placement", "PUT", json=sent)
    assert below.json["placement"]["room"] == "Cave"


def test_a_place_that_clashes_is_refused_unless_it_is_wanted(ask, conf):
    path = "/manage/conf/sessions/NEXT22/placement"
    sent = {"room": "Aula", "start": "2030-11-01T09:10:00-07:00"}
    answer = ask(path, "PUT", json=sent)
    assert answer.status_code == 409
    assert answer.json["type"] == "/api/v1/docs#problem-clashes"
    assert "Opening" in answer.json["errors"][0]["detail"]
    db.session.refresh(stored(Slot)[1])
    assert stored(Slot)[1].starts_at.minute == 30
    assert ask(path, "PUT", json=sent | {"anyway": True}).status_code == 200
    assert conf.event


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({}, "#/start"),
        ({"start": "2030-11-01T12:00:00"}, "#/start"),
        ({"start": "2030-11-01T12:00:30-07:00"}, "#/start"),
        ({"start": START, "duration": 1441}, "#/duration"),
    ],
)
def test_what_is_no_place_is_said(ask, sent, pointer):
    answer = ask("/manage/conf/sessions/NEXT22/placement", "PUT", json=sent)
    assert answer.status_code == 422
    assert pointers(answer) == [pointer]


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({"start": "2030-11-05T12:00:00-07:00"}, "#/start"),
        ({"start": "2030-10-31T12:00:00-07:00"}, "#/start"),
        ({"start": "1989-12-31T23:59:00-12:00"}, "#/start"),
        ({"start": "0001-01-01T00:00:00+14:00"}, "#/start"),
        ({"start": "9999-12-31T23:59:00-12:00"}, "#/start"),
        ({"start": START, "room": "Nowhere"}, "#/room"),
    ],
)
def test_where_and_when_there_is_nothing_is_said(ask, sent, pointer):
    answer = ask("/manage/conf/sessions/NEXT22/placement", "PUT", json=sent)
    assert answer.status_code == 409
    assert pointers(answer) == [pointer]


@pytest.mark.parametrize("scope", ["child", "everywhere"])
def test_who_manages_a_part_keeps_to_its_hours(ask_as, conf, scope):
    start = NOW.replace(month=11, day=1, hour=18)  # eleven in Los Angeles
    hours = {"starts_at": start, "ends_at": start + timedelta(hours=2)}
    saved(Allocation(event=conf.child, room=conf.cave, **hours))
    manager = factories.team_member(conf.child, Role.DEVROOM_MANAGER)
    ask = ask_as(factories.token(manager, conf.child if scope == "child" else None))
    path = "/manage/side/sessions/BEL222/placement"
    inside = {"room": "Cave", "start": "2030-11-01T11:30:00-07:00"}
    assert ask(path, "PUT", json=inside).status_code == 200
    for room, at, status in (
        ("Cave", "10:45", 409),
        ("Cave", "12:45", 409),
        ("Aula", "11:30", 409),
    ):
        sent = {"room": room, "start": f"2030-11-01T{at}:00-07:00", "anyway": True}
        assert ask(path, "PUT", json=sent).status_code == status, (room, at)


def test_a_token_for_a_part_keeps_to_its_hours_though_its_maker_need_not(ask_as, conf):
    start = NOW.replace(month=11, day=1, hour=18)
    hours = {"starts_at": start, "ends_at": start + timedelta(hours=2)}
    saved(Allocation(event=conf.child, room=conf.cave, **hours))
    owner = factories.owner(conf.event)
    path = "/manage/side/sessions/BEL222/placement"
    outside = {"room": "Cave", "start": "2030-11-01T15:00:00-07:00", "anyway": True}
    narrow = ask_as(factories.token(owner, conf.child))(path, "PUT", json=outside)
    assert narrow.status_code == 409
    wide = ask_as(factories.token(owner))(path, "PUT", json=outside)
    assert wide.status_code == 200


@pytest.mark.parametrize(
    "seen", ["", '""', '"0"', "W/", 'W/"0", "1"', "0", "\xff", ",", f'"{"x" * 9_000}"']
)
def test_what_was_not_read_is_not_changed(ask, seen):
    path, sent = "/manage/conf/sessions/PEN222", {"title": "B"}
    answer = ask(path, "PATCH", json=sent, headers={"If-Match": seen})
    assert answer.status_code == 412
    assert ask(path).json["title"] == "Opening"


@pytest.mark.parametrize("seen", ["*", "{}", '"0", {}', "{} "])
def test_what_was_read_is_changed(ask, seen):
    path, sent = "/manage/conf/sessions/PEN222", {"title": "B"}
    seen = seen.format(ask(path).headers["ETag"])
    answer = ask(path, "PATCH", json=sent, headers={"If-Match": seen})
    assert answer.status_code == 200


def test_a_whole_number_is_one_however_it_is_written(ask):
    path = "/manage/conf/sessions/PEN222"
    assert ask(path, "PATCH", json={"duration": 25.0}).json["duration"] == 25


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "HTTP://Example.org:8080?a=b#c",
        "https://münchen.example/über uns".replace(" ", "%20"),
        "https://例え.jp/🎥",
        "http://192.0.2.1:65535/[x]",
    ],
)
def test_web_addresses_are_taken(ask, address):
    sent = {"recording_url": address, "links": [{"url": address}]}
    shown = ask("/manage/conf/sessions/PEN222", "PATCH", json=sent).json
    assert shown["recording_url"] == shown["links"][0]["url"] == address


def test_a_placement_is_not_changed_unseen(ask, conf):
    path = "/manage/conf/sessions/NEXT22"
    seen = {"If-Match": ask(path).headers["ETag"]}
    sent = {"room": "Cave", "start": START}
    assert ask(f"{path}/placement", "PUT", json=sent).status_code == 200
    late = ask(f"{path}/placement", "PUT", json=sent, headers=seen)
    assert late.status_code == 412
    assert ask(f"{path}/placement", "DELETE", headers=seen).status_code == 412
    assert conf.event


def test_a_refusal_leaves_nothing_behind(ask):
    people, sessions = len(stored(Speaker)), len(stored(Session))
    sent = {
        "title": "A",
        "people": [{"name": "New"}, {"code": "ADA222"}, {"code": "ADA222"}],
    }
    assert ask("/manage/conf/sessions", "POST", json=sent).status_code == 409
    assert (len(stored(Speaker)), len(stored(Session))) == (people, sessions)
