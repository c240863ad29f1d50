"""What this room shows on other rooms' pages; app.py introduces them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for

from eventsite.core.dates import clock, in_zone, short_day
from eventsite.core.web import Place
from eventsite.core.words import _, lazy
from eventsite.events.models import Event
from eventsite.programme import rules
from eventsite.programme.queries import find_stamp, get_edition
from eventsite.schedule.queries import list_places, select_placed
from eventsite.sessions.models import Session

STATES: Mapping[rules.Out | None, tuple[str, str]] = {
    None: ("", ""),
    rules.Out.SAME: (lazy("public"), "good"),
    rules.Out.NOT_YET: (lazy("not released yet"), "warn"),
    rules.Out.CHANGED: (lazy("changed since the release"), "warn"),
    rules.Out.STILL: (lazy("taken off, still public"), "warn"),
}


def places(event: Event, sessions: Sequence[Session]) -> Mapping[int, Place]:
    """Tell organisers where each session stands, and whether the public knows."""
    stamp = find_stamp(event.slug)
    edition = get_edition(stamp, event) if stamp else None
    planned = list_places(event, [session.id for session in sessions])
    found = {}
    for session in sessions:
        mine = planned.get(session.id, [])
        shown = edition.by_code.get(session.code, []) if edition else []
        out = rules.compare_places(
            mine, [(s.starts_at, s.duration, s.room) for s in shown if s.starts_at]
        )
        state, tone = STATES[out]
        found[session.id] = Place(
            where=[_said(event, starts_at, room) for starts_at, _length, room in mine],
            state=str(state),
            tone=tone,
            url=url_for("schedule_desk.placement", slug=event.slug, code=session.code),
        )
    return found


def placed(event: Event) -> Any:
    """Return a query for the ids of the sessions that have a place."""
    return select_placed(event)


def _said(event: Event, starts_at: datetime, room: str) -> str:
    local = in_zone(starts_at, event.timezone)
    day, time = short_day(local), clock(local)
    if not room:
        return _("%(day)s, %(time)s, no room yet", day=day, time=time)
    return _("%(day)s, %(time)s, %(room)s", day=day, time=time, room=room)
