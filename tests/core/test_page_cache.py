"""A kept page is what the application would answer, and nobody else's.

Pages of an application of its own, which counts how often it is asked.
"""

import logging
from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask import Response, request, session

from eventsite.accounts.models import Person
from eventsite.core import clock
from eventsite.core.changes import ANYTHING, Shown
from eventsite.core.db import db
from eventsite.core.documents import make_document, make_page, send, send_page
from eventsite.core.guard import public
from eventsite.core.page_cache import PageCache
from eventsite.core.words import language
from eventsite.events.models import Host
from tests import factories
from tests.factories import NOW


def hosts():
    return ", ".join(db.session.scalars(sa.select(Host.name).order_by(Host.id)))


def page():
    words = {"view": "list"} if request.args.get("view") == "list" else {}
    html = f"<p>{language()} {hosts()} at {request.host} {'list' if words else ''}"
    return send_page(html * 50, Shown.of(asked=words))


def file():
    more = {"Content-Language": "en", "X-More": "yes"}
    body = hosts().encode() * 50
    document = make_document(body, "text/plain; charset=utf-8", NOW, more)
    return send(document, shown=Shown.of(ANYTHING))


def timed():
    return send_page(f"{clock.now()} {hosts()}", Shown.of())


def cookie():
    session["a"] = "b"
    return send_page("with a cookie", Shown.of())


def people():
    names = db.session.scalars(sa.select(Person.name))
    return send_page(f"{list(names)}", Shown.of())


def missing():
    return send_page("nothing", Shown.of()), 404


def replaced():
    return Response(send_page("nothing", Shown.of()).data)


def plain():
    return "not offered to anybody"


@pytest.fixture
def site(make_app):
    """Return the pages, `asked` (how often a view was), and a browser to ask with."""
    app = make_app()
    asked = []

    def counted(view):
        def count():
            asked.append(request.full_path)
            return view()

        return public(count)

    for view in (page, file, timed, cookie, people, missing, replaced, plain):
        name = view.__name__
        app.add_url_rule(f"/{name}", name, counted(view), methods=["GET", "POST"])
    host = factories.host(name="Ada & Co")
    client = app.test_client(use_cookies=False)

    def ask(path, **options):
        return client.get(path, **options)

    return SimpleNamespace(app=app, asked=asked, ask=ask, client=client, host=host)


def headers_of(answer):
    return {k: v for k, v in answer.headers.items() if k != "X-Request-Id"}


CASES = {
    "packed": {"Accept-Encoding": "gzip"},
    "plain": {},
    "part": {"Range": "bytes=0-3"},
    "unpacked on purpose": {"Accept-Encoding": "gzip;q=0, br"},
    "has it": {"If-None-Match": "{tag}"},
    "has the packed one": {"If-None-Match": "W/{tag}", "Accept-Encoding": "gzip"},
    "has one of two": {"If-None-Match": '"x", {tag}'},
    "has any": {"If-None-Match": "*"},
    "has another": {"If-None-Match": '"x"'},
    "has it since": {"If-Modified-Since": "Sun, 01 Sep 2030 12:00:00 GMT"},
    "had it before": {"If-Modified-Since": "Sun, 01 Sep 2030 11:59:59 GMT"},
    "since never": {"If-Modified-Since": "yesterday"},
    "other cookies": {"Cookie": "theme=dark; sessions=2"},
}


def said(headers, tag):
    return {name: value.replace("{tag}", tag) for name, value in headers.items()}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/page", "/file", "/page?view=list"])
def test_a_kept_page_is_what_the_application_answers(site, path, method):
    tag = site.ask(path).headers["ETag"]
    cases = {name: said(headers, tag) for name, headers in CASES.items()}
    site.asked.clear()
    kept = {
        name: site.client.open(path, method=method, headers=headers)
        for name, headers in cases.items()
    }
    assert not site.asked
    for name, headers in cases.items():
        site.app.extensions["page_cache"].clear()
        made = site.client.open(path, method=method, headers=headers)
        assert (kept[name].status, kept[name].data) == (made.status, made.data), name
        assert headers_of(kept[name]) == headers_of(made), name
    assert len(site.asked) == len(CASES)


