"""What is wrong with a plan. Pure: placements and facts in, clashes out.

Times are half-open: a session that ends when the next one starts does not overlap it,
and one without length overlaps only what it stands inside of.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from eventsite.schedule.rules.checks import (
    alone,
    changeover_clash,
    missing_breaks,
    narrow_topics,
    outside,
    person_clashes,
    popular_clash,
    room_clash,
    topic_clash,
)
from eventsite.schedule.rules.clashes import (
    ERRORS,
    Clash,
    Clashes,
    ClashKind,
    NotAcceptable,
    Severity,
    may_accept,
)
from eventsite.schedule.rules.placements import (
    TENTATIVE,
    Facts,
    Limits,
    Placement,
    Space,
    Span,
    Who,
    Window,
    day_of,
    free_time,
    grouped,
    in_order,
    is_inside_hours,
    may_stand,
    moment,
    order,
    share_a_room,
    sweep,
)
from eventsite.schedule.rules.refusals import (
    MovedMeanwhile,
    NothingCovered,
    NothingToRedo,
    NothingToUndo,
    NotYourHours,
    VersionTaken,
)

__all__ = [
    "ERRORS",
    "TENTATIVE",
    "Clash",
    "ClashKind",
    "Clashes",
    "Facts",
    "Limits",
    "MovedMeanwhile",
    "NotAcceptable",
    "NotYourHours",
    "NothingCovered",
    "NothingToRedo",
    "NothingToUndo",
    "Placement",
    "Severity",
    "Space",
    "Span",
    "VersionTaken",
    "Who",
    "Window",
    "day_of",
    "find_clashes",
    "find_clashes_of",
    "free_time",
    "is_inside_hours",
    "may_accept",
    "may_stand",
    "moment",
    "narrow_topics",
    "outside",
    "sweep",
]


def find_clashes(placements: Sequence[Placement], facts: Facts) -> Iterator[Clash]:
    """Yield every clash: what cannot be first, then what should not be.

    Each group that could clash is sorted and swept once, so it takes time in proportion
    to the placements and to what is found.
    """
    found = chain(
        _in_rooms(placements, facts),
        _of_people(placements, facts),
        _of_topics(placements, facts),
        _of_popular(placements, facts),
        chain.from_iterable(alone(one, facts) for one in in_order(placements)),
    )
    warnings = []
    for clash in found:
        if clash.kind in ERRORS:
            yield clash
        else:
            warnings.append(clash)
    yield from warnings


def find_clashes_of(
    one: Placement, others: Iterable[Placement], facts: Facts
) -> Iterator[Clash]:
    """Yield the clashes `one` has or would have; `others` may hold its former place.

    One look at each other placement, whatever their number.
    """
    rest = [other for other in others if other.key != one.key]
    near = [other for other in rest if one.overlaps(other)]
    pairs = [(min(one, o, key=order), max(one, o, key=order)) for o in near]
    yield from (room_clash(*pair, facts) for pair in pairs if share_a_room(*pair))
    for pair in pairs:
        yield from person_clashes(*pair, facts)
    yield from alone(one, facts)
    for pair in pairs:
        yield from topic_clash(*pair, facts)
        yield from popular_clash(*pair, facts)
    if one.room is not None:
        yield from _beside(one, [o for o in rest if o.room == one.room], facts)


def _beside(
    one: Placement, in_room: Sequence[Placement], facts: Facts
) -> Iterator[Clash]:
    for other in in_room:
        if not one.overlaps(other):
            first, second = sorted((one, other), key=order)
            yield from changeover_clash(first, second, facts)
    for clash in missing_breaks([*in_room, one], facts):
        if one in clash.placements:
            yield clash


def _in_rooms(placements: Iterable[Placement], facts: Facts) -> Iterator[Clash]:
    placed = (p for p in placements if p.room is not None)
    for group in grouped(placed, lambda p: [p.room]):
        yield from (room_clash(a, b, facts) for a, b in sweep(group))
        yield from _changeovers(group, facts)
        yield from missing_breaks(group, facts)


def _changeovers(group: Iterable[Placement], facts: Facts) -> Iterator[Clash]:
    """Yield changeovers of a room; only what ended last, or little before, is looked at."""
    longest = max(limits.changeover for limits in facts.limits.values())
    if not longest:
        return
    ended: list[Placement] = []
    for one in in_order(group):
        ended = [p for p in ended if p.ends_at > one.starts_at - longest]
        for other in ended:
            if not other.overlaps(one):
                yield from changeover_clash(other, one, facts)
        ended.append(one)


def _of_people(placements: Iterable[Placement], facts: Facts) -> Iterator[Clash]:
    seen: set[tuple[str, str]] = set()
    busy = (p for p in placements if p.people)
    for group in grouped(busy, lambda p: {who.key for who in p.people}):
        for a, b in sweep(group):
            if (a.key, b.key) not in seen:
                seen.add((a.key, b.key))
                yield from person_clashes(a, b, facts)


def _of_topics(placements: Iterable[Placement], facts: Facts) -> Iterator[Clash]:
    if not facts.narrow_topics:
        return
    seen: set[tuple[str, str]] = set()
    for group in grouped(placements, lambda p: p.topics & facts.narrow_topics):
        for a, b in sweep(group):
            if (a.key, b.key) not in seen:
                seen.add((a.key, b.key))
                yield from topic_clash(a, b, facts)


def _of_popular(placements: Iterable[Placement], facts: Facts) -> Iterator[Clash]:
    if not facts.together:
        return
    places: dict[str, list[Placement]] = {}
    for one in placements:
        places.setdefault(one.code, []).append(one)
    for first, second in facts.together:
        for a in places.get(first, ()):
            for b in places.get(second, ()):
                if a.overlaps(b):
                    earlier, later = sorted((a, b), key=order)
                    yield from popular_clash(earlier, later, facts)
