"""What is out now, and what tells whether it still is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from eventsite.capacity.rules import PLACES
from eventsite.core.cache import Cache
from eventsite.core.changes import scope_of_column, stamps_beside
from eventsite.core.db import db
from eventsite.events.models import Event, EventState, Host, Room, SessionType, Track
from eventsite.formats.differences import Change, tell
from eventsite.formats.model import Programme
from eventsite.programme.models import Edition, Owner, Stamp, Texts
from eventsite.programme.rules import by_kind, with_safe_links
from eventsite.schedule import queries as schedule
from eventsite.schedule.models import Release
from eventsite.schedule.queries import Version

LIMIT = 48 * 1024 * 1024  # bytes of memory, about, that a process keeps them in
editions: Cache[Edition] = Cache(LIMIT, lambda edition: edition.size)


def find_stamp(slug: str) -> Stamp | None:
    """Return what the pages at `slug` depend on, in one query."""
    row = db.session.execute(STAMP, {"slug": slug}).one_or_none()
    return None if row is None else Stamp(*row)


def get_edition(stamp: Stamp, event: Event, until: datetime | None = None) -> Edition:
    """Return the released programme of the event and those shown below it.

    Made once for each state of the event's tree, as told by `stamp`; anew where only
    what was released `until` a moment is wanted.
    """
    if until is not None:
        return _make_edition(event, stamp, until)
    key = (str(db.engine.url), stamp.key)
    return editions.get(key, lambda: _make_edition(event, stamp))


def get_version(stamp: Stamp | None, event: Event, version: Version) -> Edition:
    """Return the programme as this version of it was, of what is shown today."""
    key = (str(db.engine.url), stamp and stamp.key, version.id)
    return editions.get(key, lambda: _make_edition(event, stamp, version.released_at))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions and what lies between them; without `before`, `after` is the first."""

    before: Version | None
    after: Version
    changes: list[Change]

    @property
    def by_kind(self) -> dict[str, list[Change]]:
        return by_kind(self.changes)

    @property
    def counts(self) -> dict[str, int]:
        return {kind: len(changes) for kind, changes in self.by_kind.items()}


def find_comparison(
    edition: Edition,
    event: Event,
    versions: Sequence[Version],
    asked: Mapping[str, str],
) -> Comparison | None:
    """Return what differs between the versions called `asked["from"]` and `["to"]`.

    If not asked for, `to` is the newest and `from` the one before it. None: there is no
    version of that name, or none at all.
    """
    place = {version.name: n for n, version in enumerate(versions)}
    wanted = place.get(asked["to"]) if asked.get("to") else 0
    if wanted is None or not versions:
        return None
    after, following = versions[wanted], wanted + 1
    other = place.get(asked["from"]) if asked.get("from") else following
    if other is None:
        return None
    before = versions[other] if other < len(versions) else None
    if before is None or other == following:
        return Comparison(before, after, after.changes)
    then, now = (
        get_version(edition.stamp, event, version).programme
        for version in (before, after)
    )
    return Comparison(before, after, tell(then, now))


def _make_edition(
    event: Event, stamp: Stamp | None, until: datetime | None = None
) -> Edition:
    out = schedule.find_out(event, until)
    programme = out.programme
    moments = [one.changed_at for one in (*out.shown, *event.line)]
    if programme is not None and programme.released_at is not None:
        moments.append(programme.released_at)
    return Edition(
        slug=event.slug,
        programme=with_safe_links(programme) if programme else _nothing_yet(event),
        is_out=programme is not None,
        modified_at=max(moments),
        owners={one.slug: Owner(one.slug, one.name) for one in out.shown},
        waiting=[Owner(one.slug, one.name) for one in out.waiting],
        stamp=stamp,
        language=event.main_language,
        texts=_texts(event, out.shown),
    )


def _texts(event: Event, shown: Sequence[Event]) -> Texts:
    """Return what tracks, rooms and session types are called in further languages."""
    events = {one.id: one for one in (*event.line, *shown)}
    if all(len(one.languages) <= 1 for one in events.values()):
        return {}
    parts = [
        select(literal(kind), model.name, model.translations).where(
            model.event_id.in_(events), cast(model.translations, String) != "{}"
        )
        for kind, model in (("track", Track), ("room", Room), ("type", SessionType))
    ]
    return {
        (kind, name): texts
        for kind, name, texts in db.session.execute(parts[0].union_all(*parts[1:]))
    }


def _nothing_yet(event: Event) -> Programme:
    return Programme(schedule.conference(event))


def _is_no_draft(event: type[Event]) -> ColumnElement[bool]:
    return func.coalesce(event.state, EventState.ANNOUNCED) != EventState.DRAFT


def _stamp() -> Select[*tuple[Any, ...]]:
    asked, parent, root = aliased(Event), aliased(Event), aliased(Event)
    tree, host = aliased(Event), aliased(Host)
    releases = select(func.count(Release.id)).where(Release.event_id == root.id)
    newest = select(func.max(Release.id)).where(Release.event_id == root.id)
    last = select(func.max(Release.released_at)).where(Release.event_id == root.id)
    return (
        select(
            asked.id,
            root.id,
            _is_no_draft(asked) & _is_no_draft(parent) & _is_no_draft(root),
            func.count(tree.id),
            func.sum(tree.revision),
            func.sum(cast(tree.revision, BigInteger) * tree.id),
            releases.scalar_subquery(),
            newest.scalar_subquery(),
            last.scalar_subquery(),
            host.revision,
            stamps_beside(scope_of_column(Event, root.id), PLACES),
        )
        .select_from(asked)
        .join(root, root.id == func.coalesce(asked.root_id, asked.id))
        .outerjoin(parent, parent.id == asked.parent_id)
        .join(host, host.id == asked.host_id)
        .join(tree, or_(tree.id == root.id, tree.root_id == root.id))
        .where(asked.slug == bindparam("slug"))
        .group_by(asked.id, parent.id, root.id, host.id)
    )


STAMP = _stamp()  # of `:slug`: one row, to be asked for alone or beside something
