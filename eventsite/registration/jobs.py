from eventsite.core import clock
from eventsite.core.db import write_tx
from eventsite.core.jobs import Payload
from eventsite.registration import actions


def expire(payload: Payload) -> None:
    """Give the places of an order back that was not paid in time."""
    with write_tx():
        actions.expire(payload["order_id"], clock.now())
