import gzip
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.http import http_date

from eventsite.core.documents import make_document, send
from tests.factories import NOW

pytestmark = pytest.mark.one_database
BODY = b"All of it. " * 100


@pytest.fixture(scope="module")
def site():
    site = Flask("documents")
    document = make_document(BODY, "text/plain; charset=utf-8", NOW, {"X-More": "yes"})
    site.add_url_rule("/", "page", lambda: send(document))
    return site.test_client()


def ask(site, method="GET", **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return site.open("/", method=method, headers=named)


@pytest.mark.parametrize(
    ("accepts", "packed"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("*", True),
        ("gzip;q=0", False),
        ("identity", False),
        ("", False),
    ],
)
def test_it_is_packed_for_those_who_can_unpack(site, accepts, packed):
    answer = ask(site, Accept_Encoding=accepts)
    assert answer.headers.get("Content-Encoding") == ("gzip" if packed else None)
    assert (gzip.decompress(answer.data) if packed else answer.data) == BODY
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["X-More"] == "yes"
    assert answer.headers["Last-Modified"] == http_date(NOW)
    assert answer.content_type == "text/plain; charset=utf-8"


def test_two_encodings_are_two_strong_tags(site):
    tags = {ask(site, Accept_Encoding=e).headers["ETag"] for e in ("gzip", "identity")}
    assert len(tags) == 2
    assert not any(tag.startswith("W/") for tag in tags)


def test_head_tells_what_get_would_send(site):
    get, head = ask(site), ask(site, "HEAD")
    assert head.data == b""
    assert dict(head.headers) == dict(get.headers)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("then", ["gzip", "identity"])
@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '"a",W/"b" , W/{}', "*"])
def test_who_has_it_is_told_so(site, method, then, form):
    tag = ask(site, Accept_Encoding="gzip").headers["ETag"]
    answer = ask(
        site, method, Accept_Encoding=then, If_None_Match=form.replace("{}", tag)
    )
    assert (answer.status_code, answer.data) == (304, b"")
    assert "Content-Type" not in answer.headers
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["ETag"]


@pytest.mark.parametrize(
    ("later", "status"), [(-1, 200), (0, 304), (1, 304), (10**9, 304)]
)
def test_since_when(site, later, status):
    since = http_date(NOW + timedelta(seconds=later))
    assert ask(site, If_Modified_Since=since).status_code == status


@pytest.mark.parametrize("wrong", ["yesterday", "", "Mon, 99 Foo 2030 99:99:99 GMT"])
def test_no_moment_is_no_condition(site, wrong):
    assert ask(site, If_Modified_Since=wrong).status_code == 200


def test_the_tag_decides_where_both_are_asked(site):
    tag, since = ask(site).headers["ETag"], http_date(NOW)
    both = ask(site, If_None_Match=tag, If_Modified_Since=http_date(NOW - timedelta(9)))
    assert both.status_code == 304
    assert ask(site, If_None_Match=tag, If_Modified_Since=since).status_code == 304
    assert ask(site, If_None_Match='"x"', If_Modified_Since=since).status_code == 200


@pytest.mark.parametrize("tag", ['"other"', "", "other", '"', "W/", '""'])
def test_another_tag_gets_the_whole(site, tag):
    assert ask(site, If_None_Match=tag).status_code == 200


def test_the_same_body_is_the_same_document():
    assert make_document(BODY, "a") == make_document(BODY, "a")
    assert make_document(BODY, "a").tag != make_document(BODY + b".", "a").tag
