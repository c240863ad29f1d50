"""Pages for organisers: orders and attendees."""

import re

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from eventsite.audit.actions import record
from eventsite.core import clock
from eventsite.core.db import db, write_tx
from eventsite.core.errors import Refusal
from eventsite.core.guard import find_access, requires, visitor_id
from eventsite.core.text import clean_line
from eventsite.core.web import or_404, page_asked
from eventsite.core.words import _
from eventsite.events.models import Event
from eventsite.events.queries import find_event
from eventsite.payments.references import spaced
from eventsite.payments.settlement import find_payment
from eventsite.permissions import Right
from eventsite.products.queries import list_products
from eventsite.registration import actions, exports, queries
from eventsite.registration.models import Order, OrderState

bp = Blueprint("registration_desk", __name__, url_prefix="/manage/<slug>")
PER_PAGE = 50


@bp.get("/orders")
@requires(Right.SEE_REGISTRATIONS)
def orders(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    text, state = _asked("q"), _asked("state")
    wanted = OrderState(state) if state in set(OrderState) else None
    page = db.paginate(
        queries.select_orders(event, text, wanted),
        page=page_asked(),
        per_page=PER_PAGE,
        error_out=False,
    )
    return render_template(
        "registration/orders.html",
        event=event,
        page=page,
        text=text,
        state=wanted,
        states=list(OrderState),
        now=clock.now(),
    )


@bp.get("/orders/<code>")
@requires(Right.SEE_REGISTRATIONS)
def desk_order(slug: str, code: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    order = _order(event, code)
    return render_template(
        "registration/desk_order.html",
        event=event,
        order=order,
        payment=find_payment(order.owed_for),
        may_settle=_may(slug, Right.SETTLE_ORDERS),
        now=clock.now(),
        spaced=spaced,
    )


@bp.post("/orders/<code>/paid")
@requires(Right.SETTLE_ORDERS)
def mark_paid(slug: str, code: str) -> ResponseReturnValue:
    event, now = or_404(find_event(slug)), clock.now()
    order = _order(event, code)
    handlers = current_app.extensions["settlements"]
    try:
        done = actions.mark_paid(order, handlers, now, visitor_id())
    except Refusal as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        if done:
            _note(event, "order.paid", order)
        db.session.commit()
        if done:
            said = _(
                "Order %(code)s is marked as paid. The tickets are on their way.",
                code=code,
            )
        else:
            said = _("Order %(code)s was paid before: no change.", code=code)
        flash(said, "good")
    return redirect(url_for(".desk_order", slug=slug, code=code))


@bp.post("/orders/<code>/cancel")
@requires(Right.SETTLE_ORDERS)
def cancel_order(slug: str, code: str) -> ResponseReturnValue:
    event, now = or_404(find_event(slug)), clock.now()
    order = _order(event, code)
    try:
        done = actions.cancel(order, now)
    except Refusal as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        if done:
            _note(event, "order.cancel", order)
        db.session.commit()
        if done:
            said = _(
                "Order %(code)s is cancelled. Its places are free again.", code=code
            )
        else:
            said = _("Order %(code)s was cancelled before: no change.", code=code)
        flash(said, "good")
    return redirect(url_for(".desk_order", slug=slug, code=code))


@bp.get("/attendees")
@requires(Right.SEE_REGISTRATIONS)
def attendees(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    text, product_id = _asked("q"), _product_id()
    page = db.paginate(
        queries.select_attendees(event, text, product_id),
        page=page_asked(),
        per_page=PER_PAGE,
        error_out=False,
    )
    return render_template(
        "registration/attendees.html",
        event=event,
        page=page,
        text=text,
        product_id=product_id,
        products=list_products(event),
        may_export=_may(slug, Right.EXPORT_REGISTRATIONS),
    )


@bp.get("/attendees.csv")
@requires(Right.EXPORT_REGISTRATIONS)
def attendees_file(slug: str) -> ResponseReturnValue:
    """Hand out the list, and note who took it."""
    event = or_404(find_event(slug))
    found = db.session.scalars(
        queries.select_attendees(event, _asked("q"), _product_id())
    ).all()
    data = exports.attendees_csv(event, found)
    event_id = event.id
    with write_tx():
        record(
            event_id=event_id,
            actor_id=visitor_id(),
            verb="attendees.export",
            subject=f"event {event_id}",
            now=clock.now(),
            detail={"attendees": len(found)},
        )
    response = Response(data, content_type="text/csv; charset=utf-8")
    name = f"{slug}-attendees.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _order(event: Event, code: str) -> Order:
    """Return one of the event's own orders, or answer 404."""
    is_code = re.fullmatch(r"[0-9A-Z]{1,20}", code, re.ASCII)
    return or_404(queries.find_order(event, code) if is_code else None)


def _note(event: Event, verb: str, order: Order) -> None:
    record(
        event_id=event.id,
        actor_id=visitor_id(),
        verb=verb,
        subject=f"order {order.code}",
        now=clock.now(),
        detail={"total": f"{order.total.plain()} {order.total.currency}"},
    )


def _may(slug: str, right: Right) -> bool:
    access = find_access(slug)
    return access is not None and right in access.rights


def _asked(name: str) -> str:
    return clean_line(request.args.get(name))[:100]


def _product_id() -> int | None:
    typed = _asked("product")
    return int(typed) if re.fullmatch(r"\d{1,9}", typed, re.ASCII) else None
