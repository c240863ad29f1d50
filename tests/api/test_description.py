import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from eventsite.api.views.description import VERIFYING
from eventsite.core.problems import KINDS, Problem
from eventsite.webhooks.rules import headers, write_secret
from tests import factories


def test_people_read_every_operation_and_thing(client):
    factories.event(slug="conf-2030")
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert page.content_type == "text/html; charset=utf-8"
    described = client.get("/api/v1/openapi.json").json
    for path, methods in described["paths"].items():
        assert f"<code>{path}</code>" in page.text
        for method, operation in methods.items():
            if method != "parameters":
                assert f'id="{operation["operationId"]}"' in page.text
    for name in described["components"]["schemas"]:
        assert f'id="thing-{name}"' in page.text
    assert "Unresolvable" not in page.text


def test_links_inside_lead_somewhere(client):
    text = client.get("/api/v1/docs").text
    ids = re.findall(r'id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)


def test_examples_work_here(client):
    factories.event(slug="conf-2030")
    text = client.get("/api/v1/docs").text
    found = re.findall(r"curl &#39;http://localhost(/[^&]+)&#39;", text)
    mine = [path for path in found if not re.search(r"[A-Z]{3}", path)]
    assert len(mine) > 5
    for path in mine:
        assert client.get(path).status_code == 200, path


def test_without_any_event_it_is_shown_all_the_same(client):
    assert "/events/my-event/sessions" in client.get("/api/v1/docs").text


def test_patterns_mean_the_same_to_everybody(client):
    """Without what Python, ECMAScript and others read each in their own way."""
    patterns = set()

    def note(thing):
        if isinstance(thing.get("pattern"), str):
            patterns.add(thing["pattern"])
        return thing

    json.loads(client.get("/api/v1/openapi.json").text, object_hook=note)
    assert len(patterns) > 5
    for pattern in patterns:
        assert not re.search(r"\\[swdbAZz]|\(\?P", pattern), pattern


def test_every_kind_of_problem_is_explained(client):
    text = client.get("/api/v1/docs").text
    for kind in KINDS:
        assert f'id="problem-{kind}"' in text
    with pytest.raises(KeyError):
        Problem(409, kind="unheard of")


def test_every_page_leads_to_it(client):
    assert 'href="/api/v1/docs"' in client.get("/").text


def test_a_page_is_what_a_browser_wants(client):
    answer = client.get("/api/v1/docs", headers={"Accept": "text/html"})
    assert answer.status_code == 200


def test_messages_are_checked_as_it_says():
    """The program that is shown takes what we send, and nothing else."""
    shown = {}
    exec(VERIFYING, shown)  # noqa: S102  # it is our own text
    is_genuine, body = shown["is_genuine"], '{"type":"ping"}'
    secrets = [write_secret(random * 32) for random in (b"a", b"b", b"c")]
    now = datetime.now(UTC)

    def sent(at=now, by=secrets[:1], **more):
        return headers("msg_1", body, by, at) | more

    data, secret = body.encode(), secrets[0]
    assert is_genuine(sent(), data, secret)
    assert is_genuine(sent(by=secrets), data, secrets[2])  # while it is replaced
    assert not is_genuine(sent(), data, secrets[1])
    assert not is_genuine(sent(), data + b" ", secret)
    for minutes in (-6, 6):  # an old one sent once more by somebody else
        assert not is_genuine(sent(now + timedelta(minutes=minutes)), data, secret)
    fresh = str(int(now.timestamp()) - 1)
    for name, text in (
        ("webhook-id", "msg_2"),
        ("webhook-timestamp", fresh),
        ("webhook-signature", ""),
        ("webhook-signature", "v1,ü"),
        ("webhook-signature", sent()["webhook-signature"].replace("v1,", "v2,")),
    ):
        assert not is_genuine(sent(**{name: text}), data, secret), (name, text)
