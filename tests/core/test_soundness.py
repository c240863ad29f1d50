"""What `eventsite check` finds: each kind of damage by its name, and what to do."""

import json
import socketserver
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from eventsite.core import crypto, files, keys, soundness
from eventsite.core.crypto import Undecipherable
from eventsite.core.db import db, write_tx
from eventsite.core.files import StoredFile
from eventsite.core.jobs import Job
from eventsite.scholarships.models import Application, Statements
from tests import factories
from tests.factories import NOW, saved
from tests.scholarships.things import programme

SECRET = "xmXb2Jqy5p7Hn-this-is-long-enough-0123456789"


@pytest.fixture
def sound(make_app, tmp_path):
    """Make an installation in which nothing is wrong, with settings of the test's own."""

    def make(**settings):
        app = make_app(
            **{
                "SECRET_KEY": SECRET,
                "ENCRYPTION_KEYS": [SECRET],
                "PUBLIC_URL": "https://conf.example",
                "STORAGE_URL": f"file://{tmp_path / 'files'}",
                "INSTANCE": tmp_path,
                **settings,
            }
        )
        app.extensions["questions"] = {}
        return app

    return make


def found(app):
    with app.app_context():
        answers = {it.about: it for it in soundness.ask_all({}, NOW)}
        db.session.remove()
        db.engine.dispose()
    return answers


@pytest.fixture(autouse=True)
def migrations(monkeypatch):
    monkeypatch.setattr("eventsite.core.health._revisions", lambda: ["0001"])
    monkeypatch.setattr("eventsite.core.health.newest_revision", lambda _folder: "0001")


def test_nothing_is_wrong_with_a_sound_installation(sound):
    answers = found(sound())
    assert {about for about, it in answers.items() if it.state != "ok"} == {"mail"}
    assert answers["mail"].state == "warning"


@pytest.mark.parametrize(
    ("given", "about", "state", "words"),
    [
        ({"SECRETS_GIVEN": False}, "settings", "warning", "must be set in production"),
        ({"SECRET_KEY": "a" * 50}, "settings", "wrong", "too easy to guess"),
        ({"PUBLIC_URL": ""}, "address", "warning", "PUBLIC_URL is not set"),
        ({"PUBLIC_URL": "http://a.example"}, "address", "warning", "travel open"),
        ({"MAIL_URL": "smtp://127.0.0.1:1"}, "mail", "wrong", "refused"),
        ({"STORAGE_URL": "file:///proc/no"}, "storage", "wrong", "cannot be written"),
    ],
)
def test_settings_that_do_not_work_are_named(given, about, state, words, sound):
    finding = found(sound(**given))[about]
    assert (finding.state, words in finding.words) == (state, True)


def test_a_database_that_cannot_be_reached_is_said_once(sound, tmp_path):
    app = sound(SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/no/such.db")
    answers = found(app)
    assert answers["database"].state == "wrong"
    assert not {"keys", "files", "jobs"} & set(answers)


def test_tables_behind_their_migrations_are_wrong(sound, monkeypatch):
    monkeypatch.setattr("eventsite.core.health.newest_revision", lambda _folder: "0002")
    assert found(sound())["migrations"].words == "run 'eventsite db upgrade'"


def test_a_mail_server_that_answers_is_fine(sound):
    class Greet(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(b"220 hello\r\n")
            for line in self.rfile:
                self.wfile.write(b"250 fine\r\n")
                if line.startswith(b"QUIT"):
                    break

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Greet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        finding = found(sound(MAIL_URL=f"smtp://127.0.0.1:{port}"))["mail"]
        server.shutdown()
    assert (finding.state, finding.words) == ("ok", "127.0.0.1 answers")


def test_uploads_that_are_gone_are_named(sound):
    with write_tx():
        db.session.add(
            StoredFile(
                token="gone", name="slides.pdf", media_type="application/pdf",
                size=1, created_at=NOW,
            )
        )  # fmt: skip
    finding = found(sound())["files"]
    assert (finding.state, "slides.pdf" in finding.words) == ("wrong", True)
    assert not files.find_file(0)


def test_overdue_and_given_up_jobs_are_told(sound):
    with write_tx():
        late = NOW - timedelta(minutes=11)
        db.session.add(Job(name="late", payload={}, run_at=late))
        db.session.add(Job(name="lost", payload={}, run_at=NOW, failed_at=NOW))
    answers = found(sound())
    assert "is 'eventsite worker' running?" in answers["worker"].words
    assert answers["jobs"].state == "warning"


@pytest.fixture
def statement(app):
    """Keep somebody's need, encrypted with the key `test`."""
    assert app.config["ENCRYPTION_KEYS"] == ["test"]
    made = saved(
        Application(
            programme=programme(factories.event()), code="ABC234", changed_at=NOW,
            statements=Statements(need="my need"),
        )
    )  # fmt: skip
    made_id = made.id
    db.session.rollback()  # others read and write now
    return made_id


def raw_need():
    need = sa.type_coerce(Statements.need, sa.Text)
    found = db.session.scalar(sa.select(need))
    db.session.rollback()
    return found


def test_a_missing_key_is_found_by_opening_what_is_there(sound, statement):
    assert statement
    assert found(sound(ENCRYPTION_KEYS=[SECRET, "test"]))["keys"].state == "ok"
    finding = found(sound())["keys"]
    assert finding.state == "wrong"
    assert finding.words.startswith("scholarship_statements.need: no key opens")


def test_rotated_values_need_the_newest_key_alone(sound, statement):
    assert statement
    app = sound(ENCRYPTION_KEYS=[SECRET, "test"])
    with app.app_context():
        assert keys.rotate_all() == 1
        db.session.remove()
        db.engine.dispose()
    assert crypto.decrypt(raw_need(), "statements.need", [SECRET]) == "my need"
    assert found(sound())["keys"].state == "ok"


def test_a_value_no_key_opens_stops_the_rotation_and_stays(sound, statement):
    assert statement
    before = raw_need()
    with sound().app_context(), pytest.raises(Undecipherable):
        keys.rotate_all()
    assert raw_need() == before


def run(app, *args):
    with app.app_context():
        done = app.test_cli_runner().invoke(args=[*args])
        db.session.remove()
        db.engine.dispose()
    return done


def test_the_command_fails_only_for_what_is_wrong(sound):
    done = run(sound(), "check")
    assert done.exit_code == 0
    assert "warning  mail" in done.stdout
    done = run(sound(SECRET_KEY="a" * 50), "check", "--json")
    assert done.exit_code == 1
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert {"settings"} == {it["about"] for it in told if it["state"] == "wrong"}


def test_the_rotating_command_counts(sound, statement):
    assert statement
    done = run(sound(ENCRYPTION_KEYS=[SECRET, "test"]), "keys", "rotate")
    assert (done.exit_code, done.stdout) == (0, "1 values are under the newest key\n")
