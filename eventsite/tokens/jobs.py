from eventsite.core import clock
from eventsite.core.db import write_tx
from eventsite.core.jobs import Payload
from eventsite.tokens.actions import forget_ended


def tidy(_payload: Payload) -> None:
    with write_tx():
        forget_ended(clock.now())
