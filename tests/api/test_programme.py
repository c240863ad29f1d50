from datetime import timedelta

import pytest

from eventsite.core.db import db
from eventsite.events.models import EventState
from eventsite.schedule import actions
from eventsite.sessions.models import LinkKind, SessionLink, SpeakerLink
from tests import factories
from tests.factories import NOW, saved


def codes(answer):
    return [thing["code"] for thing in answer.json]


def test_a_session_tells_what_was_released(ask, conf, release):
    opening = conf.opening
    opening.links = [
        SessionLink(url="https://example.org/more", title="More", position=0),
        SessionLink(url="javascript:alert(1)", title="Bad", position=1),
        SessionLink(
            kind=LinkKind.ATTACHMENT, url="https://example.org/a.pdf", position=2
        ),
    ]
    opening.recording_url = "https://example.org/video"
    opening.recording_licence = "CC0 1.0"
    opening.level, opening.language = "Beginner", "en"
    saved(opening)
    release(conf.event, conf.child)
    shown = ask("/events/conf/sessions/PEN222").json
    assert shown == {
        "code": "PEN222",
        "guid": opening.guid,
        "number": opening.number,
        "event": "conf",
        "title": "Opening",
        "subtitle": "",
        "abstract": "All about <b>clouds</b> & rain.",
        "abstract_html": "All about <b>clouds</b> &amp; rain.",
        "description": "",
        "description_html": "",
        "people": [
            {
                "code": "ADA222",
                "name": "Ada Lovelace",
                "role": "speaker",
                "url": "http://localhost/events/conf/speakers/ADA222",
            }
        ],
        "track": "Cloud",
        "track_slug": "cloud",
        "type": "Talk",
        "room": "Aula",
        "room_slug": "aula",
        "day": "2030-11-01",
        "start": "2030-11-01T09:00:00-07:00",
        "end": "2030-11-01T09:30:00-07:00",
        "duration": 30,
        "timezone": "America/Los_Angeles",
        "placements": [
            {
                "guid": opening.guid,
                "day": "2030-11-01",
                "start": "2030-11-01T09:00:00-07:00",
                "end": "2030-11-01T09:30:00-07:00",
                "room": "Aula",
            }
        ],
        "language": "en",
        "level": "Beginner",
        "tags": [],
        "links": [{"url": "https://example.org/more", "title": "More"}],
        "attachments": [{"url": "https://example.org/a.pdf", "title": ""}],
        "recording": {"url": "https://example.org/video", "licence": "CC0 1.0"},
        "do_not_record": False,
        "cancelled": False,
        "url": "http://localhost/events/conf/sessions/PEN222",
        "modified_at": "2030-09-01T12:00:01+00:00",
    }


@pytest.mark.usefixtures("conf")
def test_sessions_stand_by_time_with_those_of_events_below(ask):
    answer = ask("/events/conf/sessions")
    assert codes(answer) == ["PEN222", "NEXT22", "BEL222", "THER22"]
    assert [session["event"] for session in answer.json][2] == "side"
    assert codes(ask("/events/side/sessions")) == ["BEL222"]
    below = ask("/events/conf/sessions/bel222").json
    assert below["url"] == "http://localhost/events/side/sessions/BEL222"
    assert ask("/events/side/sessions/PEN222").status_code == 404


def test_what_is_not_released_is_not_told(ask, conf, release):
    conf.opening.title = "Changed"
    saved(conf.opening)
    factories.session(conf.event, code="NEW222")
    before = ask("/events/conf/sessions")
    assert before.json[0]["title"] == "Opening"
    assert "NEW222" not in codes(before)
    assert ask("/events/conf/sessions/NEW222").status_code == 404
    release(conf.event)
    assert ask("/events/conf/sessions").json[0]["title"] == "Changed"
    assert ask("/events/conf/sessions/NEW222").json["start"] is None


def test_a_cancelled_session_says_so(ask, conf, release):
    conf.opening.state = "CANCELLED"
    saved(conf.opening)
    release(conf.event)
    shown = ask("/events/conf/sessions/PEN222").json
    assert shown["cancelled"] is True
    assert shown["start"] == "2030-11-01T09:00:00-07:00"


