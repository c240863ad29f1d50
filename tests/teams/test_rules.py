import pytest

from eventsite.accounts.models import Person
from eventsite.permissions import GRANTED, Right, Role
from eventsite.teams.rules import Manager, RoleTooWide, check_may_grant

pytestmark = pytest.mark.one_database


def test_nobody_gives_more_than_they_hold():
    narrow = Manager(Person(), {Right.MANAGE_TEAM, *GRANTED[Role.DOOR_STAFF]})
    check_may_grant(narrow, {Role.DOOR_STAFF})
    check_may_grant(narrow, set())
    appointed = {Role.SCHOLARSHIP_COMMITTEE, Role.CONDUCT_TEAM}  # by who leads the team
    for wider in set(Role) - {Role.DOOR_STAFF} - appointed:
        with pytest.raises(RoleTooWide):
            check_may_grant(narrow, {Role.DOOR_STAFF, wider})


def test_who_does_not_manage_the_team_gives_nothing():
    for role in set(Role) - {Role.OWNER}:
        with pytest.raises(RoleTooWide):
            check_may_grant(Manager(Person(), GRANTED[role]), {role})
