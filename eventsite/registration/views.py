"""Pages for buyers and attendees: choose, say who comes, look over, order; the ticket.

Nothing is stored before the order is placed: the address holds what was chosen, the form
who comes and which prices were shown.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno
from flask import (
    Blueprint,
    Response,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from eventsite.accounts.queries import get_person
from eventsite.core import clock
from eventsite.core.codes import new_token
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.guard import find_visitor_id, public, signed_in, visitor_id
from eventsite.core.web import or_404
from eventsite.events.models import Event
from eventsite.events.queries import find_shown_event
from eventsite.payments.references import spaced
from eventsite.payments.settlement import find_payment
from eventsite.products.models import Product
from eventsite.products.queries import (
    get_terms,
    list_chosen,
    list_leading_to,
)
from eventsite.products.rules import offers
from eventsite.registration import actions, rules
from eventsite.registration.forms import (
    OrderForm,
    chosen_pieces,
    order_form,
    shown_prices,
)
from eventsite.registration.models import Order
from eventsite.registration.queries import (
    find_order_by_secret,
    find_ticket,
    list_orders_of,
    list_tickets_of,
)
from eventsite.registration.rules import MAX_ATTENDEES, Guest, Quote

bp = Blueprint("registration", __name__)
SHOP = "/events/<slug>/register"
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Checkout:
    """What the steps of an order share: the event, what was chosen, who comes."""

    event: Event
    pieces: Mapping[int, int]
    products: Sequence[Product]
    form: OrderForm

    @property
    def product_ids(self) -> list[int]:
        """Return the product of each attendee, in the order of the form."""
        return [each for each, number in self.pieces.items() for _ in range(number)]

    @property
    def guests(self) -> list[Guest]:
        return self.form.guests(self.product_ids)

    def product(self, product_id: int) -> Product:
        return next(each for each in self.products if each.id == product_id)

    def step(self, view: str) -> str:
        """Return another step's address, for the same choice."""
        chosen: dict[str, Any] = {f"p{each}": n for each, n in self.pieces.items()}
        return url_for(f".{view}", slug=self.event.slug, **chosen)

    def quote(self, now: datetime) -> Quote:
        """Return what it costs; raises a Refusal if it is not to be had."""
        quote = rules.quote(self.products, self.pieces, now)
        rules.check_left(quote)
        return quote


@bp.get(SHOP)
@public
def register(slug: str) -> ResponseReturnValue:
    event = or_404(find_shown_event(slug, find_visitor_id()))
    return _register_page(event, clock.now())


@bp.route(f"{SHOP}/details", methods=["GET", "POST"])
@public
def details(slug: str) -> ResponseReturnValue:
    """Ask who orders and who comes; a POST comes back from the review, to change it."""
    try:
        checkout = _checkout(slug)
        quote = checkout.quote(clock.now())
    except Refusal as refusal:
        return _refused(slug, refusal)
    if request.method == "GET":
        _prefill(checkout)
    return _details_page(checkout, quote)


@bp.route(f"{SHOP}/review", methods=["GET", "POST"])
@public
def review(slug: str) -> ResponseReturnValue:
    try:
        checkout = _checkout(slug)
        quote = checkout.quote(clock.now())
    except Refusal as refusal:
        return _refused(slug, refusal)
    if request.method == "GET":  # the address was opened by itself
        return redirect(checkout.step("details"))
    if not checkout.form.validate():
        return _details_page(checkout, quote), UNPROCESSABLE
    return _review_page(checkout, quote)


@bp.route(f"{SHOP}/place", methods=["GET", "POST"])
@public
def place(slug: str) -> ResponseReturnValue:
    """Order. What was ordered from this form before is shown, whatever holds now."""
    try:
        checkout = _checkout(slug)
        form = checkout.form
        if request.method == "GET":
            return redirect(checkout.step("details"))
        if not form.validate():
            quote = checkout.quote(clock.now())
            return _details_page(checkout, quote), UNPROCESSABLE
        order = actions.place_order(
            checkout.event,
            form.buyer(),
            checkout.guests,
            shown=shown_prices(request.form, checkout.products),
            once_key=form.once_key.data,
            now=clock.now(),
            person_id=find_visitor_id(),
        )
    except Refusal as refusal:
        db.session.rollback()
        return _look_again(slug, refusal)
    db.session.commit()
    session.pop(_key_name(order.event), None)
    return redirect(url_for(".order", code=order.code, secret=order.secret))


