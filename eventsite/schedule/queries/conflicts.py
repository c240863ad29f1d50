"""What is wrong in a draft, and which warnings somebody accepted."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select

from eventsite.core.db import db
from eventsite.events.models import Event
from eventsite.schedule.models import AcceptedWarning, Draft
from eventsite.schedule.queries.facts import (
    find_facts,
    find_traits,
    list_placements,
)
from eventsite.schedule.rules import (
    Clash,
    Limits,
    Placement,
    Severity,
    find_clashes,
)


@dataclass(frozen=True, slots=True)
class Conflicts:
    """What is wrong with sessions of some events, also with those of others."""

    open: list[Clash]  # errors first
    accepted: list[tuple[Clash, AcceptedWarning]]

    @property
    def errors(self) -> list[Clash]:
        return [one for one in self.open if one.severity is Severity.ERROR]

    @property
    def warnings(self) -> list[Clash]:
        return [one for one in self.open if one.severity is Severity.WARNING]


def find_conflicts(
    draft: Draft, events: Collection[Event], proposals_of: Collection[int] = ()
) -> Conflicts:
    """Return the draft's clashes that sessions of these events take part in.

    Of sessions of other events the words say the event's name alone. The same number
    of queries whatever the draft's size. Proposals of `proposals_of` that stand in it
    count like sessions.
    """
    ids = {event.id for event in events}
    traits = find_traits(draft.event)
    facts = find_facts(draft.event, traits)
    placements = masked(list_placements(draft, traits, proposals_of), ids, facts.limits)
    found = [
        clash
        for clash in find_clashes(placements, facts)
        if any(p.event in ids for p in clash.placements)
    ]
    accepted = _list_accepted(draft.event)
    conflicts = Conflicts([], [])
    for clash in found:
        there = accepted.get(clash.fingerprint) if accepted else None
        if there is None or clash.severity is Severity.ERROR:
            conflicts.open.append(clash)
        else:
            conflicts.accepted.append((clash, there))
    return conflicts


def find_clashes_in(
    draft: Draft, events: Collection[Event], proposals_of: Collection[int] = ()
) -> list[Clash]:
    """Return what is wrong and nobody accepted."""
    return find_conflicts(draft, events, proposals_of).open


def masked(
    placements: Iterable[Placement],
    event_ids: Collection[int],
    limits: Mapping[int, Limits],
) -> list[Placement]:
    """Return placements with the name of their event where they are not of these."""
    return [
        one if one.event in event_ids else replace(one, title=limits[one.event].name)
        for one in placements
    ]


def _list_accepted(event: Event) -> dict[str, AcceptedWarning]:
    rows = select(AcceptedWarning).filter_by(event_id=event.root.id)
    return {one.fingerprint: one for one in db.session.scalars(rows)}
