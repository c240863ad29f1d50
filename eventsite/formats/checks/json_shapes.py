"""What a JSON value may be: a small grammar, and the reading of values by it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from eventsite.core.words import lazy
from eventsite.formats.checks.problems import Problem
from eventsite.formats.checks.values import Test

LONGEST = 60  # characters quoted
KINDS: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: (
        (isinstance(value, int) and not isinstance(value, bool))
        or (isinstance(value, float) and value.is_integer())
    ),
    "number": lambda value: (
        isinstance(value, int | float) and not isinstance(value, bool)
    ),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


@dataclass(frozen=True, slots=True)
class Value:
    """What a value is; what says nothing of it is not asked.

    `more` are problems of the value that no grammar tells.
    """

    kinds: tuple[str, ...] = ()
    test: Test | None = None  # of a string
    least: int | None = None
    items: "Value | None" = None
    fields: Mapping[str, "Value"] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    closed: bool = False  # no other fields
    others: "Value | None" = None  # fields that are not named
    called: Test | None = None  # of a field's name that makes it one of `others`
    more: Callable[[Any], Iterator[str]] | None = None


_ANYTHING = Value()


def compare(value: Any, shape: Value, path: str, guid: str = "") -> Iterator[Problem]:
    """Yield where the value is not as the shape has it."""
    if shape.kinds and not any(KINDS[kind](value) for kind in shape.kinds):
        kinds = "/".join(shape.kinds)
        yield Problem(lazy("%(path)s is not %(kinds)s.", path=path, kinds=kinds), guid)
        return
    if isinstance(value, dict):
        yield from _fields(value, shape, path, guid)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from compare(
                item, shape.items or _ANYTHING, f"{path}[{number}]", guid
            )
    elif not _is_right(value, shape):
        yield Problem(
            lazy(
                "%(path)s is “%(text)s”, which it may not be.",
                path=path,
                text=str(value)[:LONGEST],
            ),
            guid,
        )
    if shape.more is not None:
        for what in shape.more(value):
            yield Problem(what, guid)


def _is_right(value: Any, shape: Value) -> bool:
    if isinstance(value, str):
        return shape.test is None or shape.test(value)
    if isinstance(value, int | float):
        return shape.least is None or value >= shape.least
    return True


def _fields(
    value: dict[str, Any], shape: Value, path: str, guid: str
) -> Iterator[Problem]:
    own = value.get("guid")
    if "guid" in shape.required and "duration" in shape.required:  # an event
        guid = own if isinstance(own, str) else guid
    for name in shape.required:
        if name not in value:
            yield Problem(lazy("%(path)s lacks %(name)s.", path=path, name=name), guid)
    for name, item in value.items():
        there = f"{path}.{name}" if path else name
        is_other = shape.called is None or shape.called(name)
        known = shape.fields.get(name, shape.others if is_other else None)
        if known is not None:
            yield from compare(item, known, there, guid)
        if name in shape.forbidden or (shape.closed and known is None):
            what = lazy("%(path)s has no %(name)s.", path=path or "–", name=name)
            yield Problem(what, guid)
