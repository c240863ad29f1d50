"""Living with a warning, and what places are held against. None of it commits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from eventsite.audit.actions import record
from eventsite.core.db import db
from eventsite.events.models import Event
from eventsite.events.queries import list_below
from eventsite.schedule import queries, rules
from eventsite.schedule.actions import Mover, start_draft
from eventsite.schedule.models import (
    AcceptedWarning,
    Availability,
    Draft,
    PlanTerms,
    SessionDemand,
)
from eventsite.sessions.models import Session, Speaker


def accept_warning(
    draft: Draft, fingerprint: str, reason: str, *, mover: Mover, now: datetime
) -> None:
    """Have a warning no longer shown, as long as its facts are what they are.

    A second click changes nothing.

    Raises:
        NotAcceptable: there is no such warning, or it is about sessions of others, too.
    """
    event = draft.event
    start_draft(event, now)  # who else accepts it waits here
    below = list_below(mover.top)
    conflicts = queries.find_conflicts(draft, below, mover.proposals_of(below))
    if any(clash.fingerprint == fingerprint for clash, _ in conflicts.accepted):
        return
    ids = {one.id for one in below}
    found = next((c for c in conflicts.open if c.fingerprint == fingerprint), None)
    if found is None or not rules.may_accept(found, ids):
        raise rules.NotAcceptable
    accepted = AcceptedWarning(
        event_id=event.id,
        fingerprint=fingerprint,
        reason=reason,
        accepted_by=mover.person_id,
        accepted_at=now,
    )
    db.session.add(accepted)
    _note_warning("schedule.accept-warning", found, mover, now, reason=reason)


def withdraw_acceptance(
    draft: Draft, fingerprint: str, *, mover: Mover, now: datetime
) -> None:
    """Have an accepted warning shown again; nothing happens if it is.

    Raises:
        NotAcceptable: it is about sessions of others, too.
    """
    below = list_below(mover.top)
    ids = {one.id for one in below}
    for clash, accepted in queries.find_conflicts(
        draft, below, mover.proposals_of(below)
    ).accepted:
        if clash.fingerprint == fingerprint:
            if not rules.may_accept(clash, ids):
                raise rules.NotAcceptable
            db.session.delete(accepted)
            _note_warning("schedule.reopen-warning", clash, mover, now)


def _note_warning(
    verb: str, clash: rules.Clash, mover: Mover, now: datetime, **detail: str
) -> None:
    codes = dict.fromkeys(one.code for one in clash.placements if one.code)
    record(
        event_id=clash.placements[0].event,
        actor_id=mover.person_id,
        verb=verb,
        subject=f"sessions {', '.join(codes)}"[:200],
        now=now,
        detail={"kind": clash.kind.value, **detail},
    )


@dataclass(frozen=True, slots=True)
class Terms:
    """How densely an event may be planned; see `models.PlanTerms`."""

    changeover: timedelta
    longest_stretch: timedelta | None
    shortest_break: timedelta
    keeps_topics_apart: bool


def set_terms(event: Event, terms: Terms, *, actor_id: int, now: datetime) -> None:
    """Say how densely the event, and those below it without terms, may be planned."""
    there = db.session.get(PlanTerms, event.id)
    if there is None:
        there = PlanTerms(event_id=event.id)
        db.session.add(there)
    there.changeover = terms.changeover
    there.longest_stretch = terms.longest_stretch
    there.shortest_break = terms.shortest_break
    there.keeps_topics_apart = terms.keeps_topics_apart
    record(
        event_id=event.id,
        actor_id=actor_id,
        verb="schedule.terms",
        subject=f"schedule of {event.slug}",
        now=now,
    )


def set_demand(
    session: Session,
    needs: Collection[str],
    audience: int | None,
    *,
    actor_id: int,
    now: datetime,
) -> None:
    """Say what a session asks of its room, and for how many people."""
    there = db.session.get(SessionDemand, session.id)
    if there is None:
        there = SessionDemand(session_id=session.id)
        db.session.add(there)
    there.needs, there.audience = sorted(needs), audience
    record(
        event_id=session.event_id,
        actor_id=actor_id,
        verb="schedule.demand",
        subject=f"session {session.code}",
        now=now,
    )


def set_availability(
    speaker: Speaker,
    spans: Sequence[rules.Span],
    *,
    event: Event,
    actor_id: int,
    now: datetime,
) -> None:
    """Say when somebody can come; no spans: at any time."""
    theirs = select(Availability.id).where(Availability.speaker_id == speaker.id)
    db.session.execute(delete(Availability).where(Availability.id.in_(theirs)))
    for span in spans:
        db.session.add(Availability(speaker_id=speaker.id, **span._asdict()))
    record(
        event_id=event.id,
        actor_id=actor_id,
        verb="speaker.availability",
        subject=f"speaker {speaker.id}",
        now=now,
    )
