"""Bringing a file in with a browser: upload, look, apply."""

import io
import re
from datetime import UTC, datetime

import pytest

import config
from eventsite.core.db import db
from eventsite.events.models import Allocation, Event, EventState
from eventsite.exchange.models import Import, ImportState
from eventsite.formats.limits import LARGEST, MAX_BYTES
from eventsite.permissions import Role
from eventsite.schedule.models import Release, ReleaseCover
from eventsite.sessions.models import Session, Speaker
from tests import factories
from tests.exchange.bringing import CITY, talk
from tests.exchange.desk import FILE, read, upload, work
from tests.factories import only, stored
from tests.formats.samples import event as xml_event
from tests.formats.samples import guid, xml
from tests.schedule.test_releases import placed

IMPORT = "/manage/conf/import"


@pytest.fixture
def conf(app):
    assert app.testing
    return factories.event(slug="conf", own_timezone="Europe/Berlin")


@pytest.fixture
def desk(client, conf, sign_in):
    sign_in(factories.owner(conf))
    return client


def test_from_upload_to_release(app, desk):
    page = desk.get("/manage/conf/import").text
    assert "Import a schedule" in page
    response = upload(desk)
    where = response.location
    assert where == f"/manage/conf/import/{only(Import).id}"
    response = desk.get(where)
    assert "The file is being read" in response.text
    assert response.headers["Refresh"] == "2"
    row = work(app)
    assert row.state is ImportState.READ
    response = desk.get(where)
    assert "Refresh" not in response.headers
    page = response.text
    assert "New: 2" in page
    assert "&lt;b&gt;Two" in page
    assert (
        "No time zone is named; Europe/Berlin is used" not in page
    )  # the event has one
    assert stored(Session) == []
    response = desk.post(f"{where}/apply")
    assert (response.status_code, response.location) == (303, where)
    assert "being brought in" in desk.get(where).text
    row = work(app)
    assert (row.state, row.content, row.percent) == (ImportState.DONE, None, 100)
    assert "released as version 1" in desk.get(where).text
    assert {session.title for session in stored(Session)} == {"Talk 1", "<b>Two"}
    assert "schedule.xml" in desk.get("/manage/conf/import").text


def test_only_what_the_file_is_about_is_released_and_the_rest_is_told(app, conf, desk):
    draft = factories.draft(conf)
    placed(draft, conf, title="Not yet")
    placed(draft, factories.child(conf))
    db.session.commit()
    assert not re.search(r"name=.release.[^>]*checked", desk.get(IMPORT).text)
    _, where = read(app, desk)
    page = desk.get(where).text
    assert "1 change of yours to the draft is not released yet" in page
    assert "/manage/conf/release" in page
    desk.post(f"{where}/apply")
    work(app)
    assert [cover.event_id for cover in stored(ReleaseCover)] == [conf.id]


def test_saying_yes_twice_does_it_once(app, desk):
    _, where = read(app, desk)
    for _ in range(2):
        assert desk.post(f"{where}/apply").status_code == 303
    work(app)
    assert desk.post(f"{where}/apply").status_code == 303
    work(app)
    assert len(stored(Session)) == 2
    assert len(stored(Release)) == 1


def test_the_same_form_twice_is_one_upload(desk):
    once = "once-key-of-the-form-1"
    first, second = upload(desk, once=once), upload(desk, once=once)
    assert first.location == second.location
    assert len(stored(Import)) == 1


def test_the_same_file_again_says_that_nothing_differs(app, desk):
    _, where = read(app, desk)
    desk.post(f"{where}/apply")
    work(app)
    _, where = read(app, desk)
    assert "Nothing in it differs" in desk.get(where).text
    desk.post(f"{where}/apply")
    work(app)
    assert "so nothing was written" in desk.get(where).text
    assert len(stored(Release)) == 1


def test_only_into_the_draft(app, desk):
    _, where = read(app, desk, release="")
    assert "Bring it into the draft" in desk.get(where).text
    desk.post(f"{where}/apply")
    work(app)
    assert "It is not released yet" in desk.get(where).text
    assert len(stored(Session)) == 2
    assert stored(Release) == []


def test_what_cannot_be_read_is_said(app, desk):
    row, where = read(app, desk, b"<schedule>\n<day>")
    assert row.state is ImportState.FAILED
    page = desk.get(where).text
    assert (
        "line 2, column 6: The file ends in the middle: it seems to be cut off." in page
    )
    assert "Nothing was changed." in page
    desk.post(f"{where}/apply")
    assert work(app).state is ImportState.FAILED


def test_a_file_is_discarded(app, desk):
    _, where = read(app, desk)
    there = desk.post(f"{where}/discard").location
    assert "The file is discarded" in desk.get(there).text
    row = only(Import)
    assert (row.state, row.content) == (ImportState.DISCARDED, None)
    desk.post(f"{where}/apply")
    assert work(app).state is ImportState.DISCARDED
    assert "was discarded" in desk.get(where).text


def test_a_failure_of_ours_is_told_and_leaves_nothing(app, desk, monkeypatch):
    _, where = read(app, desk)
    desk.post(f"{where}/apply")

    def fail(*_args, **_kwargs):
        raise RuntimeError("power cut")

    monkeypatch.setattr("eventsite.exchange.actions.release_schedule", fail)
    row = work(app)
    assert row.state is ImportState.FAILED
    assert "Something went wrong on our side" in desk.get(where).text
    assert stored(Session) == []


def test_a_file_must_be_chosen(desk):
    response = desk.post("/manage/conf/import", data={"release": "y"})
    assert response.status_code == 422
    assert "Choose a file" in response.text
    assert stored(Import) == []


