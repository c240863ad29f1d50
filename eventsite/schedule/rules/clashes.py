"""Conflicts: what is wrong with a plan, how bad it is, in words and as a fingerprint."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import blake2b

from eventsite.core.errors import Refusal
from eventsite.core.words import Named, lazy, lazy_pgettext
from eventsite.schedule.rules.placements import Placement, Who


class ClashKind(Named):
    ROOM = "room", lazy_pgettext("conflict", "Room taken twice")
    PERSON = "person", lazy_pgettext("conflict", "In two places")
    DAYS = "days", lazy_pgettext("conflict", "Outside the days")
    HOURS = "hours", lazy_pgettext("conflict", "Outside the hours")
    AVAILABILITY = "availability", lazy_pgettext("conflict", "Cannot come")
    CHANGEOVER = "changeover", lazy_pgettext("conflict", "Changeover too short")
    CAPACITY = "capacity", lazy_pgettext("conflict", "Room too small")
    TOPIC = "topic", lazy_pgettext("conflict", "One topic at once")
    POPULAR = "popular", lazy_pgettext("conflict", "Wanted by the same people")
    NEEDS = "needs", lazy_pgettext("conflict", "Room lacks something")
    BREAK = "break", lazy_pgettext("conflict", "No break")
    LENGTH = "length", lazy_pgettext("conflict", "Too short")


class Severity(Named):
    ERROR = "error", lazy_pgettext("conflict", "error")  # cannot take place like this
    WARNING = "warning", lazy_pgettext("conflict", "warning")


ERRORS = frozenset({ClashKind.ROOM, ClashKind.PERSON, ClashKind.DAYS, ClashKind.HOURS})


@dataclass(frozen=True)
class Clash:
    """Something wrong with a placement, with two, or with a row of them.

    Its words are made when they are asked for: most of a long list are not.
    """

    kind: ClashKind
    placements: tuple[Placement, ...]  # the earlier first
    say: Callable[[], str] = field(repr=False, compare=False)
    person: Who | None = field(default=None, compare=False)
    facts: tuple[object, ...] = field(default=(), compare=False)  # of its kind

    @cached_property
    def words(self) -> str:
        return self.say()

    @property
    def severity(self) -> Severity:
        return Severity.ERROR if self.kind in ERRORS else Severity.WARNING

    def sessions(self, event_ids: Collection[int]) -> dict[str, str]:
        """Return the titles of these events' sessions that take part, by their codes."""
        return {
            one.code: one.title
            for one in self.placements
            if one.code and one.event in event_ids
        }

    @cached_property
    def fingerprint(self) -> str:
        """Return what is the same as long as the facts are: places, people, amounts."""
        said = [self.kind.value, self.person.key if self.person else "", *self.facts]
        for one in self.placements:
            said += [one.key, one.room, _plain(one.starts_at), one.duration]
        return blake2b(repr(said).encode(), digest_size=16).hexdigest()


class Clashes(Refusal):
    """The place has clashes; whoever may decide can place the session all the same."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        self.clashes = clashes
        super().__init__()

    def __str__(self) -> str:
        return " ".join(clash.words for clash in self.clashes)


class NotAcceptable(Refusal):
    message = lazy(
        "This is no warning that you can accept. An error must be solved, and a warning "
        "about sessions of others is theirs to accept."
    )


def may_accept(clash: Clash, event_ids: Collection[int]) -> bool:
    """Tell whether somebody who plans for these events may live with it: a warning, all theirs."""
    return clash.severity is Severity.WARNING and all(
        one.event in event_ids for one in clash.placements
    )


def _plain(at: datetime) -> float:
    return at.timestamp()
