import threading
from datetime import timedelta

import sqlalchemy as sa

from eventsite.audit.models import AuditEntry
from eventsite.core import jobs as queue
from eventsite.core.db import db
from eventsite.core.jobs import Job
from eventsite.mail.models import Letter
from eventsite.sessions import actions as sessions
from eventsite.sessions.rules import SessionContent, SessionDetails
from eventsite.webhooks import actions, jobs, rules
from eventsite.webhooks.models import Delivery, DeliveryState, Webhook
from tests.factories import NOW, only, stored
from tests.webhooks.conftest import SECRET, make_hook
from tests.webhooks.receiver import running, signed_by


def make_session(event, title="Talk"):
    made = sessions.create_session(
        event, SessionContent(SessionDetails(title)), actor_id=None, now=NOW
    )
    db.session.commit()
    return made


def states():
    return [delivery.state.value for delivery in stored(Delivery)]


def test_what_happens_is_told_signed_and_once(event, hook, receiver, work):
    made = make_session(event)
    work()
    work()
    [(headers, body)] = receiver.taken
    assert receiver.messages == [
        {
            "type": "session.created",
            "timestamp": "2030-09-01T12:00:00+00:00",
            "data": {"event": "conf", "session": made.code},
        }
    ]
    assert signed_by(SECRET, headers, body)
    assert not signed_by(rules.write_secret(b"x" * 32), headers, body)
    assert headers["Content-Type"] == "application/json"
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    delivery = only(Delivery)
    assert headers["webhook-id"] == delivery.guid
    assert (delivery.state, delivery.tries) == (DeliveryState.DELIVERED, 1)
    assert hook.failures == 0


def test_what_was_rolled_back_is_not_told(event, hook, receiver, work):
    sessions.create_session(
        event, SessionContent(SessionDetails("X")), actor_id=None, now=NOW
    )
    db.session.rollback()
    work()
    assert receiver.taken == []
    assert hook.id


def test_what_failed_is_sent_again_later_each_time(
    event, hook, receiver, work, set_clock
):
    receiver.answers = [500, 301, 404]
    make_session(event)
    now = NOW
    for tries, wait in enumerate((*rules.LADDER[:3], None), start=1):
        work()
        assert len(receiver.taken) == tries
        work()  # it is not due
        assert len(receiver.taken) == tries
        if wait:
            set_clock(now + wait - timedelta(seconds=1))
            work()
            assert len(receiver.taken) == tries
            now += wait
            set_clock(now)
    assert states() == ["delivered"]
    assert len(set(receiver.ids)) == 1
    bodies = {body for _, body in receiver.taken}
    assert len(bodies) == 1
    stamps = [headers["webhook-timestamp"] for headers, _ in receiver.taken]
    assert stamps == sorted(set(stamps))  # each try is signed anew
    db.session.refresh(hook)
    assert (hook.failures, hook.failing_since) == (0, None)


def test_one_message_that_is_refused_does_not_hold_up_the_next(
    event, hook, receiver, work
):
    receiver.answers = [400]
    make_session(event)
    make_session(event)
    work()
    assert states() == ["waiting", "delivered"]
    assert hook.id


def test_where_nobody_answers_the_others_wait_as_well(event, owner, work, set_clock):
    with running() as gone:
        url = gone.url
    hook = make_hook(event, owner, url)
    for _ in range(3):
        make_session(event)
    work()
    assert [delivery.tries for delivery in stored(Delivery)] == [1, 0, 0]
    assert "refused" in stored(Delivery)[0].last_error
    db.session.refresh(hook)
    assert hook.paused_until == NOW + rules.LADDER[0]
    set_clock(NOW + rules.LADDER[0])
    work()
    assert [delivery.tries for delivery in stored(Delivery)] == [2, 0, 0]


def test_one_that_is_silent_does_not_keep_others_waiting(
    event, owner, hook, receiver, work
):
    with running() as gone:
        url = gone.url
    make_hook(event, owner, url)
    make_session(event)
    work()
    assert sorted(states()) == ["delivered", "waiting"]
    assert len(receiver.taken) == 1
    assert hook.id


def test_one_that_takes_long_to_answer_comes_last(
    event, owner, receiver, work, monkeypatch
):
    """Or it could hold up all others, of other events, too, with many messages."""
    monkeypatch.setattr(jobs, "SLOW", 0.6)
    with running() as slow:
        slow.takes = 0.7
        make_hook(event, owner, slow.url)
        make_hook(event, owner, receiver.url)
        for _ in range(2):
            make_session(event)
        work()
        assert (len(slow.times), len(receiver.times)) == (2, 2)
        assert slow.times[0] < receiver.times[0]
        assert receiver.times[-1] < slow.times[1]


