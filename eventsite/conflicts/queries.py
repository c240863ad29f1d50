"""What places of sessions are held against, for those who say it."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from eventsite.core.db import db
from eventsite.events.models import Event
from eventsite.schedule.models import Availability, SessionDemand
from eventsite.schedule.rules import Span
from eventsite.sessions.models import Session, SessionPerson, Speaker


def find_demand(session: Session) -> SessionDemand | None:
    return db.session.get(SessionDemand, session.id)


def find_speaker(events: Collection[Event], code: str) -> Speaker | None:
    """Return somebody who is on stage at one of the events."""
    on_stage = (
        select(SessionPerson.speaker_id)
        .join(Session, Session.id == SessionPerson.session_id)
        .where(Session.event_id.in_([event.id for event in events]))
    )
    return db.session.scalars(
        select(Speaker).where(Speaker.code == code, Speaker.id.in_(on_stage))
    ).one_or_none()


def list_times(speaker: Speaker) -> Sequence[Span]:
    """Return when somebody can come, by time; none: at any time."""
    rows = db.session.execute(
        select(Availability.starts_at, Availability.ends_at)
        .where(Availability.speaker_id == speaker.id)
        .order_by(Availability.starts_at)
    )
    return [Span(*row) for row in rows]
