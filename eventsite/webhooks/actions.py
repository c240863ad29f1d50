"""The verbs of webhooks. Each changes the session and never commits."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import delete, update

from eventsite.accounts.models import Person
from eventsite.audit.actions import record
from eventsite.core import jobs
from eventsite.core.db import db
from eventsite.core.outside import Answer, Network, Unreachable, check_address
from eventsite.core.rows import change
from eventsite.core.words import _
from eventsite.events.actions import lock_tree
from eventsite.events.models import Event
from eventsite.webhooks import mails, queries, rules
from eventsite.webhooks.models import Delivery, DeliveryState, Webhook

RUN = "webhooks.run"  # the job's name
ENOUGH = 32  # random bytes of a secret
OK = range(200, 300)


def add_webhook(
    event: Event,
    person: Person,
    values: dict[str, object],
    kinds: Collection[str],
    *,
    once_key: str,
    now: datetime,
    allowed: Sequence[Network] = (),
) -> Webhook:
    """Add a webhook that is told from now on what happens.

    At an address of the internet, or of a network that is `allowed`.

    Raises:
        MadeBefore: by the same form. BadAddress, NotYours, TooMany
    """
    lock_tree(event)
    key = f"{event.id}:{once_key}"
    if queries.find_webhook_made_with(key) is not None:
        raise rules.MadeBefore
    if queries.count_webhooks(event) >= rules.MOST:
        raise rules.TooMany
    made = Webhook(
        event=event,
        person=person,
        person_id=person.id,
        kinds=[],
        secret=rules.write_secret(secrets.token_bytes(ENOUGH)),
        once_key=key,
        seen_id=queries.find_last_entry(),
        created_at=now,
        **values,
    )
    _check(made, kinds, allowed)
    made.kinds = sorted(kinds)
    db.session.add(made)
    db.session.flush()
    _note(made, "webhook.create", person.id, now)
    jobs.queue(RUN, {}, now, f"{RUN} for {made.id}")
    return made


def edit_webhook(
    webhook: Webhook,
    values: dict[str, object],
    kinds: Collection[str],
    *,
    actor_id: int,
    now: datetime,
    allowed: Sequence[Network] = (),
) -> None:
    """Change a webhook; what waits goes to the new address.

    Raises:
        BadAddress, NotYours
    """
    changed = change(webhook, values)
    _check(webhook, kinds, allowed)
    changed += change(webhook, {"kinds": sorted(kinds)})
    if "url" in changed:
        webhook.paused_until = None
    if changed:
        _note(webhook, "webhook.edit", actor_id, now, changed=", ".join(changed))


def _check(
    webhook: Webhook, kinds: Collection[str], allowed: Sequence[Network]
) -> None:
    rules.check_kinds(kinds, queries.find_rights(webhook))
    try:
        check_address(webhook.url, allowed)
    except Unreachable as wrong:
        raise rules.BadAddress(str(wrong)) from wrong


def replace_secret(webhook: Webhook, *, actor_id: int, now: datetime) -> None:
    """Make a new secret; for a day the old one signs, too."""
    webhook.old_secret = webhook.secret
    webhook.old_secret_until = now + rules.BOTH_SIGN
    webhook.secret = rules.write_secret(secrets.token_bytes(ENOUGH))
    _note(webhook, "webhook.new-secret", actor_id, now)


def enable(webhook: Webhook, *, actor_id: int, now: datetime) -> None:
    """Have messages sent again: those that wait, and what happens from now on."""
    if webhook.disabled_at is None:
        return
    webhook.disabled_at, webhook.disabled_why = None, ""
    webhook.failures, webhook.failing_since, webhook.paused_until = 0, None, None
    webhook.seen_id = queries.find_last_entry()
    _note(webhook, "webhook.enable", actor_id, now)
    again = update(Delivery).where(
        Delivery.webhook_id == webhook.id, Delivery.state == DeliveryState.WAITING
    )
    db.session.execute(again.values(next_at=now, tries=0))
    jobs.queue(RUN, {}, now, f"{RUN} for {webhook.id} at {now.isoformat()}")


def disable(webhook: Webhook, why: str, *, actor_id: int | None, now: datetime) -> None:
    """Have nothing sent any more; what waits waits."""
    if webhook.disabled_at is not None:
        return
    webhook.disabled_at, webhook.disabled_why = now, why[:200]
    _note(webhook, "webhook.disable", actor_id, now)


def delete_webhook(webhook: Webhook, *, actor_id: int, now: datetime) -> None:
    _note(webhook, "webhook.delete", actor_id, now)
    db.session.execute(delete(Delivery).where(Delivery.webhook_id == webhook.id))
    db.session.delete(webhook)


def try_out(webhook: Webhook, now: datetime) -> Delivery:
    """Queue a message that says nothing but that it got there."""
    made = _new(webhook, rules.PING, rules.ping(webhook.event.slug, now), None, now)
    db.session.add(made)
    return made


def send_again(delivery: Delivery, now: datetime) -> None:
    """Have a message sent once more, delivered or given up, under the id it has."""
    delivery.state, delivery.tries = DeliveryState.WAITING, 0
    delivery.next_at = now
    delivery.webhook.paused_until = None


def tell(webhook: Webhook, now: datetime) -> int:
    """Write the messages of what is new to a webhook; return how many.

    Only of what its maker may know now.
    """
    verbs = rules.verbs(webhook.kinds, queries.find_rights(webhook))
    entries = queries.list_new_entries(webhook, list(verbs))
    slugs, names = queries.find_slugs(entries), queries.find_names(entries)
    for entry in entries:
        kind = verbs[entry.verb]
        body = rules.message(entry, kind, slugs[entry.event_id or 0], names)
        db.session.add(_new(webhook, kind, body, entry.id, now))
    if len(entries) < queries.AT_ONCE:
        webhook.seen_id = max(webhook.seen_id, queries.find_horizon(now))
    else:
        webhook.seen_id = max(
            webhook.seen_id, min(queries.find_horizon(now), entries[-1].id)
        )
    return len(entries)


def _new(
    webhook: Webhook, kind: str, body: str, entry_id: int | None, now: datetime
) -> Delivery:
    return Delivery(
        webhook_id=webhook.id,
        entry_id=entry_id,
        guid=f"msg_{secrets.token_hex(16)}",
        kind=kind,
        body=body,
        created_at=now,
        next_at=now,
    )


def take_answer(delivery: Delivery, answer: Answer, now: datetime) -> None:
    """Note what a receiver said; anything but a 2xx is a failure."""
    delivery.last_status = answer.status
    if answer.status in OK:
        delivery.state, delivery.last_error = DeliveryState.DELIVERED, ""
        delivery.tries, delivery.tried_at = delivery.tries + 1, now
        webhook = delivery.webhook
        webhook.failures, webhook.failing_since, webhook.paused_until = 0, None, None
        return
    _fail(delivery, f"HTTP {answer.status}", now)
    if answer.status == rules.GONE:
        why = _("the receiver said that it is gone for good")
        _give_up(delivery.webhook, why, now)


def take_silence(delivery: Delivery, why: str, now: datetime) -> None:
    """Note that there was no answer; others to the same address wait as well."""
    delivery.last_status = None
    _fail(delivery, why, now)
    webhook = delivery.webhook
    wait = rules.LADDER[min(webhook.failures, len(rules.LADDER)) - 1]
    webhook.paused_until = now + wait


def _fail(delivery: Delivery, why: str, now: datetime) -> None:
    delivery.tries, delivery.tried_at = delivery.tries + 1, now
    delivery.last_error = why[:300]
    again = rules.next_try(delivery.tries, now)
    if again is None:
        delivery.state = DeliveryState.FAILED
    else:
        delivery.next_at = again
    webhook = delivery.webhook
    webhook.failures += 1
    webhook.failing_since = webhook.failing_since or now
    if rules.is_hopeless(webhook.failing_since, now):
        _give_up(webhook, why, now)


def _give_up(webhook: Webhook, why: str, now: datetime) -> None:
    if webhook.disabled_at is None:
        disable(webhook, why, actor_id=None, now=now)
        mails.queue_disabled(webhook, now)


def forget_done(now: datetime) -> None:
    """Delete messages that are done for long, and old secrets that sign no more."""
    db.session.execute(
        delete(Delivery)
        .where(Delivery.created_at <= now - rules.KEPT)
        .where(Delivery.state != DeliveryState.WAITING)
    )
    over = update(Webhook).where(Webhook.old_secret_until <= now)
    db.session.execute(over.values(old_secret=None, old_secret_until=None))


def _note(
    webhook: Webhook, verb: str, actor_id: int | None, now: datetime, **detail: str
) -> None:
    record(
        event_id=webhook.event_id,
        actor_id=actor_id,
        verb=verb,
        subject=f"webhook {webhook.id}",
        now=now,
        detail={"host": urlsplit(webhook.url).hostname or "", **detail},
    )
