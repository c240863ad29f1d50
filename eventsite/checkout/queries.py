from sqlalchemy import select

from eventsite.checkout.models import Cart
from eventsite.core.db import db
from eventsite.events.models import Event


def find_cart(event: Event, token: str) -> Cart | None:
    return db.session.scalars(
        select(Cart).where(Cart.event_id == event.id, Cart.token == token)
    ).one_or_none()


def get_cart(event: Event, token: str) -> Cart:
    cart = find_cart(event, token)
    assert cart is not None, "a cart was written and is not there"
    return cart
