"""What is kept of an import, so that the next one can tell who edited what since."""

from collections.abc import Mapping

from sqlalchemy import insert, select, update

from eventsite.core.db import db
from eventsite.events.models import Event
from eventsite.exchange.models import ImportedThing
from eventsite.exchange.rules.merging import Key


def remember(root: Event, things: Mapping[Key, dict[str, str]]) -> None:
    """Keep the facts of these things of the tree, instead of what was kept before."""
    if not things:
        return
    known = {
        (kind, key): row_id
        for row_id, kind, key in db.session.execute(
            select(ImportedThing.id, ImportedThing.kind, ImportedThing.key).filter_by(
                event_id=root.id
            )
        )
    }
    new = [
        {"event_id": root.id, "kind": kind, "key": key, "facts": facts}
        for (kind, key), facts in things.items()
        if (kind, key) not in known
    ]
    if new:
        db.session.execute(insert(ImportedThing), new)
    changed = [
        {"id": known[key], "facts": facts}
        for key, facts in things.items()
        if key in known
    ]
    if changed:
        db.session.execute(update(ImportedThing), changed)
