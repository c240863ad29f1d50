"""The history of a schedule, as the public sees it."""

from collections.abc import Sequence
from typing import Any

from flask import Response, abort

from eventsite.api import rules
from eventsite.api.exports.releases import (
    VersionSchema,
    managed_version,
    shown_version,
)
from eventsite.api.forms.reading import Paged
from eventsite.api.forms.writing import SentReleaseSchema
from eventsite.api.views.changes import changes
from eventsite.core import clock, rest
from eventsite.core.bearer import bearer, requires_token
from eventsite.core.documents import send
from eventsite.core.guard import public
from eventsite.core.openapi import Resources
from eventsite.core.problems import Problem
from eventsite.core.text import clean_line
from eventsite.core.web import or_404
from eventsite.events.models import Event
from eventsite.events.queries import find_event, find_shown_event, list_below
from eventsite.permissions import Right
from eventsite.schedule import actions as schedule
from eventsite.schedule import queries as plans
from eventsite.schedule.models import Release
from eventsite.schedule.queries import list_releases
from eventsite.schedule.rules import NothingCovered, VersionTaken

bp = Resources("Releases", "releases", "When which version of a schedule came out.")


@bp.get("/events/<slug>/schedule/versions")
@public
@bp.reads(Paged)
@bp.shows(VersionSchema(many=True))
@bp.fails(404)
def list_versions(asked: dict[str, Any], slug: str) -> Response:
    """List the releases of the event’s sessions.

    The newest first.
    """
    event, found = _found(slug)
    part = rules.part_of(found, asked["page"], asked["per_page"])
    shown = [shown_version(one, event, found[0]) for one in part]
    document = rest.as_document(
        VersionSchema(many=True).dump(shown), headers=rest.paging(len(found), asked)
    )
    return send(document)


@bp.get("/events/<slug>/schedule/versions/<version>")
@public
@bp.shows(VersionSchema)
@bp.fails(404)
def get_version(slug: str, version: str) -> Response:
    """Show a release of the event’s sessions."""
    event, found = _found(slug)
    release = or_404(next((one for one in found if one.version == version), None))
    shown = shown_version(release, event, found[0])
    return send(rest.as_document(VersionSchema().dump(shown)))


def _found(slug: str) -> tuple[Event, Sequence[Release]]:
    event = find_shown_event(slug, None) or abort(404)
    return event, list_releases(event)


@bp.changing("POST", "/manage/<slug>/releases")
@requires_token(Right.RELEASE_SCHEDULE)
@bp.reads(SentReleaseSchema, "json")
@changes(bp, {VersionTaken: "version", NothingCovered: "covers"})
@bp.shows(VersionSchema, 201)
def release_schedule(sent: dict[str, Any], slug: str) -> Response:
    """Release the schedule: from then on the public sees it.

    The current draft and the sessions as they are now, frozen for good.
    """
    event = or_404(find_event(slug))
    schedule.start_draft(event, clock.now())  # whoever else releases waits here
    below = list_below(event)
    covers = _covers(below, sent.get("covers"))
    made = schedule.release(
        event,
        covers,
        clean_line(sent.get("version")) or plans.next_version(event),
        clock.now(),
        bearer().person_id,
        sent["note"],
        unplaced=sent.get("unplaced", _lists_unplaced(event, below)),
    )
    shown = VersionSchema().dump(managed_version(made, event))
    return rest.answer(shown, 201)


def _covers(below: list[Event], slugs: list[str] | None) -> list[Event]:
    """Return the events to release; without a word, those that were before, or all."""
    if slugs is None:
        covered = {cover.event_id for cover in plans.list_newest_covers(below)}
        return [one for one in below if not covered or one.id in covered]
    known = {one.slug: one for one in below}
    for number, slug in enumerate(slugs):
        if slug not in known:
            words = "This is no event here or below."
            place = {"pointer": f"#/covers/{number}", "detail": words}
            raise Problem(409, words, kind="refused", errors=[place])
    return [one for one in below if one.slug in slugs]


def _lists_unplaced(event: Event, below: list[Event]) -> bool:
    out = plans.find_released(event, below)
    return out is not None and any(one.starts_at is None for one in out.sessions)