def test_a_file_that_is_too_large_is_refused_at_once(desk, tmp_path, monkeypatch):
    most = config.read({"EVENTSITE_INSTANCE": str(tmp_path)})["MAX_CONTENT_LENGTH"]
    assert most > MAX_BYTES + 100_000  # a form around it included
    assert f"at most {LARGEST} MB" in desk.get("/manage/conf/import").text
    monkeypatch.setattr("eventsite.exchange.forms.MAX_BYTES", len(FILE))
    response = upload(desk, FILE + b" ")
    assert response.status_code == 422
    assert f"Choose a file of {LARGEST} MB at most." in response.text
    assert stored(Import) == []
    assert upload(desk, FILE).status_code == 303


def test_a_table_of_people_from_upload_to_people(app, desk):
    people = b"name,company\nAnn <b>Lee</b>,ACME\n"
    _, where = read(app, desk, people)
    page = desk.get(where).text
    assert "<strong>1</strong> person" in page
    assert "sessions</span>" not in page
    assert "Ann &lt;b&gt;Lee&lt;/b&gt;" in page
    assert "Bring them in" in page
    desk.post(f"{where}/apply")
    assert work(app).state is ImportState.DONE
    assert "The people are brought in." in desk.get(where).text
    assert stored(Release) == []
    row = read(app, desk, people.replace(b"ACME", b"New"))[0]
    assert row.report["notes"] == {only(Speaker).code: ["affiliation"]}


def test_what_is_no_longer_kept_of_an_import_is_said(app, desk):
    _, where = read(app, desk)
    desk.post(f"{where}/apply")
    row = work(app)
    row.report = None
    db.session.commit()
    assert "is no longer kept" in desk.get(where).text


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\x00b\u202e.xml", "x" * 5000, "📅.xml"]
)
def test_file_names_are_only_words(desk, name):
    response = upload(desk, file=(io.BytesIO(FILE), name))
    assert response.status_code == 303
    assert desk.get(response.location).status_code == 200
    assert len(only(Import).file_name) <= 200


def test_devrooms_are_for_those_who_may_add_events(app, client, conf, sign_in):
    data = xml(talk(1, track="Go", type="devroom"), conference=CITY)
    sign_in(factories.team_member(conf, Role.PROGRAMME_CHAIR))
    assert "devroom" not in client.get("/manage/conf/import").text
    assert not read(app, client, data, devrooms="y")[0].devrooms
    sign_in(factories.owner(conf))
    assert "devroom" in client.get("/manage/conf/import").text
    _, where = read(app, client, data, devrooms="y")
    client.post(f"{where}/apply")
    work(app)
    assert {event.slug for event in stored(Event)} == {"conf", "conf-go"}


def test_a_chair_of_an_event_below_keeps_to_its_hours(app, client, conf, sign_in):
    child = factories.child(conf, slug="child", host=conf.host)
    main = factories.room(conf, name="Main")
    chair = factories.team_member(child, Role.PROGRAMME_CHAIR)
    sign_in(chair)
    form = {"file": (io.BytesIO(FILE), "a.xml"), "release": "y"}
    where = client.post("/manage/child/import", data=form).location
    assert work(app).state is ImportState.FAILED
    assert "outside the rooms and hours of your event" in client.get(where).text
    sign_in(factories.owner(conf))
    form = {"file": (io.BytesIO(FILE), "a.xml"), "release": "y"}
    client.post("/manage/child/import", data=form)
    assert work(app).state is ImportState.READ

    given = {"starts_at": datetime(2024, 2, 3, 9, tzinfo=UTC)}
    given["ends_at"] = datetime(2024, 2, 3, 18, tzinfo=UTC)
    factories.saved(Allocation(event=child, room=main, **given))
    sign_in(chair)
    form = {"file": (io.BytesIO(FILE), "a.xml"), "release": "y"}
    client.post("/manage/child/import", data=form)
    assert work(app).state is ImportState.READ


def test_another_events_import_is_not_found(app, desk, conf, sign_in):
    _, where = read(app, desk)
    other = factories.event(slug="other", host=conf.host)
    sign_in(factories.owner(other))
    number = where.rsplit("/", 1)[1]
    assert desk.get(f"/manage/other/import/{number}").status_code == 404
    for verb in ("apply", "discard"):
        path = f"/manage/other/import/{number}/{verb}"
        assert desk.post(path).status_code == 404
        assert desk.post(f"{where}/{verb}").status_code == 403
    assert only(Import).state is ImportState.READ


def test_an_archived_event_takes_nothing(app, desk, conf):
    _, where = read(app, desk)
    conf = db.session.merge(conf)
    conf.state = EventState.ARCHIVED
    db.session.commit()
    assert upload(desk).status_code == 403
    assert desk.post(f"{where}/apply").status_code == 403


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_asks_the_same_at_any_length(desk, conf, queries, rows):
    for n in range(rows):
        factories.saved(
            Import(event_id=conf.id, file_name=f"f{n}.xml", created_at=factories.NOW)
        )
    with queries() as asked:
        assert desk.get("/manage/conf/import").status_code == 200
    assert len(asked) <= 14


def test_the_preview_of_many_changes_is_short(app, desk):
    data = xml(
        *[
            xml_event(f'id="{n}" guid="{guid(n)}"', title=f"Talk {n}")
            for n in range(150)
        ],
        conference=CITY,
    )
    _, where = read(app, desk, data)
    page = desk.get(where).text
    assert "New: 150" in page
    assert "… and 50 more" in page
