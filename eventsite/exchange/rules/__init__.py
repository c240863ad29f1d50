"""What an import changes: which is which, what differs, and who edited it last. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from eventsite.core.errors import Refusal
from eventsite.core.words import _, lazy, ngettext
from eventsite.exchange.rules.merging import Answer, Conflict
from eventsite.formats import model as plain


class OtherHost(Refusal):
    message = lazy("The event of this name belongs to another host.")


class OutsideHours(Refusal):
    """Who looks after an event below may place sessions in its hours only."""

    def __init__(self, title: str, line: int, count: int) -> None:
        super().__init__(
            ngettext(
                "“%(title)s” (line %(line)s) stands outside the rooms and hours of "
                "your "
                "event. Nothing was imported.",
                "%(num)s sessions stand outside the rooms and hours of your event, "
                "such "
                "as “%(title)s” (line %(line)s). Nothing was imported.",
                count,
                title=title,
                line=line,
            )
        )


class Archived(Refusal):
    message = lazy("The event is archived. Reactivate it before importing into it.")


class NothingToOpen(Refusal):
    message = lazy(
        "There is no such event yet, and the file does not say when it takes place. "
        "Make the event first, then import the file."
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """How to bring a file in, and who does it."""

    devrooms: bool = False
    release: bool = True
    actor_id: int | None = None  # None: the command line
    is_bound: bool = False  # to the rooms and hours that the event was given
    overwrite: bool = False  # what was edited here and has changed in the file as well
    answers: Mapping[str, Answer] | None = None  # by a person who saw the conflicts


@dataclass(slots=True)
class Report:
    """What an import found and did, as people and programs are told."""

    sessions: int
    rooms: int
    people: int
    tracks: int
    days: int
    oddities: list[plain.Oddity]
    format: str = ""
    added: list[str] = field(default_factory=list)  # codes
    removed: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)  # of all these, by code
    notes: dict[str, list[str]] = field(default_factory=dict)  # fields that differ
    kept: dict[str, list[str]] = field(default_factory=dict)  # edited here, by code
    conflicts: list[Conflict] = field(default_factory=list)  # that nobody has decided
    version: str = ""  # of the release it made

    @property
    def has_changes(self) -> bool:
        return bool(self.added or self.removed or self.moved or self.changed)

    def as_json(self) -> dict[str, Any]:
        names = ("sessions", "rooms", "people", "tracks", "days")
        lists = ("added", "removed", "moved", "changed")
        return {
            **{name: getattr(self, name) for name in names},
            **{name: list(getattr(self, name)) for name in lists},
            "oddities": [{"line": o.line, "what": o.what} for o in self.all_oddities],
        }

    @property
    def all_oddities(self) -> list[plain.Oddity]:
        """Return what is odd, conflicts that nobody was there to decide included."""
        return [*self.oddities, *oddities_of(self.conflicts)]

    def as_page(self) -> dict[str, Any]:
        """Return what a page shows: all that programs are told, in words, too."""
        names = ("format", "titles", "notes", "kept", "version")
        found = self.as_json() | {name: getattr(self, name) for name in names}
        found["oddities"] = [{"line": o.line, "what": o.what} for o in self.oddities]
        return found | {"conflicts": [one.as_page() for one in self.conflicts]}


def first_report(reading: plain.Reading) -> Report:
    programme = reading.programme
    return Report(
        sessions=len(programme.sessions),
        rooms=len(programme.rooms),
        people=len(programme.people),
        tracks=len(programme.tracks),
        days=len(programme.days),
        oddities=list(reading.oddities),
        format=reading.format,
    )


def oddities_of(conflicts: list[Conflict]) -> list[plain.Oddity]:
    """Return what to tell of conflicts that nobody was there to decide."""
    fields: dict[tuple[int, str], list[str]] = {}
    for one in conflicts:
        fields.setdefault((one.thing.line, one.thing.title), []).append(one.label)
    return [
        plain.Oddity(
            line,
            _(
                "“%(title)s” was edited here and has changed in the file as well "
                "(%(what)s): kept as edited.",
                title=title,
                what=", ".join(dict.fromkeys(labels)),
            ),
        )
        for (line, title), labels in fields.items()
    ]
