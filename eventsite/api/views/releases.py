"""The history of a schedule, as the public sees it."""

from collections.abc import Sequence
from typing import Any

from flask import Response, abort

from eventsite.api import rules
from eventsite.api.exports.releases import VersionSchema, shown_version
from eventsite.api.forms.reading import Paged
from eventsite.core import rest
from eventsite.core.documents import send
from eventsite.core.guard import public
from eventsite.core.rest import Resources
from eventsite.core.web import or_404
from eventsite.events.models import Event
from eventsite.events.queries import find_shown_event
from eventsite.schedule.models import Release
from eventsite.schedule.queries import list_releases

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
