"""The verbs of scholarships. Each changes the session and never commits.

What applicants do is not written to the log: an entry would put a name beside a code.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from eventsite.accounts.models import Person
from eventsite.audit.actions import record
from eventsite.capacity import actions as capacity
from eventsite.capacity.rules import SoldOut
from eventsite.core.codes import new_code, slugify
from eventsite.core.db import db
from eventsite.core.deadlines import Deadline
from eventsite.core.drafts import Typed
from eventsite.events.actions import lock_tree
from eventsite.events.models import Event
from eventsite.privacy.actions import note_consent, withdraw_consent
from eventsite.products.models import Audience
from eventsite.registration.actions import give_complimentary
from eventsite.scholarships import mails, queries, rules
from eventsite.scholarships.models import (
    Applicant,
    Application,
    ApplicationState,
    Background,
    Programme,
    Statements,
)
from eventsite.scholarships.rules import Answers

BLOCK = 1024  # characters: how long an answer is must not tell what it says


@dataclass(frozen=True, slots=True)
class Terms:
    """What organisers say of a programme."""

    name: str
    eligibility: str
    covers: str
    awards: int
    currency: str
    opens: Deadline
    closes: Deadline
    grace: timedelta
    notified_on: date | None


def set_programme(
    event: Event, terms: Terms, actor_id: int, now: datetime
) -> Programme:
    """Make the event's programme, or change it.

    Raises:
        TooSmall: more are given already.
    """
    lock_tree(event)
    programme = queries.find_programme(event)
    if programme is None:
        pool = capacity.create(terms.awards, "scholarship programme", now)
        programme = Programme(event=event, slug=slugify(terms.name), pool=pool)
        db.session.add(programme)
        event.has_scholarships = True
    elif programme.pool.size != terms.awards:
        capacity.resize(programme.pool, terms.awards, "programme edited", now)
    programme.name, programme.eligibility = terms.name, terms.eligibility
    programme.covers, programme.currency = terms.covers, terms.currency
    programme.opens, programme.closes = terms.opens, terms.closes
    programme.grace, programme.notified_on = terms.grace, terms.notified_on
    programme.changed_at = now
    record(
        event_id=event.id,
        actor_id=actor_id,
        verb="scholarship.edit",
        subject=f"scholarship programme of {event.slug}",
        now=now,
        detail={"awards": terms.awards, "closes": str(terms.closes.at)},
    )
    return programme


def begin(person: Person, programme: Programme, now: datetime) -> Application:
    """Return the person's application, making it the first time."""
    queries.lock_programme(programme)
    found = queries.find_own(person.id, programme)
    if found is not None:
        return found
    made = Application(programme=programme, code=new_code(), changed_at=now)
    made.statements = Statements()
    db.session.add(made)
    db.session.flush()
    db.session.add_all(
        [
            Background(application_id=made.id),
            Applicant(
                application_id=made.id, programme_id=programme.id, person_id=person.id
            ),
        ]
    )
    return made


def keep(
    application: Application, typed: Typed, sensitive: Typed, now: datetime
) -> None:
    """Keep what was typed so far, encrypted; what was handed in does not change.

    Raises:
        NotEditable: a decision has been made.
    """
    application = queries.lock(application)
    rules.check_editable(application)
    application.statements.typed = _sealed(typed)
    queries.get_background(application).typed = _sealed(sensitive)
    application.changed_at = now
    if application.state is ApplicationState.WITHDRAWN:
        application.state = ApplicationState.DRAFT


def submit(application: Application, answers: Answers, now: datetime) -> None:
    """Hand the application in, or what has changed; only the first time a letter.

    Raises:
        NotEditable: a decision has been made.
        NoProgramme, ProgrammeNotOpen, ProgrammeClosed: not in time.
    """
    application = queries.lock(application)
    programme = application.programme
    rules.check_editable(application)
    rules.check_may_submit(programme.event, programme, now)
    background = queries.get_background(application)
    application.statements.need = answers.need
    application.statements.impact = answers.impact
    background.answers = _sealed(answers.background)
    application.statements.typed = background.typed = None
    wants = answers.request
    application.wants_ticket, application.country = wants.wants_ticket, wants.country
    application.travel_minor = wants.travel.minor if wants.travel else None
    application.lodging_minor = wants.lodging.minor if wants.lodging else None
    application.changed_at = application.submitted_at = now
    applicant = queries.get_applicant(application)
    agreed = rules.agreed_to(programme)
    note_consent(applicant.person_id, _consent(programme), agreed, now)
    if application.state is not ApplicationState.SUBMITTED:
        application.state = ApplicationState.SUBMITTED
        mails.queue_received(application, applicant, now)