def test_a_session_that_is_repeated_is_one_with_several_times(ask, conf, release):
    start = conf.release.released_at.replace(month=11, day=2, hour=18)
    where = actions.Place(conf.cave, start, timedelta(minutes=20))
    actions.repeat(conf.draft, conf.opening, where, 2)
    db.session.commit()
    release(conf.event, conf.child)
    shown = ask("/events/conf/sessions/PEN222").json
    assert [placed["room"] for placed in shown["placements"]] == ["Aula", "Cave"]
    assert shown["room"] == "Aula"
    assert codes(ask("/events/conf/sessions")).count("PEN222") == 1
    for asked, is_there in {
        "day=2030-11-01": True,
        "day=2030-11-02": True,
        "room=cave": True,
        "room=cave&day=2030-11-01": False,
    }.items():
        found = codes(ask(f"/events/conf/sessions?{asked}"))
        assert ("PEN222" in found) == is_there, asked


def test_the_list_is_narrowed(ask, conf, release):
    conf.next.title = "Later"
    saved(conf.next)
    release(conf.event, conf.child, now=NOW + timedelta(days=1))
    everything = ["PEN222", "BEL222", "NEXT22", "THER22"]
    for asked, found in {
        "day=2030-11-02": ["THER22"],
        "track=cloud": ["PEN222"],
        "track=Cloud": ["PEN222"],
        "track=nothing": [],
        "room=aula": ["NEXT22", "PEN222"],
        "room=Cave": ["BEL222", "THER22"],
        "type=talk": ["PEN222"],
        "speaker=ada222": ["PEN222"],
        "q=ada+RAIN": ["PEN222"],
        "q=%25": [],
        "modified_since=2030-09-02T12:00:00Z": ["NEXT22"],
        "modified_since=2030-09-02T05:00:00-07:00": ["NEXT22"],
        "modified_since=2030-09-02T12:00:00.000001Z": [],
        "modified_since=2001-01-01T00:00:00Z": sorted(everything),
    }.items():
        answer = ask(f"/events/conf/sessions?{asked}")
        assert sorted(codes(answer)) == found, asked


@pytest.mark.parametrize(
    "asked", ["day=x", "modified_since=2030-09-02T12:00:00", "day=", "per_page=0"]
)
def test_what_cannot_be_asked_is_said(ask, conf, asked):
    answer = ask(f"/events/{conf.event.slug}/sessions?{asked}")
    assert answer.status_code == 422
    [error] = answer.json["errors"]
    assert error["parameter"] == asked.partition("=")[0]


def test_pages_of_a_list(ask, conf):
    first = ask(f"/events/{conf.event.slug}/sessions?per_page=3")
    assert codes(first) == ["PEN222", "NEXT22", "BEL222"]
    assert '/sessions?per_page=3&page=2>; rel="next"' in first.headers["Link"]
    last = ask("/events/conf/sessions?per_page=3&page=2")
    assert codes(last) == ["THER22"]
    assert 'rel="next"' not in last.headers["Link"]
    assert ask("/events/conf/sessions?per_page=3&page=3").json == []


def test_people_on_stage(ask, conf, release):
    conf.ada.links = [SpeakerLink(url="https://example.org/ada", title="Ada")]
    conf.ada.email = "ada@secret.example"
    saved(conf.ada)
    factories.speaker(conf.event, name="Nobody on stage")
    release(conf.event, conf.child)
    answer = ask("/events/conf/speakers")
    shown = {
        "code": "ADA222",
        "name": "Ada Lovelace",
        "job_title": "",
        "affiliation": "Engines Ltd",
        "biography": "Wrote *notes*.",
        "biography_html": "<p>Wrote <em>notes</em>.</p>\n",
        "photo": None,
        "links": [{"url": "https://example.org/ada", "title": "Ada"}],
        "sessions": [
            {
                "code": "PEN222",
                "title": "Opening",
                "event": "conf",
                "url": "http://localhost/events/conf/sessions/PEN222",
            }
        ],
        "url": "http://localhost/events/conf/speakers/ADA222",
    }
    assert answer.json == [shown]
    assert "secret" not in answer.text
    assert ask("/events/conf/speakers/ADA222").json == shown
    assert ask("/events/conf/speakers/NOBODY").status_code == 404
    assert ask("/events/conf/speakers?q=engines").json == [shown]
    assert ask("/events/conf/speakers?q=else").json == []
    assert ask("/events/side/speakers").json == []


def test_rooms_and_tracks(ask, conf):
    rooms = ask("/events/conf/rooms").json
    assert [(room["slug"], room["capacity"], room["sessions"]) for room in rooms] == [
        ("aula", 250, 2),
        ("cave", None, 2),
    ]
    assert rooms[0]["url"] == "http://localhost/events/conf/rooms/aula"
    [track] = ask("/events/conf/tracks").json
    assert track == {
        "slug": "cloud",
        "name": "Cloud",
        "colour": "#2b5fa8",
        "sessions": 1,
        "url": "http://localhost/events/conf/tracks/cloud",
    }
    assert ask("/events/conf/tracks?page=2").json == []
    assert conf.event