def test_after_three_days_it_is_disabled_and_its_maker_told(
    event, hook, owner, receiver, work, set_clock
):
    receiver.status = 503
    make_session(event)
    at = NOW
    for wait in (*rules.LADDER, timedelta(days=1)):
        work()
        at += wait
        set_clock(at)
    assert states() == ["failed"]
    assert hook.disabled_at is None  # three days have not gone by
    make_session(event)
    set_clock(NOW + timedelta(days=3, hours=1))
    work()
    db.session.refresh(hook)
    assert hook.disabled_at is not None
    assert hook.disabled_why == "HTTP 503"
    letter = only(Letter)
    assert letter.to == owner.email
    assert "HTTP 503" in letter.text
    assert f"/manage/conf/webhooks/{hook.id}" in letter.text
    assert stored(AuditEntry)[-1].verb == "webhook.disable"
    before = len(receiver.taken)
    set_clock(NOW + timedelta(days=9))
    make_session(event)
    work()
    assert len(receiver.taken) == before


def test_who_is_gone_for_good_is_asked_no_more(event, hook, receiver, work):
    receiver.status = 410
    make_session(event)
    work()
    db.session.refresh(hook)
    assert hook.disabled_at == NOW
    assert len(stored(Letter)) == 1


def test_enabled_again_it_gets_what_waits_and_what_comes(
    event, hook, receiver, work, owner
):
    receiver.status = 500
    first = make_session(event)
    work()
    actions.disable(hook, "", actor_id=owner.id, now=NOW)
    db.session.commit()
    work()
    make_session(event, "Meanwhile")
    receiver.status = 200
    actions.enable(hook, actor_id=owner.id, now=NOW)
    last = make_session(event, "After")
    work()
    told = [message["data"]["session"] for message in receiver.messages]
    assert told == [first.code, first.code, last.code]


def test_a_redirect_is_a_failure_and_not_followed(event, hook, receiver, work):
    with running() as inside:
        receiver.status = 302
        receiver.headers = {"Location": inside.url}
        make_session(event)
        work()
        assert inside.taken == []
    assert only(Delivery).last_status == 302
    assert states() == ["waiting"]
    assert hook.id


def test_an_address_inside_is_not_reached(
    app, event, hook, receiver, work, monkeypatch
):
    monkeypatch.setitem(app.config, "WEBHOOK_NETWORKS", [])
    make_session(event)
    work()
    assert receiver.taken == []
    assert "private network" in only(Delivery).last_error
    assert hook.id


def test_while_a_secret_is_replaced_both_sign(
    event, hook, owner, receiver, work, set_clock
):
    actions.replace_secret(hook, actor_id=owner.id, now=NOW)
    db.session.commit()
    new = hook.secret
    make_session(event)
    work()
    headers, body = receiver.taken[0]
    assert signed_by(SECRET, headers, body)
    assert signed_by(new, headers, body)
    set_clock(NOW + rules.BOTH_SIGN)
    make_session(event)
    work()
    headers, body = receiver.taken[1]
    assert not signed_by(SECRET, headers, body)
    assert signed_by(new, headers, body)


def test_secrets_are_not_readable_in_the_database(hook):
    row = db.session.execute(sa.text("SELECT secret FROM webhooks")).scalar()
    assert SECRET not in row
    assert hook.secret == SECRET


def test_there_is_one_at_a_time_and_it_comes_back(event, hook, receiver):
    """However often it is queued, by the clock and by webhooks that are made."""
    for n in range(3):
        queue.queue(actions.RUN, {}, NOW, f"key {n}")
    db.session.commit()
    make_session(event)
    handlers = {actions.RUN: jobs.run}
    queue.run_due(handlers)
    db.session.rollback()
    waiting = [
        job for job in stored(Job) if job.name == actions.RUN and not job.done_at
    ]
    assert [job.run_at for job in waiting] == [NOW + jobs.LOOKS_EVERY]
    assert len(receiver.taken) == 1
    assert hook.id


def test_without_webhooks_it_does_not_come_back(event):
    queue.queue(actions.RUN, {}, NOW)
    db.session.commit()
    queue.run_due({actions.RUN: jobs.run})
    db.session.rollback()
    assert [job for job in stored(Job) if not job.done_at] == []
    assert event.id


def test_no_transaction_is_open_while_the_network_is_asked(
    app, event, hook, receiver, work
):
    receiver.hold = threading.Event()
    written = []

    def write_meanwhile():
        receiver.asked.wait(10)
        with app.app_context(), db.engine.connect() as connection:
            connection.execute(sa.text("UPDATE webhooks SET name = 'Meanwhile'"))
            connection.commit()
        written.append(True)
        receiver.hold.set()

    make_session(event)
    thread = threading.Thread(target=write_meanwhile)
    thread.start()
    work()
    thread.join()
    assert written == [True]
    assert states() == ["delivered"]
    assert only(Webhook).name == "Meanwhile"
    assert hook.id


def test_old_messages_are_forgotten_and_old_secrets(
    event, hook, work, set_clock, owner
):
    make_session(event)
    work()
    actions.replace_secret(hook, actor_id=owner.id, now=NOW)
    db.session.commit()
    set_clock(NOW + timedelta(days=29))
    db.session.rollback()
    jobs.tidy({})
    assert len(stored(Delivery)) == 1
    assert only(Webhook).old_secret is None
    set_clock(NOW + timedelta(days=30))
    db.session.rollback()
    jobs.tidy({})
    assert stored(Delivery) == []
