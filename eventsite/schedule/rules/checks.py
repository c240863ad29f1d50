"""Each rule, one function: placements and facts in, clashes out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from eventsite.core.dates import days, length
from eventsite.core.words import _, listed, number
from eventsite.schedule.rules.clashes import Clash, ClashKind
from eventsite.schedule.rules.placements import (
    Facts,
    Limits,
    Placement,
    Span,
    Who,
    day_of,
    day_said,
    in_order,
    is_inside_hours,
    quoted,
    share_a_room,
)

MOST_OF_A_TOPIC = 24  # sessions: a topic of more cannot be kept apart
STEPS_OF_CAPACITY = 4  # how finely an audience too large is told from a larger one


def outside(placement: Placement, limits: Limits) -> Iterator[Clash]:
    """Yield days and hours that are not the event's."""
    first, last = limits.first_day, limits.last_day
    day = day_of(placement.starts_at, limits.zone, limits.day_change)
    if not first <= day <= last:
        say = partial(_days_said, placement, limits)
        yield Clash(ClashKind.DAYS, (placement,), say)
    if limits.windows and not is_inside_hours(placement, limits):
        yield Clash(
            ClashKind.HOURS, (placement,), partial(_hours_said, placement, limits)
        )


def alone(one: Placement, facts: Facts) -> Iterator[Clash]:
    """Yield what is wrong with a placement whatever else stands on the plan."""
    limits = facts.limits[one.event]
    yield from outside(one, limits)
    if facts.free:
        yield from unavailable(one, facts.free, limits)
    yield from too_small(one, facts)
    if one.asked is not None and one.asked > one.duration:
        yield Clash(
            ClashKind.LENGTH,
            (one,),
            partial(_length_said, one, limits),
            facts=(one.asked,),
        )


def unavailable(
    one: Placement, free: Mapping[str, Sequence[Span]], limits: Limits
) -> Iterator[Clash]:
    """Yield people who cannot come then; times without a gap between count as one."""
    for who in dict.fromkeys(one.people):
        spans = free.get(who.key)
        if spans is not None and not _covers(spans, one.starts_at, one.ends_at):
            say = partial(_unavailable_said, one, who, limits)
            yield Clash(ClashKind.AVAILABILITY, (one,), say, who)


