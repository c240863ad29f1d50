"""What holds for every address of the API, whichever room stands behind it."""

import json

import pytest
from flask import Blueprint

from eventsite.core import rest
from eventsite.core.guard import public

PROBLEM = "application/problem+json"


def test_what_is_not_there_is_a_problem_and_no_page(client):
    for path in ("/api", "/api/", "/api/v1/nothing", "/api/v2/events", "/api/v1/%00"):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert answer.content_type == PROBLEM
        assert answer.json["title"] == "Not Found"
        assert answer.json["request_id"] == answer.headers["X-Request-Id"]
    assert client.get("/apiary").content_type != PROBLEM


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_a_wrong_method_names_the_right_ones(client, method):
    answer = client.open("/api/v1/events", method=method)
    assert answer.status_code == 405
    assert answer.content_type == PROBLEM
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("", 200),
        ("*/*", 200),
        ("application/*", 200),
        ("text/html,application/xhtml+xml,*/*;q=0.8", 200),
        ("application/json;q=0.1", 200),
        ("text/html", 406),
        ("application/xml", 406),
        ("application/json;q=0", 406),
    ],
)
def test_json_is_what_there_is(client, accept, status):
    answer = client.get("/api/v1/events", headers={"Accept": accept})
    assert answer.status_code == status
    assert answer.content_type == ("application/json" if status == 200 else PROBLEM)


def test_every_browser_may_read_what_is_public(client):
    for path in ("/api/v1/events", "/api/v1/events/nothing", "/api/v1/events?page=0"):
        answer = client.get(path, headers={"Origin": "https://elsewhere.example"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Link" in answer.headers["Access-Control-Expose-Headers"]


def test_a_browser_asks_first_whether_it_may_ask_conditionally(client):
    answer = client.options(
        "/api/v1/events",
        headers={
            "Origin": "https://elsewhere.example",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "if-none-match",
        },
    )
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "If-None-Match" in answer.headers["Access-Control-Allow-Headers"]
    assert "Authorization" not in answer.headers["Access-Control-Allow-Headers"]


def test_pages_are_not_opened_to_other_sites(client):
    answer = client.get("/", headers={"Origin": "https://elsewhere.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_who_asks_too_fast_is_told_when_to_go_on(make_app):
    client = make_app(API_REQUESTS_PER_MINUTE=2).test_client()
    assert [client.get("/api/v1/events").status_code for _ in range(2)] == [200, 200]
    answer = client.get("/api/v1/events")
    assert answer.status_code == 429
    assert answer.content_type == PROBLEM
    assert 0 < int(answer.headers["Retry-After"]) <= 30
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/").status_code == 200
    elsewhere = {"REMOTE_ADDR": "192.0.2.1"}
    assert client.get("/api/v1/events", environ_base=elsewhere).status_code == 200


def test_a_network_of_version_6_is_one_asker(make_app):
    client = make_app(API_REQUESTS_PER_MINUTE=1).test_client()

    def status(address):
        there = {"REMOTE_ADDR": address}
        return client.get("/api/v1/events", environ_base=there).status_code

    assert status("2001:db8::1") == 200
    assert status("2001:db8::2") == 429
    assert status("2001:db8:0:1::1") == 200
    assert status("") == 200


def test_a_bug_says_nothing_about_itself(make_app, caplog):
    app = make_app(PROPAGATE_EXCEPTIONS=False)
    bp = Blueprint("broken", __name__)

    @bp.get("/api/v1/broken")
    @public
    def broken():
        raise RuntimeError("secret")

    app.register_blueprint(bp)
    answer = app.test_client().get("/api/v1/broken")
    assert answer.status_code == 500
    assert answer.content_type == PROBLEM
    assert "secret" not in answer.text
    assert "secret" in caplog.text


def test_the_description_says_what_every_operation_is(app):
    with app.test_request_context():
        found = rest.description()
    assert found["openapi"] == "3.1.0"
    operations = [
        (path, method, operation)
        for path, methods in found["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    ]
    assert len(operations) > 10
    for path, method, operation in operations:
        where = f"{method} {path}"
        assert operation["summary"].strip("."), where
        assert not operation["summary"].endswith("."), where
        assert operation["operationId"], where
        assert operation["tags"], where
        assert path.startswith("/api/v1/"), where
    ids = [operation["operationId"] for *_, operation in operations]
    assert len(ids) == len(set(ids))


def test_every_address_of_the_api_is_described(app):
    with app.test_request_context():
        described = set(rest.description()["paths"])
    plain = {"/api/v1/", "/api/v1/openapi.json", "/api/v1/docs"}
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/") and rule.rule not in plain:
            address = rule.rule.replace("<int:", "<")
            assert address.replace("<", "{").replace(">", "}") in described


def test_the_description_is_served(
    client,
):
    answer = client.get("/api/v1/openapi.json")
    assert answer.content_type == "application/json"
    assert json.loads(answer.data)["info"]["title"] == "eventsite"
    known = {"If-None-Match": answer.headers["ETag"]}
    assert client.get("/api/v1/openapi.json", headers=known).status_code == 304


def test_the_beginning_leads_on(client):
    begin = client.get("/api/v1/").json
    assert client.get(begin["events_url"]).status_code == 200
    assert client.get(begin["openapi_url"]).status_code == 200
