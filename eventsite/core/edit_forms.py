"""Forms that two people may have open at once: the later save is told of the earlier one.

A form that edits a thing carries, hidden, a fingerprint of each value that it was shown
with. When it is sent, these are compared with what is stored by then. The save is refused
if somebody else changed something that the sender's form would undo. The page then shows
both wishes, and the form holds what the sender changed and, where they changed nothing,
what the other saved; sent again, it is saved.

A view locks what it edits before it reads it (`events.actions.lock_and_reload`), fills
the form with `data=`, and calls `check_unchanged()` before it writes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from wtforms import BooleanField, Field, FieldList, FileField, FormField, HiddenField
from wtforms.fields.choices import SelectFieldBase, SelectMultipleField

from eventsite.core.errors import Refusal
from eventsite.core.forms import Form
from eventsite.core.words import _, lazy

LONGEST = 20_000  # characters of all fingerprints
PRINT = re.compile(r"([\w-]+):([0-9a-f]{12})", re.ASCII)
SHORT = 300  # characters of a value that is shown whole
CONTEXT = 60  # characters shown before and after what differs

Shown = Mapping[str, Field]  # fields by name, as one of the two would see them


class ChangedMeanwhile(Refusal):
    message = lazy(
        "Somebody else has saved this since you opened it, so nothing is saved yet. "
        "Compare below what both of you want. The form holds your changes, and theirs "
        "where you changed nothing: save again to keep it like that."
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """What two people want of one thing, in words; "" for nothing."""

    label: str
    anchor: str  # the id of its field
    theirs: str
    mine: str
    is_theirs_kept: bool  # the sender had changed nothing here

    @property
    def is_long(self) -> bool:
        return max(len(self.theirs), len(self.mine)) > SHORT

    @property
    def excerpts(self) -> tuple[str, str]:
        """Return theirs and mine where they differ, with some words around it."""
        first = _shared(self.theirs, self.mine)
        last = _shared(self.theirs[first:][::-1], self.mine[first:][::-1])
        return (
            _cut(self.theirs, first, len(self.theirs) - last),
            _cut(self.mine, first, len(self.mine) - last),
        )


class Seen(HiddenField):  # type: ignore[misc]  # the library has no types
    """What the sender was shown, as fingerprints."""

    def _value(self) -> str:
        return str(self._form.version)


class EditForm(Form):
    """A form filled from a thing with `data=` or `obj=`, which it edits."""

    seen = Seen()
    differences: Sequence[Difference] = ()

    def together(self) -> Mapping[str, Sequence[str]]:
        """Return names of fields that mean something only together, by what it is."""
        return {}

    def matters(self, name: str, shown: Shown) -> bool:
        """Tell whether a field says anything, given the others as one of the two has them."""
        return True

    def describe(self, field: Field) -> str | None:
        """Return a value in words, None for the usual ones."""
        return None

    @property
    def version(self) -> str:
        """Return what the form carries: what was seen by whoever is filling it in."""
        if self.seen.data and not self.differences:
            return str(self.seen.data)
        stored = self._as_stored()
        return " ".join(
            f"{key}:{self._print(names, stored)}"
            for key, _called, names in self._topics()
        )

    def set_stored(self, data: Mapping[str, object]) -> None:
        """Say what the thing is now, where the form was made from what was sent alone."""
        for name, value in data.items():
            if name in self:
                self[name].object_data = value

    def check_unchanged(self) -> None:
        """Let nobody undo unknowingly what somebody else saved meanwhile.

        A form that carries no fingerprints, as of a script, is not checked.

        Raises:
            ChangedMeanwhile: `differences` has both wishes, and the fields hold theirs
                where the sender changed nothing.
        """
        seen = dict(PRINT.findall(str(self.seen.data or "")[:LONGEST]))
        if not seen:
            return
        stored, wished = self._as_stored(), self._as_wished()
        found = []
        for key, label, names in self._topics():
            theirs, mine = self._print(names, stored), self._print(names, wished)
            before = seen.get(key)
            if theirs in {before, mine}:
                continue
            is_untouched = before in {mine, None}
            found.append(
                Difference(
                    label,
                    self[names[0]].id,
                    self._words(names, stored),
                    self._words(names, wished),
                    is_theirs_kept=is_untouched,
                )
            )
            if is_untouched:
                for name in names:
                    _fill(self[name], self[name].object_data)
        if found:
            self.differences = found
            raise ChangedMeanwhile

    def _topics(self) -> list[tuple[str, str, Sequence[str]]]:
        """Return key, label and names of what is compared, in the form's order."""
        whose = {
            name: label for label, names in self.together().items() for name in names
        }
        topics: dict[str, tuple[str, list[str]]] = {}
        for name, field in self._fields.items():
            if isinstance(field, HiddenField | FileField):
                continue
            label = whose.get(name, "")
            key = self.together()[label][0] if label else name
            topics.setdefault(key, (label or field.label.text, []))[1].append(name)
        return [(key, label, names) for key, (label, names) in topics.items()]

    def _as_stored(self) -> Shown:
        return {
            name: _with(field, field.object_data)
            for name, field in self._fields.items()
            if not isinstance(field, HiddenField | FileField)
        }

    def _as_wished(self) -> Shown:
        return {
            name: _with(field, field.data)
            for name, field in self._fields.items()
            if not isinstance(field, HiddenField | FileField)
        }

    def _print(self, names: Sequence[str], shown: Shown) -> str:
        values = {
            name: value
            for name in names
            if self.matters(name, shown) and (value := _plain(shown[name]))
        }
        return blake2b(repr(values).encode(), digest_size=6).hexdigest()

    def _words(self, names: Sequence[str], shown: Shown) -> str:
        said = {
            name: self._said(shown[name]) for name in names if self.matters(name, shown)
        }
        if len(names) == 1:
            return next(iter(said.values()), "")
        return "\n".join(
            f"{shown[name].label.text}: {words}"
            for name, words in said.items()
            if words
        )

    def _said(self, field: Field) -> str:
        described = self.describe(field)
        return _in_words(field) if described is None else described


