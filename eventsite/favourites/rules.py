"""How many stars, and which starred sessions nobody can attend together. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import combinations
from math import exp, lgamma
from typing import NamedTuple

from eventsite.core.errors import Refusal
from eventsite.core.words import lazy
from eventsite.formats.model import Session

MOST = 1000  # sessions that a person may star: more than any conference has in days
FEWEST = 5  # people who starred both: of fewer nothing is said
LEAST_LIFT = 1.5
NEGLIGIBLE = 1e-6
FALSE_ALARMS = 0.05  # the share of pairs found that chance may have made
Key = tuple[str, datetime]  # of a placement: the session's code, and when it begins


class TooManyStars(Refusal):
    message = lazy(
        "You have starred %(num)s sessions. Take a star away to add another.", num=MOST
    )


def find_clashes(placements: Iterable[Session]) -> dict[Key, list[Session]]:
    """Return, for each placement, those that take place at the same time.

    A session that comes again at a time when nothing else is starred clashes with
    nothing, and neither does one that ends as the other begins, or is cancelled.
    """
    timed = sorted(
        (p for p in placements if p.starts_at is not None and not p.cancelled),
        key=_start,
    )
    found: dict[Key, list[Session]] = defaultdict(list)
    running: list[Session] = []
    for placement in timed:
        running = [one for one in running if _end(one) > _start(placement)]
        for one in running:
            if one.code != placement.code and _end(placement) > _start(placement):
                found[_key(one)].append(placement)
                found[_key(placement)].append(one)
        running.append(placement)
    free = {p.code for p in timed if _key(p) not in found}
    kept = {
        key: [other for other in others if other.code not in free]
        for key, others in found.items()
        if key[0] not in free
    }
    return {key: others for key, others in kept.items() if others}


def _start(placement: Session) -> datetime:
    if placement.starts_at is None:
        raise ValueError(f"session {placement.code} has no time")
    return placement.starts_at


def _end(placement: Session) -> datetime:
    return _start(placement) + placement.duration


def _key(placement: Session) -> Key:
    return placement.code, _start(placement)


class Pair(NamedTuple):
    """Two sessions that people star together, and how many times as many as by chance."""

    first: int
    second: int
    lift: float


class _Candidate(NamedTuple):
    pair: Pair
    chance: float  # that so many or more star both though neither draws the other


def find_pairs(stars: Mapping[int, Iterable[int]]) -> list[Pair]:
    """Return the pairs of sessions starred together more often than chance explains.

    `stars` says who starred what, sessions by person. Only people who starred two
    sessions or more say anything. A pair counts if at least `FEWEST` starred both, at
    least `LEAST_LIFT` times as many as expected of two sessions so popular, and if chance
    hardly makes such a number (hypergeometric test); of all pairs so found, a share of
    `FALSE_ALARMS` or less is chance's.

    Source: Benjamini and Hochberg, 1995, for the last.
    """
    telling = [set(theirs) for theirs in stars.values()]
    telling = [theirs for theirs in telling if len(theirs) > 1]
    starred: dict[int, int] = defaultdict(int)  # by session, a bit for each person
    for person, theirs in enumerate(telling):
        for session in theirs:
            starred[session] |= 1 << person
    tested, candidates = _test(starred, len(telling))
    return [one.pair for one in _beyond_chance(candidates, tested)]


def _test(starred: Mapping[int, int], people: int) -> tuple[int, list[_Candidate]]:
    """Return how many pairs there were to test, and those that stand out."""
    known = sorted(
        (session, bits, bits.bit_count())
        for session, bits in starred.items()
        if bits.bit_count() >= FEWEST
    )
    candidates = []
    tested = 0
    for (first, ones, one), (second, others, other) in combinations(known, 2):
        tested += 1
        both = (ones & others).bit_count()
        expected = one * other / people
        if both >= FEWEST and both >= LEAST_LIFT * expected:
            pair = Pair(first, second, both / expected)
            candidates.append(_Candidate(pair, _tail(people, one, other, both)))
    return tested, candidates


def _beyond_chance(
    candidates: Iterable[_Candidate], tested: int
) -> Iterator[_Candidate]:
    """Yield the candidates that pass, the surest first."""
    ranked = sorted(candidates, key=lambda one: one.chance)
    passing = [
        rank
        for rank, one in enumerate(ranked, 1)
        if one.chance <= FALSE_ALARMS * rank / tested
    ]
    yield from ranked[: max(passing, default=0)]


def _tail(people: int, one: int, other: int, both: int) -> float:
    """Return the chance that `both` or more of the people are among `one` and `other`."""
    whole = _log_choose(people, other)
    chance = 0.0
    for n in range(both, min(one, other) + 1):
        if other - n <= people - one:
            more = exp(
                _log_choose(one, n) + _log_choose(people - one, other - n) - whole
            )
            chance += more
            if more < chance * NEGLIGIBLE:
                break
    return chance


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
