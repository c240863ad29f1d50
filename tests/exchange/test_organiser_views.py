"""Bringing a file in with a browser: upload, look, apply."""

import io
from datetime import UTC, datetime

import pytest

from eventsite.core import jobs
from eventsite.core.db import db
from eventsite.events.models import Allocation, Event, EventState
from eventsite.exchange.models import Import, ImportState
from eventsite.permissions import Role
from eventsite.schedule.models import Release
from eventsite.sessions.models import Session
from tests import factories
from tests.exchange.bringing import CITY, session_of, talk
from tests.factories import only, stored
from tests.formats.samples import event as xml_event
from tests.formats.samples import guid, xml

FILE = xml(talk(1), talk(2, start="11:00", title="&lt;b&gt;Two"), conference=CITY)


@pytest.fixture
def conf(app):
    assert app.testing
    return factories.event(slug="conf", own_timezone="Europe/Berlin")


@pytest.fixture
def desk(client, conf, sign_in):
    sign_in(factories.owner(conf))
    return client


def upload(client, data=FILE, **fields):
    form = {"file": (io.BytesIO(data), "schedule.xml"), "release": "y"} | fields
    return client.post("/manage/conf/import", data=form)


def work(app):
    """Do what the worker does; return the import as it is then."""
    db.session.rollback()
    jobs.run_due(app.extensions["jobs"])
    db.session.rollback()
    return db.session.query(Import).order_by(Import.id.desc()).first()


def read(app, client, *args, **kwargs):
    response = upload(client, *args, **kwargs)
    assert response.status_code == 303
    return work(app), response.location


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


def edited(app, client, **values):
    """Bring a file in, edit its first session by hand, and upload a newer one."""
    _, where = read(app, client)
    client.post(f"{where}/apply")
    work(app)
    for name, value in values.items():
        setattr(session_of(1), name, value)
    db.session.commit()
    newer = xml(
        talk(1, title="New", abstract="B"),
        talk(2, start="11:00", title="Two"),
        conference=CITY,
    )
    return read(app, client, newer)[1]


def titles():
    db.session.rollback()
    return [session_of(n).title for n in (1, 2)]


def test_a_conflict_shows_both_sides_and_is_decided(app, desk):
    where = edited(app, desk, title="By <i>hand")
    page = desk.get(where).text
    assert "Edited here and changed in the file: 1" in page
    assert "By &lt;i&gt;hand: title" in page
    assert "As it is here" in page
    desk.post(f"{where}/apply", data={"look": "1", "all": "each", "conflict-0": "file"})
    assert work(app).state is ImportState.DONE
    assert titles() == ["New", "Two"]
    _, where = read(app, desk, xml(talk(1, title="New", abstract="B"), conference=CITY))
    assert "Edited here" not in desk.get(where).text


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        ({}, "By hand"),
        ({"conflict-0": "here"}, "By hand"),
        ({"conflict-0": "nonsense", "conflict-99": "file"}, "By hand"),
        ({"all": "file"}, "New"),
        ({"all": "here", "conflict-0": "file"}, "By hand"),
    ],
)
def test_one_side_is_chosen_for_each_or_for_all(app, desk, answer, title):
    where = edited(app, desk, title="By hand")
    desk.post(f"{where}/apply", data={"look": "1", "all": "each"} | answer)
    assert work(app).state is ImportState.DONE
    assert titles()[0] == title
    assert session_of(1).abstract == "B"


def test_what_changes_between_looking_and_writing_is_asked_again(app, desk):
    where = edited(app, desk, title="By hand")
    desk.post(f"{where}/apply", data={"look": "1", "all": "each", "conflict-0": "file"})
    session_of(1).title = "Meanwhile"
    db.session.commit()
    row = work(app)
    assert (row.state, row.looks) == (ImportState.READ, 2)
    assert titles() == ["Meanwhile", "<b>Two"]
    page = desk.get(where).text
    assert "Somebody changed something here while you were looking." in page
    assert "Meanwhile: title" in page
    assert 'value="file" aria-describedby="conflict-0-file-text" checked' in page
    desk.post(f"{where}/apply", data={"look": "2", "all": "each", "conflict-0": "here"})
    assert work(app).state is ImportState.DONE
    assert titles() == ["Meanwhile", "Two"]


@pytest.mark.parametrize("look", ["0", "2", "", "x", "9" * 30])
def test_an_answer_to_another_report_is_none(app, desk, look):
    where = edited(app, desk, title="By hand")
    response = desk.post(f"{where}/apply", data={"look": look, "all": "file"})
    assert "Please look again" in desk.get(response.location).text
    assert work(app).state is ImportState.READ
    assert titles()[0] == "By hand"


def test_conflicts_beyond_those_shown_wait(app, desk, monkeypatch):
    monkeypatch.setattr("eventsite.exchange.organiser_views.MOST_LISTED", 1)
    where = edited(app, desk, title="By hand", abstract="Mine")
    page = desk.get(where).text
    assert "Edited here and changed in the file: 2" in page
    assert "… and 1 more, which stay as they are here" in page
    desk.post(f"{where}/apply", data={"look": "1", "all": "each", "conflict-0": "file"})
    work(app)
    assert (session_of(1).title, session_of(1).abstract) == ("New", "Mine")
    newer = xml(talk(1, title="New", abstract="B"), conference=CITY)
    _, where = read(app, desk, newer)
    assert "Edited here and changed in the file: 1" in desk.get(where).text


def test_what_was_edited_here_alone_is_named(app, desk):
    _, where = read(app, desk)
    desk.post(f"{where}/apply")
    work(app)
    session_of(1).title = "By hand"
    db.session.commit()
    _, where = read(app, desk)
    page = desk.get(where).text
    assert "Edited here, not changed in the file; they stay: 1" in page
    assert "Nothing in it differs" in page


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
    assert len(asked) <= 8


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
