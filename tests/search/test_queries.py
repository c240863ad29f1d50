"""The index of all public events: what is found, in which order, and what never is."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from eventsite.core.db import db
from eventsite.events.models import EventState
from eventsite.schedule import actions as schedule
from eventsite.search import queries
from eventsite.search.models import SearchDoc, SearchState
from tests import factories
from tests.factories import NOW, stored
from tests.programme.conftest import conf, draft, event, release
from tests.schedule.test_releases import placed

__all__ = ["conf", "draft", "event", "release"]
HOSTILE = [
    '"', "'", "NEAR(", "& | !", "a*", "* OR 1=1", "title:x", "{a b}", "-x", "^a", "\\",
    "'; DROP TABLE search_docs; --", "\0", "a\0b", "<->", "a:*", "()", "AND", "NOT a",
    "é" * 500, "\ud800", "a " * 900,
]  # fmt: skip


def found(asked):
    db.session.rollback()
    return [hit.doc.title for hit in queries.search(asked)]


@pytest.fixture
def other(conf, release):
    """Return another conference that is out."""
    assert conf
    made = factories.event(name="Other conf", slug="other")
    plan = factories.draft(made)
    zoe = factories.speaker(made, name="Zoë Müller", biography="Sails.")
    placed(plan, made, 0, None, [zoe], title="Rain", abstract="Wind and waves")
    placed(plan, made, 60, None, title="Waves")
    placed(plan, made, 120, None, title="Third", abstract="Rain")
    release(made)
    return made


@pytest.mark.usefixtures("other")
@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("waves", ["Waves", "Rain"]),
        ("WAV", ["Waves", "Rain"]),
        ("wind wav", ["Rain"]),
        ("win waves", []),  # only the last word is still being typed
        ("muller", ["Zoë Müller", "Rain"]),
        ("Zoé Müll", ["Zoë Müller", "Rain"]),
        ("rain", ["Rain", "Third", "Opening"]),
        ("engines", ["Ada Lovelace", "Opening"]),
        ("notes", ["Ada Lovelace"]),
        ("PEN222", ["Opening"]),
        ("", []),
        ("!!", []),
    ],
)
def test_what_is_found_over_all_events(asked, titles):
    got = found(asked)
    assert sorted(got) == sorted(titles)
    assert got[:1] == titles[:1]


@pytest.mark.usefixtures("other")
@pytest.mark.parametrize("asked", HOSTILE)
def test_hostile_words_are_words(asked):
    found(asked)
    assert len(stored(SearchDoc)) == 9


def test_what_is_released_is_found_in_the_same_transaction(conf, release):
    conf.opening.title = "Retold"
    fresh = placed(conf.draft, conf.event, 120, title="Fresh")
    db.session.commit()
    assert found("fresh") == []
    assert found("retold") == []
    schedule.release(conf.event, [conf.event], "undone", NOW + timedelta(days=1))
    db.session.rollback()
    assert found("fresh") == []
    release(conf.event, now=NOW + timedelta(days=1))
    assert found("fresh") == ["Fresh"]
    assert found("opening") == []
    assert found("below") == ["Below"]  # of an event that was not released anew
    assert fresh.code


@pytest.mark.parametrize("hidden", ["event", "child"])
def test_what_is_not_public_is_not_found(conf, hidden):
    assert found("below") == ["Below"]
    getattr(conf, hidden).state = EventState.DRAFT
    db.session.commit()
    assert found("below") == []
    getattr(conf, hidden).state = EventState.PAST
    db.session.commit()
    assert found("below") == ["Below"]


def test_somebody_at_several_events_of_a_tree_is_found_once(conf, release):
    placed(conf.draft, conf.child, 300, None, [conf.ada], title="More")
    release(conf.event, conf.child)
    assert found("lovelace").count("Ada Lovelace") == 1


def test_it_can_be_made_anew(conf, app):
    assert conf
    before = {(doc.kind, doc.code) for doc in stored(SearchDoc)}
    run = app.test_cli_runner().invoke
    db.session.rollback()
    assert "0 events indexed" in run(args=["schedule", "index"]).stderr
    for model in (SearchDoc, SearchState):
        db.session.execute(delete(model))
    db.session.commit()
    assert found("opening") == []
    db.session.rollback()
    assert "2 events indexed" in run(args=["schedule", "index"]).stderr
    assert {(doc.kind, doc.code) for doc in stored(SearchDoc)} == before
    assert found("opening") == ["Opening"]
    db.session.rollback()
    assert "2 events indexed" in run(args=["schedule", "index", "--anew"]).stderr
    assert found("opening") == ["Opening"]
