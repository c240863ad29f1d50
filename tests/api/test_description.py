import json
import re

import pytest

from eventsite.core.problems import KINDS, Problem
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
