from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete

from eventsite.checkout.models import Cart
from eventsite.checkout.queries import find_cart, get_cart
from eventsite.checkout.rules import CartChanged
from eventsite.core.codes import new_token
from eventsite.core.db import db, insert_once
from eventsite.core.money import Money
from eventsite.events.models import Event
from eventsite.registration.actions import place_order
from eventsite.registration.models import Order
from eventsite.registration.queries import find_placed
from eventsite.registration.rules import Buyer, Guest
from eventsite.registration.rules import fingerprint as fingerprint_of


def keep_cart(
    event: Event,
    buyer: Buyer,
    guests: Sequence[Guest],
    *,
    token: str,
    now: datetime,
    instead_of: Cart | None = None,
) -> Cart:
    """Keep what is about to be ordered, to be looked over.

    The same again is the same cart. A token that was used for something else, in another
    window or for an order, is replaced by a new one.
    """
    values = {
        "fingerprint": fingerprint_of(buyer, guests),
        "buyer": asdict(buyer),
        "guests": [asdict(guest) for guest in guests],
        "saved_at": now,
    }
    if instead_of is not None:
        for name, value in values.items():
            setattr(instead_of, name, value)
        return instead_of
    cart = find_cart(event, token)
    if cart is not None and cart.fingerprint == values["fingerprint"]:
        return cart
    if find_placed(event, token) is not None or not insert_once(
        Cart, "token", event_id=event.id, token=token, **values
    ):
        token = new_token()
        insert_once(Cart, "token", event_id=event.id, token=token, **values)
    return get_cart(event, token)


def place_cart(
    cart: Cart,
    event: Event,
    *,
    shown: Mapping[int, Money],
    fingerprint: str,
    now: datetime,
    person_id: int | None = None,
) -> Order:
    """Order what is in the cart; `fingerprint` is of what the buyer has seen of it.

    Raises:
        CartChanged: the buyer has seen something else. Otherwise as `place_order`.
    """
    if fingerprint != cart.fingerprint:
        raise CartChanged
    order = place_order(
        event,
        Buyer(**cart.buyer),
        [Guest(**guest) for guest in cart.guests],
        shown=shown,
        once_key=cart.token,
        now=now,
        person_id=person_id,
    )
    db.session.execute(delete(Cart).where(Cart.id == cart.id))  # maybe gone already
    return order
