import pytest
from sqlalchemy import delete

from eventsite.accounts.models import Person
from eventsite.core.db import db
from eventsite.favourites import actions, queries, rules
from eventsite.favourites.models import Favourite
from eventsite.sessions.models import Session
from tests import factories
from tests.factories import NOW, stored


@pytest.fixture
def person(app):
    assert app.testing
    return factories.person()


@pytest.fixture
def sessions(person):
    assert person
    event = factories.event()
    return [factories.session(event) for _ in range(3)]


def ids(sessions):
    return [session.id for session in sessions]


def test_stars_are_set_once_and_taken_away(person, sessions):
    for _ in range(2):
        actions.star(person.id, ids(sessions[:2]), NOW)
    actions.star(person.id, ids(sessions), NOW)
    assert list(queries.list_codes(person.id)) == [s.code for s in sessions]
    actions.unstar(person.id, ids(sessions[1:]))
    actions.unstar(person.id, ids(sessions[1:]))
    assert list(queries.list_codes(person.id)) == [sessions[0].code]


def test_no_more_than_anybody_may(person, sessions, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 2)
    actions.star(person.id, ids(sessions[:2]), NOW)
    with pytest.raises(rules.TooManyStars):
        actions.star(person.id, ids(sessions), NOW)
    assert queries.list_session_ids(person.id) == set(ids(sessions[:2]))
    actions.star(person.id, ids(sessions[:2]), NOW)  # those it has, it keeps


def test_they_are_counted_never_named(person, sessions):
    actions.star(person.id, ids(sessions[:2]), NOW)
    actions.star(factories.person().id, ids(sessions[:1]), NOW)
    counted = queries.count_stars(ids(sessions))
    assert counted == {sessions[0].id: 2, sessions[1].id: 1}


@pytest.mark.parametrize("gone", ["person", "session"])
def test_they_go_with_the_account_and_with_the_session(person, sessions, gone):
    actions.star(person.id, ids(sessions[:1]), NOW)
    db.session.commit()
    table, key = (Person, person.id) if gone == "person" else (Session, sessions[0].id)
    db.session.execute(delete(table).where(table.id == key))
    db.session.commit()
    assert stored(Favourite) == []
