"""What happens to schedules by the clock."""

from eventsite.core.db import read_tx, write_tx
from eventsite.core.jobs import Payload
from eventsite.schedule import actions, queries


def adopt_accepted(_payload: Payload) -> None:
    """Have sessions stand where their proposals stood; plans that are worked on do at once."""
    with read_tx():
        roots = list(queries.list_roots_to_adopt())
    for root_id in roots:
        with write_tx():
            actions.lock_plan(root_id)
            actions.adopt(root_id)


def index_search(_payload: Payload) -> None:
    """Have what was released found, where it is not: after an update, or a restore."""
    with read_tx():
        behind = actions.find_unindexed()
    for release_id, covers in behind.items():
        with write_tx():
            actions.index_release(release_id, covers)