def withdraw(application: Application, now: datetime) -> None:
    """Take the application back and wipe everything it says.

    Raises:
        NotEditable: a decision has been made.
    """
    application = queries.lock(application)
    rules.check_editable(application)
    if application.state is ApplicationState.WITHDRAWN:
        return
    was_submitted = application.state is ApplicationState.SUBMITTED
    statements, background = application.statements, queries.get_background(application)
    statements.need = statements.impact = statements.typed = None
    background.answers = background.typed = None
    application.wants_ticket, application.country = False, ""
    application.travel_minor = application.lodging_minor = None
    application.state, application.changed_at = ApplicationState.WITHDRAWN, now
    applicant = queries.get_applicant(application)
    withdraw_consent(applicant.person_id, _consent(application.programme), now)
    if was_submitted:
        mails.queue_withdrawn(application, applicant, now)


def _consent(programme: Programme) -> str:
    return f"scholarship programme {programme.id}"


def note_reading(event: Event, subject: str, actor_id: int, now: datetime) -> None:
    """Log that somebody of the committee reads applications."""
    record(
        event_id=event.id,
        actor_id=actor_id,
        verb="scholarship.read",
        subject=subject,
        now=now,
    )


def award(application: Application, actor_id: int, now: datetime) -> None:
    """Give the applicant an award and with it a free registration; once only.

    The application is locked, then a place of the programme's pool is taken, then the
    registration's places: everybody who awards goes this way, so nobody deadlocks.

    Raises:
        OwnApplication, NotSubmitted, AlreadyDecided: it cannot be decided on.
        NoAwardsLeft: all are given. PlacesGone: the event has no place left.
    """
    application = queries.lock(application)
    applicant = queries.get_applicant(application)
    is_own = applicant.person_id == actor_id
    if application.state is ApplicationState.AWARDED and not is_own:
        return
    rules.check_decidable(application, is_own=is_own)
    programme = application.programme
    cause = rules.cause(application)
    try:
        capacity.take(programme.pool, 1, cause, now)
    except SoldOut:
        raise rules.NoAwardsLeft from None
    give_complimentary(
        programme.event,
        name=applicant.person.name,
        email=applicant.person.email,
        audience=Audience.COMPLIMENTARY,
        cause=cause,
        now=now,
        person_id=applicant.person_id,
    )
    _decide(application, ApplicationState.AWARDED, "award", actor_id, now)
    mails.queue_awarded(application, applicant, now)


def reject(application: Application, actor_id: int, now: datetime) -> None:
    """Decline the application and tell the applicant; once only.

    Raises:
        OwnApplication, NotSubmitted, AlreadyDecided: it cannot be decided on.
    """
    application = queries.lock(application)
    applicant = queries.get_applicant(application)
    is_own = applicant.person_id == actor_id
    if application.state is ApplicationState.REJECTED and not is_own:
        return
    rules.check_decidable(application, is_own=is_own)
    _decide(application, ApplicationState.REJECTED, "reject", actor_id, now)
    mails.queue_rejected(application, applicant, now)


def _decide(
    application: Application,
    state: ApplicationState,
    verb: str,
    actor_id: int,
    now: datetime,
) -> None:
    """Note it with the day alone: an order of the same second would tell whose it is."""
    application.state, application.decided_at = state, now
    event = application.programme.event
    record(
        event_id=event.id,
        actor_id=actor_id,
        verb=f"scholarship.{verb}",
        subject=f"scholarship application {application.code}",
        now=rules.day_begins(now, event.timezone),
    )


def _sealed(answers: Mapping[str, object]) -> str:
    """Return answers for an encrypted column, filled up so that lengths tell little."""
    text = json.dumps(answers)
    return text.ljust(-(-len(text) // BLOCK) * BLOCK)
