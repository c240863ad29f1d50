"""Tells webhooks what is new and sends what is due, again and again.

One row of `core/jobs.py` that puts itself off, so there is one at a time. No transaction
is open while the network is asked. Killed between an answer and its being noted, it
sends the message again: receivers know it by its id.
"""

import time
from collections.abc import Collection, Sequence
from datetime import timedelta

from flask import current_app

from eventsite.core import clock, jobs, outside
from eventsite.core.db import read_tx, write_tx
from eventsite.core.jobs import Later, Payload
from eventsite.core.outside import Network, Unreachable
from eventsite.webhooks import actions, queries, rules

LOOKS_EVERY = timedelta(seconds=5)
SLOW = 2.0  # seconds until an answer
AT_A_STRETCH = 20.0  # seconds, then other jobs get their turn


def run(_payload: Payload) -> None:
    """Do what is to be done now; come back as long as there is anybody to tell."""
    with read_tx():
        if jobs.is_running_elsewhere(actions.RUN):
            return
        ids = [webhook.id for webhook in queries.list_active()]
    for webhook_id in ids:
        _tell(webhook_id)
    _send_what_is_due()
    if ids:
        raise Later(clock.now() + LOOKS_EVERY)


def _tell(webhook_id: int) -> None:
    with write_tx():
        webhook = queries.find_active(webhook_id)
        if webhook is not None:
            actions.tell(webhook, clock.now())


def _send_what_is_due() -> None:
    """Send for a while; who takes long to answer comes after all others."""
    began, slow = time.monotonic(), set[int]()
    while (at := time.monotonic()) - began < AT_A_STRETCH:
        sent_to = send_one(_allowed(), slow)
        if sent_to is None and not slow:
            return
        if sent_to is None:
            slow.clear()
        elif time.monotonic() - at > SLOW:
            slow.add(sent_to)
        jobs.renew()


def send_one(
    allowed: Sequence[Network], apart_from: Collection[int] = ()
) -> int | None:
    """Send the oldest message that is due, and return the id of its webhook.

    To none of those that are `apart_from`; None: there was none.
    """
    now = clock.now()
    with read_tx():
        found = queries.find_due(now, apart_from)
        if found is None:
            return None
        webhook_id = found.webhook_id
        delivery_id, url, body = found.id, found.webhook.url, found.body
        secrets = [found.webhook.secret]
        until = found.webhook.old_secret_until
        if found.webhook.old_secret and until is not None and now < until:
            secrets.append(found.webhook.old_secret)
        guid = found.guid
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "eventsite-webhooks/1",
        **rules.headers(guid, body, secrets, now),
    }
    answer, silence = None, ""
    try:
        answer = outside.post(url, body.encode(), headers, allowed)
    except Unreachable as why:
        silence = str(why)
    with write_tx():
        delivery = queries.find_waiting(delivery_id)
        if delivery is not None and answer is not None:
            actions.take_answer(delivery, answer, clock.now())
        elif delivery is not None:
            actions.take_silence(delivery, silence, clock.now())
    return webhook_id


def tidy(_payload: Payload) -> None:
    with write_tx():
        actions.forget_done(clock.now())


def _allowed() -> Sequence[Network]:
    found: Sequence[Network] = current_app.config["WEBHOOK_NETWORKS"]
    return found
