"""Privacy notice and imprint: of a host, of all hosts, of now and of before."""

import pytest

from eventsite.audit.models import AuditEntry
from eventsite.events.models import HostAdministrator
from eventsite.notices.models import Notice
from tests import factories
from tests.factories import NOW, only, saved, stored


@pytest.fixture
def host(app):
    assert app.testing
    return factories.host(slug="cncf", name="Cloud Foundation")


@pytest.fixture
def administrator(host, client, sign_in):
    person = factories.person()
    saved(HostAdministrator(host=host, person=person))
    sign_in(person, client)
    return person


def notice(host, **overrides):
    defaults = {
        "kind": "privacy",
        "version": 1,
        "text": "We are **careful**.",
        "published_at": NOW,
    }
    return saved(Notice(host=host, **defaults | overrides))


def test_without_a_text_the_page_says_what_the_program_keeps(client, host, app):
    page = client.get("/privacy/cncf").text
    assert "Cloud Foundation hosts these events" in page
    for room in app.extensions["own_data"]:
        for kept in room.keeps:
            assert str(kept.how_long) in page.replace("&#39;", "'")
    assert 'href="/account/data"' in page
    assert host.slug in page


@pytest.mark.usefixtures("host")
def test_without_an_imprint_the_host_is_named(client):
    page = client.get("/imprint/cncf").text
    assert "Cloud Foundation" in page
    assert "not written an imprint yet" in page


def test_one_host_is_led_to_and_several_are_named(client, host):
    assert client.get("/privacy").location == "/privacy/cncf"
    assert client.get("/imprint").location == "/imprint/cncf"
    other = factories.host(name="Other Host")
    for path in ("/privacy", "/imprint"):
        page = client.get(path).text
        assert f'href="{path}/{host.slug}"' in page
        assert f'href="{path}/{other.slug}"' in page


def test_where_nobody_hosts_yet_the_pages_are_there(app):
    client = app.test_client()
    assert "Nobody hosts events here yet" in client.get("/imprint").text
    assert "What is kept" in client.get("/privacy").text


def test_a_text_is_shown_with_its_version_and_the_list_below(client, host):
    notice(host)
    page = client.get("/privacy/cncf").text
    assert "<strong>careful</strong>" in page
    assert "Version 1, published on" in page
    assert "Scholarship applications" in page
    notice(host, version=2, text="Now other.", with_list=False, change="shorter")
    page = client.get("/privacy/cncf").text
    assert "Now other." in page
    assert "Scholarship applications" not in page
    assert "shorter" in page
    old = client.get("/privacy/cncf?version=1").text
    assert "careful" in old
    assert "A newer one is in force" in old
    for wrong in ("3", "0", "99999999999999999999"):
        assert client.get(f"/privacy/cncf?version={wrong}").status_code == 404
    assert client.get("/privacy/cncf?version=x").status_code == 200


def test_what_a_host_writes_runs_nothing(client, host):
    notice(host, text="<script>alert(1)</script>[x](javascript:alert(1))")
    page = client.get("/privacy/cncf").text
    assert "alert(1)</script>" not in page
    assert 'href="javascript:' not in page


def test_every_page_of_a_host_links_to_its_own(client, host, sign_in):
    event = factories.event(host=host)
    other = factories.event()
    for path in (f"/events/{event.slug}", f"/events/{event.slug}/schedule"):
        page = client.get(path).text
        assert 'href="/privacy/cncf"' in page
        assert 'href="/imprint/cncf"' in page
    assert 'href="/privacy/cncf"' not in client.get(f"/events/{other.slug}").text
    for path in ("/", "/signin", "/nowhere"):
        assert 'href="/privacy"' in client.get(path).text
    sign_in(factories.owner(event))
    assert 'href="/privacy/cncf"' in client.get(f"/manage/{event.slug}/").text


def test_an_address_that_is_not_there(client):
    for path in ("/privacy/nobody", "/imprint/nobody", "/privacy/%00"):
        assert client.get(path).status_code == 404


