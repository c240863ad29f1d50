from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from eventsite.accounts.models import Person
from eventsite.core.db import db, insert_once, write_tx
from eventsite.core.jobs import Job
from eventsite.events.models import TeamMember
from eventsite.permissions import Role
from tests import factories
from tests.factories import NOW, stored


@pytest.fixture
def own_app(make_app):
    """Return an application to add pages to, its tables made."""
    with (app := make_app()).app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def add_person():
    db.session.add(Person(name="Ada", email="ada@example.org", created_at=NOW))


@pytest.mark.one_database
def test_only_writing_methods_begin_as_writers(own_app, statements):
    client = own_app.test_client()
    own_app.add_url_rule(
        "/look", "look", lambda: str(db.session.get(Person, 1)), methods=["GET", "POST"]
    )
    with statements() as sent:
        client.get("/look")
        client.post("/look")
    begun = [s for s in sent if s.startswith("BEGIN")]
    assert begun == ["BEGIN", "BEGIN IMMEDIATE"]


def test_a_get_that_writes_unannounced_is_a_bug(own_app):
    client = own_app.test_client()

    @own_app.get("/oops")
    def oops():
        add_person()
        db.session.commit()

    with pytest.raises(RuntimeError, match="write_tx"):
        client.get("/oops")


def test_a_get_may_write_inside_write_tx_even_after_reading(own_app):
    client = own_app.test_client()

    @own_app.get("/seen")
    def seen():
        db.session.get(Person, 1)
        with write_tx():
            add_person()
        return "ok"

    assert client.get("/seen").text == "ok"
    assert len(stored(Person)) == 1


@pytest.mark.usefixtures("app")
def test_write_tx_leaves_nothing_behind_when_it_fails_and_does_not_nest():
    def nested():
        with write_tx():
            add_person()
            db.session.flush()
            with write_tx():
                pass

    with pytest.raises(RuntimeError, match="inside"):
        nested()
    assert stored(Person) == []


@pytest.mark.one_database
@pytest.mark.usefixtures("app")
def test_sqlite_is_set_up():
    assert db.session.scalar(text("PRAGMA journal_mode")) == "wal"
    db.session.add(TeamMember(event_id=999, person_id=999, role=Role.DOOR_STAFF))
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        db.session.flush()


@pytest.mark.usefixtures("app")
def test_moments_come_back_as_they_were_and_need_a_zone():
    plus_five = timezone(timedelta(hours=5))
    kept = factories.person(created_at=datetime(2030, 5, 1, 12, tzinfo=plus_five))
    assert kept.created_at == datetime(2030, 5, 1, 7, tzinfo=UTC)

    with pytest.raises(StatementError, match="needs a time zone"):
        factories.person(created_at=datetime(2030, 5, 1))


@pytest.mark.usefixtures("app")
def test_a_row_is_inserted_once_for_a_key():
    job = {"name": "note", "payload": {}, "run_at": NOW}
    keys = ("a", "a", "b", None, None)

    new = [insert_once(Job, "unique_key", unique_key=key, **job) for key in keys]

    assert new == [True, False, True, True, True]
    assert [row.unique_key for row in stored(Job)] == ["a", "b", None, None]
