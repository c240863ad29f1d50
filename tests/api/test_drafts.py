from datetime import timedelta

import pytest

from eventsite.core.db import db
from eventsite.events.models import EventState
from eventsite.permissions import Right, Role
from eventsite.sessions.models import LinkKind, SessionLink, SessionState, SpeakerLink
from tests import factories
from tests.factories import NOW, saved


@pytest.fixture
def owner(conf):
    return factories.owner(conf.event)


@pytest.fixture
def ask(ask_as, owner):
    return ask_as(factories.token(owner))


def codes(answer):
    return [thing["code"] for thing in answer.json]


def test_an_event_says_what_the_token_may(ask_as, conf, owner):
    conf.event.state = EventState.DRAFT
    saved(conf.event)
    rights = [Right.SEE_EVENT, Right.EDIT_SESSIONS]
    shown = ask_as(factories.token(owner, rights=rights))("/manage/conf").json
    assert shown == {
        "slug": "conf",
        "name": "Conf",
        "kind": "main",
        "state": "draft",
        "is_public": False,
        "parent": None,
        "children": ["side"],
        "timezone": "America/Los_Angeles",
        "rights": ["event:see", "sessions:edit"],
    }


def test_a_session_is_told_as_it_is_now(ask, conf):
    conf.opening.title = "Changed"
    conf.opening.links = [
        SessionLink(url="https://example.org/", title="More", position=0),
        SessionLink(kind=LinkKind.ATTACHMENT, url="https://e.org/a.pdf", position=1),
    ]
    saved(conf.opening)
    shown = ask("/manage/conf/sessions/PEN222").json
    assert shown == {
        "code": "PEN222",
        "event": "conf",
        "state": "confirmed",
        "title": "Changed",
        "subtitle": "",
        "abstract": "All about <b>clouds</b> & rain.",
        "description": "",
        "people": [{"code": "ADA222", "name": "Ada Lovelace", "role": "speaker"}],
        "track": "Cloud",
        "type": "Talk",
        "language": "",
        "level": "",
        "duration": 30,
        "tags": [],
        "links": [{"url": "https://example.org/", "title": "More"}],
        "do_not_record": False,
        "recording_url": "",
        "recording_licence": "",
        "placement": {
            "room": "Aula",
            "room_guid": conf.aula.guid,
            "start": "2030-11-01T09:00:00-07:00",
            "end": "2030-11-01T09:30:00-07:00",
            "duration": 30,
        },
        "timezone": "America/Los_Angeles",
        "created_at": "2030-09-01T12:00:00+00:00",
        "modified_at": "2030-09-01T12:00:00+00:00",
    }


def test_the_list_has_what_is_not_released_and_what_is_below(ask, conf):
    new = factories.session(conf.child, title="Not out yet", state="CANCELLED")
    assert codes(ask("/manage/conf/sessions"))[-1] == new.code
    assert codes(ask("/manage/side/sessions")) == ["BEL222", new.code]
    unplaced = ask("/manage/conf/sessions").json[-1]
    assert unplaced["placement"] is None
    answer = ask("/manage/conf/sessions/BEL222")
    assert answer.status_code == 404  # its own event's address has it


def test_the_list_is_narrowed(ask, conf):
    conf.next.state = SessionState.CANCELLED
    conf.next.changed_at = NOW + timedelta(days=1)
    saved(conf.next)
    for asked, found in {
        "event=side": ["BEL222"],
        "event=conf": ["NEXT22", "PEN222", "THER22"],
        "state=cancelled": ["NEXT22"],
        "q=OPEN": ["PEN222"],
        "q=pen222": ["PEN222"],
        "q=%25": [],
        "modified_since=2030-09-02T12:00:00Z": ["NEXT22"],
    }.items():
        assert sorted(codes(ask(f"/manage/conf/sessions?{asked}"))) == found, asked
    assert ask("/manage/conf/sessions?state=draft").status_code == 422
    for since, found in (
        ("0001-01-01T00:00:00%2B14:00", 4),
        ("9999-12-31T23:59:59Z", 0),
    ):
        for path in ("/manage/conf/sessions", "/events/conf/sessions"):
            assert len(ask(f"{path}?modified_since={since}").json) == found


