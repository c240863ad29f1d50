"""Reads a schedule in any format we know; what it is shows in how it begins."""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable
from io import BytesIO
from typing import BinaryIO

from eventsite.core.words import _, lazy
from eventsite.formats import (
    frab_xml,
    ical_reader,
    people_csv_reader,
    schedule_csv_reader,
    schedule_json,
    xcal_reader,
)
from eventsite.formats.csv_table_reader import first_heads
from eventsite.formats.hardened_xml import Progress
from eventsite.formats.limits import measure
from eventsite.formats.model import Reading, Unreadable

_FIRST_TAG = re.compile(r"<\s*([A-Za-z][\w:.-]*)")
HEAD = 16_384
ZIP = b"PK\x03\x04"
PACKED = lazy(
    "This is a packed file, such as a spreadsheet's own: save it as CSV (UTF-8)."
)
ONLY_SESSIONS = frozenset(("people", "start", "end", "date", "day", "room", "duration"))
Reader = Callable[[BinaryIO, str | None, Progress | None], Reading]


def read(
    data: bytes | BinaryIO, zone: str | None = None, progress: Progress | None = None
) -> Reading:
    """Return what a schedule holds; `zone` is used where the file names none.

    Raises:
        Unreadable: it is none we know; says what is wrong, and where.
    """
    source = BytesIO(data) if isinstance(data, bytes) else data
    measure(source)
    head = source.read(HEAD)
    source.seek(0)
    if head.startswith(ZIP):
        raise Unreadable(PACKED, 1, 1)
    beginning = _text(head).lstrip("\ufeff \t\r\n")
    if beginning.startswith(("{", "[")):
        return schedule_json.read(source, zone, progress)
    if beginning[:15].upper() == "BEGIN:VCALENDAR":
        return ical_reader.read(source, zone, progress)
    if not beginning.startswith("<") and _is_text(beginning):
        return _table(beginning)(source, zone, progress)
    first = _FIRST_TAG.search(beginning)
    if first is not None and first[1].lower() == xcal_reader.ROOT.lower():
        return xcal_reader.read(source, zone, progress)
    return frab_xml.read(source, zone, progress)


def _table(beginning: str) -> Reader:
    """Return what reads a table with this head.

    Raises:
        Unreadable: it is of something else, or no table.
    """
    heads = first_heads(beginning, schedule_csv_reader.WORDS | people_csv_reader.WORDS)
    told = {schedule_csv_reader.WORDS.get(head) for head in heads}
    whose = {people_csv_reader.WORDS.get(head) for head in heads}
    has_names = bool(whose & {"name", "first", "last"})
    is_of_sessions = "title" in told and bool(told & ONLY_SESSIONS or not has_names)
    if is_of_sessions and (len(heads) > 1 or "\n" in beginning.strip()):
        return schedule_csv_reader.read
    if has_names and (whose & people_csv_reader.ONLY_PEOPLES or len(heads) == 1):
        return people_csv_reader.read
    if has_names or told - {None}:
        raise Unreadable(
            _(
                "This table is neither of sessions nor of people: it has no column "
                "“title”, and no “name” beside what is said of people."
            ),
            1,
            1,
        )
    raise Unreadable(
        _(
            "This is none of the formats that are read here: XML, schedule.json, "
            "iCalendar, xCal, or a table (CSV) with a column “title” or “name”."
        ),
        1,
        1,
    )


def _is_text(beginning: str) -> bool:
    return (bool(beginning) and beginning.isprintable()) or "\n" in beginning


def _text(head: bytes) -> str:
    """Return the beginning of a file as text, good enough to tell what it is."""
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return head.decode("utf-16", "ignore")
    return head.removeprefix(BOM_UTF8).replace(b"\0", b"").decode("utf-8", "replace")
