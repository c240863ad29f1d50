"""Pages are kept, and never shown a moment too long or to the wrong one."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from eventsite.core.db import db
from eventsite.events.models import Event, EventState
from eventsite.permissions import Role
from eventsite.programme import queries as programme
from eventsite.schedule.models import Release
from tests import factories
from tests.factories import NOW
from tests.programme.test_views import PAGES, titles
from tests.schedule.test_releases import placed

LATER = NOW + timedelta(days=1)


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize("page", PAGES)
def test_queries_are_few_at_any_size(client, conf, release, queries, *, page, number):
    for n in range(number):
        who = factories.speaker(conf.event)
        track = factories.track(conf.child)
        placed(conf.draft, conf.child, n * 30, None, [who], track=track)
    release(conf.event, conf.child)
    with queries() as cold:
        assert client.get(f"/events/conf/{page}").status_code == 200
    with queries() as warm:
        assert client.get(f"/events/conf/{page}").status_code == 200
    assert (len(cold), len(warm)) == (3, 1)


def test_another_page_of_a_known_programme_takes_two(client, conf, queries):
    assert conf
    client.get("/events/conf/schedule")
    with queries() as sent:
        client.get("/events/conf/sessions")
    assert len(sent) == 2


@pytest.mark.usefixtures("conf")
def test_who_is_signed_in_costs_a_few_more(client, sign_in, queries):
    sign_in(factories.person())
    client.get("/events/conf/schedule")
    with queries() as sent:
        assert len(titles(client.get("/events/conf/schedule"))) == 4
    assert len(sent) <= 4  # stamp, visitor, event, its line


def test_the_same_page_is_the_same_bytes(client, conf):
    assert conf
    first, again = (client.get("/events/conf/schedule") for _ in range(2))
    assert (first.data, first.headers["ETag"]) == (again.data, again.headers["ETag"])
    known = client.get(
        "/events/conf/schedule", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (known.status_code, known.data) == (304, b"")
    assert "Cookie" in first.headers["Vary"]


class TestEveryChangeIsSeenByTheNextReader:
    """The readers' process has kept every page before the change."""

    @pytest.fixture(autouse=True)
    def kept(self, client, conf):
        for page in (*PAGES, "schedule.xml", "schedule.json", "schedule.ics"):
            assert client.get(f"/events/conf/{page}").status_code == 200
        assert client.get("/events/side/schedule").status_code == 200
        return conf

    @pytest.fixture(params=["here", "elsewhere"])
    def reader(self, request, client, make_app):
        """Return a reader in this process, or in one with a cache of its own."""
        if request.param == "here":
            return client
        other = make_app().test_client()
        other.get("/events/conf/schedule")
        other.get("/events/side/schedule")
        return other

    def test_a_release(self, conf, release, reader):
        conf.opening.title = "Retold"
        placed(conf.draft, conf.event, 120, title="Fresh")
        db.session.commit()
        assert "Opening" in titles(reader.get("/events/conf/schedule"))
        release(conf.event, now=LATER)
        found = titles(reader.get("/events/conf/schedule"))
        assert {"Retold", "Fresh"} <= set(found)
        assert "Opening" not in found
        assert b"Retold" in reader.get("/events/conf/schedule.xml").data

    def test_a_release_below(self, conf, release, reader):
        conf.below.title = "Retold"
        db.session.commit()
        release(conf.child, now=LATER)
        for slug in ("conf", "side"):
            assert "Retold" in titles(reader.get(f"/events/{slug}/schedule"))

    def test_an_events_name(self, conf, reader):
        conf.event.name = "Another name"
        db.session.commit()
        for page in ("schedule", "speakers", "schedule.xml", "schedule.ics"):
            assert "Another name" in reader.get(f"/events/conf/{page}").text, page

    def test_an_update_past_the_session(self, conf, reader):
        db.session.execute(
            sa.update(Event)
            .where(Event.id == conf.event.id)
            .values(name="Quick change")
        )
        db.session.commit()
        assert "Quick change" in reader.get("/events/conf/schedule").text

    def test_the_name_of_the_event_above(self, conf, reader):
        conf.event.name = "Another name"
        db.session.commit()
        assert "Another name" in reader.get("/events/side/schedule").text

    def test_the_hosts_name(self, conf, reader):
        conf.event.host.name = "Another host"
        db.session.commit()
        assert "Another host" in reader.get("/events/conf/schedule").text

    def test_an_event_hidden_again(self, conf, reader):
        conf.event.state = EventState.DRAFT
        db.session.commit()
        for page in (*PAGES, "schedule.xml"):
            assert reader.get(f"/events/conf/{page}").status_code == 404, page
        assert reader.get("/events/side/schedule").status_code == 404

    def test_an_event_below_hidden_and_shown_again(self, conf, reader):
        before = reader.get("/events/conf/schedule").text
        conf.child.state = EventState.DRAFT
        db.session.commit()
        assert "Below" not in titles(reader.get("/events/conf/schedule"))
        conf.child.state = EventState.ANNOUNCED
        db.session.commit()
        assert reader.get("/events/conf/schedule").text == before

    def test_a_new_event_below(self, conf, reader):
        factories.child(conf.event, name="Late show")
        assert "Late show" in reader.get("/events/conf/schedule").text

    def test_an_address(self, conf, reader):
        conf.child.slug = "side-two"
        db.session.commit()
        assert "/events/side-two/sessions/BEL222" in (
            reader.get("/events/conf/schedule").text
        )
        assert reader.get("/events/side/schedule").status_code == 404


