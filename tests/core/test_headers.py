import pytest
from flask import request, url_for

from eventsite.core.guard import public

pytestmark = pytest.mark.one_database


@pytest.fixture
def page(make_app):
    """Ask an application, made with these settings, for a page that tells its address."""

    def page(*, environ=None, headers=None, path="/where", **settings):
        app = make_app(**settings)
        view = public(lambda: url_for("where", _external=True))
        app.add_url_rule("/where", "where", view)
        return app.test_client().get(path, environ_overrides=environ, headers=headers)

    return page


def test_every_answer_forbids_what_we_never_do(page):
    for path in ("/where", "/no-such-page"):
        headers = page(path=path).headers
        policy = dict(
            part.strip().split(" ", 1)
            for part in headers["Content-Security-Policy"].split(";")
        )
        assert (
            policy["default-src"]
            == policy["script-src"]
            == policy["style-src"]
            == "'self'"
        )
        assert (
            policy["frame-ancestors"]
            == policy["base-uri"]
            == policy["object-src"]
            == "'none'"
        )
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert headers["Cache-Control"] == "private, no-cache"


def test_a_forged_host_reaches_no_address_once_ours_is_known(page):
    forged = {"HTTP_HOST": "evil.example"}
    assert page(environ=forged).text == "http://evil.example/where"
    ours = "https://conf.example"
    answer = page(environ=forged, PUBLIC_URL=ours)
    assert answer.text == "https://conf.example/where"
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")


def test_a_trusted_proxy_passes_no_other_address_on(page):
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}
    settings = {"TRUSTED_PROXIES": 1, "PUBLIC_URL": "https://conf.example"}
    assert page(headers=forged, **settings).text == "https://conf.example/where"


def test_a_proxys_word_on_the_visitor_counts_only_where_it_is_trusted(make_app):
    for proxies, address in ((0, "127.0.0.1"), (1, "192.0.2.7")):
        app = make_app(TRUSTED_PROXIES=proxies)

        @app.get("/who")
        def who():
            return request.remote_addr

        answer = app.test_client().get("/who", headers={"X-Forwarded-For": "192.0.2.7"})
        assert answer.text == address


def test_each_answer_has_an_id_of_ours(page):
    first, second = page().headers["X-Request-Id"], page().headers["X-Request-Id"]
    assert len(first) == 16
    assert first != second
    assert page(headers={"X-Request-Id": "chosen-by-visitor"}).headers[
        "X-Request-Id"
    ] != ("chosen-by-visitor")
