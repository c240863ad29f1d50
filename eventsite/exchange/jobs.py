"""Reading and applying an uploaded file, in steps that a page can follow."""

import logging
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

from sqlalchemy.orm import undefer

from eventsite.core import clock
from eventsite.core.db import db, read_tx, write_tx
from eventsite.core.errors import Refusal
from eventsite.core.jobs import Payload
from eventsite.core.words import lazy, reading
from eventsite.events.queries import find_access
from eventsite.exchange import actions
from eventsite.exchange.actions import Plan
from eventsite.exchange.models import Import, ImportState
from eventsite.exchange.rules.merging import Answer, ChangedMeanwhile, Side
from eventsite.formats import any_format
from eventsite.formats.model import Reading, Unreadable
from eventsite.permissions import Right

STEP = 20  # percent between two notes of progress
READ_SHARE = 0.6  # of the way
BROKEN = lazy(
    "Something went wrong on our side. Nothing was changed; please try again."
)
log = logging.getLogger(__name__)


def read_file(payload: Payload) -> None:
    """Find out what the file would change; afterwards a person decides."""

    def compare(import_id: int, reading: Reading) -> None:
        _compare(import_id, reading, ImportState.READING)

    _guarded(payload, ImportState.READING, compare)


def apply_file(payload: Payload) -> None:
    """Write what the file says; done twice, it changes nothing the second time.

    If what a person agreed to is not what it would do now, they are asked again.
    """

    def write(import_id: int, reading: Reading) -> None:
        now = clock.now()
        try:
            with write_tx():
                row = db.session.get_one(Import, import_id)
                if row.state is ImportState.APPLYING:
                    plan = replace(_plan(row), answers=_answers(row))
                    actions.bring_in(row.event, reading, plan, now, row)
        except ChangedMeanwhile as changed:
            _compare(import_id, reading, ImportState.APPLYING, str(changed))

    _guarded(payload, ImportState.APPLYING, write)


def _compare(
    import_id: int, reading: Reading, state: ImportState, problem: str = ""
) -> None:
    """Show what the file would change, if the import is still in this state."""
    with read_tx():
        row = db.session.get_one(Import, import_id)
        report = actions.preview(row.event, row.event.slug, reading, _plan(row))
    with write_tx():
        row = db.session.get_one(Import, import_id)
        if row.state is state:
            actions.show(row, report, problem)


def _plan(row: Import) -> Plan:
    return Plan(row.devrooms, row.release, row.person_id, _is_bound(row))


def _answers(row: Import) -> dict[str, Answer]:
    given = (row.answers or {}).items()
    return {key: Answer(Side(side), seen) for key, (side, seen) in given}


def _is_bound(row: Import) -> bool:
    """Tell whether the person may import here, but not at the tree's root."""
    if row.person_id is None:
        return False
    access = find_access(row.person_id, row.event.root.slug)
    return access is None or Right.IMPORT_SCHEDULE not in access.rights


def _guarded(
    payload: Payload, state: ImportState, work: Callable[[int, Reading], None]
) -> None:
    """Do `work` with what the file says, in the language of who waits for it."""
    with reading(payload.get("language")):
        _read_and_do(payload["import_id"], state, work)


def _read_and_do(
    import_id: int, state: ImportState, work: Callable[[int, Reading], None]
) -> None:
    """Read the file and do `work`; note what goes wrong where people see it."""
    with read_tx():
        row = db.session.get(Import, import_id, options=[undefer(Import.content)])
        if row is None or row.state is not state or row.content is None:
            return
        content, zone = row.content, row.event.timezone
    try:
        found = any_format.read(
            BytesIO(content), zone, lambda done, size: _note(import_id, done, size)
        )
        work(import_id, found)
    except (Unreadable, Refusal) as wrong:
        _fail(import_id, str(wrong))
    except Exception:
        _fail(import_id, str(BROKEN))
        raise


def _note(import_id: int, done: int, size: int) -> None:
    percent = round(100 * READ_SHARE * done / size)
    with read_tx():
        noted = db.session.get_one(Import, import_id).percent
    if percent >= noted + STEP:
        with write_tx():
            db.session.get_one(Import, import_id).percent = percent


def _fail(import_id: int, problem: str) -> None:
    db.session.rollback()
    with write_tx():
        row = db.session.get_one(Import, import_id)
        row.state, row.problem, row.content = ImportState.FAILED, problem[:1000], None
