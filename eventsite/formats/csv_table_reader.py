"""Reads tables as spreadsheets save them: any delimiter, any head, within bounds.

Source: RFC 4180; OWASP, "CSV Injection" (the apostrophe that `csv_table` puts in front).
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from eventsite.core.words import _
from eventsite.formats.csv_table import needs_apostrophe
from eventsite.formats.decoding import decoded
from eventsite.formats.model import Unreadable

MAX_COLUMNS = 200
MAX_ROWS = 10_000
HEAD = 16_384  # characters in which the first row ends
DELIMITERS = (",", ";", "\t", "|")
_SEVERAL = re.compile(r"\((?:s|en|in|innen)\)", re.IGNORECASE)  # "Speaker(s)"
_OTHER = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")  # "startTime"


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    cells: Mapping[str, str]  # by what the head means; blank ones are left out
    blank: frozenset[str]  # columns that are there, and say nothing here

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")

    def has(self, *names: str) -> bool:
        """Tell whether the table has one of these columns."""
        return any(name in self.cells or name in self.blank for name in names)


@dataclass(slots=True)
class Table:
    """A table's head, as it is written, and what follows it."""

    heads: list[str]
    line: int
    rows: list[tuple[int, list[str]]]

    def columns(self, words: Mapping[str, str]) -> dict[str, int]:
        """Return the first column of each meaning that `words` has for a head."""
        found: dict[str, int] = {}
        for place, head in enumerate(self.heads):
            meaning = words.get(normal_head(head))
            if meaning is not None:
                found.setdefault(meaning, place)
        return found

    def read(self, columns: Mapping[str, int]) -> Iterator[Row]:
        for line, cells in self.rows:
            told = {
                name: plain(cells[place])
                for name, place in columns.items()
                if place < len(cells) and cells[place].strip()
            }
            yield Row(line, told, frozenset(columns.keys() - told.keys()))


def normal_head(text: str) -> str:
    """Return a head's words alone: "Start_Time (s)" and "startTime" are one."""
    text = _CAMEL.sub(" ", _SEVERAL.sub("", text))
    return _OTHER.sub(" ", text).strip().casefold()


def plain(cell: str) -> str:
    """Return a cell without the apostrophe that keeps it from being a formula."""
    return cell[1:] if cell[:1] == "'" and needs_apostrophe(cell[1:]) else cell


def read_table(data: bytes, known: Mapping[str, str]) -> Table:
    """Return a table whose delimiter is the one that makes most heads `known`.

    Raises:
        Unreadable: it is too wide or too long, or its quotes do not match.
    """
    text = decoded(data).lstrip("\ufeff")
    delimiter = max(DELIMITERS, key=lambda one: _known_heads(text, one, known))
    found: Table | None = None
    for line, cells in _rows(text, delimiter):
        if len(cells) > MAX_COLUMNS:
            what = _(
                "This row has %(cells)s cells; %(most)s are the most.",
                cells=f"{len(cells):,}",
                most=MAX_COLUMNS,
            )
            raise Unreadable(what, line, 1)
        if not any(cell.strip() for cell in cells):
            continue
        if found is None:
            found = Table([cell.strip() for cell in cells], line, [])
        elif len(found.rows) >= MAX_ROWS:
            raise Unreadable(
                _(
                    "The table has more than %(most)s rows.",
                    most=MAX_ROWS,
                ),
                line,
                1,
            )
        else:
            found.rows.append((line, cells))
    if found is None:
        raise Unreadable(_("The file has nothing but blanks in it."), 1, 1)
    return found


def _known_heads(text: str, delimiter: str, known: Mapping[str, str]) -> int:
    return len({*_heads(text, delimiter)} & known.keys())


def _heads(text: str, delimiter: str) -> list[str]:
    """Return the words of the first row that is not blank, as far as they go."""
    start = io.StringIO(text[:HEAD].lstrip(), newline="")
    try:
        heads = next(csv.reader(start, delimiter=delimiter))
    except (csv.Error, StopIteration):
        return []
    return [normal_head(head) for head in heads[:MAX_COLUMNS]]


def first_heads(beginning: str, known: Mapping[str, str]) -> list[str]:
    """Return a table's heads, split by the delimiter that makes most of them known."""
    delimiter = max(DELIMITERS, key=lambda one: _known_heads(beginning, one, known))
    return [head for head in _heads(beginning, delimiter) if head]


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line at which it begins."""
    source = io.StringIO(text, newline="")
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    begin = 1
    try:
        for cells in reader:
            yield begin, cells
            begin = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(_explained(str(error)), begin, 1) from None


def _explained(reason: str) -> str:
    if "field limit" in reason:
        limit = csv.field_size_limit()
        return _("A cell in this row has more than %(limit)s characters.", limit=limit)
    if "end of data" in reason:
        return _("A quotation mark is opened in this row and never closed.")
    if "expected after" in reason:
        return _("In this row something follows a closing quotation mark.")
    return _("This row cannot be read as a table's: %(reason)s.", reason=reason)