class TestNobodySeesAnothersPage:
    def test_a_message_is_shown_once_to_whom_it_is_for(self, client, conf, app):
        assert conf
        stranger = app.test_client()
        with client.session_transaction() as session:
            session["_flashes"] = [("good", "Only for you")]
        assert "Only for you" in client.get("/events/conf/schedule").text
        assert "Only for you" not in client.get("/events/conf/schedule").text
        assert "Only for you" not in stranger.get("/events/conf/schedule").text

    def test_who_is_signed_in_gets_a_page_of_their_own(
        self, client, conf, app, sign_in
    ):
        assert conf
        stranger = app.test_client()
        before = stranger.get("/events/conf/schedule").text
        sign_in(factories.person())
        mine = client.get("/events/conf/schedule")
        assert "My pages" in mine.text
        assert "ETag" not in mine.headers
        assert "private" in mine.headers["Cache-Control"]
        assert stranger.get("/events/conf/schedule").text == before
        assert "Sign in" in before
        assert "My pages" not in before

    def test_a_draft_its_team_looked_at_is_not_kept_for_others(
        self, client, conf, app, sign_in
    ):
        conf.event.state = EventState.DRAFT
        db.session.commit()
        sign_in(factories.team_member(conf.event, Role.OWNER))
        for page in (*PAGES, "schedule.xml"):
            assert client.get(f"/events/conf/{page}").status_code == 200
        stranger = app.test_client()
        for page in (*PAGES, "schedule.xml"):
            assert stranger.get(f"/events/conf/{page}").status_code == 404

    def test_two_events_do_not_mix(self, client, conf, release):
        assert conf
        other = factories.event(name="Other conf")
        draft = factories.draft(other)
        placed(draft, other, title="Elsewhere")
        release(other)
        for _ in range(2):
            assert titles(client.get(f"/events/{other.slug}/schedule")) == ["Elsewhere"]
            assert len(titles(client.get("/events/conf/schedule"))) == 4

    def test_two_names_of_the_site_do_not_mix(self, client, conf):
        assert conf
        pages = ("schedule.xml", "sessions/PEN222")
        for host in ("one.example", "two.example", "one.example"):
            for page in pages:
                text = client.get(
                    f"/events/conf/{page}", base_url=f"https://{host}"
                ).text
                assert set(re.findall(r"https://\w+\.example", text)) == {
                    f"https://{host}"
                }

    def test_each_filter_has_its_page(self, client, conf):
        assert conf
        for _ in range(2):
            for asked, count in (("", 4), ("track=cloud", 1), ("room=cave", 2)):
                page = client.get(f"/events/conf/schedule?{asked}")
                assert len(titles(page)) == count


class TestWhatIsNotKept:
    @pytest.mark.parametrize(
        "asked", ["q=cloud", "track=unknown", "room=x&track=cloud", "day=never"]
    )
    def test_addresses_without_end(self, app, client, conf, asked):
        assert conf
        client.get("/events/conf/schedule")
        before = app.extensions["documents"].used
        page = client.get(f"/events/conf/schedule?{asked}")
        assert page.status_code == 200
        assert "ETag" not in page.headers
        assert app.extensions["documents"].used == before

    def test_pages_that_are_not_there(self, app, client, conf):
        assert conf
        before = app.extensions["documents"].used
        for page in ("sessions/NOPE22", "rooms/nope", "speakers/x", "sessions/BEL222"):
            assert client.get(f"/events/conf/{page}").status_code in {302, 404}
        assert app.extensions["documents"].used == before


def test_a_release_that_commits_late_is_seen(client, conf, release, app):
    """Of two releases the one with the lower number may come into sight last."""
    assert conf
    last = release(conf.event, now=LATER)
    client.get("/events/conf/schedule")
    before = programme.find_stamp("conf")
    db.session.add(
        Release(
            id=last.id + 1000,
            event=conf.event,
            version="earlier",
            released_at=NOW - timedelta(days=9),
            content=b"",
        )
    )
    db.session.flush()
    middle = programme.find_stamp("conf")
    db.session.add(
        Release(
            id=last.id + 500,
            event=conf.event,
            version="late",
            released_at=NOW - timedelta(days=8),
            content=b"",
        )
    )
    db.session.flush()
    assert len({before, middle, programme.find_stamp("conf")}) == 3
    db.session.rollback()
    assert app.testing