def test_people_on_stage_with_their_addresses(ask, conf, ask_as):
    conf.ada.email = "ada@example.org"
    conf.ada.links = [SpeakerLink(url="https://example.org/ada", title="Ada")]
    saved(conf.ada)
    factories.speaker(conf.event, name="Without a stage")
    found = ask("/manage/conf/speakers").json
    assert found[0] == {
        "code": "ADA222",
        "name": "Ada Lovelace",
        "job_title": "",
        "affiliation": "Engines Ltd",
        "biography": "Wrote *notes*.",
        "email": "ada@example.org",
        "links": [{"url": "https://example.org/ada", "title": "Ada"}],
        "sessions": ["PEN222"],
        "modified_at": "2030-09-01T12:00:00+00:00",
    }
    assert [one["name"] for one in found] == ["Ada Lovelace", "Without a stage"]
    manager = factories.team_member(conf.child, Role.DEVROOM_MANAGER)
    ask = ask_as(factories.token(manager))
    assert ask("/manage/side/speakers").json == []


def test_rooms_and_tracks_of_the_event_and_above(ask, conf):
    factories.room(conf.child, name="Own", features=["stream"])
    factories.track(conf.child, name="Deep", description="Dive")
    rooms = ask("/manage/side/rooms").json
    assert [(room["name"], room["event"]) for room in rooms] == [
        ("Aula", "conf"),
        ("Cave", "conf"),
        ("Own", "side"),
    ]
    assert rooms[2]["features"] == ["stream"]
    tracks = ask("/manage/side/tracks").json
    assert [(track["name"], track["colour"]) for track in tracks] == [
        ("Cloud", "#2b5fa8"),
        ("Deep", None),
    ]
    assert len(ask("/manage/conf/tracks?per_page=1&page=2").json) == 0


def test_nothing_of_it_is_kept_by_anybody(ask, conf):
    answer = ask(f"/manage/{conf.event.slug}/sessions/PEN222")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Access-Control-Allow-Origin" not in answer.headers
    tag = answer.headers["ETag"]
    again = ask("/manage/conf/sessions/PEN222", headers={"If-None-Match": tag})
    assert again.status_code == 304
    conf.opening.title = "Changed"
    saved(conf.opening)
    again = ask("/manage/conf/sessions/PEN222", headers={"If-None-Match": tag})
    assert again.status_code == 200


@pytest.mark.parametrize("many", [1, 50])
def test_a_list_asks_as_little_for_many(ask_as, conf, queries, owner, many):
    aula = conf.aula
    for n in range(many):
        who = factories.speaker(conf.event)
        session = factories.session(conf.child, [who], type_id=conf.opening.type_id)
        factories.slot(conf.draft, session, aula, NOW + timedelta(hours=n))
    db.session.commit()
    ask = ask_as(factories.token(owner, conf.event))
    ask("/manage/conf")
    for path in ("sessions", "speakers", "rooms", "tracks"):
        with queries() as sent:
            ask(f"/manage/conf/{path}")
        assert len(sent) <= 10, (path, sent)


@pytest.mark.parametrize(
    "page",
    ["0", "-1", "1.0", "1_0", "%2B1", "%20", "", "%EF%BC%91", "1e3", "0x1", "9" * 30],
)
@pytest.mark.parametrize("path", ["/manage/conf/sessions", "/events/conf/sessions"])
def test_a_page_that_is_none_is_said(ask, conf, path, page):
    answer = ask(f"{path}?page={page}")
    assert answer.status_code == 422
    assert answer.json["errors"][0]["parameter"] == "page"
    assert conf.event
