import pytest
from flask_migrate import stamp

from eventsite.core.db import db

pytestmark = pytest.mark.one_database


def test_a_living_process_says_so_without_the_database(client, queries):
    with queries() as sent:
        answer = client.get("/healthz")
    assert (answer.status_code, answer.text, sent) == (200, "ok\n", [])


def test_tables_without_their_migrations_are_not_ready(client):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"database": "ok", "migrations": "run 'eventsite db upgrade'"}


def test_ready_when_the_database_is_where_the_migrations_end(make_app, tmp_path):
    app = make_app(SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/x.db")
    with app.app_context():
        db.create_all()
        stamp()
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json) == (
        200,
        {"database": "ok", "migrations": "ok"},
    )


def test_an_unreachable_database_is_not_ready_but_lives(make_app, tmp_path):
    app = make_app(SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/no/such/folder/x.db")
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
