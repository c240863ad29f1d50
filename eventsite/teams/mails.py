from datetime import datetime

from eventsite.core.addresses import public_url
from eventsite.mail.actions import queue_letter
from eventsite.teams.models import Invitation


def queue_invitation(invitation: Invitation, now: datetime) -> None:
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
