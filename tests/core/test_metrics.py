"""What Prometheus reads, and who may."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from eventsite.core.db import write_tx
from eventsite.core.jobs import queue
from tests.factories import NOW

TOKEN = {"Authorization": "Bearer let-me-read"}


def read(client, **kwargs):
    answer = client.get("/metrics", **kwargs)
    assert answer.status_code == 200
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


@pytest.fixture
def watched(make_app):
    return make_app(METRICS_TOKEN="let-me-read").test_client()


def test_answers_are_counted_by_page_not_by_address(watched):
    for path in ("/healthz", "/healthz", "/no-such-page", "/events/nothing"):
        watched.get(path)
    watched.open("/healthz", method="BREW")
    counted = read(watched, headers=TOKEN)

    def count(method, page, status):
        labels = sorted({"method": method, "page": page, "status": status}.items())
        return counted.get(("eventsite_requests_total", *labels))

    assert count("GET", "/healthz", "200") == 2
    assert count("GET", "(no such page)", "404") == 1
    assert count("GET", "/events/<slug>", "404") == 1
    assert count("(other)", "(no such page)", "405") == 1
    assert counted[("eventsite_request_seconds_count", ("page", "/healthz"))] == 2


def test_waiting_jobs_are_counted_when_asked(watched):
    with write_tx():
        queue("letter", {}, NOW)
    counted = read(watched, headers=TOKEN)
    assert counted[("eventsite_jobs", ("state", "due"))] == 1
    assert counted[("eventsite_jobs", ("state", "failed"))] == 0


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer"}]
)
def test_with_a_token_set_nobody_reads_without_it(watched, headers):
    assert watched.get("/metrics", headers=headers).status_code == 404


def test_in_production_nobody_reads_without_a_token(client):
    assert client.get("/metrics").status_code == 404


def test_while_trying_out_this_machine_may_read_and_a_proxy_may_not(make_app):
    client = make_app(SECRETS_GIVEN=False).test_client()
    assert client.get("/metrics").mimetype == "text/plain"
    forwarded = {"X-Forwarded-For": "203.0.113.9"}
    assert client.get("/metrics", headers=forwarded).status_code == 404
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    assert client.get("/metrics", environ_base=elsewhere).status_code == 404
