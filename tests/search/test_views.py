import pytest

from eventsite.core.db import db
from eventsite.events.models import EventState
from tests import factories
from tests.programme.conftest import conf, draft, event, release
from tests.schedule.test_releases import placed
from tests.search.test_queries import HOSTILE

__all__ = ["conf", "draft", "event", "release"]


def asked(client, words, **more):
    return client.get("/search", query_string={"q": words, **more})


@pytest.mark.usefixtures("conf")
class TestAllEvents:
    def test_shows_where_things_are(self, client):
        page = asked(client, "cloud")
        assert '/events/conf/sessions/PEN222">Opening' in page.text
        assert "<mark>cloud</mark>s" in page.text
        assert "1 result" in page.text
        assert page.headers["X-Robots-Tag"] == "noindex"
        page = asked(client, "lovelace")
        assert '/events/conf/speakers/ADA222">Ada <mark>Lovelace</mark>' in page.text

    def test_as_a_list_alone_while_one_types(self, client):
        part = asked(client, "open", part="hits").text
        assert "<html" not in part
        assert "<mark>Open</mark>ing" in part
        assert 'role="status"' in part

    def test_says_when_nothing_fits(self, client):
        assert "Nothing fits" in asked(client, "xyzzy").text
        assert "Nothing fits" in asked(client, "xyzzy", part="hits").text
        assert "Nothing fits" not in client.get("/search").text

    @pytest.mark.parametrize("words", [*HOSTILE, "<script>alert(1)</script>"])
    def test_answers_whatever_is_asked(self, client, words):
        words = words.encode(errors="surrogatepass")
        for more in ({}, {"part": "hits"}):
            page = asked(client, words, **more)
            assert page.status_code == 200
            assert "<script>alert" not in page.text

    def test_shows_nothing_of_what_is_typed_there_as_markup(
        self, client, conf, release
    ):
        placed(
            conf.draft, conf.event, 90, title="<img src=x> evil",
            abstract="evil <script>alert(1)</script> [x](javascript:alert(1))",
        )  # fmt: skip
        release(conf.event)
        for address in ("/search", "/events/conf/search"):
            for part in ("", "hits"):
                page = client.get(f"{address}?q=evil&part={part}").text
                assert "&lt;img src=x&gt; <mark>evil</mark>" in page
                assert "<img src=x" not in page
                assert "<script>alert" not in page
                assert '="javascript:' not in page

    @pytest.mark.parametrize("number", [1, 30])
    def test_takes_one_question(self, client, conf, release, queries, number):
        for n in range(number):
            placed(conf.draft, conf.event, n * 30, title=f"Many {n}")
        release(conf.event)
        with queries() as sent:
            page = asked(client, "many")
        assert f"{number} result" in page.text
        assert len(sent) == 1


@pytest.mark.usefixtures("conf")
class TestOneEvent:
    def test_shows_sessions_and_people(self, client):
        page = client.get("/events/conf/search?q=ada").text
        assert '/events/conf/speakers/ADA222"><mark>Ada</mark> Lovelace' in page
        assert '/events/conf/sessions/PEN222">Opening' in page
        assert "2 results" in page
        assert "Fri 1 Nov, 09:00–09:30, Aula" in page

    def test_is_kept_for_nobody(self, client, app):
        before = app.extensions["documents"].used
        for part in ("", "hits"):
            page = client.get(f"/events/conf/search?q=ada&part={part}")
            assert "ETag" not in page.headers
        assert app.extensions["documents"].used == before

    def test_finds_nothing_unreleased(self, client, conf):
        placed(conf.draft, conf.event, 90, title="Unreleased")
        page = client.get("/events/conf/search?q=unreleased").text
        assert "Nothing fits" in page

    def test_is_not_there_for_strangers_to_a_draft(self, client, conf):
        conf.event.state = EventState.DRAFT
        db.session.commit()
        assert client.get("/events/conf/search?q=ada").status_code == 404

    def test_says_how_many_more(self, client, conf, release):
        for n in range(12):
            placed(conf.draft, conf.event, n * 30, title=f"Many {n}")
        release(conf.event)
        part = client.get("/events/conf/search?q=many&part=hits").text
        assert part.count("<li>") == 8
        assert "See all 12 results" in part
        assert '"/events/conf/search?q=many"' in part

    @pytest.mark.parametrize("words", HOSTILE)
    def test_answers_whatever_is_asked(self, client, words):
        words = words.encode(errors="surrogatepass")
        page = client.get("/events/conf/search", query_string={"q": words})
        assert page.status_code == 200

    def test_the_list_of_sessions_has_the_best_first(self, client, conf, release):
        placed(conf.draft, conf.event, 90, title="A talk", abstract="Of zebras")
        placed(conf.draft, conf.event, 150, title="Zebras")
        release(conf.event)
        page = client.get("/events/conf/sessions?q=zebra").text
        assert page.index(">Zebras<") < page.index(">A talk<")


def test_a_speaker_of_a_hidden_event_below_is_not_found(client, conf, release):
    eve = factories.speaker(conf.event, name="Eve Hidden")
    placed(conf.draft, conf.child, 300, None, [eve], title="Secretly")
    release(conf.child)
    assert "Eve" in asked(client, "hidden").text
    conf.child.state = EventState.DRAFT
    db.session.commit()
    for address in ("/search", "/events/conf/search"):
        assert "Eve" not in client.get(f"{address}?q=hidden").text
