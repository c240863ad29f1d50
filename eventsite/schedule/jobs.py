"""What happens to schedules by the clock."""

from eventsite.core.db import read_tx, write_tx
from eventsite.core.jobs import Payload
from eventsite.schedule import actions


def index_search(_payload: Payload) -> None:
    """Have what was released found, where it is not: after an update, or a restore."""
    with read_tx():
        behind = actions.find_unindexed()
    for release_id, covers in behind.items():
        with write_tx():
            actions.index_release(release_id, covers)
