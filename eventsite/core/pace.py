"""Politeness: how fast one asker may go on asking, counted in this process.

Not for what must hold (sign-ins, places): that is `throttle`. Each worker process counts
for itself, and a restart forgets. Source: the Generic Cell Rate Algorithm, ITU-T I.371.
"""

from collections import OrderedDict
from threading import Lock

MOST_ASKERS = 20_000  # remembered; who is forgotten begins anew


class Pace:
    """So many requests a minute and asker; after a rest, as many at once."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._free_at: OrderedDict[str, float] = OrderedDict()
        self._lock = Lock()

    def wait(self, asker: str, now: float) -> float:
        """Count a request at `now` (seconds); return how long to wait, 0 to go ahead.

        Who has to wait is not counted.
        """
        step, burst = 60 / self.per_minute, 60.0
        with self._lock:
            free_at = max(self._free_at.pop(asker, now), now) + step
            if free_at - now > burst:
                self._free_at[asker] = free_at - step
                return free_at - now - burst
            self._free_at[asker] = free_at
            if len(self._free_at) > MOST_ASKERS:
                self._free_at.popitem(last=False)
        return 0.0
