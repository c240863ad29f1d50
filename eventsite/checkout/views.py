"""Pages for buyers: choose, say who comes, look over, order."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from eventsite.accounts.queries import get_person
from eventsite.accounts.rules import network
from eventsite.checkout import actions
from eventsite.checkout.forms import (
    OrderForm,
    chosen_pieces,
    order_form,
    shown_prices,
)
from eventsite.checkout.models import Cart
from eventsite.checkout.queries import find_cart
from eventsite.core import clock, throttle
from eventsite.core.codes import is_token
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.guard import find_visitor_id, public
from eventsite.core.web import or_404, private_page
from eventsite.core.words import _
from eventsite.events.models import Event
from eventsite.events.queries import find_shown_event
from eventsite.products.queries import get_terms, list_chosen, list_leading_to
from eventsite.products.rules import offers
from eventsite.registration import rules
from eventsite.registration.models import Order
from eventsite.registration.queries import find_placed
from eventsite.registration.rules import MAX_ATTENDEES, Guest, Quote

bp = Blueprint("checkout", __name__)
HOUR = timedelta(hours=1)
ORDERS_OF_ONE = 20  # an hour; however many somebody registers at once
SHOP = "/events/<slug>/register"
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, at the prices of now. Its attendees come in the order of lines."""

    event: Event
    quote: Quote

    @property
    def product_ids(self) -> list[int]:
        lines = self.quote.lines
        return [line.product.id for line in lines for _ in range(line.pieces)]

    def url(self, cart: Cart | None = None) -> str:
        """Return where one says who comes."""
        query: dict[str, Any] = {
            f"p{ln.product.id}": ln.pieces for ln in self.quote.lines
        }
        token = cart.token if cart else None
        return url_for(".details", slug=self.event.slug, cart=token, **query)


@bp.get(SHOP)
@public
def register(slug: str) -> ResponseReturnValue:
    return _register_page(_shown(slug), clock.now())


@bp.route(f"{SHOP}/details", methods=["GET", "POST"])
@public
def details(slug: str) -> ResponseReturnValue:
    """Ask who orders and who comes; `?cart=` changes what was said before."""
    event, now = _shown(slug), clock.now()
    try:
        choice = _choice(event, chosen_pieces(request.args), now)
    except Refusal as refusal:
        return _register_page(event, now, refusal)
    cart = _cart(event, request.args.get("cart", ""))
    lines = choice.quote.lines
    form = order_form([line.product for line in lines], len(choice.product_ids), cart)
    if form.validate_on_submit():
        return _keep(choice, form, cart, now)
    if request.method == "GET":
        _prefill(form, event, cart)
    page = render_template(
        "checkout/details.html", event=event, choice=choice, form=form, cart=cart
    )
    return page, UNPROCESSABLE if form.errors else 200


@bp.get(f"{SHOP}/review/<token>")
@public
def review(slug: str, token: str) -> ResponseReturnValue:
    event = _shown(slug)
    cart = _cart(event, token)
    return _without_cart(event, token) if cart is None else _review_page(event, cart)


@bp.route(f"{SHOP}/place/<token>", methods=["GET", "POST"])
@public
def place(slug: str, token: str) -> ResponseReturnValue:
    """Order. What was ordered by this before is shown, whatever holds now."""
    event, now = _shown(slug), clock.now()
    cart = _cart(event, token)
    if cart is None:
        return _without_cart(event, token)
    if request.method == "GET":  # a reload after a refusal
        return redirect(url_for(".review", slug=slug, token=token))
    chosen = {guest["product_id"] for guest in cart.guests}
    try:
        _count_order(cart, now)
        order = actions.place_cart(
            cart,
            event,
            shown=shown_prices(request.form, chosen),
            fingerprint=request.form.get("seen", ""),
            now=now,
            person_id=find_visitor_id(),
        )
    except Refusal as refusal:
        db.session.rollback()
        return _review_page(event, cart, refusal)
    key, there = _key_name(event), _order_url(order)  # before they are forgotten
    db.session.commit()
    session.pop(key, None)
    return redirect(there)


