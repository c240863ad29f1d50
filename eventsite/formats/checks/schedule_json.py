"""The rules of schedule.json.

Source: the format's description at https://c3voc.de/schedule/schema.json.
"""

import json
from collections.abc import Iterator
from typing import Any

from eventsite.core.words import lazy
from eventsite.formats.checks.json_shapes import Value, compare
from eventsite.formats.checks.problems import Problem
from eventsite.formats.checks.values import (
    COLOUR,
    UUID,
    beginning,
    is_any_address,
    is_moment,
    is_plain_date,
    like,
)

TEXT = Value(("string",))
TEXT_OR_NULL = Value(("string", "null"))
WHOLE = Value(("integer",))
ADDRESS = Value(("string",), test=is_any_address)
MOMENT = Value(("string",), test=is_moment)
GUID = Value(("string",), test=UUID)
SLUG = Value(("string",), test=like("[a-z0-9_-]+[a-z0-9]"))
TINT = Value(("string",), test=COLOUR)
KINDS_OF_LINKS = (
    "slides", "paper", "web", "blog", "article", "media", "related", "activitypub",
)  # fmt: skip
KINDS_OF_ROOMS = (
    "lecturehall", "stage", "workshop", "outside", "online", "project", "bbb", "hangar",
    "other",
)  # fmt: skip
RECORDED = (
    "record_by_default", "not_recorded_by_default", "recording_forbidden",
    "recording_not_possible", "unknown",
)  # fmt: skip


def _one_of(words: tuple[str, ...]) -> Value:
    return Value(("string",), test=words.__contains__)


def _list_of(shape: Value) -> Value:
    return Value(("array",), items=shape)


REFERENCE = Value(
    ("object",),
    fields={"type": _one_of(KINDS_OF_LINKS), "url": ADDRESS, "title": TEXT},
    required=("url",),
    closed=True,
)
_FRAB = Value(fields={"id": WHOLE, "public_name": TEXT}, required=("public_name", "id"))
_PRETALX = Value(
    fields={
        "code": Value(("string",), test=like("[A-Z0-9]+")),
        "name": TEXT,
        "avatar": Value(("string", "null"), test=is_any_address),
        "biography": TEXT_OR_NULL,
    },
    required=("name",),
)


def _one_form(person: Any) -> Iterator[str]:
    """Yield what is wrong if a person has not exactly one of the two forms."""
    fitting = [form for form in (_FRAB, _PRETALX) if not any(compare(person, form, ""))]
    if not fitting:
        yield lazy("A person has neither id and public_name, nor name.")
    elif len(fitting) > 1:
        yield lazy("A person has both forms: id and public_name, and name.")


PERSON = Value(
    ("object",),
    fields={
        "name": TEXT,
        "guid": GUID,
        "id": WHOLE,
        "url": ADDRESS,
        "links": _list_of(REFERENCE),
        "public_name": TEXT,
    },
    more=_one_form,
)
EVENT = Value(
    ("object",),
    fields={
        "guid": GUID,
        "code": Value(("string",), test=like("[A-Z0-9]+")),
        "id": Value(("integer",), least=1),
        "logo": Value(),
        "date": MOMENT,
        "start": Value(("string",), test=like(r"(?:[01]\d|2[0-3]):[0-5]\d")),
        "end": MOMENT,
        "duration": Value(("string",), test=like(r"\d+:\d{2}")),
        "room": TEXT,
        "slug": SLUG,
        "url": ADDRESS,
        "title": TEXT,
        **dict.fromkeys(
            ("subtitle", "track", "language", "abstract", "description"), TEXT_OR_NULL
        ),
        "type": TEXT,
        "recording_license": TEXT,
        "do_not_record": Value(("boolean", "null")),
        "do_not_stream": Value(("boolean", "string", "null")),
        "persons": _list_of(PERSON),
        "links": _list_of(REFERENCE),
        "attachments": _list_of(REFERENCE),
        "feedback_url": ADDRESS,
        "origin_url": ADDRESS,
    },
    required=(
        "abstract", "date", "duration", "guid", "id", "language", "links", "persons",
        "room", "slug", "start", "subtitle", "title", "track", "type", "url",
    ),
    closed=True,
)  # fmt: skip
DAY = Value(
    ("object",),
    fields={
        "index": WHOLE,
        "date": Value(("string",), test=is_plain_date),
        "day_start": MOMENT,
        "day_end": MOMENT,
        "rooms": Value(("object",), others=_list_of(EVENT)),
    },
    required=("date", "day_end", "day_start", "index", "rooms"),
    closed=True,
)
ASSEMBLY = Value(
    ("object",),
    fields={"name": TEXT, "slug": SLUG, "guid": GUID, "url": ADDRESS},
    required=("name", "guid", "slug"),
)
ROOM = Value(
    ("object",),
    fields={
        "name": TEXT,
        "slug": SLUG,
        "type": _one_of(KINDS_OF_ROOMS),
        "guid": GUID,
        "stream_id": TEXT_OR_NULL,
        "description": Value(("string", "null", "object")),
        "capacity": Value(("number", "null")),
        "url": ADDRESS,
        "features": Value(("object",), fields={"recording": _one_of(RECORDED)}),
        "assembly": ASSEMBLY,
    },
    required=("name", "guid"),
    closed=True,
    others=TEXT_OR_NULL,
    called=beginning("description_."),
)
TRACK = Value(("object",), fields={"name": TEXT, "slug": SLUG, "color": TINT})
CONFERENCE = Value(
    ("object",),
    fields={
        "acronym": Value(
            ("string",), test=like("[a-z0-9_-][a-z0-9_]{3,}(?:-2[0-9]{3}-[a-z]+)?")
        ),
        "title": TEXT,
        "description": TEXT,
        "start": TEXT,
        "end": TEXT,
        "daysCount": WHOLE,
        "timeslot_duration": TEXT,
        "time_zone_name": Value(
            ("string",), test=like(r"[A-Z][a-z]+/[A-Z][a-z]+.*|(?s:.*)UTC")
        ),
        "logo": ADDRESS,
        "colors": Value(("object",), fields={"primary": TINT, "background": TINT}),
        "keywords": _list_of(TEXT),
        "url": ADDRESS,
        "tracks": _list_of(TRACK),
        "rooms": _list_of(ROOM),
        "meta": Value(("object",)),
        "days": _list_of(DAY),
    },
    required=(
        "title", "acronym", "days", "daysCount", "start", "end", "timeslot_duration",
    ),
    closed=True,
)  # fmt: skip
DOCUMENT = Value(
    ("object",),
    fields={
        "$schema": TEXT,
        "generator": Value(
            ("object",), fields={"name": TEXT, "version": TEXT, "url": ADDRESS}
        ),
        "schedule": Value(
            ("object",),
            fields={"version": TEXT, "base_url": ADDRESS, "conference": CONFERENCE},
            required=("conference", "version"),
            forbidden=("rooms",),
        ),
    },
    required=("schedule",),
    closed=True,
)


def read(data: bytes) -> Any:
    """Return what the file holds; a Problem if it is no JSON."""
    try:
        return json.loads(data)
    except ValueError as error:
        return Problem(lazy("This is no JSON: %(error)s", error=str(error)))


def check_file(data: bytes) -> Iterator[Problem]:
    """Yield what is wrong with a file, were it no JSON at all."""
    found = read(data)
    if isinstance(found, Problem):
        yield found
    else:
        yield from check(found)


def check(found: Any) -> Iterator[Problem]:
    """Yield what the format's rules forbid."""
    yield from compare(found, DOCUMENT, "")
