"""A programme as compressed JSON: what a release keeps, for good.

Fields that hold their default are left out, so that a field added to `model` later reads
as its default from what was kept before; a field that `model` no longer has is passed
over. The same programme always gives the same bytes.
"""

import json
import types
import zlib
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from typing import Any, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

from eventsite.formats.model import Programme

T = TypeVar("T")
Translate = Callable[[Any], Any]
MICROSECOND = timedelta(microseconds=1)


class Column(NamedTuple):
    name: str
    default: Any
    encode: Translate | None  # None: JSON knows it
    decode: Translate | None


def dump(thing: object) -> bytes:
    """Return a dataclass as zlib-compressed JSON; `load` gives an equal one back."""
    text = json.dumps(_encode(thing), separators=(",", ":"))
    return zlib.compress(text.encode("ascii"), 6)


def load(data: bytes) -> Programme:
    """Return the programme that `dump` was given, its moments in UTC."""
    return load_as(Programme, data)


def load_as(kind: type[T], data: bytes) -> T:
    """Return what `dump` was given, which was one of that kind."""
    return _decode(kind, json.loads(zlib.decompress(data)))


def _encode(thing: Any) -> dict[str, Any]:
    found = {}
    for name, default, encode, _ in _fields(type(thing)):  # type: ignore[arg-type]  # a class is hashable
        value = getattr(thing, name)
        if value != default:
            found[name] = value if encode is None or value is None else encode(value)
    return found


def _decode(kind: Callable[..., T], found: dict[str, Any]) -> T:
    known = {}
    for name, _, _, decode in _fields(kind):
        if name in found:
            value = found[name]
            known[name] = value if decode is None or value is None else decode(value)
    return kind(**known)


@cache
def _fields(kind: Any) -> tuple[Column, ...]:
    hints = get_type_hints(kind)
    return tuple(
        Column(field.name, _default(field), *_codec(hints[field.name]))
        for field in fields(kind)
    )


def _default(field: Field[Any]) -> Any:
    make = field.default_factory
    return field.default if make is MISSING else make()


def _codec(hint: Any) -> tuple[Translate | None, Translate | None]:
    if get_origin(hint) is types.UnionType:  # "… | None"
        hint = next(kind for kind in get_args(hint) if kind is not type(None))
    if get_origin(hint) is list:
        encode, decode = _codec(get_args(hint)[0])
        return encode and _each(encode), decode and _each(decode)
    if isinstance(hint, type) and is_dataclass(hint):
        return _encode, partial(_decode, hint)
    return _SIMPLE.get(hint, (None, None))


def _each(translate: Translate) -> Translate:
    return lambda values: [translate(value) for value in values]


_SIMPLE: dict[Any, tuple[Translate, Translate]] = {
    frozenset[str]: (sorted, frozenset),
    datetime: (
        lambda at: at.astimezone(UTC).isoformat(),
        datetime.fromisoformat,
    ),
    date: (date.isoformat, date.fromisoformat),
    timedelta: (lambda value: value // MICROSECOND, lambda n: n * MICROSECOND),
}
