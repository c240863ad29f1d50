from datetime import datetime

from eventsite.accounts.models import Person
from eventsite.accounts.queries import find_person_by_email
from eventsite.core.addresses import public_url
from eventsite.core.words import reading
from eventsite.events.models import Event
from eventsite.mail.actions import queue_letter
from eventsite.permissions import Role
from eventsite.teams.models import Invitation


def queue_invitation(invitation: Invitation, now: datetime) -> None:
    known = find_person_by_email(invitation.email)
    with reading(known.language if known else None):
        queue_letter(
            to=invitation.email,
            name="",
            template="teams/mail/invitation",
            now=now,
            event_id=invitation.event_id,
            trusted={
                "link": public_url("teams.invitations"),
                "role": invitation.role_name,
            },
            place=invitation.place,
            inviter=invitation.invited_by.name,
        )


def queue_appointed(  # noqa: PLR0917  # who, where, as what, by whom, to whom
    event: Event, person: Person, role: Role, by: Person, reader: Person, now: datetime
) -> None:
    """Tell somebody who is concerned that a confidential team has a new member."""
    with reading(reader.language, *event.languages):
        queue_letter(
            to=reader.email,
            name=reader.name,
            template="teams/mail/appointed",
            now=now,
            event_id=event.id,
            person_id=reader.id,
            trusted={"role": str(role.words)},
            newcomer=person.name,
            address=person.email,
            appointer=by.name,
            place=event.name,
        )