def _count_order(cart: Cart, now: datetime) -> None:
    """Keep anyone from taking all places with orders that nobody pays.

    Who is signed in counts by themselves: a whole company may sit behind one address.

    Raises:
        TooMany
    """
    most, visitor = current_app.config["ORDERS_PER_HOUR"], find_visitor_id()
    if not most:
        return
    if visitor is not None:
        throttle.check(f"order of person {visitor}", ORDERS_OF_ONE, HOUR, now)
        return
    throttle.check(f"order for {cart.buyer['email']}", ORDERS_OF_ONE, HOUR, now)
    where = network(request.remote_addr or "")
    throttle.check(f"order from {where}", most, HOUR, now)


def _shown(slug: str) -> Event:
    return or_404(find_shown_event(slug, find_visitor_id()))


def _choice(event: Event, pieces: Mapping[int, int], now: datetime) -> Choice:
    """Return what it costs; raises a Refusal if that is not to be had."""
    rules.check_pieces(sum(pieces.values()))
    quote = rules.quote(list_chosen(event, pieces), pieces, now)
    rules.check_left(quote)
    return Choice(event, quote)


def _cart(event: Event, token: str) -> Cart | None:
    return find_cart(event, token) if is_token(token) else None


def _keep(
    choice: Choice, form: OrderForm, cart: Cart | None, now: datetime
) -> ResponseReturnValue:
    """Keep what was typed and show it, or the order that it has become before."""
    event, token = choice.event, form.once_key.data
    buyer, guests = form.buyer(), form.guests(choice.product_ids)
    placed = find_placed(event, token)
    if placed is not None and placed.fingerprint == rules.fingerprint(buyer, guests):
        return redirect(_order_url(placed))
    kept = actions.keep_cart(
        event, buyer, guests, token=token, now=now, instead_of=cart
    )
    db.session.commit()
    if placed is not None:
        flash(
            _(
                "You have placed order %(code)s already. This is another one.",
                code=placed.code,
            ),
            "info",
        )
    return redirect(url_for(".review", slug=event.slug, token=kept.token))


def _without_cart(event: Event, token: str) -> ResponseReturnValue:
    """Show the order that a cart has become; or begin anew, if it was forgotten."""
    order = find_placed(event, token) if is_token(token) else None
    if order is not None:
        return redirect(_order_url(order))
    flash(
        _("What you were about to order is no longer kept. Please choose again."),
        "info",
    )
    return redirect(url_for(".register", slug=event.slug))


def _order_url(order: Order) -> str:
    return url_for("registration.order", code=order.code, secret=order.secret)


def _key_name(event: Event) -> str:
    return f"order {event.id}"


def _prefill(form: OrderForm, event: Event, cart: Cart | None) -> None:
    """Fill in what we know of the visitor; every tab of a browser has the same key."""
    form.once_key.data = session.setdefault(_key_name(event), form.once_key.data)
    visitor = find_visitor_id()
    if visitor is not None and cart is None:
        person = get_person(visitor)
        form.name.data, form.email.data = person.name, person.email


def _register_page(
    event: Event, now: datetime, refusal: Refusal | None = None
) -> ResponseReturnValue:
    products = list_leading_to(event)
    own = [product for product in products if product.event == event]
    above = {product.event for product in products if product.event != event}
    page = render_template(
        "checkout/register.html",
        event=event,
        now=now,
        offers=offers(own, now),
        above=sorted(above, key=lambda each: each.id),
        most=MAX_ATTENDEES,
        refusal=refusal,
    )
    return page if refusal is None else (page, UNPROCESSABLE)


def _review_page(
    event: Event, cart: Cart, refusal: Refusal | None = None
) -> ResponseReturnValue:
    """Show the cart at the prices of now, and what the house said to it."""
    now = clock.now()
    guests = [Guest(**guest) for guest in cart.guests]
    pieces = Counter(guest.product_id for guest in guests)
    try:
        choice = _choice(event, pieces, now)
    except Refusal as gone:
        return _register_page(event, now, gone)
    page = render_template(
        "checkout/review.html",
        event=event,
        choice=choice,
        cart=cart,
        guests=guests,
        terms=get_terms(event),
        refusal=refusal,
        now=now,
    )
    return private_page(page, UNPROCESSABLE if refusal else 200)
