from datetime import datetime

from eventsite.accounts.models import Person
from eventsite.core.addresses import public_url
from eventsite.core.content import plain
from eventsite.core.words import later
from eventsite.events.models import Event
from eventsite.mail.actions import queue_letter
from eventsite.permissions import Role
from eventsite.teams.models import Invitation


def queue_invitation(invitation: Invitation, now: datetime) -> None:
    """Write to whoever reads the mailbox, not in the language of an account.

    Organisers see the letter in the outbox, and would learn that there is one.
    """
    event, inviter = invitation.event, invitation.invited_by
    queue_letter(
        to=invitation.email,
        name="",
        languages=event.languages if event else [inviter.language],
        template="teams/mail/invitation",
        now=now,
        event_id=invitation.event_id,
        trusted={
            "link": public_url("teams.invitations"),
            "role": invitation.role_name,
        },
        place=invitation.place,
        inviter=inviter.name,
    )


def queue_appointed(  # noqa: PLR0917  # who, where, as what, by whom, to whom
    event: Event, person: Person, role: Role, by: Person, reader: Person, now: datetime
) -> None:
    """Tell somebody who is concerned that a confidential team has a new member."""
    queue_letter(
        to=reader.email,
        name=reader.name,
        languages=[reader.language, *event.languages],
        template="teams/mail/appointed",
        now=now,
        event_id=event.id,
        person_id=reader.id,
        trusted={"role": role.words},
        newcomer=person.name,
        address=person.email,
        appointer=by.name,
        place=later(plain, event, "name"),
    )
