"""iCalendar's lines: unfolded, taken apart and put into components, within bounds.

Source: RFC 5545, section 3.1.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from eventsite.core.words import _
from eventsite.formats.model import Unreadable

MAX_LINES = 400_000  # ten times a FOSDEM
MAX_DEPTH = 10
MAX_PROPERTIES = 2000  # of one component
MAX_PARAMETERS = 50
MAX_COMPONENTS = 10_000  # of one kind, in one file
_NAME = re.compile(r"[A-Za-z0-9-]{1,100}")
_PARAMETER = re.compile(
    r';([A-Za-z0-9-]{1,100})=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)'
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_COMMA = re.compile(r"(?<!\\)((?:\\\\)*),")


@dataclass(slots=True)
class Property:
    """A line's name in upper case, its parameters, and its value as it is written."""

    name: str
    parameters: dict[str, str]
    value: str
    line: int

    @property
    def text(self) -> str:
        return unescaped(self.value)

    @property
    def texts(self) -> list[str]:
        """The values of a list, such as of CATEGORIES."""
        parts = _COMMA.sub(lambda found: f"{found[1]}\0", self.value).split("\0")
        return [unescaped(part) for part in parts]


@dataclass(slots=True)
class Component:
    name: str
    line: int
    properties: list[Property] = field(default_factory=list)
    components: "list[Component]" = field(default_factory=list)

    def find(self, *names: str) -> Property | None:
        """Return the first property of the first of these names that is there."""
        for name in names:
            for one in self.properties:
                if one.name == name:
                    return one
        return None

    def list(self, name: str) -> "list[Property]":
        return [one for one in self.properties if one.name == name]


def escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def unescaped(value: str) -> str:
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def parse(text: str, wanted: frozenset[str]) -> tuple[Component, list[int]]:
    """Return all that is in a file, and the lines that are no properties.

    Of properties only those with `wanted` names are kept, of components all.

    Raises:
        Unreadable: components do not fit into each other, or there is too much of it.
    """
    root = Component("", 0)
    path, counts, broken = [root], dict[str, int](), list[int]()
    last = 1
    for line, number in _unfolded(text):
        last = number
        found = _taken_apart(line, number)
        if found is None:
            broken.append(number)
        elif found.name == "BEGIN":
            _open(path, counts, found)
        elif found.name == "END":
            _close(path, found)
        elif found.name in wanted:
            if len(path[-1].properties) >= MAX_PROPERTIES:
                what = _(
                    "%(name)s has more than %(most)s properties.",
                    name=path[-1].name,
                    most=MAX_PROPERTIES,
                )
                raise Unreadable(what, number, 1)
            path[-1].properties.append(found)
    if len(path) > 1:
        what = _("The file ends in the middle: it seems to be cut off.")
        raise Unreadable(what, last, 1)
    return root, broken


def _unfolded(text: str) -> Iterator[tuple[str, int]]:
    """Yield whole lines with the numbers at which they begin."""
    if text.count("\n") > MAX_LINES:
        raise Unreadable(
            _(
                "The file has more than %(most)s lines.",
                most=MAX_LINES,
            ),
            MAX_LINES,
            1,
        )
    parts: list[str] = []
    begin = 1
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.removesuffix("\r")
        if line[:1] in {" ", "\t"} and parts:
            parts.append(line[1:])
            continue
        if parts:
            yield "".join(parts), begin
        parts, begin = ([line], number) if line.strip() else ([], number)
    if parts:
        yield "".join(parts), begin


def _taken_apart(line: str, number: int) -> Property | None:
    name = _NAME.match(line)
    if name is None:
        return None
    end, parameters = name.end(), dict[str, str]()
    while len(parameters) < MAX_PARAMETERS and (found := _PARAMETER.match(line, end)):
        parameters.setdefault(found[1].upper(), found[2].strip('"'))
        end = found.end()
    if line[end : end + 1] != ":":
        return None
    return Property(name[0].upper(), parameters, line[end + 1 :], number)


def _open(path: list[Component], counts: dict[str, int], found: Property) -> None:
    name = found.value.strip().upper()[:100]
    if len(path) > MAX_DEPTH:
        what = _("Components are nested more than %(most)s deep.", most=MAX_DEPTH)
        raise Unreadable(what, found.line, 1)
    counts[name] = counts.get(name, 0) + 1
    if counts[name] > MAX_COMPONENTS:
        what = _(
            "The file has more than %(most)s of %(name)s.",
            most=MAX_COMPONENTS,
            name=name,
        )
        raise Unreadable(what, found.line, 1)
    opened = Component(name, found.line)
    path[-1].components.append(opened)
    path.append(opened)


def _close(path: list[Component], found: Property) -> None:
    name = found.value.strip().upper()[:100]
    if path[-1].name != name or len(path) == 1:
        what = _("END:%(name)s does not close what is open here.", name=name)
        raise Unreadable(what, found.line, 1)
    path.pop()
