"""Letters to applicants; the words are in templates/scholarships/mail/.

A mailbox may be read over a shoulder or by an employer: subjects do not say scholarship,
and no letter names the programme, its groups, the application's code or an answer.
"""

from datetime import datetime

from eventsite.core.addresses import public_url
from eventsite.core.content import plain
from eventsite.core.words import later
from eventsite.mail.actions import queue_letter
from eventsite.scholarships.models import Applicant, Application

FOLDER = "scholarships/mail"


def queue_received(
    application: Application, applicant: Applicant, now: datetime
) -> None:
    _queue("received", application, applicant, now)


def queue_withdrawn(
    application: Application, applicant: Applicant, now: datetime
) -> None:
    _queue("withdrawn", application, applicant, now)


def queue_awarded(
    application: Application, applicant: Applicant, now: datetime
) -> None:
    _queue("awarded", application, applicant, now)


def queue_rejected(
    application: Application, applicant: Applicant, now: datetime
) -> None:
    _queue("rejected", application, applicant, now)


def _queue(
    template: str, application: Application, applicant: Applicant, now: datetime
) -> None:
    programme, person = application.programme, applicant.person
    queue_letter(
        to=person.email,
        name=person.name,
        languages=[person.language, *programme.event.languages],
        template=f"{FOLDER}/{template}",
        now=now,
        event_id=programme.event_id,
        person_id=applicant.person_id,
        confidential=True,
        trusted={
            "link": public_url("scholarships.my_applications"),
            "until": programme.closes,
        },
        applicant=person.name,
        event=later(plain, programme.event, "name"),
    )
