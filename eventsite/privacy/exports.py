"""A person's data as one file for them."""

import base64
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any

from eventsite.accounts.models import Person
from eventsite.privacy.rules import OwnData, explained


def collected(person: Person, rooms: Iterable[OwnData]) -> dict[str, object]:
    """Return what all rooms keep about a person, by name; empty parts left out."""
    found = {room.name: room.export(person) for room in rooms}
    return {name: part for name, part in found.items() if part}


def packed(parts: Mapping[str, object], now: datetime) -> bytes:
    """Return a ZIP file with the data as JSON and a word about it."""
    told = {"made_at": now, **parts}
    text = json.dumps(told, default=_plain, ensure_ascii=False, indent=2)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        at = now.astimezone(UTC).timetuple()[:6]
        for name, content in (("README.txt", explained()), ("data.json", text)):
            archive.writestr(zipfile.ZipInfo(name, at), content)
    return made.getvalue()


def _plain(value: Any) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value)