def _fill(field: Field, data: Any) -> Field:
    field.raw_data = None
    field.process(None, data)
    return field


def _with(field: Field, data: Any) -> Field:
    """Return a field like this one that was never sent and holds `data`."""
    other: Field = object.__new__(
        type(field)
    )  # WTForms' own makes no field outside a form
    vars(other).update(vars(field))
    return _fill(other, data)


def _plain(field: Field) -> Any:
    """Return a value so that two are equal where they mean the same."""
    if isinstance(field, FieldList):
        return [_plain(entry) for entry in field.entries]
    if isinstance(field, FormField):
        return {one.short_name: _plain(one) for one in field.form}
    if isinstance(field, SelectMultipleField):
        return sorted(map(str, field.data or ()))
    return "" if field.data is None or field.data is False else str(field.data)


def _in_words(field: Field) -> str:
    if isinstance(field, BooleanField):
        return _("Yes") if field.data else _("No")
    if isinstance(field, FieldList):
        return "\n".join(_in_words(entry) for entry in field.entries)
    if isinstance(field, FormField):
        return ", ".join(filter(None, map(_in_words, field.form)))
    if isinstance(field, SelectFieldBase):
        return ", ".join(_chosen(field))
    return str(field._value() or "")  # noqa: SLF001  # what the page shows of it


def _chosen(field: SelectFieldBase) -> list[str]:
    many = isinstance(field, SelectMultipleField)
    chosen = set(map(str, field.data or ())) if many else {str(field.data or "")}
    return [
        str(choice.label) for choice in field.choices if str(choice.value) in chosen
    ]


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    pairs = zip(one, other, strict=False)
    return next(
        (at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other))
    )


def _cut(text: str, first: int, last: int) -> str:
    begin, end = max(0, first - CONTEXT), min(len(text), last + CONTEXT)
    return f"{'…' if begin else ''}{text[begin:end]}{'…' if end < len(text) else ''}"
