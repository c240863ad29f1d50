from datetime import timedelta

from sqlalchemy import delete

from eventsite.checkout.models import Cart
from eventsite.core import clock
from eventsite.core.db import db, write_tx
from eventsite.core.jobs import Payload

KEPT = timedelta(days=1)


def forget_carts(_payload: Payload) -> None:
    """Delete what people were about to order and did not."""
    old = clock.now() - KEPT
    with write_tx():
        db.session.execute(delete(Cart).where(Cart.saved_at <= old))
