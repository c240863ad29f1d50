from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from eventsite.core.db import db
from eventsite.events.models import Tag
from eventsite.events.queries import find_event
from eventsite.sessions import actions, queries
from eventsite.sessions.models import Session, SessionLink, SessionState, Speaker
from eventsite.sessions.queries import SessionFilter
from eventsite.sessions.rules import Part, SessionContent, SessionDetails
from tests import factories
from tests.factories import NOW, saved, stored

pytestmark = pytest.mark.usefixtures("app")


def whole(session):
    """Look at everything that pages and files show of a session."""
    return (
        session.track and session.track.name,
        session.type and session.type.name,
        [(part.speaker.name, part.role) for part in session.people],
        [link.url for link in session.links],
        [tag.name for tag in session.tags],
    )


@pytest.mark.parametrize("number", [1, 30])
def test_all_sessions_cost_four_queries(queries_of_list, number):
    event = factories.event()
    ids = [event.id]
    for n in range(number):
        session = factories.session(
            event,
            [factories.speaker(event), factories.speaker(event)],
            track=factories.track(event),
            type=factories.session_type(event),
        )
        session.links = [SessionLink(url=f"https://example.org/{n}")]
        session.tags = [Tag(event=event, name=f"t{n}", slug=f"t{n}")]
        saved(session)
    factories.session(factories.event())
    found, sent = queries_of_list(
        lambda: [whole(session) for session in queries.list_sessions(ids)]
    )
    assert len(found) == number
    assert len(found[0][2]) == 2
    assert sent == 4


@pytest.fixture
def queries_of_list(queries):
    def run(function):
        db.session.expunge_all()
        with queries() as sent:
            found = function()
        return found, len(sent)

    return run


@pytest.mark.parametrize("number", [1, 30])
def test_all_speakers_cost_three_queries(queries_of_list, number):
    event = factories.event()
    for _ in range(number):
        factories.session(event, [factories.speaker(event)])
    slug = event.slug
    found, sent = queries_of_list(
        lambda: [
            (speaker.name, [part.session.title for part in speaker.appearances])
            for speaker in queries.list_speakers(find_event(slug))
        ]
    )
    assert len(found) == number
    assert sent == 1 + 3


def titles(event, **wanted):
    page = queries.page_sessions([event.id], SessionFilter(**wanted), 1)
    return [session.title for session in page.items]


def test_a_list_narrowed():
    event = factories.event()
    track = factories.track(event)
    factories.session(event, title="b Élan", track=track, code="AAAAA2")
    factories.session(
        event, [factories.speaker(event, name="Ada")], title="A 100% talk"
    )
    factories.session(event, title="C", state=SessionState.CANCELLED)
    factories.session(factories.event(), title="Elsewhere")

    assert titles(event) == ["A 100% talk", "b Élan", "C"]
    assert titles(event, track_id=track.id) == ["b Élan"]
    assert titles(event, state=SessionState.CANCELLED) == ["C"]
    assert titles(event, text="élan") == ["b Élan"]
    assert titles(event, text="TALK a") == ["A 100% talk"]
    assert titles(event, text="ada") == ["A 100% talk"]
    assert titles(event, text="aaaaa2") == ["b Élan"]
    assert titles(event, text="0%") == ["A 100% talk"]
    assert titles(event, text="_") == []
    assert titles(event, type_id=99) == []


def test_people_are_found_by_words_of_their_name_in_their_tree_only():
    root = factories.event()
    factories.speaker(root, name="Ada Lovelace")
    factories.speaker(root, name="Grace Hopper")
    factories.speaker(factories.event(), name="Ada Elsewhere")

    def names(text, event=root):
        return [speaker.name for speaker in queries.search_speakers(event, text)]

    assert names("love ADA") == ["Ada Lovelace"]
    assert names("ada grace") == []
    assert names("a") == ["Ada Lovelace", "Grace Hopper"]


@pytest.mark.slow
def test_many_at_once_get_different_numbers(app):
    root = factories.event(slug="busy")
    slugs = ["busy"] + [factories.child(root).slug for _ in range(2)]
    db.session.remove()
    start = Barrier(8)

    def make(n):
        with app.app_context():
            start.wait()
            event = find_event(slugs[n % 3])
            parts = [Part(name=f"Person {n}")]
            made = SessionContent(SessionDetails("Same title"), parts)
            for _ in range(3):
                actions.create_session(event, made, actor_id=None, now=NOW)
                db.session.commit()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(make, range(8)))

    sessions = stored(Session)
    assert sorted(s.number for s in sessions) == list(range(1, 25))
    assert len({s.slug for s in sessions}) == 24
    assert sorted(s.number for s in stored(Speaker)) == list(range(1, 25))
