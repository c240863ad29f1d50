"""An uploaded file on its way: taken in, agreed to, or discarded."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import update

from eventsite.core.db import db
from eventsite.core.jobs import Payload, queue
from eventsite.core.text import clean_line
from eventsite.core.words import language
from eventsite.events.models import Event
from eventsite.exchange import queries
from eventsite.exchange.models import Import, ImportState
from eventsite.exchange.rules import Plan, Report
from eventsite.exchange.rules.merging import Answer

READ = "exchange.read"  # the jobs' names
APPLY = "exchange.apply"
Answers = Mapping[str, Answer]


def take_file(
    event: Event,
    name: str,
    content: bytes,
    plan: Plan,
    *,
    once_key: str,
    now: datetime,
) -> Import:
    """Keep an uploaded file and have it read; the same form again gives the same row."""
    made = queries.find_import_made_with(once_key)
    if made is not None and made.event_id == event.id:
        return made
    row = Import(
        event_id=event.id,
        person_id=plan.actor_id,
        once_key=once_key if made is None else None,
        file_name=clean_line(name)[:200],
        content=content,
        devrooms=plan.devrooms,
        release=plan.release,
        state=ImportState.READING,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    queue(READ, _payload(row), now, f"{READ} {row.id}", is_urgent=True)
    return row


def show(row: Import, report: Report, problem: str = "") -> None:
    """Ask a person whether to bring in what was read; `problem` says why once more."""
    row.report, row.percent, row.problem = report.as_page(), 100, problem
    row.state = ImportState.READ
    row.looks += 1


def agree(
    row: Import, look: int | None, answers: Answers, *, actor_id: int, now: datetime
) -> bool:
    """Have a file applied that was read; said twice, it is applied once.

    `look` is the number of the report that was looked at; tells whether it is the last.
    """
    if row.looks != look:
        return False
    if _step(row, ImportState.READ, ImportState.APPLYING):
        db.session.refresh(row)
        row.person_id, row.percent, row.problem = actor_id, 0, ""
        row.answers = {key: [one.side, one.seen] for key, one in answers.items()}
        key = f"{APPLY} {row.id} {look}"
        queue(APPLY, _payload(row), now, key, is_urgent=True)
    return True


def discard(row: Import) -> bool:
    """Forget a file that was read and not applied; tell whether it was."""
    if not _step(row, ImportState.READ, ImportState.DISCARDED):
        return False
    db.session.refresh(row)
    row.content = None
    return True


def _step(row: Import, before: ImportState, after: ImportState) -> bool:
    """Take the row to another state, unless somebody else did at the same moment."""
    done = db.session.execute(
        update(Import)
        .where(Import.id == row.id, Import.state == before, Import.looks == row.looks)
        .values(state=after)
        .returning(Import.id)
        .execution_options(synchronize_session=False)
    )
    return done.one_or_none() is not None


def _payload(row: Import) -> Payload:
    return {"import_id": row.id, "language": language()}  # of who reads what comes out
