"""Roles come down the event tree: never up, never sideways."""

import pytest

from eventsite.events.models import HostAdministrator
from eventsite.events.queries import find_access
from eventsite.permissions import (
    EVERY_RIGHT,
    GRANTED,
    Right,
    Role,
    grantable,
    rights_of,
)
from tests import factories
from tests.factories import saved


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


def rights(person, tree):
    return {slug: find_access(person.id, slug).rights for slug in tree}


@pytest.mark.parametrize(
    ("at", "holds"),
    [
        ("top", {"top", "left", "right", "leaf"}),
        ("left", {"left", "leaf"}),
        ("leaf", {"leaf"}),
        ("other", {"other"}),
    ],
)
@pytest.mark.parametrize("role", [Role.OWNER, Role.DOOR_STAFF])
def test_a_role_holds_for_its_event_and_those_below(tree, at, holds, role):
    person = factories.team_member(tree[at], role)
    assert rights(person, tree) == {
        slug: GRANTED[role] if slug in holds else frozenset() for slug in tree
    }


def test_roles_add_up(tree):
    person = factories.team_member(tree["top"], Role.DOOR_STAFF)
    saved(factories.TeamMember(event=tree["left"], person=person, role=Role.FINANCE))
    found = rights(person, tree)
    both = GRANTED[Role.DOOR_STAFF] | GRANTED[Role.FINANCE]
    assert found["top"] == GRANTED[Role.DOOR_STAFF]
    assert (
        found["left"]
        == found["leaf"]
        == both
        == rights_of({Role.DOOR_STAFF, Role.FINANCE})
    )


def test_administrators_hold_every_right_of_their_host_or_everywhere(tree):
    person = factories.person()
    saved(HostAdministrator(host=tree["top"].host, person=person))
    assert rights(person, tree) == {
        slug: EVERY_RIGHT if slug != "other" else frozenset() for slug in tree
    }
    assert rights(factories.admin(), tree) == dict.fromkeys(tree, EVERY_RIGHT)


def test_finding_rights_asks_once_however_deep(tree, queries):
    person_id = factories.owner(tree["top"]).id
    for slug in ("top", "leaf"):
        with queries() as sent:
            find_access(person_id, slug)
        assert len(sent) == 1


@pytest.mark.one_database
def test_every_role_is_on_the_page_and_sees_the_event():
    assert set(GRANTED) == set(Role)
    assert all(Right.SEE_EVENT in granted for granted in GRANTED.values())
    assert frozenset().union(*GRANTED.values()) == set(Right)


@pytest.mark.one_database
def test_reports_are_read_by_the_conduct_team_alone():
    """By no owner, and by no administrator who is not appointed."""
    for role, granted in GRANTED.items():
        assert (Right.READ_REPORTS in granted) == (role is Role.CONDUCT_TEAM)
    assert set(Right) - {Right.READ_REPORTS} == EVERY_RIGHT


def test_an_administrator_who_is_appointed_reads_reports(tree):
    root = factories.admin()
    saved(factories.TeamMember(event=tree["left"], person=root, role=Role.CONDUCT_TEAM))
    found = rights(root, tree)
    assert {slug for slug in tree if Right.READ_REPORTS in found[slug]} == {
        "left",
        "leaf",
    }


@pytest.mark.one_database
def test_applications_for_scholarships_are_the_committees_alone():
    for role, granted in GRANTED.items():
        reads = Right.READ_APPLICATIONS in granted
        assert reads == (role is Role.SCHOLARSHIP_COMMITTEE)


@pytest.mark.one_database
def test_who_manages_the_team_gives_what_they_hold_and_nobody_else_gives_anything():
    assert grantable(GRANTED[Role.OWNER]) == set(Role)
    assert grantable(EVERY_RIGHT) == set(Role)
    for role in set(Role) - {Role.OWNER}:
        assert grantable(GRANTED[role]) == set()
    narrow = {Right.MANAGE_TEAM, *GRANTED[Role.REVIEWER]}
    assert grantable(narrow) == {
        Role.REVIEWER,
        Role.SCHOLARSHIP_COMMITTEE,
        Role.CONDUCT_TEAM,
    }
    assert grantable({Right.MANAGE_TEAM}) == set()
