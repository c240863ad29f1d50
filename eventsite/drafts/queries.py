"""Drafts beside each other."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from eventsite.core.db import db
from eventsite.drafts import rules
from eventsite.drafts.rules import Moved, Sums
from eventsite.events.models import Event
from eventsite.schedule import queries as schedule
from eventsite.schedule.models import Draft, Slot
from eventsite.sessions.models import Session


@dataclass(frozen=True, slots=True)
class Comparison:
    """What `here` has elsewhere than `there`, and what each costs."""

    moved: list[Moved]
    here: Sums
    there: Sums
    seen: dict[str, int]  # the revision of each slot in `there`, by its key


def count_placed(
    drafts: Collection[Draft], events: Collection[Event]
) -> dict[int, int]:
    """Return how many sessions of these events each draft has placed, none left out."""
    from_here = [event.id for event in events]
    rows = db.session.execute(
        select(Slot.draft_id, func.count(Slot.session_id.distinct()))
        .join(Slot.session)
        .where(Slot.draft_id.in_([one.id for one in drafts]))
        .where(Slot.starts_at.is_not(None), Session.event_id.in_(from_here))
        .group_by(Slot.draft_id)
    )
    return dict(rows.all())


def compare(
    here: Draft, there: Draft, events: Sequence[Event], proposals_of: Collection[int]
) -> Comparison:
    """Return what two drafts of a tree differ in, as far as these events are concerned.

    The same number of queries whatever their size.
    """
    ids = {event.id for event in events}
    traits = schedule.find_traits(here.event)
    facts = schedule.find_facts(here.event, traits)
    placed = [
        schedule.list_placements(draft, traits, proposals_of) for draft in (here, there)
    ]
    clashes = [
        schedule.find_conflicts(one, events, proposals_of).open for one in (here, there)
    ]
    return Comparison(
        moved=rules.compare(placed[0], placed[1], ids),
        here=rules.sum_up(placed[0], clashes[0], facts.spaces, ids),
        there=rules.sum_up(placed[1], clashes[1], facts.spaces, ids),
        seen={
            slot.guid: slot.revision
            for slot in [
                *schedule.list_slots(there),
                *schedule.list_tentative(there, proposals_of),
            ]
        },
    )
