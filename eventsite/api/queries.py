"""Every SELECT that only the API asks."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from eventsite.core.db import db
from eventsite.events.models import Event, EventState, Host
from eventsite.sessions.queries import holds


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events are wanted; empty: all that are public."""

    state: EventState | None = None
    host: str = ""
    parent: str = ""
    on_or_after: date | None = None
    on_or_before: date | None = None
    q: str = ""


def page_events(
    wanted: EventFilter, page: int, per_page: int
) -> tuple[list[Event], int]:
    """Return a page of the public events, the latest first, and how many there are."""
    parent, root = aliased(Event), aliased(Event)
    starts_on = func.coalesce(
        Event.own_starts_on, parent.own_starts_on, root.own_starts_on
    )
    ends_on = func.coalesce(Event.own_ends_on, parent.own_ends_on, root.own_ends_on)
    fits: list[ColumnElement[bool]] = [
        Event.state != EventState.DRAFT,
        func.coalesce(parent.state, EventState.ANNOUNCED) != EventState.DRAFT,
        func.coalesce(root.state, EventState.ANNOUNCED) != EventState.DRAFT,
    ]
    if wanted.state is not None:
        fits.append(Event.state == wanted.state)
    if wanted.host:
        fits.append(Event.host.has(Host.slug == wanted.host))
    if wanted.parent:
        fits.append(parent.slug == wanted.parent)
    if wanted.on_or_after is not None:
        fits.append(ends_on >= wanted.on_or_after)
    if wanted.on_or_before is not None:
        fits.append(starts_on <= wanted.on_or_before)
    fits += [
        holds(Event.name, word) | holds(Event.tagline, word)
        for word in wanted.q.split()
    ]
    found = (
        select(Event)
        .outerjoin(parent, parent.id == Event.parent_id)
        .outerjoin(root, root.id == Event.root_id)
        .where(*fits)
    )
    total = db.session.scalar(
        found.with_only_columns(func.count(Event.id), maintain_column_froms=True)
    )
    rows = db.session.scalars(
        found.order_by(starts_on.desc(), Event.slug)
        .limit(per_page)
        .offset((page - 1) * per_page)
    )
    return list(rows), total or 0
