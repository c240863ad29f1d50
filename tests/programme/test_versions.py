"""Former versions, and what changed between any two: pages, JSON, feed."""

import json
from datetime import timedelta

import pytest
from lxml import etree

from eventsite.core.db import db
from eventsite.events.models import EventState
from eventsite.schedule import queries as schedule
from eventsite.schedule.models import Release
from tests import factories
from tests.factories import NOW, only, stored
from tests.programme.test_views import titles
from tests.schedule.test_releases import placed

ATOM = {"a": "http://www.w3.org/2005/Atom"}
A_DAY = timedelta(days=1)


@pytest.fixture
def three(conf, release):
    """Release the conference twice more: one moves and is renamed, one is off."""
    slot = schedule.find_slot(conf.draft, conf.opening)
    slot.starts_at += timedelta(hours=2)
    slot.room = conf.cave
    conf.opening.title = "Grand opening"
    conf.other.state = "cancelled"
    db.session.commit()
    release(conf.event, version="2", now=NOW + A_DAY, note="Doors open later.")
    conf.below.title = "Further below"
    placed(conf.draft, conf.child, 90, conf.cave, title="Late idea", code="LATE22")
    db.session.commit()
    release(conf.child, version="3", now=NOW + 2 * A_DAY)
    return conf


def page(client, path, status=200):
    answer = client.get(f"/events/conf/schedule/{path}")
    assert answer.status_code == status
    return answer


def changes(client, asked="", slug="conf"):
    answer = client.get(f"/events/{slug}/schedule/changes.json?{asked}")
    assert answer.status_code == 200
    return json.loads(answer.data)


def told(found):
    return [(c["kind"], c["title"]) for c in found["changes"]]


@pytest.mark.usefixtures("three")
class TestOldVersions:
    def test_each_is_listed_with_what_it_changed(self, client):
        text = page(client, "versions").text
        places = [text.index(f"Version {n}</a>") for n in ("3", "2", "1")]
        assert places == sorted(places)
        assert "1 cancelled, 1 moved</a>" in text
        assert "1 new, 1 changed</a>" in text
        assert "4 sessions" in text
        assert "Doors open later." in text
        assert "Only of Side show" in text

    def test_an_old_one_is_as_it_was_and_says_so(self, client):
        answer = page(client, "v/1")
        assert titles(answer) == ["Opening", "Next one", "Below", "Other day"]
        assert "This is an old version" in answer.text
        assert 'href="/events/conf/schedule"' in answer.text
        assert "/schedule/changes?from=1&amp;to=3" in answer.text
        assert '<meta name="robots" content="noindex">' in answer.text

    def test_each_release_of_a_part_makes_a_version_of_the_whole(self, client):
        assert titles(page(client, "v/2")) == [
            "Next one", "Below", "Grand opening", "Other day",
        ]  # fmt: skip
        assert titles(page(client, "v/3")) == [
            "Next one", "Further below", "Late idea", "Grand opening", "Other day",
        ]  # fmt: skip
        assert "current schedule" in page(client, "v/3").text

    def test_an_event_below_has_versions_of_its_own(self, client):
        text = client.get("/events/side/schedule/versions").text
        assert "Version 3" in text
        assert "Version 1" in text
        assert "Version 2" not in text  # it said nothing of this event
        assert titles(client.get("/events/side/schedule/v/1")) == ["Below"]
        assert client.get("/events/side/schedule/v/2").status_code == 404

    def test_it_keeps_tracks_that_are_no_more(self, client, three, release):
        three.opening.track = None
        db.session.commit()
        release(three.event, version="4", now=NOW + 3 * A_DAY)
        cells = etree.HTML(page(client, "v/1").text).xpath("//article[1]/@data-colour")
        assert cells[0] == "2b5fa8"

    @pytest.mark.parametrize("name", ["4", "1 ", "latest", "", "..%2f1", "%00"])
    def test_there_is_no_other(self, client, name):
        page(client, f"v/{name}", 404)

    def test_any_name_can_be_asked_for(self, client, conf, release):
        name = "a/b #1 100% <b>é</b>?"
        release(conf.event, version=name, now=NOW + 3 * A_DAY)
        text = page(client, "versions").text
        assert "<b>é" not in text
        path = "v/a/b%20%231%20100%25%20%3Cb%3E%C3%A9%3C/b%3E%3F"
        assert f'href="/events/conf/schedule/{path}"' in text
        assert "current schedule" in page(client, path).text
        address = etree.HTML(text).xpath("//a[contains(., 'cancelled')]/@href")
        assert client.get(address[0]).status_code == 200


