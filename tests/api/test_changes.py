"""What every change has in common: done once, in whole or not at all."""

import io
import json
from datetime import timedelta

import pytest

from eventsite.api import actions, jobs
from eventsite.api.models import ApiRequest
from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.core.problems import MOST_TOLD
from eventsite.sessions.models import Session
from eventsite.tokens.models import ApiToken
from tests import factories
from tests.factories import NOW, only, stored

PATH = "/manage/conf/sessions"
KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}


@pytest.fixture
def event(app):
    assert app.testing
    return factories.event(slug="conf")


@pytest.fixture
def owner(event):
    return factories.owner(event)


@pytest.fixture
def ask(ask_as, owner):
    return ask_as(factories.token(owner))


def test_a_request_sent_again_under_its_key_is_done_once(ask):
    first = ask(PATH, "POST", json={"title": "A"}, headers=KEY)
    again = ask(PATH, "POST", json={"title": "A"}, headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.data == first.data
    for header in ("ETag", "Location"):
        assert again.headers[header] == first.headers[header]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert len(stored(Session)) == 1
    assert len(stored(AuditEntry)) == 1


def test_without_a_key_it_is_done_each_time(ask):
    for _ in range(2):
        assert ask(PATH, "POST", json={"title": "A"}).status_code == 201
    assert len(stored(Session)) == 2
    assert stored(ApiRequest) == []


@pytest.mark.parametrize(
    ("path", "method", "sent"),
    [
        (PATH, "POST", {"title": "B"}),
        (f"{PATH}?x=1", "POST", {"title": "A"}),
        ("/manage/conf/rooms", "POST", {"name": "A"}),
    ],
)
def test_a_key_is_for_one_request(ask, path, method, sent):
    ask(PATH, "POST", json={"title": "A"}, headers=KEY)
    answer = ask(path, method, json=sent, headers=KEY)
    assert answer.status_code == 409
    assert answer.json["type"] == "/api/v1/docs#problem-key-reused"
    assert len(stored(Session)) == 1


def test_another_token_may_use_the_same_key(ask, ask_as, owner):
    other = ask_as(factories.token(owner))
    ask(PATH, "POST", json={"title": "A"}, headers=KEY)
    answer = other(PATH, "POST", json={"title": "B"}, headers=KEY)
    assert answer.json["title"] == "B"


def test_what_was_refused_can_be_tried_again_under_its_key(ask):
    code = ask(PATH, "POST", json={"title": "A"}).json["code"]
    path = f"{PATH}/{code}/restore"
    assert ask(path, "POST", headers=KEY).status_code == 409
    assert stored(ApiRequest) == []
    ask(f"{PATH}/{code}/cancel", "POST")
    assert ask(path, "POST", headers=KEY).status_code == 200
    assert ask(path, "POST", headers=KEY).status_code == 200
    assert ask(path, "POST").status_code == 409


@pytest.mark.parametrize("key", ["", "a b", "x" * 201, "ä".encode().decode("latin-1")])
def test_a_key_that_is_none_is_said(ask, key):
    answer = ask(PATH, "POST", json={"title": "A"}, headers={"Idempotency-Key": key})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["header"] == "Idempotency-Key"
    assert stored(Session) == []


def test_a_key_is_known_for_a_week(ask, set_clock):
    ask(PATH, "POST", json={"title": "A"}, headers=KEY)
    for days, left in ((6, 1), (7, 0)):
        set_clock(NOW + timedelta(days=days))
        db.session.rollback()
        jobs.tidy({})
        assert len(stored(ApiRequest)) == left


def test_what_is_kept_goes_with_its_token(ask):
    ask(PATH, "POST", json={"title": "A"}, headers=KEY)
    db.session.delete(only(ApiToken))
    db.session.commit()
    assert stored(ApiRequest) == []


def test_the_second_of_two_at_once_gets_the_answer_of_the_first(event, owner):
    """As one transaction ends before the other's row can be written."""
    factories.token(owner, event)
    token = only(ApiToken)
    made, is_new = actions.begin_once(token.id, "k", "print", NOW)
    assert is_new
    actions.keep_answer(made, 201, {"ETag": '"x"'}, "{}")
    db.session.commit()
    found, is_new = actions.begin_once(token.id, "k", "print", NOW)
    assert not is_new
    assert (found.status, found.headers, found.body) == (201, {"ETag": '"x"'}, "{}")


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "", 415),
        (b"title=A", "application/x-www-form-urlencoded", 415),
        (b"{}", "text/plain", 415),
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b'{"title": NaN}', "application/json", 400),
        (b'{"title": "\xff"}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"duration": 1' + b"0" * 5_000 + b"}", "application/json", 400),
        (b"[]", "application/json", 422),
        (b'"title"', "application/json", 422),
        (b"null", "application/json", 422),
        (b"{}", "application/json", 422),
        (b'{"title": "A"}', "application/json; charset=utf-8", 201),
        (b'{"title": "A", "title": "B"}', "application/json", 400),
        (
            b'{"title": "A", "people": [{"name": "B", "name": "B"}]}',
            "application/json",
            400,
        ),
        (b'{"title": "A", "duration": 1e400}', "application/json", 422),
        (b'{"title": "A", "duration": -Infinity}', "application/json", 400),
        (b'{"title": ' + b'{"a":' * 500 + b"1" + b"}" * 501, "application/json", 422),
        (
            b'{"title": "A", "people": ' + b"[" * 500 + b"]" * 500 + b"}",
            "text/json",
            415,
        ),
        (
            b'{"title": "A", "people": ' + b"[" * 500 + b"]" * 500 + b"}",
            "application/json",
            422,
        ),
    ],
)
def test_what_cannot_be_read_is_no_bug_of_ours(ask, body, kind, status):
    answer = ask(PATH, "POST", data=body, headers={"Content-Type": kind})
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("path", "name", "item"),
    [
        (PATH, "people", "{}"),
        (PATH, "tags", '""'),
        (PATH, "links", "[]"),
        ("/manage/conf/speakers", "links", "{}"),
        ("/manage/conf/rooms", "features", "1"),
        ("/manage/conf/releases", "covers", "1"),
    ],
)
def test_of_a_list_that_is_too_long_nothing_is_looked_at(ask, path, name, item):
    sent = f'{{"{name}": [{",".join([item] * 100_000)}]}}'
    answer = ask(path, "POST", data=sent, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert f"#/{name}" in [error["pointer"] for error in answer.json["errors"]]
    assert len(answer.data) < 1_000


def test_who_sends_thousands_of_faults_is_not_sent_them_back(ask):
    answer = ask(PATH, "POST", json={f"no such field {n}": n for n in range(5_000)})
    assert answer.status_code == 422
    assert len(answer.json["errors"]) == MOST_TOLD


def test_too_large_a_request_is_refused(ask):
    sent = json.dumps({"title": "A", "abstract": "x" * 1_100_000})
    answer = ask(PATH, "POST", data=sent, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


@pytest.mark.parametrize(("blanks", "status"), [(1_000, 201), (2_000_000, 413)])
def test_what_comes_in_chunks_is_no_larger_either(ask, blanks, status):
    """Nobody says beforehand how much it will be, and nothing of it is cut off."""
    body = io.BytesIO(b'{"title": "A"}' + b" " * blanks)
    answer = ask(
        PATH,
        "POST",
        input_stream=body,
        headers={"Content-Type": "application/json", "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == status
    assert len(stored(Session)) == (status == 201)


def test_what_is_written_down_names_the_token(ask, owner):
    ask(PATH, "POST", json={"title": "A"})
    entry = only(AuditEntry)
    assert (entry.verb, entry.actor_id) == ("session.create", owner.id)
    assert entry.detail["token"] == only(ApiToken).id


def test_no_token_of_another_site_is_asked_for(make_app, owner):
    """Cookies mean nothing here, so there is no form key to check."""
    client = make_app(WTF_CSRF_ENABLED=True).test_client()
    headers = {"Authorization": f"Bearer {factories.token(owner)}"}
    answer = client.post(f"/api/v1{PATH}", json={"title": "A"}, headers=headers)
    assert answer.status_code == 201
