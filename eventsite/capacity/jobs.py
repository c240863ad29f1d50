import logging

from eventsite.capacity import actions, queries
from eventsite.core import clock
from eventsite.core.db import read_tx, write_tx
from eventsite.core.jobs import Payload

log = logging.getLogger(__name__)


def expire(_payload: Payload) -> None:
    """End the holds that are over, one pool at a time."""
    now = clock.now()
    with read_tx():
        overdue = queries.list_overdue_pools(now)
    for pool_id in overdue:
        with write_tx():
            actions.reclaim(pool_id, now)


def check(_payload: Payload) -> None:
    """Say loudly where the books disagree: that is a bug, or a hand in the database."""
    with read_tx():
        for disagreement in queries.find_disagreements():
            log.error("the books disagree: %s", disagreement)
