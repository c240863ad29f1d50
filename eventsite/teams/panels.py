"""What invitations say on the page after sign-in, and a team on the organisers' first."""

from datetime import datetime

from flask import url_for

from eventsite.accounts.queries import get_person
from eventsite.core.web import Figure, ToDo
from eventsite.core.words import _
from eventsite.events.models import Event
from eventsite.permissions import Right
from eventsite.teams import queries


def to_dos(person_id: int, _now: datetime) -> list[ToDo]:
    return [
        ToDo(
            text=_(
                "You are invited as %(role_name)s: accept or decline",
                role_name=invitation.role_name,
            ),
            url=url_for("teams.invitations"),
            event_name=invitation.place,
        )
        for invitation in queries.list_invitations_of(get_person(person_id))
    ]


def figures(event: Event, _now: datetime) -> list[Figure]:
    return [
        Figure(
            label=_("People on the team"),
            value=str(queries.count_members(event)),
            url=url_for("team_desk.team", slug=event.slug),
            right=Right.MANAGE_TEAM,
        )
    ]
