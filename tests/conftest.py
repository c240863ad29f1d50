"""What all tests share: an application, its database, a stopped clock, a visitor.

`--database sqlite` (the default) or `--database postgresql`, which is started here, once
for all test processes, unless `TEST_DATABASE_URL` names a server to use.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import event

from eventsite import commands, create_app
from eventsite.accounts.models import SignIn
from eventsite.accounts.queries import hash_token
from eventsite.core import clock
from eventsite.core.db import db
from eventsite.programme.queries import editions
from tests import postgresql
from tests.factories import NOW, test_settings

PACKAGE = Path(__file__).parent.parent / "eventsite"


def pytest_addoption(parser):
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="to test on",
    )


def pytest_configure(config):
    is_controller = not hasattr(config, "workerinput")
    if config.getoption("--database") == "postgresql" and is_controller:
        postgresql.start()


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        postgresql.stop()


def pytest_report_header():
    long = [p for p in PACKAGE.rglob("*.py") if len(p.read_text().splitlines()) > 300]
    return [f"{p.name} passes 300 lines: is there a second noun in it?" for p in long]


class Client(FlaskClient):
    """Requests run as in a server: own context, own session, own connection."""

    def open(self, *args, **kwargs):
        db.session.rollback()  # the test's own transaction would lock them out
        kwargs.setdefault("buffered", True)  # read and closed, as a browser does
        return Context().run(super().open, *args, **kwargs)


@pytest.fixture(scope="session")
def database_url(request, tmp_path_factory) -> Iterator[str]:
    """Return the address of this test process's own database, without tables."""
    if request.config.getoption("--database") == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.db'}"
    else:
        with postgresql.database(os.environ.get("PYTEST_XDIST_WORKER", "gw")) as url:
            yield url


@pytest.fixture(scope="session")
def settings(database_url, tmp_path_factory):
    return test_settings(database_url, tmp_path_factory.mktemp("instance"))


@pytest.fixture(scope="session")
def shared_app(settings):
    """Return the application all tests share, its tables made."""
    app = create_app(settings)
    commands.add_to(app)
    app.test_client_class = Client
    with app.app_context():
        db.create_all()
        db.session.remove()
        db.engine.dispose()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(shared_app):
    """Return the application with an empty database, in its context."""
    with shared_app.app_context():
        yield shared_app
        db.session.remove()
        _empty_database()
        kept = ("documents", "page_cache")
        for cache in (*(shared_app.extensions[name] for name in kept), editions):
            cache.clear()  # keys hold ids, which begin anew


def _empty_database():
    deletes = [str(sa.delete(table)) for table in db.metadata.sorted_tables]
    with db.engine.connect() as connection:
        driver = connection.connection.driver_connection
        if connection.dialect.name == "sqlite":
            off, on = (
                "PRAGMA foreign_keys=OFF; BEGIN IMMEDIATE",
                "COMMIT; PRAGMA foreign_keys=ON",
            )
            driver.executescript("; ".join([off, *deletes, on]))
        else:
            deletes.insert(0, "SET LOCAL session_replication_role = replica")
            driver.execute("; ".join(deletes))
            driver.commit()


@pytest.fixture
def make_app(settings, app):
    """Make another application on the same database, with other settings."""
    apps = []

    def make(**overrides):
        made = create_app({**settings, **overrides})
        commands.add_to(made)
        made.test_client_class = app.test_client_class
        apps.append(made)
        return made

    yield make
    for made in apps:  # an open connection would outlive the file it reads
        with made.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture(autouse=True)
def set_clock(monkeypatch):
    """Stop the clock at NOW; call it to stop it elsewhere."""

    def at(moment):
        monkeypatch.setattr(clock, "really", lambda: moment)

    at(NOW)
    return at


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def sign_in(client):
    """Sign `client` (or the given one) in as a person."""

    def as_person(person, browser=client):
        token = f"token of {person.email}"
        if not db.session.scalar(
            sa.select(SignIn.id).where(SignIn.token_hash == hash_token(token))
        ):
            db.session.add(
                SignIn(
                    person_id=person.id,
                    token_hash=hash_token(token),
                    started_at=NOW,
                    seen_at=NOW,
                    ends_at=NOW.replace(year=NOW.year + 20),
                )
            )
            db.session.commit()
        with browser.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True
        return browser

    return as_person


@pytest.fixture
def statements(app):
    """Record what is sent to the database, BEGIN included where it is a statement."""

    @contextmanager
    def record():
        sent = []

        def note(_connection, _cursor, statement, *_rest):
            sent.append(statement)

        reader = app.extensions["page_cache"].stamps  # asks past the engine
        event.listen(db.engine, "before_cursor_execute", note)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reader, "read", _told(reader.read, sent))
            yield sent
        event.remove(db.engine, "before_cursor_execute", note)

    return record


def _told(read, sent):
    def tell(scopes):
        sent.append("SELECT stamps")
        return read(scopes)

    return tell


@pytest.fixture
def queries(statements):
    """Record the statements that are no BEGIN: the same number on every database."""

    @contextmanager
    def record():
        found = []
        with statements() as sent:
            yield found
        found += [s for s in sent if not s.startswith("BEGIN")]

    return record
