"""How long it takes to see what is wrong with a plan, at all and after one move.

The rules alone on what is in memory; with reading it all from the database; and a
release, as `schedule.actions` makes one.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from statistics import median

from benchmarks.figures import Figure
from benchmarks.serving import databases, environment, run_eventsite
from eventsite import create_app
from eventsite.core import clock
from eventsite.core.db import db, write_tx
from eventsite.demo import scale
from eventsite.events.queries import find_event
from eventsite.formats.model import Programme
from eventsite.schedule import actions, queries
from eventsite.schedule.rules import (
    Facts,
    Limits,
    Placement,
    Space,
    Span,
    Who,
    find_clashes,
    find_clashes_of,
    narrow_topics,
)

BENCH = "conflicts"
SIZES = (1100, 4400)
FULL, MOVE, RELEASE = 50, 5, 2  # goals: milliseconds, milliseconds, seconds
MOVES = 200
PAIRS = 3  # starred together, for each session


def run() -> Iterator[Figure]:
    for size in SIZES:
        yield from _rules(size)
    with databases() as urls:
        for kind, url in urls.items():
            run_eventsite(url, "db", "upgrade")
            run_eventsite(url, "demo", "--no-serve", "--scale", str(SIZES[0]))
            yield from _stored(url, "" if kind == "sqlite" else f" {kind}")


def _rules(size: int) -> Iterator[Figure]:
    placements, facts = _plan(scale.programme(size))
    found = sum(1 for _ in find_clashes(placements, facts))
    goal = FULL if size == SIZES[0] else None
    yield _figure(
        "full check ms",
        size,
        _milliseconds(lambda: [*find_clashes(placements, facts)]),
        goal,
    )
    moved = placements[:: max(1, len(placements) // MOVES)]
    took = [
        _milliseconds(lambda: [*find_clashes_of(one, placements, facts)], 3)  # noqa: B023  # called at once
        for one in moved
    ]
    yield _figure("one move ms", size, max(took), MOVE if size == SIZES[0] else None)
    yield Figure(BENCH, "conflicts found", size, found, "")


def _plan(programme: Programme) -> tuple[list[Placement], Facts]:
    """Return a plan on which every rule has something to look at."""
    random = Random(1)  # noqa: S311  # the same plan every time, no secret
    rooms = {room.name: number for number, room in enumerate(programme.rooms)}
    placements = [
        Placement(
            key=one.guid,
            title=one.title,
            event=1,
            room=rooms[one.room],
            room_name=one.room,
            starts_at=one.starts_at,
            duration=one.duration,
            people=tuple(Who(part.person, part.person) for part in one.people),
            code=one.guid,
            asked=one.duration,
            topics=frozenset({one.track, f"topic {random.randrange(80)}"}),
            audience=random.randrange(400),
        )
        for one in programme.sessions
        if one.starts_at is not None
    ]
    conference = programme.conference
    assert conference.starts_on is not None
    assert conference.ends_on is not None
    limits = Limits(
        name=conference.title,
        zone=str(conference.zone),
        day_change=timedelta(hours=4),
        first_day=conference.starts_on,
        last_day=conference.ends_on,
        changeover=timedelta(minutes=5),
        longest_stretch=timedelta(hours=3),
    )
    first = min(one.starts_at for one in placements)
    codes = [one.code for one in placements]
    pairs = []
    for _ in range(PAIRS * len(codes)):
        one, other = sorted(random.sample(codes, 2))
        pairs.append((one, other))
    return placements, Facts(
        {1: limits},
        {n: Space(room.capacity) for n, room in enumerate(programme.rooms)},
        {
            who.key: (Span(first, first + timedelta(hours=random.randrange(40))),)
            for one in placements
            for who in one.people
        },
        dict.fromkeys(pairs, 2.0),
        narrow_topics(one.topics for one in placements),
    )


def _stored(url: str, suffix: str) -> Iterator[Figure]:
    size = SIZES[0]
    with tempfile.TemporaryDirectory() as instance:
        os.environ |= environment(url, instance)
        app = create_app()
        with app.app_context():
            event = find_event(f"scale-{size}")
            assert event is not None
            draft = queries.find_current_draft(event)
            assert draft is not None

            def check() -> None:
                db.session.expire_all()
                queries.find_conflicts(draft, [event])

            took = _milliseconds(check)
            yield _figure(f"full check with reading ms{suffix}", size, took, None)
            db.session.rollback()
            with write_tx():
                began = time.perf_counter()
                released = find_event(event.slug)
                assert released is not None
                actions.release(released, [released], "bench", clock.now())
                db.session.flush()
            took = time.perf_counter() - began
            yield Figure(
                BENCH, f"release seconds{suffix}", size, took, "s",
                goal=RELEASE, lower_is_better=True,
            )  # fmt: skip
            db.session.remove()
            db.engine.dispose()


def _milliseconds(call: Callable[[], object], times: int = 10) -> float:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        took.append(time.perf_counter() - began)
    return median(took) * 1000


def _figure(metric: str, size: int, value: float, goal: float | None) -> Figure:
    return Figure(BENCH, metric, size, value, "ms", goal=goal, lower_is_better=True)
