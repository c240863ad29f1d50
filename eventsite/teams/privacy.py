"""Invitations to a person, and what they must hand over before they go."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from eventsite.accounts.models import Person
from eventsite.core.db import db
from eventsite.core.rows import plain_row
from eventsite.core.words import _, lazy
from eventsite.events.models import Event, TeamMember
from eventsite.permissions import Role
from eventsite.privacy.rules import Kept, Leaving, OwnData
from eventsite.teams.models import Invitation
from eventsite.teams.queries import count_owners_but


def _export(person: Person) -> list[dict[str, object]]:
    found = db.session.scalars(select(Invitation).filter_by(email=person.email))
    return [
        {**plain_row(one, "invited_by_id"), "to_help_with": one.place} for one in found
    ]


def _obstacles(person: Person, _now: datetime) -> Sequence[str]:
    """Name the events that would have no owner; in archived ones nothing is to be done."""
    owned = db.session.scalars(
        select(Event)
        .join(TeamMember)
        .where(TeamMember.person_id == person.id, TeamMember.role == Role.OWNER)
        .order_by(Event.name, Event.id)
    ).all()
    return [
        _(
            "You are the only owner of %(event)s. Make somebody of its team an owner.",
            event=event.name,
        )
        for event in owned
        if not event.is_archived and not count_owners_but(event, person.id)
    ]


def _erase(leaving: Leaving) -> None:
    theirs = Invitation.email == leaving.person.email
    db.session.execute(delete(Invitation).where(theirs))


OWN_DATA = OwnData(
    name="invitations",
    keeps=(
        Kept(
            lazy("Invitations to an event's team, by address"),
            lazy("so that you can accept them"),
            lazy("until they are answered or withdrawn"),
        ),
    ),
    export=_export,
    erase=_erase,
    obstacles=_obstacles,
)
