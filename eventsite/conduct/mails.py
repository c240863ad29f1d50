"""Letters about reports: that there is something to read, and never what.

They are deleted once they are sent, as who got one tells something, too.
"""

from datetime import datetime

from eventsite.accounts.models import Person
from eventsite.conduct.models import Report
from eventsite.core.addresses import public_url
from eventsite.mail.actions import queue_letter


def queue_to_team(report: Report, person: Person, now: datetime) -> None:
    """Tell a member of the team to look; `report` is new or has a new word."""
    event = report.event
    queue_letter(
        to=person.email,
        name=person.name,
        languages=[person.language, *event.languages],
        template="conduct/mail/look",
        now=now,
        confidential=True,
        trusted={
            "link": public_url(
                "conduct_desk.read_report", slug=event.slug, code=report.code
            )
        },
        event=event.name,
    ).forget = True


def queue_to_reporter(email: str, report: Report, now: datetime) -> None:
    """Tell whoever reported that there is an answer at the address they kept.

    It is in the event's language: theirs is not kept, as it may tell who they are.
    """
    queue_letter(
        to=email,
        name="",
        languages=report.event.languages,
        template="conduct/mail/answer",
        now=now,
        confidential=True,
    ).forget = True
