"""Pages for whoever has their address: an order, a ticket; and a person's own orders."""

import segno
from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from eventsite.accounts.queries import get_person
from eventsite.core import clock
from eventsite.core.codes import is_token
from eventsite.core.guard import public, signed_in, visitor_id
from eventsite.core.web import or_404, private_page
from eventsite.payments.references import spaced
from eventsite.payments.settlement import find_payment
from eventsite.products.queries import get_terms
from eventsite.registration.queries import (
    find_order_by_secret,
    find_ticket,
    list_orders_of,
    list_tickets_of,
)

bp = Blueprint("registration", __name__)


@bp.get("/orders/<code>/<secret>")
@public
def order(code: str, secret: str) -> ResponseReturnValue:
    found = or_404(
        find_order_by_secret(code, secret)
        if is_token(code) and is_token(secret)
        else None
    )
    page = render_template(
        "registration/order.html",
        order=found,
        event=found.event,
        payment=find_payment(found.owed_for),
        terms=get_terms(found.event),
        now=clock.now(),
        spaced=spaced,
    )
    return private_page(page)


@bp.get("/tickets/<secret>")
@public
def ticket(secret: str) -> ResponseReturnValue:
    found = or_404(find_ticket(secret) if is_token(secret) else None)
    page = render_template(
        "registration/ticket.html",
        attendee=found,
        order=found.order,
        event=found.order.event,
        picture=_qr_code(url_for(".ticket", secret=secret, _external=True)),
    )
    return private_page(page)


@bp.get("/account/orders")
@signed_in
def my_orders() -> ResponseReturnValue:
    person = get_person(visitor_id())
    return render_template(
        "registration/my_orders.html",
        orders=list_orders_of(person),
        tickets=list_tickets_of(person),
        person=person,
        now=clock.now(),
    )


def _qr_code(text: str) -> Markup:
    drawn = segno.make(text, error="m", micro=False)
    svg = drawn.svg_inline(border=4, omitsize=True, light="#fff", svgclass="qr-code")
    return Markup(svg)  # noqa: S704  # segno draws it from a text of ours
