"""Several names in one cell of a table: how we write them, and how people do."""

import re
from collections.abc import Callable, Iterable

SEPARATORS = ("\n", ";", "|")  # else commas
_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?:, |$)')
_AND = re.compile(r"\s+(?:and|und|&)\s+")


def join_list(names: Iterable[str]) -> str:
    """Return names in one cell, as `split_list` takes them apart again."""
    return _joined(list(names), split_list)


def join_people(names: Iterable[str]) -> str:
    """Return names in one cell, as `split_people` takes them apart again."""
    return _joined(list(names), split_people)


def _joined(names: list[str], split: Callable[[str], list[str]]) -> str:
    plain = ", ".join(names)
    if split(plain) == names:
        return plain
    return ", ".join('"{}"'.format(name.replace('"', '""')) for name in names)


def split_list(cell: str) -> list[str]:
    """Return the names of a cell: quoted, or else what stands between separators."""
    return _quoted(cell) or _between(cell)


def split_people(cell: str) -> list[str]:
    """Return the same of people, whose last two may be joined by “and”."""
    if names := _quoted(cell):
        return names
    names = _between(cell)
    last = _AND.split(names[-1]) if names else []
    if len(last) == 2 and (len(names) > 1 or all(map(_is_full_name, last))):
        return [*names[:-1], *last]
    return names


def _quoted(cell: str) -> list[str]:
    """Return the names of a cell in which every one is quoted; else none."""
    cell, end, names = cell.strip(), 0, []
    while found := _QUOTED.match(cell, end):
        names.append(found[1].replace('""', '"'))
        end = found.end()
    return names if end == len(cell) else []


def _between(cell: str) -> list[str]:
    by = next((one for one in SEPARATORS if one in cell.strip()), ",")
    return [name.strip() for name in cell.split(by) if name.strip()]


def _is_full_name(text: str) -> bool:
    """Tell whether it is two or more words, each with a capital letter in front."""
    words = text.split()
    return len(words) > 1 and all(word[0].isupper() for word in words)
