"""The versions of an event's programme, and what each of them changed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import selectinload, undefer

from eventsite.core.db import db
from eventsite.events.models import Event
from eventsite.events.queries import list_tree
from eventsite.formats import programme_json
from eventsite.formats.differences import Change, Changes, tell
from eventsite.schedule.models import Release, ReleaseCover
from eventsite.schedule.queries.releases import find_out, is_shown_below


@dataclass(frozen=True)
class Version:
    """What the public saw of an event once: named after the release that made it.

    `events` are those of the event and below it of which it said something new.
    """

    id: int  # of the release
    guid: str  # of the release
    name: str
    note: str
    released_at: datetime
    is_first: bool
    events: list[Event]
    changes: list[Change]

    @cached_property
    def counts(self) -> dict[str, int]:
        """Return how many sessions are new, cancelled, moved, changed: none left out."""
        return dict(Counter(change.kind for change in self.changes))


def list_versions(event: Event) -> list[Version]:
    """Return the versions of what the public sees of the event, the newest first.

    The same number of queries for any number of them.
    """
    shown = {one.id: one for one in list_tree(event) if is_shown_below(one, event)}
    covering = select(ReleaseCover.release_id).where(ReleaseCover.event_id.in_(shown))
    releases = db.session.scalars(
        select(Release)
        .where(Release.id.in_(covering))
        .options(undefer(Release.changes), selectinload(Release.covers))
        .order_by(Release.id.desc())
    ).all()
    return list(_versions(event, releases, shown))


def _versions(
    event: Event, releases: Sequence[Release], shown: Mapping[int, Event]
) -> Iterator[Version]:
    before = [*releases, None][1:]
    for release, previous in zip(releases, before, strict=True):
        covered = {
            cover.slug: shown[cover.event_id]
            for cover in release.covers
            if cover.event_id in shown
        }
        if release.changes is None:  # of before changes were kept
            changes = _compare(event, release, previous)
        else:
            kept = programme_json.load_as(Changes, release.changes).changes
            changes = [
                replace(change, event=covered[change.event].slug)
                for change in kept
                if change.event in covered
            ]
        yield Version(
            id=release.id,
            guid=release.guid,
            name=release.version,
            note=release.note,
            released_at=release.released_at,
            is_first=previous is None,
            events=list(covered.values()),
            changes=changes,
        )


def _compare(event: Event, release: Release, previous: Release | None) -> list[Change]:
    now = find_out(event, release.released_at).programme
    then = find_out(event, previous.released_at).programme if previous else None
    return tell(then, now) if now else []
