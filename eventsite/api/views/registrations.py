"""Proposals, attendees and orders, read with a token."""

from typing import Any

from flask import Response, g

from eventsite.api.exports.proposals import ProposalSchema, shown_proposal
from eventsite.api.exports.registrations import (
    AttendeeSchema,
    OrderSchema,
    shown_attendee,
    shown_order,
)
from eventsite.api.forms.reading import AttendeesAsked, OrdersAsked, ProposalsAsked
from eventsite.audit.actions import record
from eventsite.core import clock, rest
from eventsite.core.bearer import bearer, requires_token
from eventsite.core.db import db, write_tx
from eventsite.core.openapi import Resources
from eventsite.core.web import or_404
from eventsite.events.queries import find_event
from eventsite.permissions import Right
from eventsite.proposals.models import ProposalState
from eventsite.proposals.queries import Filter, find_handed_in, list_handed_in
from eventsite.registration.models import OrderState
from eventsite.registration.queries import select_attendees, select_orders

bp = Resources(
    "People",
    "people",
    "Who proposes, who comes and who pays. Handle with care: whenever attendees or "
    "orders are read, it is written down who did.",
)
Asked = dict[str, Any]


@bp.get("/manage/<slug>/proposals")
@requires_token(Right.SEE_PROPOSALS)
@bp.reads(ProposalsAsked)
@bp.shows(ProposalSchema(many=True))
@bp.fails(401, 403, 404)
def list_proposals(asked: Asked, slug: str) -> Response:
    """List the proposals that were handed in.

    The oldest first. Who made them is told to tokens that may decide.
    """
    event = or_404(find_event(slug))
    state = asked["state"]
    wanted = Filter(
        ProposalState(state) if state else None,
        words=asked["q"],
        with_names=_decides(),
    )
    page = list_handed_in(event, wanted, asked["page"], asked["per_page"])
    found = [shown_proposal(one, with_identities=_decides()) for one in page.items]
    shown = ProposalSchema(many=True).dump(found)
    return rest.answer(shown, headers=rest.paging(page.total or 0, asked))


@bp.get("/manage/<slug>/proposals/<code>")
@requires_token(Right.SEE_PROPOSALS)
@bp.shows(ProposalSchema)
@bp.fails(401, 403, 404)
def get_proposal(slug: str, code: str) -> Response:
    """Show a proposal."""
    found = or_404(find_handed_in(or_404(find_event(slug)), code))
    shown = shown_proposal(found, with_identities=_decides())
    return rest.answer(ProposalSchema().dump(shown))


@bp.get("/manage/<slug>/attendees")
@requires_token(Right.EXPORT_REGISTRATIONS)
@bp.reads(AttendeesAsked)
@bp.shows(AttendeeSchema(many=True))
@bp.fails(401, 403, 404)
def list_attendees(asked: Asked, slug: str) -> Response:
    """List who is admitted to the event.

    By name; by orders of the event itself and of others that include it.
    """
    event = or_404(find_event(slug))
    page = db.paginate(
        select_attendees(event, asked["q"]),
        page=asked["page"],
        per_page=asked["per_page"],
        error_out=False,
    )
    found = [shown_attendee(attendee, event) for attendee in page.items]
    headers = rest.paging(page.total or 0, asked)
    _note(event.id, "attendees.read", len(found))
    return rest.answer(AttendeeSchema(many=True).dump(found), headers=headers)


@bp.get("/manage/<slug>/orders")
@requires_token(Right.EXPORT_REGISTRATIONS)
@bp.reads(OrdersAsked)
@bp.shows(OrderSchema(many=True))
@bp.fails(401, 403, 404)
def list_orders(asked: Asked, slug: str) -> Response:
    """List the event’s orders.

    The newest first.
    """
    event = or_404(find_event(slug))
    state = OrderState(asked["state"]) if asked["state"] else None
    page = db.paginate(
        select_orders(event, asked["q"], state),
        page=asked["page"],
        per_page=asked["per_page"],
        error_out=False,
    )
    found = [shown_order(order, event) for order in page.items]
    headers = rest.paging(page.total or 0, asked)
    _note(event.id, "orders.read", len(found))
    return rest.answer(OrderSchema(many=True).dump(found), headers=headers)


def _decides() -> bool:
    return Right.DECIDE_PROPOSALS in g.access.rights


def _note(event_id: int, verb: str, rows: int) -> None:
    """Write down who read people's data; the reading transaction ends here."""
    with write_tx():
        record(
            event_id=event_id,
            actor_id=bearer().person_id,
            verb=verb,
            subject=f"event {event_id}",
            now=clock.now(),
            detail={"rows": rows},
        )
