"""Who gets in where with a token: every address of the API, whichever room adds it.

Addresses are found in the address map and asked for with made-up ids: what is tested is
the guard at the door. The door is open if the answer is neither 401 nor 403.
"""

from datetime import timedelta

import pytest

from eventsite.audit.models import AuditEntry
from eventsite.core import bearer
from eventsite.core.db import db
from eventsite.events.models import EventState, TeamMember
from eventsite.permissions import GRANTED, Right, Role
from eventsite.tokens.models import ApiToken
from tests import factories
from tests.factories import NOW, only, saved, stored
from tests.test_access import doors

MANAGED = "/api/v1/manage/<slug>"


@pytest.fixture
def tree(app):
    assert app.testing
    top = factories.event(slug="top")
    left = factories.child(top, slug="left")
    return {
        "top": top,
        "left": left,
        "right": factories.child(top, slug="right"),
        "leaf": factories.child(left, slug="leaf"),
        "other": factories.event(slug="other"),
    }


@pytest.fixture
def api_doors(app):
    found = [door for door in doors(app) if door.pattern.startswith(MANAGED)]
    assert len(found) > 8
    return found


@pytest.fixture
def opened(client, api_doors):
    """Return the doors that open for a token at an event's slug."""

    def find(secret, slug):
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        found = set()
        for door in api_doors:
            answer = client.open(door.at(slug), method=door.method, headers=headers)
            assert answer.status_code < 500
            if answer.status_code not in {401, 403}:
                found.add((door.method, door.pattern))
        return found

    return find


def those_for(api_doors, rights):
    wanted = {f"{bearer.PREFIX}{right}" for right in rights}
    return {(door.method, door.pattern) for door in api_doors if door.guard in wanted}


def test_every_address_outside_is_public_and_inside_asks_for_a_token(app):
    for door in doors(app):
        if door.pattern.startswith("/api/"):
            is_managed = door.pattern.startswith(MANAGED)
            assert door.guard.startswith(bearer.PREFIX) == is_managed, door
            assert is_managed or door.guard == "public", door
            assert is_managed or door.method == "GET", door


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer evs_nothing",
        f"Bearer evs_{'0' * 42}",
        "Bearer \ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
        "Basic b3duZXI6cGFzc3dvcmQ=",
        f"Bearer {'x' * 10_000}",
    ],
)
def test_without_a_token_nothing_opens(client, api_doors, header):
    for door in api_doors:
        headers = {"Authorization": header} if header else {}
        answer = client.open(door.at("top"), method=door.method, headers=headers)
        assert answer.status_code == 401, door
        assert answer.content_type == "application/problem+json"
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_browser_that_is_signed_in_opens_nothing(client, sign_in, tree, opened):
    """So no other site can have a visitor's browser do anything here."""
    sign_in(factories.owner(tree["top"]))
    assert client.get("/manage/top/").status_code == 200
    assert opened("", "top") == set()


def test_a_token_opens_no_page(app, client, tree):
    secret = factories.token(factories.admin(), tree["top"])
    headers = {"Authorization": f"Bearer {secret}"}
    pages = [d for d in doors(app) if d.guard != "public" and "/api/" not in d.pattern]
    assert len(pages) > 20
    for door in pages:
        answer = client.open(door.at("top"), method=door.method, headers=headers)
        signs_in = "/signin" in (answer.location or "")
        assert answer.status_code == 401 or signs_in, door


@pytest.mark.parametrize("at", ["top", "left", "right", "leaf", "other"])
def test_a_token_for_an_event_opens_nothing_above_or_beside_it(
    tree, opened, api_doors, at
):
    """Even that of somebody who may do everything everywhere."""
    secret = factories.token(factories.admin(), tree[at])
    below = {"top": {"top", "left", "right", "leaf"}, "left": {"left", "leaf"}}
    for slug in tree:
        expected = slug in below.get(at, {at})
        everything = those_for(api_doors, Right)
        assert opened(secret, slug) == (everything if expected else set()), slug


@pytest.mark.parametrize("role", list(Role))
def test_a_token_opens_what_its_makers_role_names(tree, opened, api_doors, role):
    secret = factories.token(factories.team_member(tree["left"], role))
    for slug in ("left", "leaf"):
        assert opened(secret, slug) == those_for(api_doors, GRANTED[role])
    for slug in ("top", "right", "other"):
        assert opened(secret, slug) == set()


@pytest.mark.parametrize("right", list(Right))
def test_a_token_opens_what_was_chosen_for_it(tree, opened, api_doors, right):
    secret = factories.token(factories.owner(tree["top"]), rights=[right])
    assert opened(secret, "top") == those_for(api_doors, {right} & GRANTED[Role.OWNER])


