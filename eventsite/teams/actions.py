"""The verbs of teams. Each changes the session, notes who did it, and never commits."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select

from eventsite.accounts.models import Person
from eventsite.audit.actions import record
from eventsite.core.db import db
from eventsite.events.actions import note_conduct_team
from eventsite.events.models import Event, Host, HostAdministrator, TeamMember
from eventsite.permissions import APPOINTED, GRANTED, Right, Role
from eventsite.teams import mails, queries
from eventsite.teams.models import Invitation
from eventsite.teams.rules import (
    AlreadyThere,
    EventArchived,
    InvitationGone,
    LastOwner,
    Manager,
    check_appointed,
    check_may_grant,
)


def invite(
    event: Event,
    email: str,
    role: Role,
    by: Manager,
    now: datetime,
) -> Invitation:
    """Offer a role to whoever reads `email`; once more, if that was done before.

    Raises:
        RoleTooWide, AlreadyThere
        NotOneself: a role that one is appointed to, and an address of their own.
    """
    check_may_grant(by, {role})
    check_appointed({role}, is_self=queries.is_address_of(by.person, email))
    _lock_team(event)
    for member in queries.list_members(event):
        if member.person.email == email and role in member.roles:
            raise AlreadyThere
    invitation = _find_or_add(
        now, by.person, event_id=event.id, host_id=None, email=email, role=role
    )
    mails.queue_invitation(invitation, now)
    _note(
        "team.invite", event, by.person, f"invitation {invitation.id}", now, role=role
    )
    return invitation


def withdraw(
    event: Event,
    invitation: Invitation,
    by: Manager,
    now: datetime,
) -> None:
    """Take an invitation back.

    Raises:
        RoleTooWide: it was given by somebody who may do more.
        InvitationGone
    """
    roles = {invitation.role} if invitation.role else set()
    check_may_grant(by, roles)
    subject = f"invitation {invitation.id}"
    _note("team.withdraw", event, by.person, subject, now, role=invitation.role)
    _remove(invitation)


def accept(invitation: Invitation, person: Person, now: datetime) -> None:
    """Give `person`, whose mailbox it was sent to, the role that was offered.

    Raises:
        EventArchived, InvitationGone
        NotOneself: they made it themselves, and it is a role that one is appointed to.
    """
    event, host_id, role = invitation.event, invitation.host_id, invitation.role
    by = invitation.invited_by
    if role is not None:
        check_appointed({role}, is_self=by.id == person.id)
    _remove(invitation)
    if event is not None and role is not None:
        _join(event, person, role, now)
        _tell_of(event, person, {role}, by, now)
    else:
        db.session.merge(HostAdministrator(host_id=host_id, person_id=person.id))
        _note("host.join", None, person, f"host {host_id}", now)


def _join(event: Event, person: Person, role: Role, now: datetime) -> None:
    if event.is_archived:
        raise EventArchived
    _lock_team(event)
    db.session.merge(TeamMember(event_id=event.id, person_id=person.id, role=role))
    if Right.READ_REPORTS in GRANTED[role]:
        note_conduct_team(event)
    _note("team.join", event, person, f"person {person.id}", now, role=role)


def _tell_of(
    event: Event, person: Person, roles: Collection[Role], by: Person, now: datetime
) -> None:
    """Write of who was appointed to those who are there already, and to other owners."""
    for role in sorted(APPOINTED & set(roles)):
        for reader in queries.list_concerned(event, role):
            if reader.id not in {person.id, by.id}:
                mails.queue_appointed(event, person, role, by, reader, now)


def decline(invitation: Invitation, person: Person, now: datetime) -> None:
    """Say no to an invitation.

    Raises:
        InvitationGone
    """
    subject = f"invitation {invitation.id}"
    _note("team.decline", invitation.event, person, subject, now, role=invitation.role)
    _remove(invitation)


def set_roles(
    event: Event,
    member: queries.Member,
    roles: Collection[Role],
    by: Manager,
    now: datetime,
) -> None:
    """Give a member exactly these roles at the event itself; none removes them.

    Raises:
        RoleTooWide: a role given or taken allows more than they may do.
        NotOneself: a role that one is appointed to, given to themselves.
        LastOwner
    """
    _lock_team(event)
    person = member.person
    given, taken = set(roles) - set(member.roles), set(member.roles) - set(roles)
    check_may_grant(by, given | taken)
    is_self = queries.is_address_of(by.person, person.email)
    check_appointed(given, is_self=is_self)
    if Role.OWNER in taken and not queries.count_owners_but(event, person.id):
        raise LastOwner
    db.session.execute(
        delete(TeamMember).where(
            TeamMember.event_id == event.id,
            TeamMember.person_id == person.id,
            TeamMember.role.in_(taken),
        )
    )
    for role in given:
        db.session.merge(TeamMember(event_id=event.id, person_id=person.id, role=role))
    if any(Right.READ_REPORTS in GRANTED[role] for role in given | taken):
        note_conduct_team(event)
    _tell_of(event, person, given, by.person, now)
    for verb, changed in (("team.grant", given), ("team.revoke", taken)):
        for role in sorted(changed):
            _note(verb, event, by.person, f"person {person.id}", now, role=role)


def invite_administrator(
    host: Host, email: str, inviter: Person, now: datetime
) -> Invitation:
    """Offer to administer a host to whoever reads `email`.

    Raises:
        AlreadyThere
    """
    db.session.execute(select(Host.id).filter_by(id=host.id).with_for_update())
    if any(person.email == email for person in queries.list_administrators(host)):
        raise AlreadyThere
    invitation = _find_or_add(
        now, inviter, event_id=None, host_id=host.id, email=email, role=None
    )
    mails.queue_invitation(invitation, now)
    _note("host.invite", None, inviter, f"host {host.id}", now)
    return invitation


def withdraw_administrator(
    invitation: Invitation, actor: Person, now: datetime
) -> None:
    _note("host.withdraw", None, actor, f"host {invitation.host_id}", now)
    _remove(invitation)


def remove_administrator(
    administrator: HostAdministrator, actor: Person, now: datetime
) -> None:
    subject, gone = f"host {administrator.host_id}", administrator.person_id
    _note("host.remove", None, actor, subject, now, person=gone)
    db.session.delete(administrator)


def _find_or_add(now: datetime, inviter: Person, **what: object) -> Invitation:
    """Return the invitation to this, its inviter and time set anew."""
    wanted = select(Invitation).filter_by(**what)
    invitation = db.session.scalars(wanted).one_or_none()
    if invitation is None:
        invitation = Invitation(**what)
        db.session.add(invitation)
    invitation.invited_by = inviter
    invitation.invited_at = now
    db.session.flush()
    return invitation


def _remove(invitation: Invitation) -> None:
    """Delete an invitation; of two answers at once, one does it.

    Raises:
        InvitationGone
    """
    this = delete(Invitation).where(Invitation.id == invitation.id)
    if db.session.scalars(this.returning(Invitation.id)).first() is None:
        raise InvitationGone


def _lock_team(event: Event) -> None:
    """Let one change after the other count the owners of a tree."""
    root = select(Event.id).where(Event.id == event.root.id)
    db.session.execute(root.with_for_update())


def _note(
    verb: str,
    event: Event | None,
    actor: Person,
    subject: str,
    now: datetime,
    **detail: str | int | None,
) -> None:
    record(
        event_id=event.id if event else None,
        actor_id=actor.id,
        verb=verb,
        subject=subject,
        now=now,
        detail=detail,
    )
