from datetime import timedelta

import pytest

from eventsite.core.bearer import Bearer
from eventsite.core.db import db
from eventsite.events.models import HostAdministrator, TeamMember
from eventsite.permissions import EVERY_RIGHT, GRANTED, Right, Role
from eventsite.tokens import queries
from eventsite.tokens.models import ApiToken
from eventsite.tokens.queries import find_access
from eventsite.tokens.rules import SHOWN_AFTER_END
from tests import factories
from tests.factories import NOW, only, saved

SOME = frozenset({Right.SEE_EVENT, Right.EDIT_SESSIONS})


@pytest.fixture
def tree(app):
    assert app.testing
    top = factories.event(slug="top")
    left = factories.child(top, slug="left")
    return {
        "top": top,
        "left": left,
        "right": factories.child(top, slug="right"),
        "leaf": factories.child(left, slug="leaf"),
        "other": factories.event(slug="other"),
    }


def rights(bearer, tree):
    return {slug: set(queries.find_access(bearer, slug).rights) for slug in tree}


def bearer(person, event=None, rights=EVERY_RIGHT):
    return Bearer(1, person.id, event and event.id, frozenset(rights), may_write=True)


def test_a_token_does_what_was_chosen_and_its_maker_may(tree):
    maker = factories.team_member(tree["left"], Role.PROGRAMME_CHAIR)
    found = rights(bearer(maker, None, {*SOME, Right.EDIT_EVENT}), tree)
    assert found == {slug: SOME if slug in {"left", "leaf"} else set() for slug in tree}


@pytest.mark.parametrize(
    ("at", "reached"),
    [
        ("top", {"top", "left", "right", "leaf"}),
        ("left", {"left", "leaf"}),
        ("leaf", {"leaf"}),
        ("other", {"other"}),
    ],
)
def test_a_token_for_an_event_reaches_nothing_above_or_beside_it(tree, at, reached):
    found = rights(bearer(factories.admin(), tree[at]), tree)
    assert found == {
        slug: set(EVERY_RIGHT) if slug in reached else set() for slug in tree
    }


def test_what_its_maker_loses_a_token_loses_at_once(tree):
    maker = factories.owner(tree["top"])
    found = bearer(maker, tree["top"], SOME)
    assert queries.find_access(found, "top").rights == SOME
    db.session.delete(only(TeamMember))
    db.session.commit()
    assert queries.find_access(found, "top").rights == set()
    saved(TeamMember(event=tree["left"], person=maker, role=Role.REVIEWER))
    assert queries.find_access(found, "top").rights == set()
    assert queries.find_access(found, "leaf").rights == {Right.SEE_EVENT}


@pytest.mark.parametrize("kind", ["admin", "host"])
def test_who_administers_no_more_has_tokens_that_open_nothing(tree, kind):
    person = factories.admin() if kind == "admin" else factories.person()
    role = None
    if kind == "host":
        role = saved(HostAdministrator(host=tree["top"].host, person=person))
    found = bearer(person)
    assert queries.find_access(found, "leaf").rights == EVERY_RIGHT
    person.is_admin = False
    if role:
        db.session.delete(role)
    db.session.commit()
    assert rights(found, tree) == {slug: set() for slug in tree}


def test_who_is_to_set_up_a_second_factor_first_has_tokens_that_open_nothing(tree):
    found = bearer(factories.owner(tree["top"]))
    assert queries.find_access(found, "top").rights
    tree["top"].host.requires_factor = True
    db.session.commit()
    assert queries.find_access(found, "top").rights == set()
    assert queries.find_access(found, "leaf").rights == set()


def test_there_is_no_access_to_what_is_not_there(tree):
    assert (
        queries.find_access(bearer(factories.admin(), tree["top"]), "nowhere") is None
    )


def test_asking_takes_two_questions_at_most(tree, queries):
    asks = bearer(factories.owner(tree["top"]), tree["left"])
    with queries() as sent:
        find_access(asks, "leaf")
    assert len(sent) == 2


def test_only_a_live_token_is_found(app):
    assert app.testing
    person = factories.person()
    secret = factories.token(person)
    assert queries.find_live(secret, NOW).person_id == person.id
    end = NOW + timedelta(days=30)
    assert queries.find_live(secret, end - timedelta(microseconds=1)) is not None
    assert queries.find_live(secret, end) is None
    assert queries.find_live(only(ApiToken).token_hash, NOW) is None
    only(ApiToken).revoked_at = NOW
    assert queries.find_live(secret, NOW) is None


def test_what_somebody_may_anywhere(tree):
    person = factories.team_member(tree["leaf"], Role.SPONSOR_MANAGER)
    assert queries.find_rights(person, None) == GRANTED[Role.SPONSOR_MANAGER]
    assert queries.find_rights(person, tree["top"]) == set()
    assert queries.list_choices(person) == [tree["leaf"]]
    assert queries.find_rights(factories.admin(), None) == EVERY_RIGHT
    host_admin = factories.person()
    saved(HostAdministrator(host=tree["other"].host, person=host_admin))
    assert queries.find_rights(host_admin, None) == EVERY_RIGHT
    assert queries.list_choices(host_admin) == [tree["other"]]


def test_what_ended_long_ago_is_not_listed(tree):
    person = factories.person()
    for more in (
        {"expires_at": NOW - SHOWN_AFTER_END},
        {"revoked_at": NOW - SHOWN_AFTER_END},
        {"revoked_at": NOW, "name": "Just revoked"},
        {"expires_at": NOW, "name": "Just over"},
        {"name": "Live"},
    ):
        factories.token(person, tree["top"], **more)
    found = ["Live", "Just over", "Just revoked"]
    assert [t.name for t in queries.list_own(person.id, NOW)] == found
    assert [t.name for t in queries.list_of_event(tree["top"], NOW)] == found
    assert queries.list_of_event(tree["left"], NOW) == []
    assert queries.count_live(person.id, NOW) == 1
