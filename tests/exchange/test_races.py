"""Two imports, or an import and an edit, at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from eventsite.core.db import db, write_tx
from eventsite.core.rows import change
from eventsite.events.actions import lock_tree
from eventsite.events.queries import find_event
from eventsite.exchange import actions
from eventsite.exchange.actions import Plan
from eventsite.exchange.models import ImportedThing
from eventsite.exchange.rules.merging import Answer, ChangedMeanwhile, Side
from eventsite.formats import any_format
from eventsite.sessions.models import Session, Speaker
from tests.exchange.bringing import CITY, bring, edit, session_of, talk
from tests.factories import NOW, only, stored
from tests.formats.samples import xml

pytestmark = pytest.mark.usefixtures("app")


def at_once(app, *acts):
    """Do these at once, each in a transaction of its own; return what came of each."""
    db.session.rollback()
    ready = Barrier(len(acts))

    def run(act):
        with app.app_context():
            ready.wait()
            try:
                with write_tx():
                    return act()
            except ChangedMeanwhile as changed:
                return type(changed)

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(run, acts))


def importing(data, **plan):
    reading = any_format.read(data)
    return lambda: actions.bring_in(find_event("conf"), reading, Plan(**plan), NOW)


def test_the_same_file_twice_at_once_is_brought_in_once(app):
    bring(xml(talk(1), conference=CITY))
    ann = '<person id="7">Ann</person>'
    newer = xml(talk(1), talk(2, start="11:00", persons=ann), conference=CITY)
    reports = at_once(app, importing(newer), importing(newer))
    assert sorted(len(report.added) for report in reports) == [0, 1]
    assert len(stored(Session)) == 2
    assert only(Speaker).name == "Ann"
    keys = [(thing.kind, thing.key) for thing in stored(ImportedThing)]
    assert len(keys) == len(set(keys))


def test_an_edit_at_the_same_moment_is_never_lost(app):
    bring(xml(talk(1), conference=CITY))
    edit(session_of(), title="By hand")
    newer = xml(talk(1, title="New"), conference=CITY)
    told = actions.preview(find_event("conf"), "conf", any_format.read(newer), Plan())
    answers = {one.key: Answer(Side.FILE, one.seen) for one in told.conflicts}
    number = session_of().id

    def editing():
        event = find_event("conf")
        lock_tree(event)
        session = db.session.get_one(Session, number, populate_existing=True)
        seen = session.title
        change(session, {"title": "Better"})
        return seen

    outcome, seen = at_once(app, importing(newer, answers=answers), editing)
    db.session.rollback()
    assert only(Session).title == "Better"
    if outcome is ChangedMeanwhile:
        assert seen == "By hand"
    else:
        assert seen == "New"  # the file came first, and whoever edits saw it
