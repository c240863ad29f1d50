import re

import pytest

from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.core.jobs import Job
from eventsite.permissions import Role
from eventsite.webhooks import actions
from eventsite.webhooks.models import Delivery, DeliveryState, Webhook
from eventsite.webhooks.rules import MOST
from tests import factories
from tests.factories import NOW, only, saved, stored
from tests.webhooks.conftest import SECRET, make_hook

URL = "https://hooks.example.org/eventsite"
FORM = {"name": "App", "url": URL, "kinds": ["session", "release"], "once": "k" * 24}


@pytest.fixture(autouse=True)
def _signed_in(sign_in, owner):
    sign_in(owner)


@pytest.fixture
def other(event, owner):
    return make_hook(event, owner, URL, name="<b>Other</b>")


def delivery(webhook, **overrides):
    n = factories.number()
    defaults = {
        "webhook": webhook,
        "guid": f"msg_{n}",
        "kind": "session.changed",
        "body": '{"type":"session.changed"}',
        "created_at": NOW,
        "next_at": NOW,
    }
    return saved(Delivery(**defaults | overrides))


def test_a_webhook_is_added_and_its_secret_shown_once(client, event, owner):
    assert "Nobody is told" in client.get("/manage/conf/webhooks").text
    answer = client.post("/manage/conf/webhooks/new", data=FORM)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    secret = re.search(r"whsec_[A-Za-z0-9+/]{43}=", answer.text)[0]
    made = only(Webhook)
    assert (made.secret, made.url, made.person) == (secret, URL, owner)
    assert made.kinds == ["release", "session"]
    assert made.seen_id == 0
    for path in ("/manage/conf/webhooks", f"/manage/conf/webhooks/{made.id}"):
        page = client.get(path).text
        assert "App" in page
        assert secret not in page
    assert only(Job).name == actions.RUN
    entry = only(AuditEntry)
    assert (entry.verb, entry.detail) == (
        "webhook.create",
        {"host": "hooks.example.org"},
    )
    again = client.post("/manage/conf/webhooks/new", data=FORM)
    assert again.status_code == 422
    assert "shown only once" in again.text
    assert event.id


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Fill this in"),
        ({"url": ""}, "Type an address"),
        ({"url": "ftp://example.org"}, "whole web address"),
        ({"url": "https://user:secret@example.org/"}, "name or password"),
        ({"url": "https://example.org:25/"}, "port 25"),
        ({"url": "https://169.254.169.254/latest"}, "private network"),
        ({"kinds": []}, "Choose"),
        ({"kinds": ["team"]}, "Choose from the list"),
    ],
)
def test_what_is_wrong_is_said(client, wrong, words):
    answer = client.post("/manage/conf/webhooks/new", data={**FORM, **wrong})
    assert answer.status_code == 422
    assert words in answer.text
    assert stored(Webhook) == []


def test_an_event_has_no_more_than_it_may(client, event, owner):
    for _ in range(MOST):
        make_hook(event, owner, URL)
    answer = client.post("/manage/conf/webhooks/new", data=FORM)
    assert answer.status_code == 422
    assert len(stored(Webhook)) == MOST


def test_it_is_changed(client, other):
    path = f"/manage/conf/webhooks/{other.id}"
    page = client.get(path).text
    assert "&lt;b&gt;Other&lt;/b&gt;" in page
    answer = client.post(path, data={**FORM, "name": "Renamed"})
    assert answer.status_code == 302
    assert "Renamed" in client.get(path).text
    assert only(Webhook).kinds == ["release", "session"]
    assert only(AuditEntry).detail["changed"] == "name, kinds"


def test_a_new_secret_is_shown_once_and_the_old_one_signs_on(client, other):
    answer = client.post(f"/manage/conf/webhooks/{other.id}/new-secret")
    assert answer.headers["Cache-Control"] == "no-store"
    db.session.refresh(other)
    assert other.secret in answer.text.replace("&#43;", "+")
    assert other.secret != SECRET
    assert other.old_secret == SECRET
    assert other.secret not in str([entry.detail for entry in stored(AuditEntry)])


def test_a_trial_message_is_queued_and_shown(client, other):
    client.post(f"/manage/conf/webhooks/{other.id}/try")
    assert only(Delivery).kind == "ping"
    page = client.get(f"/manage/conf/webhooks/{other.id}").text
    assert "ping" in page
    assert "Waiting" in page


def test_a_message_is_sent_again(client, other):
    made = delivery(
        other, state=DeliveryState.FAILED, tries=11, last_error="HTTP <500>"
    )
    page = client.get(f"/manage/conf/webhooks/{other.id}").text
    assert "HTTP &lt;500&gt;" in page
    assert "Given up" in page
    path = f"/manage/conf/webhooks/{other.id}/deliveries/{made.id}/again"
    assert client.post(path).status_code == 302
    db.session.refresh(made)
    assert (made.state, made.tries) == (DeliveryState.WAITING, 0)
    assert (made.next_at, made.guid) == (NOW, only(Delivery).guid)


def test_it_is_disabled_enabled_and_deleted(client, other):
    path = f"/manage/conf/webhooks/{other.id}"
    client.post(f"{path}/disable")
    assert "Disabled" in client.get(path).text
    assert client.post(f"{path}/try").status_code == 302
    assert stored(Delivery) == []
    client.post(f"{path}/enable")
    assert "Enabled" in client.get(path).text
    delivery(other)
    assert client.post(f"{path}/delete").status_code == 302
    assert stored(Webhook) == stored(Delivery) == []
    assert client.get(path).status_code == 404
    verbs = [entry.verb for entry in stored(AuditEntry)]
    assert verbs == ["webhook.disable", "webhook.enable", "webhook.delete"]


def test_that_its_maker_may_not_see_it_any_more_is_said(client, event):
    left = factories.person(name="Left Behind")
    hook = make_hook(event, left, URL)
    page = client.get(f"/manage/conf/webhooks/{hook.id}").text
    assert "Left Behind, who made this webhook, may not see" in page
    answer = client.post(f"/manage/conf/webhooks/{hook.id}", data=FORM)
    assert answer.status_code == 422


def test_another_events_webhooks_and_messages_are_not_found(client, event, other):
    child = factories.child(event, slug="side")
    theirs = make_hook(child, factories.owner(child), URL)
    made = delivery(theirs)
    for path in ("", "/try", "/new-secret", "/enable", "/disable", "/delete"):
        answer = client.post(f"/manage/conf/webhooks/{theirs.id}{path}", data=FORM)
        assert answer.status_code == 404, path
    path = f"/manage/conf/webhooks/{other.id}/deliveries/{made.id}/again"
    assert client.post(path).status_code == 404
    assert theirs.name not in client.get("/manage/conf/webhooks").text


def test_a_page_far_away_is_empty(client, other):
    page = client.get(f"/manage/conf/webhooks/{other.id}?page=99999999999999999999")
    assert page.status_code == 200


@pytest.mark.parametrize("many", [1, 30])
def test_lists_ask_as_little_for_many(client, event, owner, other, queries, many):
    for _ in range(many):
        delivery(make_hook(event, factories.person(), URL))
        delivery(other)
    for path in ("/manage/conf/webhooks", f"/manage/conf/webhooks/{other.id}"):
        client.get(path)
        with queries() as sent:
            client.get(path)
        assert len(sent) <= 7, path
    assert owner.id


def test_who_looks_after_the_programme_does_not_see_them(client, event, sign_in):
    sign_in(factories.team_member(event, Role.PROGRAMME_CHAIR))
    assert client.get("/manage/conf/webhooks").status_code == 403
