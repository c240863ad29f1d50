import re
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask, abort
from werkzeug.exceptions import HTTPException

from eventsite.core import error_pages, problems
from eventsite.core.guard import public
from tests import factories

HTML = "text/html; charset=utf-8"


@pytest.fixture
def failing(make_app):
    """Return a client of an application in which `/fail/<code>` fails so."""

    def client(view=abort, **settings):
        app = make_app(PROPAGATE_EXCEPTIONS=False, **settings)
        app.add_url_rule("/fail/<int:code>", "fail", public(partial(view)))
        app.add_url_rule("/api/v1/<int:code>", "api", public(partial(view)))
        return app.test_client()

    return client


@pytest.mark.parametrize("code", sorted(set(error_pages.WORDS) - {401}))
def test_a_page_says_what_happened_and_what_to_do(failing, code):
    answer = failing().get(f"/fail/{code}")
    words = error_pages.WORDS[code]
    assert answer.status_code == code
    assert answer.content_type == HTML
    assert f"<h1>{words.title}</h1>" in answer.text
    assert str(words.what) in answer.text
    assert str(words.to_do) in answer.text
    assert f"<code>{answer.headers['X-Request-Id']}</code>" in answer.text


@pytest.mark.parametrize(("code", "like"), [(418, 400), (501, 500)])
def test_what_we_have_no_words_for_is_said_like_its_kind(failing, code, like):
    answer = failing().get(f"/fail/{code}")
    assert answer.status_code == code
    assert str(error_pages.WORDS[like].title) in answer.text


def test_a_reason_of_ours_is_said(failing):
    def refuse(code):
        abort(code, "This event is archived. <b>Reactivate</b> it.")

    answer = failing(refuse).get("/fail/403")
    assert "This event is archived. &lt;b&gt;Reactivate&lt;/b&gt; it." in answer.text


def test_a_bug_says_nothing_about_itself(failing, caplog):
    def break_down(code):
        raise RuntimeError(f"secret {code}")

    answer = failing(break_down).get("/fail/1")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.text
    assert "secret" not in answer.text
    assert "secret 1" in caplog.text


@pytest.mark.one_database
def test_pages_work_without_a_database(failing, sign_in, caplog):
    client = failing(SQLALCHEMY_DATABASE_URI="sqlite:////nowhere/at/all.db")
    answer = client.get("/")
    assert answer.status_code == 503
    assert "We are not available right now" in answer.text
    sign_in(factories.person(), client)
    answer = client.get("/nothing")
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.text
    assert "unable to open database file" in caplog.text


def test_error_pages_ask_the_database_nothing(client, sign_in, queries):
    sign_in(factories.person())
    with queries() as sent:
        answer = client.get("/nothing")
    assert answer.status_code == 404
    assert sent == []


def test_a_wrong_method_names_the_right_ones(client):
    answer = client.post("/")
    assert answer.status_code == 405
    assert {"GET", "HEAD"} <= set(answer.headers["Allow"].split(", "))
    assert "That does not work this way" in answer.text


def test_a_form_that_was_open_too_long_says_so(make_app):
    client = make_app(WTF_CSRF_ENABLED=True).test_client()
    answer = client.post("/signin", data={"email": "a@example.org"})
    assert answer.status_code == 400
    assert str(error_pages.EXPIRED.title) in answer.text


def test_programs_get_a_problem_document(failing):
    answer = failing().get("/api/v1/404")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert answer.json == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": problems.DETAILS[404],
        "request_id": answer.headers["X-Request-Id"],
    }


def test_too_large_a_request_says_so(make_app):
    client = make_app(MAX_CONTENT_LENGTH=100).test_client()
    answer = client.post("/signin", data={"email": "x" * 1000})
    assert answer.status_code == 413
    assert "That is too large" in answer.text


def test_redirects_pass(app):
    with app.test_request_context():
        made = HTTPException(response=Flask.response_class(status=302))
        assert error_pages.show(made) is made


def test_no_error_page_names_a_table(failing):
    def ask(code):
        query = sa.select(sa.column("a")).select_from(sa.table("no_such_table"))
        with sa.create_engine("sqlite://").connect() as connection:
            connection.execute(query.limit(code))

    answer = failing(ask).get("/fail/1")
    assert answer.status_code == 503
    assert re.search("no_such_table|SELECT", answer.text) is None
