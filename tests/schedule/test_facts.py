"""What the rules are told, as it is stored."""

from datetime import timedelta

import pytest

from eventsite.events.models import Tag
from eventsite.favourites.models import StarCount, StarredPair
from eventsite.schedule import queries
from eventsite.schedule.models import Availability, SessionDemand
from eventsite.schedule.rules import ClashKind, Span
from eventsite.sessions.models import SessionState
from tests import factories
from tests.factories import saved
from tests.schedule.test_releases import placed
from tests.schedule.test_rules import MORNING

pytestmark = pytest.mark.usefixtures("app")
END = MORNING + timedelta(hours=1)


@pytest.fixture
def event():
    return factories.event()


@pytest.fixture
def draft(event):
    return factories.draft(event)


def conflicts(draft, *events):
    return [clash.kind for clash in queries.find_conflicts(draft, events).open]


def test_a_session_draws_whom_organisers_expect_or_who_stars_it_if_more(event):
    expected, starred, both = (factories.session(event) for _ in range(3))
    for session, audience in ((expected, 50), (both, 50)):
        saved(SessionDemand(session_id=session.id, audience=audience))
    for session, stars in ((starred, 30), (both, 80)):
        saved(StarCount(session_id=session.id, stars=stars))
    traits = queries.find_traits(event)
    drawn = [traits[one.id].audience for one in (expected, starred, both)]
    assert drawn == [50, 30, 80]


def test_topics_are_the_track_and_the_tags(event):
    tag = saved(Tag(event=event, name="Go", slug="go"))
    track = factories.track(event, name="Cloud")
    session = factories.session(event, track=track, tags=[tag])
    assert queries.find_traits(event)[session.id].topics == {"Go", "Cloud"}


def test_two_speakers_of_one_account_are_one_person_over_the_whole_tree(event, draft):
    account = factories.person()
    one, other = (factories.speaker(event, person=account) for _ in range(2))
    child = factories.child(event)
    placed(draft, event, 0, None, [one])
    placed(draft, child, 0, None, [other])
    assert conflicts(draft, event) == [ClashKind.PERSON]
    assert conflicts(draft, child) == [ClashKind.PERSON]
    saved(Availability(speaker_id=one.id, starts_at=END, ends_at=END + (END - MORNING)))
    assert conflicts(draft, child) == [ClashKind.PERSON, ClashKind.AVAILABILITY]
    free = queries.find_facts(event).free
    assert free == {f"person {account.id}": (Span(END, END + (END - MORNING)),)}


def test_what_is_starred_together_is_known_by_codes(event, draft):
    one, other = placed(draft, event), placed(draft, event)
    elsewhere = factories.session(factories.event())
    saved(StarredPair(first_id=one.id, second_id=other.id, lift=250))
    saved(StarredPair(first_id=one.id, second_id=elsewhere.id, lift=250))
    facts = queries.find_facts(event, queries.find_traits(event))
    assert facts.together == {tuple(sorted((one.code, other.code))): 2.5}
    assert conflicts(draft, event) == [ClashKind.POPULAR]


def test_what_is_cancelled_conflicts_with_nothing(event, draft):
    room = factories.room(event)
    placed(draft, event, 0, room)
    off = placed(draft, event, 0, room)
    assert conflicts(draft, event) == [ClashKind.ROOM]
    off.state = SessionState.CANCELLED
    assert conflicts(draft, event) == []
