"""The sessions that a person starred."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from eventsite.accounts.models import Person
from eventsite.core.db import db
from eventsite.core.words import lazy, ngettext
from eventsite.favourites.models import Favourite
from eventsite.favourites.queries import list_session_ids
from eventsite.privacy.rules import Fate, Kept, Leaving, Outcome, OwnData
from eventsite.sessions.models import Session


def _export(person: Person) -> list[dict[str, object]]:
    rows = db.session.execute(
        select(Session.code, Session.title, Favourite.starred_at)
        .join(Favourite, Favourite.session_id == Session.id)
        .where(Favourite.person_id == person.id)
        .order_by(Favourite.starred_at, Session.id)
    )
    return [dict(row._mapping) for row in rows]  # noqa: SLF001  # SQLAlchemy's documented name


def _fates(person: Person, _now: datetime) -> Sequence[Fate]:
    count = len(list_session_ids(person.id))
    if not count:
        return []
    what = ngettext("%(num)s starred session", "%(num)s starred sessions", count)
    return [Fate(what, Outcome.DELETED)]


def _erase(leaving: Leaving) -> None:
    theirs = Favourite.person_id == leaving.person.id
    db.session.execute(delete(Favourite).where(theirs))


OWN_DATA = OwnData(
    name="starred sessions",
    keeps=(
        Kept(
            lazy("Sessions that you star"),
            lazy("for your own schedule; organisers see how many starred what"),
            lazy("until you take the star away or delete your account"),
        ),
    ),
    export=_export,
    erase=_erase,
    fates=_fates,
)