@pytest.mark.usefixtures("three")
class TestChanges:
    def test_the_newest_is_compared_with_the_one_before(self, client):
        found = changes(client)
        assert (found["from"]["version"], found["to"]["version"]) == ("2", "3")
        assert told(found) == [("new", "Late idea"), ("changed", "Further below")]
        assert (
            "From version 2 to version 3: 1 new, 1 changed."
            in page(client, "changes").text
        )

    def test_what_they_say(self, client):
        found = changes(client, "to=2")
        cancelled, moved = found["changes"]
        assert told(found) == [("cancelled", "Other day"), ("moved", "Grand opening")]
        assert moved["before"]["room"] == "Aula"
        assert moved["after"]["room"] == "Cave"
        assert moved["after"]["start"] > moved["before"]["start"]
        assert moved["details"] == [
            {"what": "title", "before": "Opening", "after": "Grand opening"}
        ]
        assert moved["people"] == ["Ada Lovelace"]
        assert moved["url"] == "http://localhost/events/conf/sessions/PEN222"
        assert cancelled["after"] is None
        assert found["to"]["note"] == "Doors open later."
        text = page(client, "changes?to=2").text
        assert "<s>Opening</s> → Grand opening" in text
        assert "<s>Sat 2 Nov, 09:00–09:30, Cave</s>" in text

    def test_any_two_can_be_compared(self, client):
        assert told(changes(client, "from=1&to=3")) == [
            ("cancelled", "Other day"),
            ("moved", "Grand opening"),
            ("new", "Late idea"),
            ("changed", "Further below"),
        ]
        back = changes(client, "from=3&to=1")
        assert told(back) == [
            ("cancelled", "Late idea"),
            ("moved", "Opening"),
            ("new", "Other day"),
            ("changed", "Below"),
        ]
        assert told(changes(client, "from=2&to=2")) == []
        assert "Nothing differs" in page(client, "changes?from=2&to=2").text
        assert told(changes(client, "from=1")) == told(changes(client, "from=1&to=3"))

    def test_the_first_is_not_compared(self, client):
        found = changes(client, "to=1")
        assert found["from"] is None
        assert "is the first one, with 4 sessions" in page(client, "changes?to=1").text

    def test_those_kept_are_those_that_are_worked_out(self, client, app):
        kept = changes(client, "from=1&to=2")
        for release in stored(Release):
            release.changes = None
        db.session.commit()
        app.extensions["documents"].clear()
        assert changes(client, "from=1&to=2") == kept

    @pytest.mark.parametrize("asked", ["from=9", "to=9", "from=1&to=9", "to=%00"])
    def test_there_are_no_others(self, client, asked):
        page(client, f"changes?{asked}", 404)
        page(client, f"changes.json?{asked}", 404)

    def test_an_event_below_sees_its_own(self, client):
        found = changes(client, slug="side")
        assert (found["from"]["version"], found["to"]["version"]) == ("1", "3")
        assert told(found) == [("new", "Late idea"), ("changed", "Further below")]

    def test_what_is_hidden_is_in_none_of_them(self, client, three):
        three.child.state = EventState.DRAFT
        db.session.commit()
        for path in ("changes", "changes?from=1&to=2", "versions", "changes.atom"):
            text = page(client, path).text
            assert "Late idea" not in text
            assert "Side show" not in text
        assert "Version 3" not in page(client, "versions").text
        page(client, "v/3", 404)
        assert client.get("/events/side/schedule/changes").status_code == 404
        assert client.get("/events/side/schedule/v/1").status_code == 404


