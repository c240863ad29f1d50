"""Reads a schedule in any format we know; what it is shows in how it begins."""

import re
from io import BytesIO
from typing import BinaryIO

from eventsite.formats import frab_xml, hardened_xml, schedule_json, xcal
from eventsite.formats.hardened_xml import Progress
from eventsite.formats.model import Reading, Unreadable

_FIRST_TAG = re.compile(rb"<\s*([A-Za-z][\w:.-]*)")
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
    beginning = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if beginning.startswith((b"{", b"[")):
        return schedule_json.read(source, zone, progress)
    if beginning.upper().startswith(b"BEGIN:VCALENDAR"):
        raise Unreadable(
            "This is a calendar (iCal), which does not say enough of a schedule. "
            "Use schedule.xml, schedule.json or xCal.",
            1,
            1,
        )
    first = _FIRST_TAG.search(head.replace(b"\0", b""))
    if first is not None and first[1].lower() == xcal.ROOT.lower().encode():
        return xcal.read(source, zone, progress)
    return frab_xml.read(source, zone, progress)
