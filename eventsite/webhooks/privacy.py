"""Who has had other programs told what happens at an event."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from eventsite.accounts.models import Person
from eventsite.core.db import db
from eventsite.core.rows import plain_row
from eventsite.core.words import lazy, ngettext
from eventsite.privacy.rules import Fate, Kept, Leaving, Outcome, OwnData
from eventsite.webhooks.actions import disable
from eventsite.webhooks.models import Webhook


def _list(person: Person) -> Sequence[Webhook]:
    theirs = select(Webhook).filter_by(person_id=person.id)
    return db.session.scalars(theirs.order_by(Webhook.id)).all()


def _export(person: Person) -> list[dict[str, object]]:
    secret = ("secret", "old_secret", "once_key")
    return [plain_row(webhook, *secret) for webhook in _list(person)]


def _fates(person: Person, _now: datetime) -> Sequence[Fate]:
    count = sum(webhook.disabled_at is None for webhook in _list(person))
    if not count:
        return []
    what = ngettext("%(num)s webhook", "%(num)s webhooks", count)
    why = lazy("they stay with the event without your name, and are told nothing")
    return [Fate(what, Outcome.ANONYMISED, why)]


def _erase(leaving: Leaving) -> None:
    for webhook in _list(leaving.person):
        disable(webhook, "who made it has left", actor_id=None, now=leaving.now)


OWN_DATA = OwnData(
    name="webhooks",
    keeps=(
        Kept(
            lazy("Webhooks that you made: their names and addresses"),
            lazy("to tell other programs what happens at an event"),
            lazy("until somebody deletes them"),
        ),
    ),
    export=_export,
    erase=_erase,
    fates=_fates,
)