@pytest.mark.parametrize(
    "over",
    [
        {"expires_at": NOW},
        {"expires_at": NOW - timedelta(days=1)},
        {"revoked_at": NOW},
    ],
)
def test_a_token_that_is_over_opens_nothing(tree, opened, over):
    secret = factories.token(factories.owner(tree["top"]), **over)
    assert opened(secret, "top") == set()


def test_a_right_that_is_lost_is_lost_for_the_token_at_once(tree, opened):
    secret = factories.token(factories.owner(tree["top"]))
    assert opened(secret, "top")
    db.session.delete(only(TeamMember))
    db.session.commit()
    assert opened(secret, "top") == set()


def test_a_token_that_reads_changes_nothing(tree, opened, api_doors):
    secret = factories.token(factories.owner(tree["top"]), may_write=False)
    reading = {
        (door.method, door.pattern) for door in api_doors if door.method == "GET"
    }
    assert opened(secret, "top") == reading & those_for(api_doors, GRANTED[Role.OWNER])


def test_an_archived_event_is_read_but_not_changed(tree, opened):
    tree["top"].state = EventState.ARCHIVED
    saved(tree["top"])
    secret = factories.token(factories.owner(tree["top"]))
    for slug in ("top", "leaf"):
        assert {method for method, _ in opened(secret, slug)} == {"GET"}


def test_an_event_that_is_not_there_is_not_found(client, api_doors):
    headers = {"Authorization": f"Bearer {factories.token(factories.admin())}"}
    for door in api_doors:
        answer = client.open(door.at("nowhere"), method=door.method, headers=headers)
        assert answer.status_code == 404, door


@pytest.mark.usefixtures("tree")
def test_a_use_is_noted_but_not_each_one(ask_as, queries, set_clock):
    secret = factories.token(factories.admin())
    ask = ask_as(secret)
    ask("/manage/top")
    assert only(ApiToken).last_used_at == NOW
    set_clock(NOW + timedelta(minutes=1))
    with queries() as sent:
        ask("/manage/top")
    assert not [s for s in sent if s.startswith("UPDATE")]
    set_clock(NOW + timedelta(minutes=5))
    ask("/manage/top")
    db.session.refresh(only(ApiToken))
    assert only(ApiToken).last_used_at == NOW + timedelta(minutes=5)


@pytest.mark.usefixtures("tree")
def test_a_token_is_in_no_log(ask_as, caplog):
    secret = factories.token(factories.admin())
    with caplog.at_level("DEBUG"):
        ask_as(secret)("/manage/top")
        ask_as(secret)("/manage/nowhere")
        ask_as(f"{secret}x")("/manage/top")
    assert "/api/v1/manage/<slug>" in caplog.text
    assert secret[8:] not in caplog.text


def test_a_token_has_its_own_pace(make_app, tree):
    app = make_app(API_REQUESTS_PER_MINUTE=3)
    client = app.test_client()
    secret = factories.token(factories.owner(tree["top"]))

    def ask(number):
        return client.get(
            "/api/v1/manage/top",
            headers={"Authorization": f"Bearer {secret}"},
            environ_base={"REMOTE_ADDR": f"192.0.2.{number}"},
        ).status_code

    assert [ask(number) for number in range(1, 5)] == [200, 200, 200, 429]


def test_head_asks_for_a_token_like_get_and_is_noted_like_it(client, tree):
    path = "/api/v1/manage/top/attendees"
    owner = factories.owner(tree["top"])
    assert client.head(path).status_code == 401
    for rights, status in (
        ([Right.SEE_EVENT], 403),
        ([Right.EXPORT_REGISTRATIONS], 200),
    ):
        headers = {"Authorization": f"Bearer {factories.token(owner, rights=rights)}"}
        answer = client.head(path, headers=headers)
        assert (answer.status_code, answer.data) == (status, b"")
    assert answer.headers["ETag"] == client.get(path, headers=headers).headers["ETag"]
    assert [entry.verb for entry in stored(AuditEntry)] == ["attendees.read"] * 2


@pytest.mark.usefixtures("tree")
def test_options_tell_nothing_about_what_is_there(client, api_doors):
    asks = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    for door in api_doors:
        found = [client.options(door.at(slug), headers=asks) for slug in ("top", "no")]
        assert [answer.status_code for answer in found] == [200, 200]
        assert [answer.data for answer in found] == [b"", b""]
        assert found[0].allow.to_header() == found[1].allow.to_header()
        assert "Access-Control-Allow-Origin" not in found[0].headers


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("method", ["TRACE", "PUT", "BREW"])
def test_other_methods_are_said_not_to_be_taken(client, method):
    headers = {"Authorization": f"Bearer {factories.token(factories.admin())}"}
    answer = client.open("/api/v1/manage/top/rooms", method=method, headers=headers)
    assert answer.status_code == 405
    assert answer.content_type == "application/problem+json"
    assert set(answer.allow) == {"GET", "HEAD", "OPTIONS", "POST"}