@pytest.mark.usefixtures("administrator")
def test_writing_a_text_and_the_next_one(client):
    path = "/manage/hosts/cncf/privacy"
    assert "So far the page says" in client.get(path).text
    data = {"text": "One.\n\nTwo.", "with_list": "y", "based_on": "0"}
    assert client.post(path, data=data).location == path
    assert (only(Notice).version, only(Notice).with_list) == (1, True)
    page = client.get(path).text
    assert "Version 1 is in force" in page
    assert "One.\n\nTwo." in page
    data = {"text": "Three.", "based_on": "1", "change": "all new"}
    assert client.post(path, data=data).status_code == 302
    assert [(n.version, n.text, n.with_list) for n in stored(Notice)] == [
        (1, "One.\n\nTwo.", True),
        (2, "Three.", False),
    ]
    entry = stored(AuditEntry)[-1]
    assert (entry.verb, entry.detail) == (
        "notice.publish",
        {"kind": "privacy", "version": 2},
    )


@pytest.mark.usefixtures("administrator")
def test_an_imprint_has_no_list(client):
    data = {"text": "Street 1", "with_list": "y", "based_on": "0"}
    assert client.post("/manage/hosts/cncf/imprint", data=data).status_code == 302
    assert not only(Notice).with_list
    page = client.get("/imprint/cncf").text
    assert "Street 1" in page
    assert "Scholarship" not in page


def test_two_who_write_at_once_lose_nothing(client, host, administrator):
    notice(host, version=1, published_by=administrator.id)
    data = {"text": "Mine.", "based_on": "0"}
    page = client.post("/manage/hosts/cncf/privacy", data=data)
    assert page.status_code == 422
    assert "Somebody published another version meanwhile" in page.text
    assert "Mine." in page.text
    assert 'name="based_on" value="1"' in page.text
    assert len(stored(Notice)) == 1
    data["based_on"] = "1"
    assert client.post("/manage/hosts/cncf/privacy", data=data).status_code == 302
    assert len(stored(Notice)) == 2


@pytest.mark.usefixtures("administrator")
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": " "}, "Write the text"),
        ({"text": "x" * 50_001}, "Keep this to"),
        ({"based_on": "x"}, "whole number"),
    ],
)
def test_a_slip_publishes_nothing(client, wrong, said):
    data = {"text": "One.", "based_on": "0"} | wrong
    page = client.post("/manage/hosts/cncf/privacy", data=data)
    assert page.status_code == 422
    assert said in page.text
    assert stored(Notice) == []


@pytest.mark.usefixtures("administrator")
def test_sent_twice_is_published_once(client):
    path, data = "/manage/hosts/cncf/privacy", {"text": "One.", "based_on": "0"}
    assert client.post(path, data=data).status_code == 302
    assert client.post(path, data=data).status_code == 422
    assert client.post(path, data=data | {"based_on": "1"}).status_code == 422
    assert len(stored(Notice)) == 1


def test_nobody_else_writes(client, host, sign_in, app):
    event = factories.event(host=host)
    elsewhere = factories.person()
    saved(HostAdministrator(host=factories.host(), person=elsewhere))
    for person in (factories.owner(event), elsewhere, factories.person()):
        browser = sign_in(person, app.test_client())
        for kind in ("privacy", "imprint"):
            path = f"/manage/hosts/cncf/{kind}"
            assert browser.get(path).status_code == 403
            data = {"text": "x", "based_on": "0"}
            assert browser.post(path, data=data).status_code == 403
    assert stored(Notice) == []
    assert client.get("/manage/hosts/cncf/privacy").location.startswith("/signin")


def test_where_a_second_factor_is_asked_for_it_is_here_too(client, host, administrator):
    host.requires_factor = True
    saved(host)
    answer = client.get("/manage/hosts/cncf/privacy")
    assert answer.location.startswith("/account/second-factor")
    assert administrator.id


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_costs_the_same_for_any_number_of_versions(
    client, host, queries, number
):
    for n in range(number):
        notice(host, version=n + 1)
    with queries() as sent:
        client.get("/privacy/cncf")
    assert len(sent) <= 2
