from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import BindParameter, ColumnElement, bindparam, or_, select, true

from eventsite.core.db import db
from eventsite.core.files import StoredFile
from eventsite.events.models import Event, EventState
from eventsite.front.rules import Phase, phase
from eventsite.programme.models import Stamp
from eventsite.programme.queries import STAMP

A_PAGE = 20  # past events on one page
MOST = 200  # ahead or on at once
CLOSED = (EventState.PAST, EventState.ARCHIVED)
FARTHEST_ZONE = timedelta(hours=14)  # a day is over everywhere that much later


class Calendar(NamedTuple):
    """Events that stand on their own, each with `children` by its id."""

    on: list[Event]
    ahead: list[Event]  # the next first
    over: list[Event]  # the latest first
    has_older: bool  # on the next page
    children: dict[int, list[Event]]


def list_calendar(now: datetime, page: int) -> Calendar:
    """Return the public events. Past ones by pages, from 1; the others on the first."""
    closed = or_(
        Event.state.in_(CLOSED), Event.own_ends_on < (now - FARTHEST_ZONE).date()
    )
    running = _list(~closed, by=Event.own_starts_on, limit=MOST) if page == 1 else []
    older = _list(
        closed,
        by=Event.own_starts_on.desc(),
        limit=A_PAGE + 1,
        skip=A_PAGE * (page - 1),
    )
    phases = defaultdict(list)
    for event in running:
        phases[phase(event, now)].append(event)
    over = [*reversed(phases[Phase.OVER]), *older[:A_PAGE]]
    return Calendar(
        phases[Phase.ON],
        phases[Phase.AHEAD],
        over,
        len(older) > A_PAGE,
        _children([*running, *older[:A_PAGE]]),
    )


class EventPage(NamedTuple):
    event: Event
    children: list[Event]  # public, in the organisers' order
    logo: StoredFile | None  # the event's own or inherited one
    stamp: Stamp  # of what is on


def find_event_page(slug: str) -> EventPage | None:
    """Return an event, seen or unseen, with what its page shows beside it: one query."""
    asked: BindParameter[str] = bindparam("slug", slug)
    columns = select(Event.id, Event.parent_id)
    line = columns.where(Event.slug == asked).cte("line", recursive=True)
    line = line.union(columns.join(line, Event.id == line.c.parent_id))
    stamp = STAMP.subquery()
    rows = db.session.execute(
        select(Event, StoredFile, *stamp.c)
        .select_from(Event)
        .join(stamp, true())
        .outerjoin(StoredFile, StoredFile.id == Event.own_logo_id)
        .where(
            or_(
                Event.id.in_(select(line.c.id)),
                Event.parent_id
                == select(Event.id).where(Event.slug == asked).scalar_subquery(),
            )
        )
        .order_by(Event.position, Event.name, Event.id),
        {"slug": slug},
    ).all()
    event = next((event for event, *_ in rows if event.slug == slug), None)
    if event is None:
        return None
    children = [
        child
        for child, *_ in rows
        if child.parent_id == event.id and child.state is not EventState.DRAFT
    ]
    logos = {file.id: file for _, file, *_ in rows if file is not None}
    return EventPage(
        event, children, logos.get(event.logo_id or 0), Stamp(*rows[0][2:])
    )


def _list(
    which: ColumnElement[bool], *, by: object, limit: int, skip: int = 0
) -> Sequence[Event]:
    return db.session.scalars(
        select(Event)
        .where(Event.parent_id.is_(None), Event.state != EventState.DRAFT, which)
        .order_by(by, Event.name, Event.id)  # type: ignore[arg-type]
        .limit(limit)
        .offset(skip)
    ).all()


def _children(roots: Iterable[Event]) -> dict[int, list[Event]]:
    found = defaultdict(list)
    below = db.session.scalars(
        select(Event)
        .where(Event.parent_id.in_([root.id for root in roots]))
        .order_by(Event.position, Event.name, Event.id)
    )
    for child in below:
        if child.is_public and child.parent_id is not None:
            found[child.parent_id].append(child)
    return found
