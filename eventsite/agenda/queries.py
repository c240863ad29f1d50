from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select

from eventsite.accounts.queries import hash_token
from eventsite.agenda.models import CalendarLink
from eventsite.core.db import db
from eventsite.events.models import Event
from eventsite.events.queries import is_shown
from eventsite.programme.models import Edition
from eventsite.programme.queries import find_stamp, get_edition
from eventsite.sessions.models import Session


class Part(NamedTuple):
    """Sessions of one conference, as its public programme has them now."""

    event: Event
    edition: Edition
    ids: dict[str, int]  # of the sessions, by code


def list_parts(codes: Collection[str], person_id: int) -> list[Part]:
    """Return those of the sessions that this person may see, the latest event first.

    One query, and one for each conference: its programme is kept. What is not released,
    or of an event that is neither public nor of a team of theirs, is left out.
    """
    rows = db.session.execute(
        select(Session.id, Session.code, Event)
        .join(Event, Event.id == Session.event_id)
        .where(Session.code.in_(codes))
    ).all()
    tops: dict[int, Event] = {}
    asked: dict[int, dict[str, int]] = {}
    for session_id, code, event in rows:
        top = event.root if event.is_public else event
        tops[top.id] = top
        asked.setdefault(top.id, {})[code] = session_id
    parts = []
    for top in tops.values():
        stamp = find_stamp(top.slug) if is_shown(top, person_id) else None
        if stamp is None:
            continue
        edition = get_edition(stamp, top)
        seen = {c: n for c, n in asked[top.id].items() if c in edition.by_code}
        if seen:
            parts.append(Part(top, edition, seen))
    parts.sort(key=lambda part: (part.event.starts_on, part.event.name), reverse=True)
    return parts


def find_calendar_link(person_id: int) -> CalendarLink | None:
    return db.session.get(CalendarLink, person_id)


def find_calendar_owner(token: str) -> int | None:
    """Return whose calendar is at this secret address."""
    return db.session.scalar(
        select(CalendarLink.person_id).filter_by(token_hash=hash_token(token))
    )
