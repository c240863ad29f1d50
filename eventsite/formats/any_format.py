"""Reads a schedule in any format we know; what it is shows in how it begins."""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from io import BytesIO
from typing import BinaryIO

from eventsite.formats import (
    frab_xml,
    hardened_xml,
    ical_reader,
    schedule_json,
    xcal_reader,
)
from eventsite.formats.hardened_xml import Progress
from eventsite.formats.model import Reading

_FIRST_TAG = re.compile(r"<\s*([A-Za-z][\w:.-]*)")
HEAD = 4096


def read(
    data: bytes | BinaryIO, zone: str | None = None, progress: Progress | None = None
) -> Reading:
    """Return what a schedule holds; `zone` is used where the file names none.

    Raises:
        Unreadable: it is none we know; says what is wrong, and where.
    """
    source = BytesIO(data) if isinstance(data, bytes) else data
    hardened_xml.measure(source)
    head = source.read(HEAD)
    source.seek(0)
    beginning = _text(head).lstrip("\ufeff \t\r\n")
    if beginning.startswith(("{", "[")):
        return schedule_json.read(source, zone, progress)
    if beginning[:15].upper() == "BEGIN:VCALENDAR":
        return ical_reader.read(source, zone, progress)
    first = _FIRST_TAG.search(beginning)
    if first is not None and first[1].lower() == xcal_reader.ROOT.lower():
        return xcal_reader.read(source, zone, progress)
    return frab_xml.read(source, zone, progress)


def _text(head: bytes) -> str:
    """Return the beginning of a file as text, good enough to tell what it is."""
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return head.decode("utf-16", "ignore")
    return head.removeprefix(BOM_UTF8).replace(b"\0", b"").decode("latin-1")
