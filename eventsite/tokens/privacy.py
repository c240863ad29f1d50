"""The keys that a person has made for programs."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from eventsite.accounts.models import Person
from eventsite.core.db import db
from eventsite.core.rows import plain_row
from eventsite.core.words import lazy, ngettext
from eventsite.privacy.rules import Fate, Kept, Leaving, Outcome, OwnData
from eventsite.tokens.models import ApiToken
from eventsite.tokens.queries import count_live


def _export(person: Person) -> list[dict[str, object]]:
    found = db.session.scalars(
        select(ApiToken).filter_by(person_id=person.id).order_by(ApiToken.id)
    )
    return [plain_row(token, "token_hash", "once_key") for token in found]


def _fates(person: Person, now: datetime) -> Sequence[Fate]:
    count = count_live(person.id, now)
    if not count:
        return []
    what = ngettext("%(num)s key for programs", "%(num)s keys for programs", count)
    return [Fate(what, Outcome.DELETED)]


def _erase(leaving: Leaving) -> None:
    theirs = ApiToken.person_id == leaving.person.id
    db.session.execute(delete(ApiToken).where(theirs))


OWN_DATA = OwnData(
    name="api tokens",
    keeps=(
        Kept(
            lazy("Keys for programs (as a hash), with their names and rights"),
            lazy("to let your programs in"),
            lazy("30 days after they end"),
        ),
    ),
    export=_export,
    erase=_erase,
    fates=_fates,
)
