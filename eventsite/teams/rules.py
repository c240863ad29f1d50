from collections.abc import Collection
from typing import NamedTuple

from eventsite.accounts.models import Person
from eventsite.core.errors import Refusal
from eventsite.core.words import lazy
from eventsite.permissions import APPOINTED, Role, grantable


class Manager(NamedTuple):
    """Who changes a team, and what they may do at the event."""

    person: Person
    rights: Collection[str]


class RoleTooWide(Refusal):
    message = lazy("You can give and take only roles that allow no more than your own.")


class NotOneself(Refusal):
    message = lazy(
        "Nobody appoints themselves to a team that reads what is confidential. Ask "
        "another owner, or an administrator of the host."
    )


class LastOwner(Refusal):
    message = lazy(
        "Every event needs an owner. Make somebody else an owner first, then take this "
        "role away."
    )


class AlreadyThere(Refusal):
    message = lazy("This person has that role already.")


class InvitationGone(Refusal):
    message = lazy("This invitation has been answered or taken back.")


class EventArchived(Refusal):
    message = lazy("This event is archived: nobody can join its team.")


def check_may_grant(manager: Manager, roles: Collection[Role]) -> None:
    """Refuse what would give or take more than one holds.

    Raises:
        RoleTooWide
    """
    if not set(roles) <= grantable(manager.rights):
        raise RoleTooWide


def check_appointed(roles: Collection[Role], *, is_self: bool) -> None:
    """Refuse that somebody lets themselves read what others have in confidence.

    Raises:
        NotOneself
    """
    if is_self and APPOINTED & set(roles):
        raise NotOneself
