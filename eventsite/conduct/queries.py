from collections.abc import Sequence

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from eventsite.accounts.models import Person
from eventsite.accounts.queries import hash_token
from eventsite.conduct.models import (
    ConductPage,
    Report,
    ReportFile,
    ReportState,
)
from eventsite.conduct.rules import page_for
from eventsite.core.db import db
from eventsite.events.models import Event, TeamMember
from eventsite.permissions import GRANTED, Right

PER_PAGE = 50
READERS = [role for role, rights in GRANTED.items() if Right.READ_REPORTS in rights]


def find_own_page(event: Event) -> ConductPage | None:
    return db.session.get(ConductPage, event.id)


def find_page(event: Event) -> ConductPage | None:
    """Return the code that holds at an event, of itself or of one above."""
    pages = db.session.scalars(
        select(ConductPage)
        .where(ConductPage.event_id.in_([one.id for one in event.line]))
        .options(selectinload(ConductPage.contacts))
    ).all()
    return page_for(event, pages)


def list_team(event: Event) -> Sequence[Person]:
    """Return who may read what is reported at an event, by name."""
    line = [one.id for one in event.line]
    members = select(TeamMember.person_id).where(
        TeamMember.event_id.in_(line), TeamMember.role.in_(READERS)
    )
    return db.session.scalars(
        select(Person).where(Person.id.in_(members)).order_by(Person.name, Person.id)
    ).all()


def list_reports(below: Sequence[Event], page: int) -> Pagination:
    """Return the reports at these events, the newest first, without their messages."""
    wanted = (
        select(Report)
        .where(Report.event_id.in_([event.id for event in below]))
        .options(joinedload(Report.event))
        .order_by(Report.reported_at.desc(), Report.id.desc())
    )
    return db.paginate(wanted, page=page, per_page=PER_PAGE, error_out=False)


def count_new(events: Sequence[Event]) -> int:
    wanted = select(func.count()).select_from(Report)
    ids = [event.id for event in events]
    new = (Report.event_id.in_(ids), Report.state == ReportState.NEW)
    return db.session.scalars(wanted.where(*new)).one()


def find_report(below: Sequence[Event], code: str) -> Report | None:
    """Return a report at one of these events."""
    ids = [event.id for event in below]
    return db.session.scalars(
        select(Report)
        .where(Report.event_id.in_(ids), Report.code == code)
        .options(joinedload(Report.event), selectinload(Report.messages))
    ).one_or_none()


def find_report_by_secret(secret: str) -> Report | None:
    """Return the report whose secret address this is."""
    return db.session.scalars(
        select(Report)
        .where(Report.secret_hash == hash_token(secret))
        .options(joinedload(Report.event), selectinload(Report.messages))
    ).one_or_none()


def find_report_made_with(once_key: str) -> Report | None:
    return db.session.scalars(select(Report).filter_by(once_key=once_key)).one_or_none()


def find_file(report: Report, file_id: int) -> ReportFile | None:
    return db.session.scalars(
        select(ReportFile).filter_by(report_id=report.id, id=file_id)
    ).one_or_none()


def list_authors(report: Report) -> dict[int, str]:
    """Return the names of the team's members who wrote to a report, by id."""
    ids = {message.author_id for message in report.messages if message.author_id}
    if not ids:
        return {}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {row[0]: row[1] for row in rows}