@bp.get("/orders/<code>/<secret>")
@public
def order(code: str, secret: str) -> ResponseReturnValue:
    found = or_404(
        find_order_by_secret(code, secret) if _is_secret(code, secret) else None
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
    return _private(page)


@bp.get("/tickets/<secret>")
@public
def ticket(secret: str) -> ResponseReturnValue:
    found = or_404(find_ticket(secret) if _is_secret(secret) else None)
    page = render_template(
        "registration/ticket.html",
        attendee=found,
        order=found.order,
        event=found.order.event,
        picture=_qr_code(url_for(".ticket", secret=secret, _external=True)),
    )
    return _private(page)


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


def _checkout(slug: str) -> Checkout:
    """Return what is being ordered; raises a Refusal if that is nothing, or too much."""
    event = or_404(find_shown_event(slug, find_visitor_id()))
    pieces = chosen_pieces(request.args)
    number = sum(pieces.values())
    rules.check_pieces(number)
    products = list_chosen(event, pieces)
    return Checkout(event, pieces, products, order_form(products, number))


def _key_name(event: Event) -> str:
    return f"order {event.id}"


def _prefill(checkout: Checkout) -> None:
    """Fill in what we know of the visitor; every tab of a browser has the same key."""
    form = checkout.form
    name = _key_name(checkout.event)
    form.once_key.data = session.setdefault(name, form.once_key.data)
    visitor = find_visitor_id()
    if visitor is not None:
        person = get_person(visitor)
        form.name.data, form.email.data = person.name, person.email


def _register_page(
    event: Event, now: datetime, refusal: Refusal | None = None
) -> ResponseReturnValue:
    products = list_leading_to(event)
    own = [product for product in products if product.event == event]
    above = {product.event for product in products if product.event != event}
    page = render_template(
        "registration/register.html",
        event=event,
        now=now,
        offers=offers(own, now),
        above=sorted(above, key=lambda each: each.id),
        most=MAX_ATTENDEES,
        refusal=refusal,
    )
    return page if refusal is None else (page, UNPROCESSABLE)


def _refused(slug: str, refusal: Refusal) -> ResponseReturnValue:
    event = or_404(find_shown_event(slug, find_visitor_id()))
    return _register_page(event, clock.now(), refusal)


def _details_page(checkout: Checkout, quote: Quote) -> str:
    return render_template(
        "registration/details.html", checkout=checkout, quote=quote, now=clock.now()
    )


def _review_page(checkout: Checkout, quote: Quote, before: Order | None = None) -> str:
    return render_template(
        "registration/review.html",
        checkout=checkout,
        quote=quote,
        terms=get_terms(checkout.event),
        before=before,
        now=clock.now(),
    )


def _look_again(slug: str, refusal: Refusal) -> ResponseReturnValue:
    """Show the review with what the house said, at the prices of now."""
    try:
        checkout = _checkout(slug)
        quote = checkout.quote(clock.now())
    except Refusal as gone:
        return _refused(slug, gone)
    form, before = checkout.form, None
    form.validate()
    form.refuse(refusal)
    if isinstance(refusal, rules.OrderedBefore):
        before = refusal.order
        form.once_key.data = new_token()  # this one is another order: it may be placed
    return _review_page(checkout, quote, before), UNPROCESSABLE


def _is_secret(*parts: str) -> bool:
    return all(re.fullmatch(r"[A-Za-z0-9_-]{1,64}", part) for part in parts)


def _private(page: str) -> Response:
    """Keep a page whose address is its key out of search engines, caches and logs."""
    response = make_response(page)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _qr_code(text: str) -> Markup:
    drawn = segno.make(text, error="m", micro=False)
    svg = drawn.svg_inline(border=4, omitsize=True, light="#fff", svgclass="qr-code")
    return Markup(svg)  # noqa: S704  # segno draws it from a text of ours
