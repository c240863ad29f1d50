"""How many stars, and which starred sessions nobody can attend together. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from eventsite.core.errors import Refusal
from eventsite.core.words import lazy
from eventsite.formats.model import Session

MOST = 1000  # sessions that a person may star: more than any conference has in days
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
