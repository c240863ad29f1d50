"""The secret address of a person's calendar."""

from sqlalchemy import delete

from eventsite.accounts.models import Person
from eventsite.agenda.models import CalendarLink
from eventsite.core.db import db
from eventsite.core.rows import plain_row
from eventsite.privacy.rules import Leaving, OwnData


def _export(person: Person) -> dict[str, object]:
    link = db.session.get(CalendarLink, person.id)
    return {} if link is None else plain_row(link, "token_hash", "token")


def _erase(leaving: Leaving) -> None:
    theirs = CalendarLink.person_id == leaving.person.id
    db.session.execute(delete(CalendarLink).where(theirs))


OWN_DATA = OwnData(name="calendar", keeps=(), export=_export, erase=_erase)
