"""Every SELECT about scholarships. What the committee gets names no applicant."""

from collections.abc import Sequence

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from eventsite.core.db import db
from eventsite.events.models import Event, EventState
from eventsite.events.queries import is_held
from eventsite.permissions import Right
from eventsite.scholarships.models import (
    Applicant,
    Application,
    ApplicationState,
    Background,
    Programme,
)

PAGE = 50  # applications on a page of the committee
LAST_PAGE = 10_000


def find_programme(event: Event) -> Programme | None:
    """Return the event's programme with its pool: one query."""
    return db.session.scalars(
        select(Programme)
        .where(Programme.event_id == event.id)
        .options(joinedload(Programme.pool))
        .order_by(Programme.id)
        .limit(1)
    ).one_or_none()


def lock_programme(programme: Programme) -> None:
    """Let nobody else begin an application here until the commit."""
    db.session.execute(
        select(Programme.id).where(Programme.id == programme.id).with_for_update()
    )


def find_own(person_id: int, programme: Programme) -> Application | None:
    """Return what this person has applied with, drafts and withdrawn ones included."""
    return db.session.scalars(
        select(Application)
        .join(Applicant, Applicant.application_id == Application.id)
        .where(Applicant.person_id == person_id)
        .where(Applicant.programme_id == programme.id)
        .options(joinedload(Application.statements))
    ).one_or_none()


def list_own(
    person_id: int, state: ApplicationState | None = None
) -> Sequence[Application]:
    """Return a person's applications, the last changed first, with their events."""
    own = (
        select(Application)
        .join(Applicant, Applicant.application_id == Application.id)
        .where(Applicant.person_id == person_id)
        .options(joinedload(Application.programme).joinedload(Programme.event))
        .order_by(Application.changed_at.desc(), Application.id.desc())
    )
    if state is not None:
        own = own.where(Application.state == state)
    return db.session.scalars(own).all()


def get_applicant(application: Application) -> Applicant:
    """Return who applied: to write to them, never to show them to the committee."""
    return db.session.scalars(
        select(Applicant)
        .where(Applicant.application_id == application.id)
        .options(joinedload(Applicant.person))
    ).one()


def get_background(application: Application) -> Background:
    """Return the voluntary answers: for the applicant's own form only."""
    return db.session.get_one(Background, application.id)


def lock(application: Application) -> Application:
    """Read the application again; nobody else changes it until the commit."""
    return db.session.scalars(
        select(Application)
        .where(Application.id == application.id)
        .with_for_update(of=Application)
        .execution_options(populate_existing=True)
    ).one()


def find_handed_in(event: Event, code: str) -> Application | None:
    """Return an application as the committee may read it."""
    return db.session.scalars(
        select(Application)
        .join(Application.programme)
        .where(Programme.event_id == event.id, Application.code == code)
        .where(Application.state.in_(SEEN))
        .options(joinedload(Application.programme), joinedload(Application.statements))
    ).one_or_none()


SEEN = (
    ApplicationState.SUBMITTED,
    ApplicationState.AWARDED,
    ApplicationState.REJECTED,
)


def list_handed_in(
    programme: Programme, state: ApplicationState | None = None, page: int = 1
) -> Pagination:
    """Return a page for the committee, in the order of the random codes."""
    found = (
        select(Application)
        .where(Application.programme_id == programme.id)
        .where(Application.state.in_(SEEN))
        .options(joinedload(Application.programme))
        .order_by(Application.code)
    )
    if state is not None:
        found = found.where(Application.state == state)
    page = min(max(page, 1), LAST_PAGE)
    return db.paginate(found, page=page, per_page=PAGE, error_out=False)


def count_by_state(event: Event) -> dict[ApplicationState, int]:
    rows = db.session.execute(
        select(Application.state, func.count())
        .join(Application.programme)
        .where(Programme.event_id == event.id, Application.state.in_(SEEN))
        .group_by(Application.state)
    )
    return {row[0]: row[1] for row in rows}


def list_undecided(person_id: int) -> list[tuple[Event, int]]:
    """Return the events with applications this person may decide on, and how many."""
    counts = (
        select(Programme.event_id, func.count().label("waiting"))
        .join(Application, Application.programme_id == Programme.id)
        .where(Application.state == ApplicationState.SUBMITTED)
        .group_by(Programme.event_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Event, counts.c.waiting)
        .join(counts, counts.c.event_id == Event.id)
        .where(is_held(person_id, Right.DECIDE_APPLICATIONS))
        .where(Event.state != EventState.ARCHIVED)
        .order_by(Event.id)
    )
    return [(row[0], row[1]) for row in rows]
