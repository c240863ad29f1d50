import json
from datetime import timedelta

import pytest

from eventsite.audit.models import AuditEntry
from eventsite.permissions import GRANTED, Right, Role
from eventsite.webhooks import rules
from eventsite.webhooks.rules import NotYours
from tests.factories import NOW

pytestmark = pytest.mark.one_database


def test_a_message_is_signed_as_the_standard_says():
    """With the example of its specification and libraries."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # the example's
    signed = rules.sign(
        secret,
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        '{"test": 2432232314}',
    )
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_while_a_secret_is_replaced_both_sign():
    secrets = [rules.write_secret(letter * 32) for letter in (b"a", b"b")]
    found = rules.headers("msg_1", "{}", secrets, NOW)
    assert found["webhook-id"] == "msg_1"
    assert found["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert found["webhook-signature"].split(" ") == [
        rules.sign(secret, "msg_1", int(NOW.timestamp()), "{}") for secret in secrets
    ]


def test_who_may_not_see_it_is_not_told():
    found = rules.verbs(rules.KINDS, GRANTED[Role.SPONSOR_MANAGER])
    assert set(found.values()) >= {"sponsor.created", "schedule.released"}
    assert "session.changed" not in found.values()
    assert rules.verbs(["session"], GRANTED[Role.SPONSOR_MANAGER]) == {}
    assert rules.verbs(["session"], {Right.EDIT_SESSIONS})["session.edit"] == (
        "session.changed"
    )
    rules.check_kinds(["sponsor"], GRANTED[Role.SPONSOR_MANAGER])
    for kinds in (["session"], ["sponsor", "session"], ["nothing"]):
        with pytest.raises(NotYours):
            rules.check_kinds(kinds, GRANTED[Role.SPONSOR_MANAGER])


def test_nothing_is_told_of_under_two_names():
    told = [verb for kind in rules.KINDS.values() for verb in kind.verbs]
    assert len(told) == len(set(told))
    assert not [verb for verb in told if verb.startswith(("scholarship", "team"))]


def test_it_is_tried_again_for_three_days():
    at, waits = NOW, []
    for tries in range(1, 30):
        again = rules.next_try(tries, at)
        if again is None:
            break
        waits.append(again - at)
        at = again
    assert tries == 11
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=5)
    assert timedelta(days=2, hours=20) < at - NOW < timedelta(days=3)


def test_what_has_failed_for_three_days_is_hopeless():
    assert not rules.is_hopeless(None, NOW)
    assert not rules.is_hopeless(NOW - timedelta(days=3) + timedelta(seconds=1), NOW)
    assert rules.is_hopeless(NOW - timedelta(days=3), NOW)


@pytest.mark.parametrize(
    ("verb", "subject", "detail", "data"),
    [
        ("session.edit", "session 7", {"changed": "title, people"},
         {"session": "K3XQ7A", "changed": ["title", "people"]}),
        ("session.create", "session 7", {"code": "K3XQ7A", "token": 4},
         {"session": "K3XQ7A"}),
        ("schedule.place", "session 234567", {"clashes": 1}, {"session": "234567"}),
        ("schedule.release", "version 1.2", {}, {"version": "1.2"}),
        ("speaker.delete", "speaker 3", {"code": "P7RW2Q"}, {"speaker": "P7RW2Q"}),
        ("room.edit", "room 5", {"changed": "name"},
         {"room": "aula", "changed": ["name"]}),
        ("event.state", "event 1", {"before": "draft", "after": "announced"},
         {"state": "announced"}),
        ("proposal.accept", "proposal ABC234", {}, {"proposal": "ABC234"}),
        ("order.paid", "order XYZ", {"total": "USD 400"}, {"order": "XYZ"}),
        ("sponsor.edit", "sponsor 9", {}, {"sponsor": 9}),
    ],
)  # fmt: skip
def test_a_message_names_the_thing_and_nobody(verb, subject, detail, data):
    entry = AuditEntry(
        at=NOW, event_id=1, actor_id=42, verb=verb, subject=subject, detail=detail
    )
    names = {"session 7": "K3XQ7A", "room 5": "aula"}
    said = json.loads(rules.message(entry, "some.kind", "conf", names))
    assert said == {
        "type": "some.kind",
        "timestamp": "2030-09-01T12:00:00+00:00",
        "data": {"event": "conf", **data},
    }