def test_the_schedule(ask, conf):
    start = NOW.replace(month=11, day=1, hour=20)
    where = actions.Place(conf.aula, start, timedelta(minutes=15))
    actions.place_break(conf.draft, conf.event, "Coffee", where, factories.guid(999))
    late = factories.child(conf.event, slug="late")
    actions.release(conf.event, [conf.event], "2", NOW)
    db.session.commit()
    assert ask("/events/conf/schedule").json == {
        "event": "conf",
        "released": True,
        "version": "2",
        "released_at": "2030-09-01T12:00:01+00:00",
        "timezone": "America/Los_Angeles",
        "days": ["2030-11-01", "2030-11-02"],
        "waiting": ["late"],
        "breaks": [
            {
                "title": "Coffee",
                "start": "2030-11-01T13:00:00-07:00",
                "end": "2030-11-01T13:15:00-07:00",
                "room": "Aula",
                "event": "conf",
            }
        ],
        "sessions": 4,
        "modified_at": "2030-09-01T12:00:01+00:00",
    }
    waiting = ask(f"/events/{late.slug}/schedule").json
    assert (waiting["released"], waiting["version"]) == (False, "")
    assert ask("/events/late/sessions").json == []


def test_versions_name_public_events_only(ask, conf, release):
    conf.child.state = EventState.DRAFT
    saved(conf.child)
    release(conf.event, version="1.1", note="More rooms")
    found = ask("/events/conf/schedule/versions").json
    assert found == [
        {
            "version": "1.1",
            "released_at": "2030-09-01T05:00:01-07:00",
            "note": "More rooms",
            "covers": ["conf"],
            "is_newest": True,
        },
        {
            "version": "1",
            "released_at": "2030-09-01T05:00:00-07:00",
            "note": "",
            "covers": ["conf"],
            "is_newest": False,
        },
    ]
    assert ask("/events/conf/schedule/versions/1.1").json == found[0]
    assert ask("/events/conf/schedule/versions/9").status_code == 404


@pytest.mark.parametrize("many", [1, 60])
def test_a_list_asks_as_little_for_many(ask, app, queries, conf, release, many):
    for _ in range(many):
        factories.session(conf.event, [factories.speaker(conf.event)])
    release(conf.event, conf.child)
    for path in ("sessions", "speakers", "rooms", "tracks", "schedule"):
        app.extensions["documents"].clear()
        with queries() as sent:
            ask(f"/events/conf/{path}?per_page=200")
        assert len(sent) <= 4
        with queries() as sent:
            ask(f"/events/conf/{path}?per_page=200")
        assert len(sent) == 1
    with queries() as sent:
        ask("/events/conf/schedule/versions")
    assert len(sent) <= 4


def test_what_has_not_changed_is_not_sent_again(ask, conf, release):
    path = "/events/conf/sessions"
    first = ask(path)
    assert first.headers["Last-Modified"] == "Sun, 01 Sep 2030 12:00:00 GMT"
    for header, value in (
        ("If-None-Match", first.headers["ETag"]),
        ("If-Modified-Since", first.headers["Last-Modified"]),
    ):
        again = ask(path, headers={header: value})
        assert again.status_code == 304
        assert again.headers["ETag"] == first.headers["ETag"]
        assert again.headers["Link"] == first.headers["Link"]
        assert again.headers["Access-Control-Allow-Origin"] == "*"
    conf.opening.title = "Changed"
    saved(conf.opening)
    release(conf.event, conf.child, now=NOW + timedelta(days=1))
    again = ask(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.json[0]["title"] == "Changed"


def test_an_answer_is_packed_for_who_can_unpack_it(client, conf):
    path = f"/api/v1/events/{conf.event.slug}/sessions"
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(client.get(path).data)


def test_it_is_nobodys_and_sets_no_cookie(ask, conf, sign_in, client):
    stranger = ask("/events/conf/sessions")
    sign_in(factories.owner(conf.event))
    signed_in = ask("/events/conf/sessions")
    assert signed_in.data == stranger.data
    for answer in (stranger, signed_in):
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers["Vary"]
        assert answer.headers["Cache-Control"] == "no-cache"
    conf.event.state = EventState.DRAFT
    saved(conf.event)
    assert client.get("/events/conf/sessions").status_code == 200
    assert ask("/events/conf/sessions").status_code == 404
