"""What a person applied for, and all that they told for it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventsite.accounts.models import Person
from eventsite.core.db import db
from eventsite.core.rows import plain_row
from eventsite.core.words import _, lazy, ngettext
from eventsite.privacy.rules import Fate, Kept, Leaving, Outcome, OwnData
from eventsite.scholarships import queries
from eventsite.scholarships.models import Applicant, Application, ApplicationState

DECIDED = (ApplicationState.AWARDED, ApplicationState.REJECTED)


def _applicants(person: Person) -> Sequence[Applicant]:
    return db.session.scalars(
        select(Applicant)
        .where(Applicant.person_id == person.id)
        .options(joinedload(Applicant.application).joinedload(Application.programme))
        .order_by(Applicant.application_id)
    ).all()


def _export(person: Person) -> list[dict[str, object]]:
    return [
        {
            **plain_row(application),
            "programme": application.programme.name,
            "statements": plain_row(application.statements, "application_id"),
            "background": plain_row(
                queries.get_background(application), "application_id"
            ),
        }
        for application in (who.application for who in _applicants(person))
    ]


def _fates(person: Person, _now: datetime) -> Sequence[Fate]:
    count = len(_applicants(person))
    if not count:
        return []
    what = ngettext(
        "%(num)s scholarship application", "%(num)s scholarship applications", count
    )
    why = _("All that you wrote is deleted. A decision stays, for nobody's name.")
    return [Fate(what, Outcome.DELETED, why)]


def _erase(leaving: Leaving) -> None:
    for applicant in _applicants(leaving.person):
        application = queries.lock(applicant.application)
        statements = application.statements
        background = queries.get_background(application)
        statements.need = statements.impact = statements.typed = None
        background.answers = background.typed = None
        application.country, application.changed_at = "", leaving.now
        if application.state not in DECIDED:
            application.state = ApplicationState.WITHDRAWN
            application.wants_ticket = False
            application.travel_minor = application.lodging_minor = None
        db.session.delete(applicant)


OWN_DATA = OwnData(
    name="scholarship applications",
    keeps=(
        Kept(
            lazy("Scholarship applications: what is asked for and why, encrypted"),
            lazy("for the committee alone, which does not see whose they are"),
            lazy("until they are withdrawn or the account is deleted"),
        ),
        Kept(
            lazy("Voluntary answers about oneself, encrypted"),
            lazy("for totals only; nobody who decides sees them"),
            lazy("as the application"),
        ),
    ),
    export=_export,
    erase=_erase,
    fates=_fates,
)