def too_small(one: Placement, facts: Facts) -> Iterator[Clash]:
    """Yield a room that has too few places for the session, or lacks what it needs."""
    space = facts.spaces.get(one.room) if one.room is not None else None
    if space is None:
        return
    if space.capacity is not None and one.audience > space.capacity:
        step = max(space.capacity // STEPS_OF_CAPACITY, 1)
        say = partial(_capacity_said, one, space.capacity)
        amounts = (space.capacity, one.audience // step)
        yield Clash(ClashKind.CAPACITY, (one,), say, facts=amounts)
    lacks = tuple(sorted(one.needs - space.features))
    if lacks:
        yield Clash(
            ClashKind.NEEDS, (one,), partial(_needs_said, one, lacks), facts=lacks
        )


def room_clash(a: Placement, b: Placement, facts: Facts) -> Clash:
    zone = facts.limits[a.event].zone
    return Clash(ClashKind.ROOM, (a, b), partial(_room_said, a, b, zone))


def person_clashes(a: Placement, b: Placement, facts: Facts) -> Iterator[Clash]:
    """Yield one clash for each person in both; in one room it is the room's clash."""
    if share_a_room(a, b):
        return
    there = {who.key for who in b.people}
    for who in dict.fromkeys(a.people):
        if who.key in there:
            zone = facts.limits[a.event].zone
            say = partial(_person_said, a, b, who, zone)
            yield Clash(ClashKind.PERSON, (a, b), say, who)


def topic_clash(a: Placement, b: Placement, facts: Facts) -> Iterator[Clash]:
    """Yield a topic that both are about, if it has few sessions and they overlap."""
    shared = a.topics & b.topics & facts.narrow_topics
    if not shared or not _are_kept_apart(a, b, facts):
        return
    topic = min(shared)
    zone = facts.limits[a.event].zone
    yield Clash(
        ClashKind.TOPIC, (a, b), partial(_topic_said, a, b, topic, zone), facts=(topic,)
    )


def popular_clash(a: Placement, b: Placement, facts: Facts) -> Iterator[Clash]:
    """Yield two sessions that overlap and that the same people star."""
    lift = facts.together.get((min(a.code, b.code), max(a.code, b.code)))
    if lift is not None and a.code != b.code:
        zone = facts.limits[a.event].zone
        yield Clash(ClashKind.POPULAR, (a, b), partial(_popular_said, a, b, lift, zone))


def changeover_clash(a: Placement, b: Placement, facts: Facts) -> Iterator[Clash]:
    """Yield too little time between the end of `a` and the beginning of `b`, one room."""
    wanted = max(facts.limits[one.event].changeover for one in (a, b))
    gap = b.starts_at - a.ends_at
    if a.code and b.code and timedelta() <= gap < wanted:
        zone = facts.limits[b.event].zone
        say = partial(_changeover_said, a, b, wanted, zone)
        yield Clash(ClashKind.CHANGEOVER, (a, b), say, facts=(wanted,))


def missing_breaks(in_room: Iterable[Placement], facts: Facts) -> Iterator[Clash]:
    """Yield rows of a room's sessions that go on too long without a break."""
    row: list[Placement] = []
    reached: datetime | None = None
    for one in in_order(p for p in in_room if p.code):
        limits = facts.limits[one.event]
        if reached is not None and one.starts_at - reached >= limits.shortest_break:
            yield from _too_long(row, reached, facts)
            row, reached = [], None
        row.append(one)
        reached = one.ends_at if reached is None else max(reached, one.ends_at)
    if reached is not None:
        yield from _too_long(row, reached, facts)


def narrow_topics(topics: Iterable[Iterable[str]]) -> frozenset[str]:
    """Return the topics with few enough sessions to be kept apart, given each one's."""
    counts: dict[str, int] = {}
    for theirs in topics:
        for topic in theirs:
            counts[topic] = counts.get(topic, 0) + 1
    return frozenset(t for t, count in counts.items() if 1 < count <= MOST_OF_A_TOPIC)


def _too_long(
    row: Sequence[Placement], until: datetime, facts: Facts
) -> Iterator[Clash]:
    limits = facts.limits[row[0].event]
    lasts = until - row[0].starts_at
    if (
        limits.longest_stretch is None
        or lasts <= limits.longest_stretch
        or len(row) == 1
    ):
        return
    say = partial(_break_said, row[0], row[-1], lasts, limits)
    amounts = (limits.longest_stretch, limits.shortest_break)
    yield Clash(ClashKind.BREAK, tuple(row), say, facts=amounts)


def _are_kept_apart(a: Placement, b: Placement, facts: Facts) -> bool:
    return (
        a.code != b.code
        and not share_a_room(a, b)
        and all(facts.limits[one.event].keeps_topics_apart for one in (a, b))
    )


def _covers(spans: Sequence[Span], begin: datetime, end: datetime) -> bool:
    reached = begin
    started = False
    for span in sorted(spans):
        if span.starts_at <= reached:
            started = started or begin < span.ends_at
            reached = max(reached, span.ends_at)
    return started and end <= reached


def _days_said(one: Placement, limits: Limits) -> str:
    return _(
        "%(placement)s is outside the days of %(name)s, %(days)s.",
        placement=quoted(one, limits.zone, "day"),
        name=limits.name,
        days=days(limits.first_day, limits.last_day),
    )


def _hours_said(one: Placement, limits: Limits) -> str:
    return _(
        "%(placement)s is outside the hours given to %(name)s.",
        placement=quoted(one, limits.zone, "room", "day"),
        name=limits.name,
    )


def _unavailable_said(one: Placement, who: Who, limits: Limits) -> str:
    return _(
        "%(name)s cannot come to %(placement)s: it is outside the times they gave.",
        name=who.name,
        placement=quoted(one, limits.zone, "day"),
    )


def _capacity_said(one: Placement, capacity: int) -> str:
    return _(
        "%(room)s has %(capacity)s places; “%(title)s” is expected to draw "
        "%(audience)s people or more.",
        room=one.room_name,
        capacity=number(capacity),
        title=one.title,
        audience=number(one.audience),
    )


def _needs_said(one: Placement, lacks: Sequence[str]) -> str:
    return _(
        "%(room)s lacks what “%(title)s” needs: %(what)s.",
        room=one.room_name,
        title=one.title,
        what=listed(list(lacks)),
    )


def _length_said(one: Placement, limits: Limits) -> str:
    return _(
        "%(placement)s is shorter than the session, which takes %(length)s.",
        placement=quoted(one, limits.zone, "room", "day"),
        length=length(one.asked or one.duration),
    )


def _room_said(a: Placement, b: Placement, zone: str) -> str:
    return _(
        "%(room)s is taken twice on %(day)s: %(a)s and %(b)s.",
        room=a.room_name,
        day=day_said(a.starts_at, zone),
        a=quoted(a, zone),
        b=quoted(b, zone),
    )


def _person_said(a: Placement, b: Placement, who: Who, zone: str) -> str:
    return _(
        "%(name)s would be in two places on %(day)s: %(a)s and %(b)s.",
        name=who.name,
        day=day_said(a.starts_at, zone),
        a=quoted(a, zone, "room"),
        b=quoted(b, zone, "room"),
    )


def _topic_said(a: Placement, b: Placement, topic: str, zone: str) -> str:
    return _(
        "Two sessions on %(topic)s at once on %(day)s: %(a)s and %(b)s.",
        topic=topic,
        day=day_said(a.starts_at, zone),
        a=quoted(a, zone, "room"),
        b=quoted(b, zone, "room"),
    )


def _popular_said(a: Placement, b: Placement, lift: float, zone: str) -> str:
    return _(
        "Many who want to see one want to see the other (%(times)s times as many as by "
        "chance), at once on %(day)s: %(a)s and %(b)s.",
        times=number(round(lift, 1)),
        day=day_said(a.starts_at, zone),
        a=quoted(a, zone, "room"),
        b=quoted(b, zone, "room"),
    )


def _changeover_said(a: Placement, b: Placement, wanted: timedelta, zone: str) -> str:
    return _(
        "Less than %(wanted)s between two sessions in %(room)s on %(day)s: %(a)s and "
        "%(b)s.",
        wanted=length(wanted),
        room=a.room_name,
        day=day_said(a.starts_at, zone),
        a=quoted(a, zone),
        b=quoted(b, zone),
    )


def _break_said(
    first: Placement, last: Placement, lasts: timedelta, limits: Limits
) -> str:
    return _(
        "%(room)s has no break of %(wanted)s for %(length)s on %(day)s, from %(first)s "
        "to %(last)s.",
        room=first.room_name,
        wanted=length(limits.shortest_break),
        length=length(lasts),
        day=day_said(first.starts_at, limits.zone),
        first=quoted(first, limits.zone),
        last=quoted(last, limits.zone),
    )
