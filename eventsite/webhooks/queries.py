from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.events.models import Event, Room, Track
from eventsite.events.queries import find_access
from eventsite.sessions.models import Session, Speaker
from eventsite.webhooks.models import Delivery, DeliveryState, Webhook
from eventsite.webhooks.rules import LATE

AT_ONCE = 500  # things told of in one go
SUBJECTS: Mapping[str, tuple[Any, Any]] = {  # nouns whose rows have a name for outside
    "session": (Session, Session.code),
    "speaker": (Speaker, Speaker.code),
    "room": (Room, Room.slug),
    "track": (Track, Track.slug),
}


def find_webhook(event: Event, webhook_id: int) -> Webhook | None:
    return db.session.scalars(
        select(Webhook)
        .where(Webhook.event_id == event.id, Webhook.id == webhook_id)
        .options(joinedload(Webhook.person, innerjoin=True))
    ).one_or_none()


def find_webhook_made_with(once_key: str) -> Webhook | None:
    return db.session.scalars(
        select(Webhook).filter_by(once_key=once_key)
    ).one_or_none()


def list_webhooks(event: Event) -> Sequence[Webhook]:
    """Return the event's webhooks by name, with their makers."""
    return db.session.scalars(
        select(Webhook)
        .where(Webhook.event_id == event.id)
        .options(joinedload(Webhook.person, innerjoin=True))
        .order_by(func.lower(Webhook.name), Webhook.id)
    ).all()


def count_webhooks(event: Event) -> int:
    counted = select(func.count()).where(Webhook.event_id == event.id)
    return db.session.scalars(counted).one()


def count_waiting(event: Event) -> dict[int, int]:
    """Return how many messages wait, by the webhook's id."""
    rows = db.session.execute(
        select(Delivery.webhook_id, func.count())
        .join(Delivery.webhook)
        .where(Webhook.event_id == event.id)
        .where(Delivery.state == DeliveryState.WAITING)
        .group_by(Delivery.webhook_id)
    )
    return {row[0]: row[1] for row in rows}


def page_deliveries(webhook: Webhook, page: int) -> Pagination:
    """Return a page of a webhook's messages, newest first."""
    found = select(Delivery).where(Delivery.webhook_id == webhook.id)
    return db.paginate(
        found.order_by(Delivery.id.desc()), page=page, per_page=50, error_out=False
    )


def find_delivery(webhook: Webhook, delivery_id: int) -> Delivery | None:
    return db.session.scalars(
        select(Delivery).filter_by(id=delivery_id, webhook_id=webhook.id)
    ).one_or_none()


def find_rights(webhook: Webhook) -> Collection[str]:
    """Return what the maker of a webhook may do at its event now."""
    access = find_access(webhook.person_id, webhook.event.slug)
    if access is None or access.lacks_factor:  # who is to set one up first sees nothing
        return frozenset()
    return access.rights


def list_active() -> Sequence[Webhook]:
    return db.session.scalars(
        select(Webhook)
        .where(Webhook.disabled_at.is_(None))
        .options(joinedload(Webhook.event, innerjoin=True))
        .order_by(Webhook.id)
    ).all()


def find_last_entry(before: datetime | None = None) -> int:
    """Return the last thing that was written down, or that was before a moment."""
    last = select(func.max(AuditEntry.id))
    if before is not None:
        last = last.where(AuditEntry.at <= before)
    return db.session.scalar(last) or 0


def list_new_entries(webhook: Webhook, verbs: Collection[str]) -> list[AuditEntry]:
    """Return what a webhook is to be told of and was not yet, oldest first.

    What is written down may be committed a little later than what comes after it; so
    `seen_id` lags behind, and what was told since is left out here.
    """
    event_id = webhook.event_id
    ways = (Event.id, Event.parent_id, Event.root_id)
    below = select(Event.id).where(or_(*(way == event_id for way in ways)))
    told = select(Delivery.entry_id).where(
        Delivery.webhook_id == webhook.id, Delivery.entry_id > webhook.seen_id
    )
    return list(
        db.session.scalars(
            select(AuditEntry)
            .where(AuditEntry.id > webhook.seen_id, AuditEntry.verb.in_(verbs))
            .where(AuditEntry.event_id.in_(below))
            .where(AuditEntry.id.not_in(told))
            .order_by(AuditEntry.id)
            .limit(AT_ONCE)
        )
    )


def find_horizon(now: datetime) -> int:
    """Return up to where nothing can be written down any more."""
    return find_last_entry(now - LATE)


def find_slugs(entries: Iterable[AuditEntry]) -> dict[int, str]:
    ids = {entry.event_id for entry in entries}
    rows = db.session.execute(select(Event.id, Event.slug).where(Event.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def find_names(entries: Iterable[AuditEntry]) -> dict[str, str]:
    """Return what the subjects of entries are called outside, such as a code."""
    wanted: dict[str, set[int]] = {}
    for entry in entries:
        noun, _, number = entry.subject.partition(" ")
        is_id = number.isdecimal() and not entry.verb.startswith("schedule.")
        if noun in SUBJECTS and is_id and len(number) < 10:
            wanted.setdefault(noun, set()).add(int(number))
    found = {}
    for noun, ids in wanted.items():
        kind, name = SUBJECTS[noun]
        for row in db.session.execute(select(kind.id, name).where(kind.id.in_(ids))):
            found[f"{noun} {row[0]}"] = row[1]
    return found


def find_due(now: datetime, apart_from: Collection[int] = ()) -> Delivery | None:
    """Return the oldest message that may be sent now, to other webhooks than these."""
    return db.session.scalars(
        select(Delivery)
        .join(Delivery.webhook)
        .where(Delivery.state == DeliveryState.WAITING, Delivery.next_at <= now)
        .where(Webhook.disabled_at.is_(None))
        .where(or_(Webhook.paused_until.is_(None), Webhook.paused_until <= now))
        .where(Webhook.id.not_in(apart_from))
        .options(joinedload(Delivery.webhook, innerjoin=True))
        .order_by(Delivery.id)
        .limit(1)
    ).one_or_none()


def find_active(webhook_id: int) -> Webhook | None:
    """Return a webhook to be told something, its row locked until the caller commits."""
    return db.session.scalars(
        select(Webhook)
        .where(Webhook.id == webhook_id, Webhook.disabled_at.is_(None))
        .with_for_update(of=Webhook)
    ).one_or_none()


def find_waiting(delivery_id: int) -> Delivery | None:
    """Return a message that still waits, with its webhook."""
    return db.session.scalars(
        select(Delivery)
        .where(Delivery.id == delivery_id, Delivery.state == DeliveryState.WAITING)
        .options(joinedload(Delivery.webhook, innerjoin=True))
    ).one_or_none()
