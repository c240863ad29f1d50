"""Who edited a field last, the file or somebody here: three sides of it. Pure.

The three sides are what the file says, what is here, and what a file brought last, of
which only a fingerprint is kept. Changed in the file alone, the file's is taken; edited
here alone, ours is kept; both, and a person decides.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any

from eventsite.core.errors import Refusal
from eventsite.core.words import lazy

EMPTY: tuple[object, ...] = ("", None, False, [])  # what nobody can have edited
LONGEST_WORDS = 1500  # shown of a side
AROUND = 100  # characters shown before the first difference
Key = tuple[str, str]  # "session" and its guid, "person" and their code …
Brought = Mapping[Key, Mapping[str, str]]  # fingerprints by field


class ChangedMeanwhile(Refusal):
    message = lazy(
        "Somebody changed something here while you were looking. "
        "Nothing was imported yet; please look again."
    )


class Side(StrEnum):
    HERE = "here"
    FILE = "file"
    LATER = "later"  # ours for now; the next file asks again


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person wants of a conflict, of which they have `seen` our side."""

    side: Side
    seen: str  # its fingerprint


@dataclass(frozen=True, slots=True)
class Thing:
    """A session or a person that is here, as the file has them."""

    key: Key
    code: str
    title: str
    line: int


@dataclass(frozen=True, slots=True)
class Face:
    """A field as the file has it and as it is here.

    One decision may be about several facts (time and room are a place): `facts` holds
    the file's and ours of each, by the name under which it is remembered.
    """

    name: str
    label: str
    facts: Mapping[str, tuple[object, object]]
    words: Callable[[], tuple[str, str]]  # the file's and ours

    @property
    def field(self) -> str:
        """What it is about, without which of several it is."""
        return self.name.partition(" ")[0]

    @property
    def differs(self) -> bool:
        return any(told != here for told, here in self.facts.values())


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that was edited here and has changed in the file as well."""

    thing: Thing
    name: str
    label: str
    file: str
    here: str
    seen: str  # fingerprint of ours

    @property
    def key(self) -> str:
        return conflict_key(self.thing, self.name)

    def as_page(self) -> dict[str, Any]:
        names = ("key", "name", "label", "file", "here", "seen")
        found = {name: getattr(self, name) for name in names}
        return found | {"code": self.thing.code, "title": self.thing.title}


def conflict_key(thing: Thing, name: str) -> str:
    return " ".join((*thing.key, name))


def fingerprint(value: object) -> str:
    """Return a short text that differs wherever values of JSON's kinds differ."""
    return sha256(json.dumps(value).encode()).hexdigest()[:16]


@dataclass(slots=True)
class Merge:
    """Decides what is taken from the file; notes what is not, and why."""

    brought: Brought
    overwrite: bool = False
    answers: Mapping[str, Answer] | None = None
    conflicts: list[Conflict] = field(default_factory=list)
    kept: dict[str, list[str]] = field(default_factory=dict)  # fields by code
    titles: dict[str, str] = field(default_factory=dict)  # of those, by code
    open: set[tuple[Key, str]] = field(default_factory=set)  # facts still in conflict

    def settle(self, thing: Thing, faces: Iterable[Face]) -> set[str]:
        """Return the names of the faces that the file's side is taken of.

        Raises:
            ChangedMeanwhile: there is something that who answered has not seen.
        """
        return {
            face.name for face in faces if face.differs and self._is_taken(thing, face)
        }

    def knows(self, thing: Key, fact: str) -> bool:
        return fact in self.brought.get(thing, {})

    def _is_taken(self, thing: Thing, face: Face) -> bool:
        brought = self.brought.get(thing.key, {})
        differing = {n: pair for n, pair in face.facts.items() if pair[0] != pair[1]}
        by_file = any(
            brought.get(name) != fingerprint(told)
            for name, (told, _) in differing.items()
        )
        by_hand = any(
            _is_edited(here, brought.get(name)) for name, (_, here) in differing.items()
        )
        answer = (self.answers or {}).get(conflict_key(thing, face.name))
        seen = fingerprint([here for _, here in face.facts.values()])
        if answer is not None and answer.seen != seen:
            raise ChangedMeanwhile
        if by_hand and by_file and not self.overwrite:
            return self._decided(thing, face, answer, seen)
        if by_hand and not by_file:
            self.kept.setdefault(thing.code, []).append(face.field)
            self.titles[thing.code] = thing.title
            return False
        return True

    def _decided(
        self, thing: Thing, face: Face, answer: Answer | None, seen: str
    ) -> bool:
        """Return what somebody has decided of a conflict; else note that it is open."""
        if answer is not None and answer.side is not Side.LATER:
            return answer.side is Side.FILE
        self.open |= {(thing.key, name) for name in face.facts}
        if answer is None:
            if self.answers is not None:
                raise ChangedMeanwhile
            file, here = apart(*face.words())
            conflict = Conflict(thing, face.name, face.label, file, here, seen)
            self.conflicts.append(conflict)
        return False

    def remembered(
        self, key: Key, facts: Mapping[str, object]
    ) -> dict[str, str] | None:
        """Return what is to be known of a thing from now on; None: as before."""
        before = self.brought.get(key, {})
        now = dict(before) | {
            name: fingerprint(told)
            for name, told in facts.items()
            if (key, name) not in self.open
        }
        return now if now != before else None


def _is_edited(here: object, brought: str | None) -> bool:
    """Tell whether ours is somebody's work: of what no file brought, if it is any."""
    if brought is None:
        return here not in EMPTY
    return fingerprint(here) != brought


def apart(first: str, second: str) -> tuple[str, str]:
    """Return two texts for people, long ones cut to where they begin to differ."""
    if max(len(first), len(second)) <= LONGEST_WORDS:
        return first, second
    pairs = enumerate(zip(first, second, strict=False))
    same = next((n for n, (a, b) in pairs if a != b), min(len(first), len(second)))
    start = max(0, same - AROUND)
    return _part(first, start), _part(second, start)


def _part(text: str, start: int) -> str:
    end = start + LONGEST_WORDS
    return ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")
