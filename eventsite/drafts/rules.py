"""What two drafts differ in, and who may do what with one. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from eventsite.core.errors import Refusal
from eventsite.core.words import lazy
from eventsite.schedule.rules import Clash, Placement, Severity, Space

MOST_DRAFTS = 50  # of an event's tree


class TooManyDrafts(Refusal):
    message = lazy(
        "There are %(num)s drafts. Delete one that nobody needs any more.",
        num=MOST_DRAFTS,
    )


class NameTaken(Refusal):
    message = lazy("There is a draft of that name already. Choose another name.")


class NotYourDraft(Refusal):
    message = lazy(
        "Only those who plan the whole conference can do this; you can delete and "
        "rename drafts that you started."
    )


class IsCurrent(Refusal):
    message = lazy("This is the current draft. Make another one current first.")


class UnreadableFile(Refusal):
    message = lazy("This file cannot be read as a schedule.")


class Moved(NamedTuple):
    """A session that stands elsewhere in one draft than in the other; None: nowhere."""

    key: str
    code: str
    title: str
    here: Placement | None
    there: Placement | None


class Sums(NamedTuple):
    """What a draft costs."""

    placed: int
    errors: int
    warnings: int
    overflow: int  # people expected for whom their rooms have no place


def compare(
    here: Iterable[Placement], there: Iterable[Placement], event_ids: Collection[int]
) -> list[Moved]:
    """Return the sessions of these events that stand elsewhere, in order of `here`."""
    mine, theirs = _by_key(here, event_ids), _by_key(there, event_ids)
    return sorted(_moved(mine, theirs), key=_order)


def sum_up(
    placements: Sequence[Placement],
    clashes: Iterable[Clash],
    spaces: Mapping[int, Space],
    event_ids: Collection[int],
) -> Sums:
    """Return what the placements of these events cost; `clashes` are those they have."""
    mine = [one for one in placements if one.code and one.event in event_ids]
    severities = [clash.severity for clash in clashes]
    return Sums(
        placed=len(mine),
        errors=severities.count(Severity.ERROR),
        warnings=severities.count(Severity.WARNING),
        overflow=sum(_overflow(one, spaces) for one in mine),
    )


def _overflow(one: Placement, spaces: Mapping[int, Space]) -> int:
    space = spaces.get(one.room) if one.room is not None else None
    if space is None or space.capacity is None:
        return 0
    return max(0, one.audience - space.capacity)


def _by_key(
    placements: Iterable[Placement], event_ids: Collection[int]
) -> dict[str, Placement]:
    return {one.key: one for one in placements if one.code and one.event in event_ids}


def _moved(
    mine: Mapping[str, Placement], theirs: Mapping[str, Placement]
) -> Iterator[Moved]:
    for key in mine.keys() | theirs.keys():
        here, there = mine.get(key), theirs.get(key)
        if _spot(here) != _spot(there):
            known = here or there
            assert known is not None, "each key is of one of them"
            yield Moved(key, known.code, known.title, here, there)


def _spot(one: Placement | None) -> tuple[object, ...] | None:
    return None if one is None else (one.room, one.starts_at, one.duration)


def _order(one: Moved) -> tuple[bool, float, str]:
    at = one.here or one.there
    begins = at.starts_at.timestamp() if at else 0.0
    return one.here is None, begins, one.key
