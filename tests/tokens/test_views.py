import re
from datetime import timedelta

import pytest

from eventsite.core.db import db
from eventsite.permissions import Role
from eventsite.tokens import rules
from eventsite.tokens.models import ApiToken
from tests import factories
from tests.factories import NOW, only, stored

FORM = {
    "name": "Signage",
    "rights": ["event:see", "sessions:edit"],
    "lasts": "30",
    "once": "k" * 24,
}


@pytest.fixture
def chair(app, sign_in):
    assert app.testing
    person = factories.team_member(
        factories.event(slug="conf", name="Conf"), Role.PROGRAMME_CHAIR
    )
    sign_in(person)
    return person


def secret_in(answer):
    return re.search(r"evs_[0-9A-Za-z]{42}", answer.text)[0]


@pytest.mark.usefixtures("chair")
def test_a_token_is_made_and_shown_once(client):
    page = client.get("/account/tokens/new")
    assert "Sessions and people on stage" in page.text
    assert "Sponsors" not in page.text  # what a chair may not
    answer = client.post("/account/tokens/new", data=FORM)
    assert answer.status_code == 200
    assert rules.is_token(secret_in(answer))
    assert answer.headers["Cache-Control"] == "no-store"
    again = client.get("/account/tokens")
    assert "Signage" in again.text
    assert secret_in(answer) not in again.text
    assert not only(ApiToken).may_write
    assert only(ApiToken).event_id is None
    twice = client.post("/account/tokens/new", data=FORM)
    assert twice.status_code == 422
    assert "shown only once" in twice.text
    assert len(stored(ApiToken)) == 1


@pytest.mark.usefixtures("chair")
def test_a_token_for_one_event(client):
    client.post("/account/tokens/new", data={**FORM, "event": "conf", "may_write": "y"})
    assert only(ApiToken).event.slug == "conf"
    assert only(ApiToken).may_write
    assert "Conf" in client.get("/account/tokens").text


@pytest.mark.usefixtures("chair")
@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"rights": []},
        {"rights": ["sponsors:edit"]},
        {"rights": ["team:manage"]},
        {"lasts": "99999"},
        {"lasts": ""},
        {"event": "other"},
    ],
)
def test_what_is_not_offered_is_not_given(client, wrong):
    factories.event(slug="other")
    answer = client.post("/account/tokens/new", data={**FORM, **wrong})
    assert answer.status_code == 422
    assert stored(ApiToken) == []


def test_who_organises_nothing_is_told_so(client, sign_in):
    sign_in(factories.person())
    assert "You organise no event" in client.get("/account/tokens/new").text
    answer = client.post("/account/tokens/new", data=FORM)
    assert answer.status_code == 422
    assert "You have no tokens" in client.get("/account/tokens").text


def test_ones_own_are_revoked_and_nobody_elses(client, chair, sign_in):
    factories.token(chair)
    token = only(ApiToken)
    sign_in(factories.person())
    path = f"/account/tokens/{token.id}/revoke"
    assert client.post(path).status_code == 404
    sign_in(chair)
    assert client.post(path).status_code == 302
    db.session.refresh(token)
    assert token.revoked_at == NOW
    page = client.get("/account/tokens").text
    assert "Revoked" in page
    assert path not in page


def test_the_list_says_what_is_over_and_when_one_was_used(client, chair):
    factories.token(chair, expires_at=NOW, last_used_at=NOW - timedelta(days=1))
    page = client.get("/account/tokens").text
    assert "Has run out" in page
    assert "31 August 2030" in page


@pytest.mark.parametrize("many", [1, 30])
def test_the_list_asks_as_little_for_many(client, chair, queries, many):
    for _ in range(many):
        factories.token(chair, factories.event())
    client.get("/account/tokens")
    with queries() as sent:
        client.get("/account/tokens")
    assert len(sent) == 2


def test_strange_names_are_shown_as_they_are(client, chair):
    factories.token(chair, name="<b>x</b>", rights=[])
    assert "&lt;b&gt;x&lt;/b&gt;" in client.get("/account/tokens").text
