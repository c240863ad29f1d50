"""Releases of a schedule."""

from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema, fields

from eventsite.api.exports.parts import a_moment, listed, text, truth
from eventsite.events.models import Event
from eventsite.schedule.models import Release

Shown = dict[str, Any]


class VersionSchema(Schema):
    """A release: from then on it was what the public saw."""

    version = text("What it is called.", example="1.2")
    released_at = a_moment("When it came out.")
    note = text("What is new in it.")
    covers = listed(
        fields.String(), "The slugs of the events whose sessions it released."
    )
    is_newest = truth("It is what the event shows now.")


def shown_version(release: Release, event: Event, newest: Release) -> Shown:
    """Return what `VersionSchema` dumps; events that nobody may see are left out."""
    return {
        "version": release.version,
        "released_at": release.released_at.astimezone(ZoneInfo(event.timezone)),
        "note": release.note,
        "covers": [
            cover.event.slug for cover in release.covers if cover.event.is_public
        ],
        "is_newest": release is newest,
    }


def managed_version(release: Release, event: Event) -> Shown:
    """Return a release for whoever made it, with the drafts that it covers."""
    covers = [cover.event.slug for cover in release.covers]
    return shown_version(release, event, release) | {"covers": covers}
