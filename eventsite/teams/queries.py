from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import and_, exists, func, not_, or_, select
from sqlalchemy.orm import joinedload

from eventsite.accounts.models import OneTimeLink, Person
from eventsite.core.db import db
from eventsite.events.models import Event, Host, HostAdministrator, TeamMember
from eventsite.identities.models import Identity
from eventsite.permissions import Role
from eventsite.teams.models import Invitation


class Member(NamedTuple):
    person: Person
    roles: list[Role]


class Inherited(NamedTuple):
    """Somebody who may act here through a role at an event above."""

    person: Person
    role: Role
    event: Event


def list_members(event: Event) -> list[Member]:
    """Return the event's own team by name, each person once."""
    roles: dict[int, list[Role]] = defaultdict(list)
    people: dict[int, Person] = {}
    for member in _members([event.id]):
        people[member.person_id] = member.person
        roles[member.person_id].append(member.role)
    return [Member(person, _sorted(roles[key])) for key, person in people.items()]


def list_inherited(event: Event) -> list[Inherited]:
    above = {other.id: other for other in event.line[1:]}
    return [
        Inherited(member.person, member.role, above[member.event_id])
        for member in _members(list(above))
    ]


def _members(event_ids: Sequence[int]) -> Sequence[TeamMember]:
    return db.session.scalars(
        select(TeamMember)
        .join(TeamMember.person)
        .where(TeamMember.event_id.in_(event_ids))
        .options(joinedload(TeamMember.person))
        .order_by(Person.name, Person.id, TeamMember.role)
    ).all()


def _sorted(roles: list[Role]) -> list[Role]:
    order = list(Role)
    return sorted(roles, key=order.index)


def find_member(event: Event, person_id: int) -> Member | None:
    """Return somebody of the event's own team."""
    return next((m for m in list_members(event) if m.person.id == person_id), None)


def count_members(event: Event) -> int:
    people = select(func.count(TeamMember.person_id.distinct()))
    return db.session.scalar(people.where(TeamMember.event_id == event.id)) or 0


def count_owners_but(event: Event, person_id: int) -> int:
    """Count owners of the event and those above it, without this one's role here."""
    line = [other.id for other in event.line]
    this = and_(TeamMember.event_id == event.id, TeamMember.person_id == person_id)
    found = db.session.scalar(
        select(func.count())
        .select_from(TeamMember)
        .where(TeamMember.event_id.in_(line), TeamMember.role == Role.OWNER, not_(this))
    )
    return found or 0


def list_concerned(event: Event, role: Role) -> Sequence[Person]:
    """Return who has this role at the event or above it, and the owners there."""
    line = [other.id for other in event.line]
    there = (TeamMember.event_id.in_(line), TeamMember.role.in_([role, Role.OWNER]))
    ids = select(TeamMember.person_id).where(*there)
    return db.session.scalars(
        select(Person).where(Person.id.in_(ids)).order_by(Person.id)
    ).all()


def is_address_of(person: Person, email: str) -> bool:
    """Tell whether an address is one that we know to be theirs.

    That is the account's, another site's with which they sign in, or one that a link of
    theirs was sent to.
    """
    if person.email == email:
        return True
    theirs = or_(
        exists().where(Identity.person_id == person.id, Identity.email == email),
        exists().where(OneTimeLink.person_id == person.id, OneTimeLink.email == email),
    )
    return bool(db.session.scalar(select(theirs)))


def list_invitations(event: Event) -> Sequence[Invitation]:
    return db.session.scalars(
        select(Invitation)
        .where(Invitation.event_id == event.id)
        .order_by(Invitation.email, Invitation.role)
    ).all()


def find_invitation(event: Event, invitation_id: int) -> Invitation | None:
    return db.session.scalars(
        select(Invitation).filter_by(id=invitation_id, event_id=event.id)
    ).one_or_none()


def list_invitations_of(person: Person) -> Sequence[Invitation]:
    """Return what a person is invited to at their confirmed address, newest first."""
    if person.email_confirmed_at is None:
        return []
    return db.session.scalars(
        select(Invitation)
        .where(Invitation.email == person.email)
        .options(
            joinedload(Invitation.event),
            joinedload(Invitation.host),
            joinedload(Invitation.invited_by),
        )
        .order_by(Invitation.invited_at.desc(), Invitation.id.desc())
    ).all()


def find_invitation_of(person: Person, invitation_id: int) -> Invitation | None:
    found = list_invitations_of(person)
    return next((i for i in found if i.id == invitation_id), None)


def list_administrators(host: Host) -> Sequence[Person]:
    return db.session.scalars(
        select(Person)
        .join(HostAdministrator, HostAdministrator.person_id == Person.id)
        .where(HostAdministrator.host_id == host.id)
        .order_by(Person.name, Person.id)
    ).all()


def find_administrator(host: Host, person_id: int) -> HostAdministrator | None:
    return db.session.get(HostAdministrator, (host.id, person_id))


def list_host_invitations(host: Host) -> Sequence[Invitation]:
    return db.session.scalars(
        select(Invitation)
        .where(Invitation.host_id == host.id)
        .order_by(Invitation.email)
    ).all()


def find_host_invitation(host: Host, invitation_id: int) -> Invitation | None:
    return db.session.scalars(
        select(Invitation).filter_by(id=invitation_id, host_id=host.id)
    ).one_or_none()
