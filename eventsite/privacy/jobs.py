"""What privacy does by the clock: copies made, accounts deleted, old things forgotten."""

import logging
from collections.abc import Sequence

from eventsite.core import clock, jobs
from eventsite.core.db import drop_old_pages, read_tx, write_tx
from eventsite.core.files import sweep_orphans
from eventsite.core.jobs import Payload
from eventsite.privacy import actions, exports, queries
from eventsite.privacy.rules import OwnData

log = logging.getLogger(__name__)


def make_copy(rooms: Sequence[OwnData], payload: Payload) -> None:
    """Collect a person's data; making it twice gives the same copy."""
    now = clock.now()
    with read_tx():
        copy = queries.find_copy_to_make(payload["copy_id"])
        if copy is None:  # taken back, or its person is gone
            return
        content = exports.packed(exports.collected(copy.person, rooms), now)
    with write_tx():
        copy = queries.find_copy_to_make(payload["copy_id"])
        if copy is not None:
            actions.fill_copy(copy, content, now)


def delete_accounts(rooms: Sequence[OwnData], _payload: Payload) -> None:
    """Delete the accounts whose owners had time to think it over."""
    now = clock.now()
    with read_tx():
        due = queries.list_due_ids(now)
    for person_id in due:
        with write_tx():
            deletion = queries.lock_due(person_id, now)
            if deletion is None:  # taken back a moment ago
                continue
            person = deletion.person
            if any(room.obstacles(person, now) for room in rooms):
                actions.postpone(deletion, now)
                continue
            actions.erase(deletion, rooms, now)
        log.info("account %s is deleted", person_id)
        jobs.renew()
    if due:
        drop_old_pages()
        with read_tx():
            sweep_orphans(now)


def expire(rooms: Sequence[OwnData], _payload: Payload) -> None:
    """Have every room forget what is too old; twice does no harm."""
    for room in rooms:
        if room.expire is not None:
            with write_tx():
                room.expire(clock.now())
            jobs.renew()
    drop_old_pages()
