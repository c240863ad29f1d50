"""What happens to sign-ins and links by the clock."""

from eventsite.accounts import actions
from eventsite.core import clock
from eventsite.core.db import write_tx
from eventsite.core.jobs import Payload


def tidy(_payload: Payload) -> None:
    """Forget what ended long ago; doing it twice does no harm."""
    with write_tx():
        actions.forget_what_is_over(clock.now())