@pytest.mark.usefixtures("three")
class TestFeed:
    def feed(self, client, slug="conf"):
        answer = client.get(f"/events/{slug}/schedule/changes.atom")
        assert answer.content_type == "application/atom+xml; charset=utf-8"
        return etree.fromstring(answer.data)

    def test_it_has_an_entry_for_each_version(self, client):
        root = self.feed(client)
        assert root.findtext("a:title", namespaces=ATOM) == (
            "Conf: what changed in the schedule"
        )
        assert root.xpath("//a:entry/a:title/text()", namespaces=ATOM) == [
            "Version 3: 1 new, 1 changed",
            "Version 2: 1 cancelled, 1 moved",
            "Version 1: the first, with 4 sessions",
        ]
        assert root.xpath("a:entry[2]/a:updated/text()", namespaces=ATOM) == [
            "2030-09-02T12:00:00Z"
        ]
        html = root.findtext("a:entry[2]/a:content", namespaces=ATOM)
        assert "Doors open later." in html
        assert 'href="http://localhost/events/conf/sessions/PEN222"' in html
        (address,) = root.xpath("a:entry[2]/a:link/@href", namespaces=ATOM)
        assert client.get(address).status_code == 200

    def test_its_ids_never_change_and_are_nobody_elses(self, client, three, release):
        def ids(slug="conf"):
            return self.feed(client, slug).xpath("//a:id/text()", namespaces=ATOM)

        before, below = ids(), ids("side")
        assert len(set(before + below)) == len(before + below) == 4 + 3
        three.event.slug, three.event.name = "other", "Other"
        db.session.commit()
        assert ids("other") == before
        release(three.event, version="4", now=NOW + 3 * A_DAY)  # changes nothing
        assert ids("other") == before

    def test_titles_in_it_are_harmless(self, client, three, release):
        three.opening.title = '<img src=x onerror="alert(1)">'
        db.session.commit()
        release(three.event, version="4", now=NOW + 3 * A_DAY)
        content = self.feed(client).findtext("a:entry/a:content", namespaces=ATOM)
        assert "<img" not in content
        assert "&lt;img" in content

    def test_it_is_sent_once(self, client, three, release):
        first = page(client, "changes.atom")
        for asked in (
            {"If-None-Match": first.headers["ETag"]},
            {"If-Modified-Since": first.headers["Last-Modified"]},
        ):
            again = client.get("/events/conf/schedule/changes.atom", headers=asked)
            assert again.status_code == 304
        three.opening.title = "Yet another"
        db.session.commit()
        release(three.event, version="4", now=NOW + 3 * A_DAY)
        asked = {"If-Modified-Since": first.headers["Last-Modified"]}
        again = client.get("/events/conf/schedule/changes.atom", headers=asked)
        assert b"Yet another" in again.data


def test_before_anything_is_out_there_are_none(client, event):
    assert event
    for path in ("versions", "changes"):
        assert "Stay tuned" in page(client, path).text
    assert changes(client) == {
        "event": "conf",
        "url": "http://localhost/events/conf/schedule/changes",
        "from": None,
        "to": None,
        "changes": [],
    }
    root = etree.fromstring(page(client, "changes.atom").data)
    assert root.findall("a:entry", ATOM) == []


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(
    "path", ["versions", "changes", "changes.json", "changes.atom"]
)
def test_queries_are_few_for_any_number(
    client, conf, release, queries, *, path, number
):
    for n in range(number):
        conf.opening.title = f"Opening {n}"
        db.session.commit()
        release(conf.event, conf.child, version=f"x{n}", now=NOW + (n + 1) * A_DAY)
    with queries() as cold:
        page(client, path)
    with queries() as warm:
        page(client, path)
    assert (len(cold), len(warm)) == (7, 1)


def test_two_old_ones_are_composed_once(client, three, queries):
    assert three
    page(client, "changes?from=1&to=3")
    with queries() as sent:
        changes(client, "from=1&to=3")
    assert len(sent) <= 6  # stamp, the event twice, its tree, releases, what they cover


def test_a_draft_shows_its_versions_to_its_team_only(client, three, sign_in):
    three.event.state = EventState.DRAFT
    db.session.commit()
    paths = ("versions", "v/1", "changes", "changes.json", "changes.atom")
    for path in paths:
        page(client, path, 404)
    sign_in(factories.person())
    for path in paths:
        page(client, path, 404)
    sign_in(factories.owner(three.event))
    for path in paths:
        page(client, path)


def test_a_release_is_known_by_a_name_of_its_own(event, draft, release):
    assert draft
    release(event)
    assert len(only(Release).guid) == 36
