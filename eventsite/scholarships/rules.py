"""What a programme allows, and what an application lacks. No database, clock or web."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple
from zoneinfo import ZoneInfo

from eventsite.core.deadlines import Deadline
from eventsite.core.errors import Refusal
from eventsite.core.money import Money
from eventsite.core.words import Named, _, lazy, lazy_pgettext
from eventsite.events.models import Event
from eventsite.scholarships.models import Application, ApplicationState, Programme

STILL_THE_APPLICANTS = frozenset(
    {ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN}
)
GROUPS = {  # voluntary, for totals only; never change a key: it stands in answers
    "gender": lazy("My gender"),
    "ethnicity": lazy("My ethnicity or skin colour"),
    "lgbtq": lazy("Being lesbian, gay, bisexual, trans, queer or intersex"),
    "disability": lazy("A disability or long illness"),
    "age": lazy("My age"),
    "religion": lazy("My religion or belief"),
    "care": lazy("Caring for children or others"),
    "origin": lazy("My social or economic background"),
    "place": lazy("Where I live or come from"),
    "unsaid": lazy("I prefer not to say"),
}
YES_NO = {
    "yes": lazy("Yes"),
    "no": lazy("No"),
    "unsaid": lazy("I prefer not to say"),
}


class ProgrammeState(Named):
    NOT_YET = "not yet open", lazy_pgettext("applications", "not yet open")
    OPEN = "open", lazy_pgettext("applications", "open")
    CLOSED = "closed", lazy_pgettext("applications", "closed")


class NoProgramme(Refusal):
    message = lazy("This event takes no applications at the moment.")


class ProgrammeNotOpen(Refusal):
    message = lazy("Applications are not open yet.")


class ProgrammeClosed(Refusal):
    message = lazy("The deadline has passed. What you typed is kept as your draft.")


class NotEditable(Refusal):
    message = lazy(
        "A decision has been made: this application can no longer be changed."
    )


class AlreadyDecided(Refusal):
    message = lazy("Somebody else has decided on this application differently.")


class NotSubmitted(Refusal):
    message = lazy("This application has been withdrawn: there is nothing to decide.")


class OwnApplication(Refusal):
    message = lazy("This is your own application: somebody else has to decide on it.")


class NoAwardsLeft(Refusal):
    message = lazy("All awards of this programme are given.")


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for."""

    wants_ticket: bool = False
    travel: Money | None = None
    lodging: Money | None = None
    country: str = ""  # ISO 3166-1


@dataclass(frozen=True, slots=True)
class Answers:
    """What a filled-in form says; `background` is voluntary, by question."""

    need: str
    impact: str
    request: Request
    is_eligible: bool
    agrees: bool
    background: Mapping[str, str | list[str]] = field(default_factory=dict)


def programme_state(programme: Programme, now: datetime) -> ProgrammeState:
    """Return what the public is told; the grace is not in it."""
    if now < programme.opens.at:
        return ProgrammeState.NOT_YET
    is_open = programme.closes.in_time(now)
    return ProgrammeState.OPEN if is_open else ProgrammeState.CLOSED


def agreed_to(programme: Programme) -> str:
    """Return what an applicant agrees to, as the form says it part by part."""
    return _(
        "%(name)s, %(event)s: my answers may be used as the form explains. The committee "
        "reads why I apply and what I ask for, without my name; what I say about myself "
        "is kept apart, encrypted, and counted in totals only.",
        name=programme.name,
        event=programme.event.name,
    )


def check_may_keep(event: Event, programme: Programme, now: datetime) -> None:
    """Decide whether a draft may be kept: also after the deadline, so nothing is lost.

    Raises:
        NoProgramme, ProgrammeNotOpen: there is nothing to apply for, or not yet.
    """
    if event.is_archived or not event.is_public:
        raise NoProgramme
    if now < programme.opens.at:
        raise ProgrammeNotOpen


def check_may_submit(event: Event, programme: Programme, now: datetime) -> None:
    """Decide whether an application is in time, the grace included.

    Raises:
        NoProgramme, ProgrammeNotOpen, ProgrammeClosed: it is not.
    """
    check_may_keep(event, programme, now)
    if now >= programme.closes.at + programme.grace:
        raise ProgrammeClosed


def check_editable(application: Application) -> None:
    if application.state not in STILL_THE_APPLICANTS:
        raise NotEditable


def check_decidable(application: Application, *, is_own: bool) -> None:
    """Decide whether somebody may decide on this application.

    Raises:
        OwnApplication, NotSubmitted, AlreadyDecided: they may not.
    """
    if is_own:
        raise OwnApplication
    if application.state in {ApplicationState.DRAFT, ApplicationState.WITHDRAWN}:
        raise NotSubmitted
    if application.state is not ApplicationState.SUBMITTED:
        raise AlreadyDecided


def cause(application: Application) -> str:
    """Return under which key an award's order is kept: it names no application."""
    secret = f"scholarship {application.id} {application.code}"
    return f"grant {sha256(secret.encode()).hexdigest()[:32]}"


def day_begins(now: datetime, zone: str) -> datetime:
    here = now.astimezone(ZoneInfo(zone))
    return here.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def missing(answers: Answers) -> Mapping[str, str]:
    """Return by field what an application needs before it can be submitted."""
    wants = answers.request
    travels = wants.travel or wants.lodging
    needed = {
        "need": answers.need,
        "impact": answers.impact,
        "wants_ticket": wants.wants_ticket or travels,
        "country": wants.country or not travels,
        "is_eligible": answers.is_eligible,
        "agrees": answers.agrees,
    }
    words = {
        "need": _("Say why you need this scholarship."),
        "impact": _("Say what coming would change, for you and for others."),
        "wants_ticket": _("Say what you ask for: a ticket, travel, lodging."),
        "country": _("Choose the country you would leave from."),
        "is_eligible": _("Say that this programme is for people like you."),
        "agrees": _("Agree to how your answers are used."),
    }
    return {name: words[name] for name, given in needed.items() if not given}


class NextStep(NamedTuple):
    """What an applicant should or can do, and until when."""

    words: str
    until: Deadline | None = None


_IN_TIME = {
    ApplicationState.DRAFT: lazy("Complete and submit it."),
    ApplicationState.SUBMITTED: lazy("You can still change or withdraw it."),
    ApplicationState.WITHDRAWN: lazy("You can apply again."),
}
_LATER = {
    ApplicationState.DRAFT: lazy("The deadline has passed. Your text is kept."),
    ApplicationState.SUBMITTED: lazy("Wait for the committee's decision."),
    ApplicationState.WITHDRAWN: lazy("Nothing to do: your answers are deleted."),
    ApplicationState.AWARDED: lazy(
        "Congratulations! Your registration is done for you."
    ),
    ApplicationState.REJECTED: lazy("Nothing to do."),
}


def next_step(application: Application, now: datetime) -> NextStep:
    closes = application.programme.closes
    if application.state in _IN_TIME and closes.in_time(now):
        return NextStep(_IN_TIME[application.state], closes)
    return NextStep(_LATER[application.state])
