from eventsite.core import clock
from eventsite.core.db import write_tx
from eventsite.core.jobs import Payload
from eventsite.identities import actions


def tidy(_payload: Payload) -> None:
    """Forget who came from another site and did not go on; twice does no harm."""
    with write_tx():
        actions.forget_pending(clock.now())
