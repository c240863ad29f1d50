import pytest

from eventsite.core.db import db
from eventsite.permissions import Role
from eventsite.tokens.models import ApiToken
from tests import factories
from tests.factories import NOW, only, stored
from tests.tokens.test_views import FORM, secret_in


@pytest.fixture
def event(app):
    assert app.testing
    return factories.event(slug="conf", name="Conf")


@pytest.fixture
def owner(event, sign_in):
    person = factories.owner(event)
    sign_in(person)
    return person


def test_a_token_for_the_event_is_made_and_shown_once(client, owner):
    answer = client.post("/manage/conf/tokens/new", data=FORM)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    token = only(ApiToken)
    assert (token.event.slug, token.person_id) == ("conf", owner.id)
    page = client.get("/manage/conf/tokens").text
    assert "Signage" in page
    assert secret_in(answer) not in page


def test_it_is_for_this_event_whatever_is_sent(client, event, owner):
    factories.child(event, slug="child")
    answer = client.post("/manage/conf/tokens/new", data={**FORM, "event": "child"})
    assert answer.status_code == 422
    assert stored(ApiToken) == []
    assert owner


def test_owners_see_and_revoke_those_of_others(client, event, owner):
    other = factories.team_member(event, Role.PROGRAMME_CHAIR, name="Chair Woman")
    factories.token(other, event)
    factories.token(other, name="Elsewhere")
    page = client.get("/manage/conf/tokens").text
    assert "Chair Woman" in page
    assert "Elsewhere" not in page
    token = stored(ApiToken)[0]
    assert client.post(f"/manage/conf/tokens/{token.id}/revoke").status_code == 302
    db.session.refresh(token)
    assert (token.revoked_at, token.revoked_by) == (NOW, owner.id)
    elsewhere = stored(ApiToken)[1]
    answer = client.post(f"/manage/conf/tokens/{elsewhere.id}/revoke")
    assert answer.status_code == 404


@pytest.mark.usefixtures("owner")
def test_another_events_token_is_not_found(client, event):
    child = factories.child(event)
    factories.token(factories.owner(child), child)
    token = only(ApiToken)
    assert client.post(f"/manage/conf/tokens/{token.id}/revoke").status_code == 404


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("many", [1, 30])
def test_the_list_asks_as_little_for_many(client, event, queries, many):
    for _ in range(many):
        factories.token(factories.person(), event)
    client.get("/manage/conf/tokens")
    with queries() as sent:
        client.get("/manage/conf/tokens")
    assert len(sent) <= 5
