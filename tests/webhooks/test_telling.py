"""What a webhook is told of, and what not."""

import ipaddress
from datetime import timedelta

import pytest
import sqlalchemy as sa

from eventsite.audit.actions import record
from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.events import actions as events
from eventsite.events.models import EventState, TeamMember
from eventsite.permissions import Role
from eventsite.webhooks import actions, rules
from tests import factories
from tests.factories import NOW, only, saved
from tests.webhooks.conftest import make_hook
from tests.webhooks.test_jobs import make_session


def test_what_happened_before_it_was_made_is_not_told(event, owner, receiver, work):
    make_session(event)
    actions.add_webhook(
        event,
        owner,
        {"name": "Late", "url": receiver.url},
        ["session"],
        once_key="k",
        now=NOW,
        allowed=[ipaddress.ip_network("127.0.0.0/8")],
    )
    work()
    assert receiver.taken == []
    make_session(event)
    work()
    assert receiver.kinds == ["session.created"]


def test_it_is_told_of_what_it_asks_for_here_and_below(event, receiver, owner, work):
    child = factories.child(event, slug="side")
    beside = factories.event()
    make_hook(child, owner, receiver.url, kinds=["session"])
    for where in (event, child, beside):
        make_session(where)
        events.set_logo(where, 1, actor_id=None, now=NOW)
    db.session.commit()
    work()
    assert [message["data"]["event"] for message in receiver.messages] == ["side"]
    make_hook(event, owner, receiver.url, kinds=["event"])
    work()
    assert receiver.kinds[1:] == ["event.changed", "event.changed"]


def test_a_right_that_is_lost_is_lost_for_the_webhook_at_once(
    event, hook, receiver, work
):
    """What its maker may no longer see is not told, though it was asked for."""
    db.session.execute(sa.update(TeamMember).values(role=Role.SPONSOR_MANAGER))
    db.session.commit()
    make_session(event)
    events.step(event, EventState.LIVE, actor_id=None, now=NOW)
    work()
    assert receiver.kinds == ["event.state_changed"]
    db.session.delete(only(TeamMember))
    db.session.commit()
    events.step(event, EventState.PAST, actor_id=None, now=NOW)
    work()
    assert len(receiver.taken) == 1
    assert hook.id


def test_who_is_to_set_up_a_second_factor_first_is_told_nothing(
    event, hook, receiver, work
):
    event.host.requires_factor = True
    db.session.commit()
    make_session(event)
    work()
    assert receiver.taken == []
    assert hook.id


def test_nobodys_data_is_in_a_message(event, hook, receiver, work):
    person = factories.person(name="Grace Hopper", email="grace@example.org")
    record(
        event_id=event.id,
        actor_id=person.id,
        verb="order.paid",
        subject="order ABC",
        now=NOW,
        detail={"total": "USD 400", "name": "Grace Hopper"},
    )
    work()
    assert receiver.messages[0]["data"] == {"event": "conf", "order": "ABC"}
    assert hook.id


def test_what_is_committed_late_is_told_all_the_same(event, hook, receiver, work):
    """On PostgreSQL a row with a lower id may appear after one with a higher."""

    def entry(number, at):
        saved(
            AuditEntry(
                id=number, at=at, event_id=event.id, verb="event.edit",
                subject=f"event {event.id}", detail={},
            )
        )  # fmt: skip

    entry(102, NOW)
    work()
    assert len(receiver.taken) == 1
    assert hook.seen_id == 0
    entry(101, NOW - timedelta(minutes=1))
    work()
    assert len(receiver.taken) == 2
    entry(103, NOW - rules.LATE)
    work()
    db.session.refresh(hook)
    assert hook.seen_id == 103
    assert len(receiver.taken) == 3


def test_a_flood_is_told_whole(event, hook, receiver, work, monkeypatch):
    monkeypatch.setattr("eventsite.webhooks.queries.AT_ONCE", 3)
    for _ in range(7):
        events.set_logo(event, factories.number(), actor_id=None, now=NOW)
    for _ in range(3):
        work()
    assert len(receiver.taken) == 7
    assert len(set(receiver.ids)) == 7
    assert hook.id


@pytest.mark.parametrize("many", [1, 30])
def test_telling_asks_as_little_for_many(event, hook, queries, many):
    for _ in range(many):
        make_session(event)
    with queries() as sent:
        actions.tell(hook, NOW)
        asked = [statement for statement in sent if statement.startswith("SELECT")]
    assert len(asked) <= 6
    db.session.rollback()
