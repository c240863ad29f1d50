from eventsite.api.actions import forget_old
from eventsite.core import clock
from eventsite.core.db import write_tx
from eventsite.core.jobs import Payload


def tidy(_payload: Payload) -> None:
    with write_tx():
        forget_old(clock.now())
