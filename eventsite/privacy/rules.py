"""What a room says about the people it knows; how long things last."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from eventsite.accounts.models import Person
from eventsite.core.errors import Refusal
from eventsite.core.words import _, lazy, lazy_pgettext

COOLING_OFF = timedelta(days=7)  # until a deletion is done; signing in takes it back
COPY_LASTS = timedelta(days=7)
LETTERS_KEEP_WORDS = timedelta(days=180)
LETTERS_STAY = timedelta(days=730)
READ_LOG_STAYS = timedelta(days=365)
READING = ("read", "export", "download")  # how verbs end that only looked at something

SHORTEST_NAME = 6  # characters

ERASED = "Name removed"  # stands where a name stood, whoever reads


class Outcome(StrEnum):
    DELETED = "deleted"
    ANONYMISED = "anonymised"
    KEPT = "kept"


OUTCOMES = {
    Outcome.DELETED: lazy_pgettext("what happens to data", "deleted"),
    Outcome.ANONYMISED: lazy_pgettext("what happens to data", "anonymised"),
    Outcome.KEPT: lazy_pgettext("what happens to data", "kept"),
}


class Fate(NamedTuple):
    """What becomes of something when its person's account is deleted."""

    what: str
    outcome: Outcome
    why: str = ""


class Kept(NamedTuple):
    """What a room keeps about people, for the privacy notice. All in lazy words."""

    what: str
    why: str
    how_long: str


class Leaving(NamedTuple):
    """Somebody whose account is deleted."""

    person: Person
    keep_public: bool  # what programmes say of them as a speaker stays
    now: datetime


def _nothing(_person: Person, _now: datetime) -> Sequence[Any]:
    return ()


@dataclass(frozen=True, slots=True)
class OwnData:
    """A room's answers. Verbs change the session and never commit.

    `export` returns plain data: what is kept about somebody. `erase` runs for the rooms
    from the top down, so that a higher one still finds what a lower one forgets.
    """

    name: str  # of its part in the file
    keeps: Sequence[Kept]
    export: Callable[[Person], object]
    erase: Callable[[Leaving], None]
    fates: Callable[[Person, datetime], Sequence[Fate]] = _nothing
    obstacles: Callable[[Person, datetime], Sequence[str]] = _nothing  # in words
    expire: Callable[[datetime], None] | None = None  # forgets what is too old


class CannotGo(Refusal):
    """Something must be done first; the page says what."""

    message = lazy("Your account cannot be deleted yet. See what is to be done first.")


class NotYours(Refusal):
    message = lazy("Type the address of your account.")


class TooManyCopies(Refusal):
    message = lazy("A copy is being made already.")


def check_typed(typed: str, person: Person) -> None:
    """Make sure that somebody who has no password means it.

    Raises:
        NotYours
    """
    if typed.strip().lower() != person.email:
        raise NotYours


def names_one(word: str) -> bool:
    """Tell whether a name is long enough not to be found in everything."""
    return len(word) >= SHORTEST_NAME


def is_reading(verb: str) -> bool:
    return verb.rpartition(".")[2] in READING


def file_name(person: Person, now: datetime) -> str:
    return f"my-data-{person.id}-{now:%Y-%m-%d}.zip"


def explained() -> str:
    """Return the text that lies beside the data."""
    return _(
        "data.json holds everything that this site keeps about you, by area, with the "
        "names that its database uses. Times are in UTC."
    )
