"""Sponsors, as the public sees them."""

from typing import Any

from flask import Response, abort

from eventsite.api import rules
from eventsite.api.exports.sponsors import (
    ManagedSponsorSchema,
    SponsorSchema,
    managed_sponsor,
    shown_sponsors,
)
from eventsite.api.forms.reading import Paged
from eventsite.core import rest
from eventsite.core.bearer import requires_token
from eventsite.core.documents import send
from eventsite.core.guard import public
from eventsite.core.openapi import Resources
from eventsite.core.web import or_404
from eventsite.events.queries import find_event, find_shown_event
from eventsite.permissions import Right
from eventsite.sponsors.queries import list_own, list_shown
from eventsite.sponsors.rules import walls

bp = Resources("Sponsors", "sponsors", "Who pays for an event.")


@bp.get("/events/<slug>/sponsors")
@public
@bp.reads(Paged)
@bp.shows(SponsorSchema(many=True))
@bp.fails(404)
def list_sponsors(asked: dict[str, Any], slug: str) -> Response:
    """List the sponsors.

    The event’s own first, highest tier first, then those of the events above it.
    """
    event = find_shown_event(slug, None) or abort(404)
    found = list(shown_sponsors(walls(event, list_shown(event))))
    part = rules.part_of(found, asked["page"], asked["per_page"])
    shown = SponsorSchema(many=True).dump(part)
    return send(rest.as_document(shown, headers=rest.paging(len(found), asked)))


@bp.get("/manage/<slug>/sponsors")
@requires_token(Right.EDIT_SPONSORS)
@bp.reads(Paged)
@bp.shows(ManagedSponsorSchema(many=True))
@bp.fails(401, 403, 404)
def list_managed_sponsors(asked: dict[str, Any], slug: str) -> Response:
    """List the event’s own sponsors.

    In the order of the wall; of an event that is a draft, too.
    """
    found = list_own(or_404(find_event(slug)))
    part = rules.part_of(found, asked["page"], asked["per_page"])
    shown = ManagedSponsorSchema(many=True).dump(map(managed_sponsor, part))
    return rest.answer(shown, headers=rest.paging(len(found), asked))
