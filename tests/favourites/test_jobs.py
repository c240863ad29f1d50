import pytest

from eventsite.core.db import db
from eventsite.favourites import jobs
from eventsite.favourites.actions import star, unstar
from eventsite.favourites.models import StarCount, StarredPair
from tests import factories
from tests.factories import NOW, stored

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def sessions():
    event = factories.event()
    below = factories.child(event)
    return [factories.session(one) for one in (event, below, event, event)]


def people_star(count, *wanted):
    ids = [session.id for session in wanted]
    found = [factories.person().id for _ in range(count)]
    for person_id in found:
        star(person_id, ids, NOW)
    db.session.commit()
    return found


def count():
    db.session.commit()
    jobs.count({})


def test_stars_are_counted_and_pairs_found_over_the_tree(sessions):
    first, second, third, fourth = sessions
    people_star(6, first, second)
    people_star(30, third, fourth)
    count()
    counts = {one.session_id: one.stars for one in stored(StarCount)}
    assert counts == {first.id: 6, second.id: 6, third.id: 30, fourth.id: 30}
    pairs = {(one.first_id, one.second_id): one.lift for one in stored(StarredPair)}
    assert pairs == {(first.id, second.id): 600}  # 36 people; one is expected


def test_what_is_counted_again_replaces_what_was(sessions):
    first, second, third, fourth = sessions
    people = people_star(6, first, second)
    people_star(30, third, fourth)
    count()
    for person_id in people:
        unstar(person_id, [first.id, second.id])
    count()
    assert {one.session_id for one in stored(StarCount)} == {third.id, fourth.id}
    assert stored(StarredPair) == []


def test_what_is_kept_names_nobody():
    kept = {*StarCount.__table__.columns.keys(), *StarredPair.__table__.columns.keys()}
    assert kept == {"session_id", "stars", "first_id", "second_id", "lift"}