@pytest.mark.parametrize("path", ["/page", "/file"])
def test_it_is_kept_whatever_the_first_reader_asked(site, path):
    wanted = site.ask(path, headers={"Accept-Encoding": "gzip"})
    for name, headers in CASES.items():
        site.app.extensions["page_cache"].clear()
        site.asked.clear()
        site.ask(path, headers=said(headers, wanted.headers["ETag"]))
        again = site.ask(path, headers={"Accept-Encoding": "gzip"})
        assert len(site.asked) == 1
        assert headers_of(again) == headers_of(wanted), name
        assert again.data == wanted.data, name


def test_each_answer_is_logged_alike_and_has_a_number(site, caplog):
    caplog.set_level(logging.INFO, "eventsite.request")
    answers = [site.ask("/page?view=list") for _ in range(2)]
    assert len(site.asked) == 1
    first, again = (r for r in caplog.records if r.name == "eventsite.request")
    assert first.getMessage() == again.getMessage() == "GET /page 200"
    assert [first.request_id, again.request_id] == [
        answer.headers["X-Request-Id"] for answer in answers
    ]
    assert first.request_id != again.request_id
    assert again.ms >= 0


@pytest.mark.parametrize(
    "options",
    [
        {"method": "POST"},
        {"method": "OPTIONS"},
        {"headers": {"Authorization": "Bearer token"}},
        {"headers": {"Cookie": "session=anything"}},
        {"headers": {"Cookie": "a=b;session = x"}},
        {"data": "a body"},
        {"headers": {"Transfer-Encoding": "chunked"}},
    ],
    ids=str,
)
def test_what_is_unusual_goes_to_the_application(site, options):
    site.ask("/page")
    assert len(site.asked) == 1
    site.client.open("/page", **options)
    assert len(site.asked) == (1 if options.get("method") == "OPTIONS" else 2)


def test_a_file_is_the_same_for_those_with_a_cookie(site):
    site.ask("/file")
    site.ask("/file", headers={"Cookie": "session=anything"})
    assert len(site.asked) == 1


def test_names_and_ways_of_the_site_do_not_mix(site):
    places = [
        {"base_url": "http://one.example"},
        {"base_url": "http://two.example"},
        {"base_url": "https://two.example"},
        {"base_url": "http://two.example/below"},
    ]
    for _ in range(2):
        for place in places:
            answer = site.ask("/page", **place)
            assert place["base_url"].split("/")[2] in answer.text
            secure = place["base_url"].startswith("https")
            assert ("Strict-Transport-Security" in answer.headers) == secure
    assert len(site.asked) == len(places)


def test_languages_do_not_mix(site):
    asked = {"de": "de", "de-AT": "de", "en": "en", "xx": "en", "": "en"}
    for _ in range(2):
        for header, tag in asked.items():
            answer = site.ask("/page", headers={"Accept-Language": header})
            assert answer.text.startswith(f"<p>{tag}")
            assert "Accept-Language" in answer.headers["Vary"]
    cookie = {"Cookie": "language=de", "Accept-Language": "en"}
    assert site.ask("/page", headers=cookie).text.startswith("<p>de")
    assert len(site.asked) == 2
    for _ in range(2):  # texts may be there in a language that we do not speak
        answer = site.ask("/page", headers={"Accept-Language": "fr"})
        assert answer.text.startswith("<p>en")
    assert len(site.asked) == 3


@pytest.mark.parametrize(
    ("path", "times"),
    [
        ("/cookie", 2), ("/missing", 2), ("/replaced", 2), ("/plain", 2), ("/people", 2),
        ("/page?x=1", 2), ("/page?view=grid", 2), ("/page?view=list&view=list", 2),
        ("/page?view=list&utm_source=x", 2), ("/page?view=list", 1), ("/page?", 1),
    ],
)  # fmt: skip
def test_what_is_kept(site, path, times):
    for _ in range(2):
        site.ask(path)
    assert len(site.asked) == times


def test_a_page_of_what_nobody_tells_of_says_so_in_the_log(site, caplog):
    site.ask("/people")
    assert "/people is not kept" in caplog.text
    assert "people" in caplog.records[-1].getMessage()


def test_where_the_time_was_asked_it_holds_until_the_minute_ends(site, set_clock):
    set_clock(NOW + timedelta(seconds=1))
    first, other = site.ask("/timed").text, site.ask("/page").text
    set_clock(NOW + timedelta(seconds=59, microseconds=999_999))
    assert site.ask("/timed").text == first
    set_clock(NOW + timedelta(minutes=1))
    assert site.ask("/timed").text != first
    assert site.ask("/page").text == other
    assert len(site.asked) == 3


