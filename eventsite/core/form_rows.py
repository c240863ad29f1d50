"""Rows of a form that are added, moved and removed by its own submit buttons.

A row's fields are named as WTForms' FieldList names them: "links-0-url". A button named
"do" says what happens to the rows: "links-add", "links-remove-0", "links-up-1",
"links-down-0". It happens to what was sent, before any form reads it, so that nothing
typed is lost, however wrong it is, and no script is needed.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Form as PlainForm
from wtforms import FormField

from eventsite.core.fields import Text, WebAddress
from eventsite.core.words import _, lazy

MOST = 100  # rows; what is beyond is not read
NAME = re.compile(r"([a-z_]+)-(\d{1,3})-([a-z_]+)", re.ASCII)
DOING = re.compile(r"([a-z_]+)-(add|remove|up|down)(?:-(\d{1,3}))?", re.ASCII)

Row = dict[str, str]
BLANK_LINK: Row = {"url": "", "title": ""}


class LinkRow(PlainForm):  # type: ignore[misc]  # the library has no types
    """A link with a title; one without both is an empty row, and means nothing."""

    url = WebAddress(lazy("Address"), limit=1000)
    title = Text(lazy("Title"), limit=300)

    def validate(self, extra_validators: Any = None) -> bool:
        fine: bool = super().validate(extra_validators)
        if self.title.data and not self.url.data and not self.url.errors:
            self.url.errors = [_("Type the link’s address, or remove it.")]
            return False
        return fine


def links_of(rows: Iterable[FormField]) -> list[tuple[str, str]]:
    """Return address and title of each link that has an address."""
    forms = (row.form for row in rows)
    return [(form.url.data, form.title.data or "") for form in forms if form.url.data]


def rows_of(sent: MultiDict[str, str], name: str) -> list[Row]:
    """Return the rows called `name` in the order of their numbers."""
    found: dict[int, Row] = {}
    for key, value in sent.items():
        part = NAME.fullmatch(key)
        if part and part[1] == name:
            found.setdefault(int(part[2]), {})[part[3]] = value
    return [found[number] for number in sorted(found)][:MOST]


def with_rows(
    sent: MultiDict[str, str], name: str, rows: list[Row]
) -> MultiDict[str, str]:
    """Return what was sent with these rows instead, numbered from 0."""
    kept = [
        (key, value)
        for key, value in sent.items(multi=True)
        if not ((part := NAME.fullmatch(key)) and part[1] == name)
    ]
    numbered = [
        (f"{name}-{number}-{field}", value)
        for number, row in enumerate(rows[:MOST])
        for field, value in row.items()
    ]
    return MultiDict([*kept, *numbered])


def rearranged(
    sent: MultiDict[str, str], blank: Mapping[str, Row]
) -> tuple[MultiDict[str, str], str]:
    """Do to the rows what the pressed button says; return them and whose they were.

    `blank` has an empty row for each name that may be added to. The second value is ""
    where the button says something else.
    """
    doing = DOING.fullmatch(sent.get("do", ""))
    if doing is None or doing[1] not in blank:
        return sent, ""
    name, what, place = doing[1], doing[2], int(doing[3] or 0)
    rows = rows_of(sent, name)
    if what == "add":
        rows.append(dict(blank[name]))
    elif place < len(rows):
        row = rows.pop(place)
        if what == "up":
            rows.insert(max(0, place - 1), row)
        elif what == "down":
            rows.insert(place + 1, row)
    return with_rows(sent, name, rows), name
