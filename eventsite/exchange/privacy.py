"""Imported files: what a report of one says of people."""

import json
from datetime import datetime, timedelta

from sqlalchemy import Text, cast, null, or_, select, update

from eventsite.accounts.models import Person
from eventsite.core.db import db
from eventsite.core.rows import plain_row
from eventsite.core.words import lazy
from eventsite.exchange.models import Import, ImportState
from eventsite.privacy.rules import Kept, Leaving, OwnData

REPORTS_STAY = timedelta(days=90)
OVER = (ImportState.DONE, ImportState.FAILED, ImportState.DISCARDED)


def _export(person: Person) -> list[dict[str, object]]:
    found = db.session.scalars(select(Import).filter_by(person_id=person.id))
    return [
        plain_row(one, "content", "report", "once_key", "session_ids") for one in found
    ]


def _erase(leaving: Leaving) -> None:
    words = (leaving.person.email, leaving.person.name)
    named = [json.dumps(word)[1:-1] for word in words]
    report = cast(Import.report, Text)
    _forget(or_(*(report.contains(word, autoescape=True) for word in named)))


def _expire(now: datetime) -> None:
    _forget(Import.created_at <= now - REPORTS_STAY)


def _forget(which: object) -> None:
    db.session.execute(
        update(Import)
        .where(Import.state.in_(OVER), which)  # type: ignore[arg-type]  # a condition
        .values(report=null(), content=None)
    )


OWN_DATA = OwnData(
    name="imports",
    keeps=(
        Kept(
            lazy("Programmes imported from files, and reports about it"),
            lazy("to show organisers what an import changed"),
            lazy("reports 90 days; the programme as any other"),
        ),
    ),
    export=_export,
    erase=_erase,
    expire=_expire,
)