def test_addresses_without_end_take_no_memory_without_end(site, monkeypatch):
    cache: PageCache = site.app.extensions["page_cache"]
    monkeypatch.setattr(cache.plain, "limit", 20_000)
    for n in range(30):
        site.ask("/page", base_url=f"http://h{n}.example")
    assert cache.plain.used <= 20_000
    assert len(cache.plain) < 10
    site.ask("/page?view=list")
    assert len(cache.asked) == 1


def test_a_database_that_does_not_answer_is_the_applications_matter(site):
    site.ask("/page")
    cache = site.app.extensions["page_cache"]
    cache.stamps.question = "SELECT no such thing FROM nowhere ("
    assert site.ask("/page").status_code == 200
    assert len(site.asked) == 2
    assert not cache.stamps.idle  # a connection that failed is used no more


def test_a_connection_is_used_again(site):
    for _ in range(5):
        site.ask("/page")
    assert len(site.app.extensions["page_cache"].stamps.idle) == 1
    with site.app.app_context():
        db.engine.dispose()
    assert not site.app.extensions["page_cache"].stamps.idle


@pytest.mark.one_database
@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_that_no_other_connection_sees_is_not_asked(make_app, address):
    app = make_app(SQLALCHEMY_DATABASE_URI=address)
    assert app.extensions["page_cache"].stamps is None
    assert app.test_client().get("/healthz").status_code == 200


class TestChanges:
    """What happens between two readers, or while one waits."""

    def test_the_next_reader_sees_it(self, site):
        before = site.ask("/page").text
        assert site.ask("/page").text == before
        site.host.name = "Grace & Co"
        db.session.commit()
        assert "Grace" in site.ask("/page").text
        assert len(site.asked) == 2

    def test_one_that_is_rolled_back_is_none(self, site):
        site.ask("/page")
        site.host.name = "Grace & Co"
        db.session.flush()
        db.session.rollback()
        assert "Ada" in site.ask("/page").text
        assert len(site.asked) == 1

    def test_one_that_began_before_and_ends_after(self, site):
        writer = sa.create_engine(db.engine.url)
        rename = sa.update(Host).values(name="Grace & Co")
        stamp = sa.text("UPDATE last_changes SET stamp = 'x' WHERE scope = '*'")
        with writer.connect() as connection:
            connection.execute(rename)
            connection.execute(stamp)
            assert "Ada" in site.ask("/page").text
            assert "Ada" in site.ask("/page").text
            connection.commit()
        writer.dispose()
        assert "Grace" in site.ask("/page").text

    def test_one_while_the_page_is_made(self, site, monkeypatch):
        """It is committed between what the page reads and the reading of its stamps."""
        writer = sa.create_engine(db.engine.url)

        def change():
            with writer.begin() as connection:
                connection.execute(sa.update(Host).values(name="Grace & Co"))
                connection.execute(sa.text("UPDATE last_changes SET stamp = 'x'"))

        make = make_page

        def slow(html):
            change()
            monkeypatch.undo()
            return make(html)

        monkeypatch.setattr("eventsite.core.documents.make_page", slow)
        assert "Ada" in site.ask("/page").text
        assert "Grace" in site.ask("/page").text
        writer.dispose()

    def test_a_past_that_comes_back_with_a_backup(self, site):
        """After a restore the same number of changes leads elsewhere."""
        backup = _rows()
        site.host.name = "Grace & Co"
        db.session.commit()
        assert "Grace" in site.ask("/page").text
        _restore(backup)
        assert "Ada" in site.ask("/page").text
        site.host.name = "Joan & Co"
        db.session.commit()
        assert "Joan" in site.ask("/page").text


def _rows():
    db.session.rollback()
    with db.engine.connect() as connection:
        names = ("hosts", "last_changes")
        return {
            name: connection.execute(sa.text(f"SELECT * FROM {name}")).mappings().all()  # noqa: S608
            for name in names
        }


def _restore(backup):
    """Put the rows back as a tool would that knows nothing of us."""
    db.session.rollback()
    other = sa.create_engine(db.engine.url)
    with other.begin() as connection:
        for name, rows in backup.items():
            table = db.metadata.tables[name]
            connection.execute(table.delete())
            connection.execute(table.insert(), [dict(row) for row in rows])
    other.dispose()
    db.session.expire_all()
