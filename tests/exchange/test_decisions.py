"""A person decides of what both have changed, having seen both sides."""

import pytest

from eventsite.exchange import actions
from eventsite.exchange.actions import Plan
from eventsite.exchange.models import ImportedThing
from eventsite.exchange.rules.merging import Answer, ChangedMeanwhile, Side
from eventsite.formats import frab_xml
from tests.exchange.bringing import CITY, bring, edit, lists, session_of, talk
from tests.factories import stored
from tests.formats.samples import xml

pytestmark = pytest.mark.usefixtures("app")


def one(**elements):
    return xml(talk(1, **elements), conference=CITY)


def asked(data):
    """Return the conflicts of a preview, as answers for one side."""
    plan = Plan()
    with_event = session_of().event
    told = actions.preview(with_event, "conf", frab_xml.read(data), plan)
    return lambda side: {c.key: Answer(side, c.seen) for c in told.conflicts}


@pytest.mark.parametrize(
    ("side", "title"), [(Side.FILE, "New"), (Side.HERE, "By hand")]
)
def test_a_decision_is_final(side, title):
    bring(one())
    edit(session_of(), title="By hand")
    newer = one(title="New")
    report = bring(newer, answers=asked(newer)(side))
    assert report.conflicts == []
    assert session_of().title == title
    assert (lists(bring(newer)), bring(newer).conflicts) == ({}, [])
    assert session_of().title == title


def test_a_decision_does_not_reach_what_was_edited_after_it():
    bring(one())
    edit(session_of(), title="By hand")
    newer = one(title="New")
    answers = asked(newer)(Side.FILE)
    edit(session_of(), title="Better")
    with pytest.raises(ChangedMeanwhile):
        bring(newer, answers=answers)
    assert session_of().title == "Better"


def test_nor_what_became_a_conflict_after_it():
    bring(one(abstract="A"))
    newer = one(abstract="B")
    answers = asked(newer)(Side.FILE)
    assert answers == {}
    edit(session_of(), abstract="Typed while the preview was open")
    with pytest.raises(ChangedMeanwhile):
        bring(newer, answers=answers)
    assert session_of().abstract == "Typed while the preview was open"


def test_what_is_remembered_belongs_to_its_tree():
    bring(one(), slug="one")
    bring(one(), slug="two")
    assert len({thing.event_id for thing in stored(ImportedThing)}) == 2
    assert len({(t.event_id, t.kind, t.key) for t in stored(ImportedThing)}) == len(
        stored(ImportedThing)
    )
