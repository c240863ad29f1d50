"""What invitations say on the page after sign-in, and a team on the organisers' first."""

from datetime import datetime

from flask import url_for

from eventsite.accounts.queries import get_person
from eventsite.core.web import Figure, ToDo
from eventsite.events.models import Event
from eventsite.permissions import Right
from eventsite.teams import queries


def to_dos(person_id: int, _now: datetime) -> list[ToDo]:
    return [
        ToDo(
            text=f"You are invited as {invitation.role_name}: accept or decline",
            url=url_for("teams.invitations"),
            event_name=invitation.place,
        )
        for invitation in queries.list_invitations_of(get_person(person_id))
    ]


def figures(event: Event, _now: datetime) -> list[Figure]:
    return [
        Figure(
            label="People on the team",
            value=str(queries.count_members(event)),
            url=url_for("team_desk.team", slug=event.slug),
            right=Right.MANAGE_TEAM,
        )
    ]
