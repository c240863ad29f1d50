"""Roles that nobody gives to themselves, and roles that open nothing yet."""

import pytest

from eventsite.accounts.models import OneTimeLink, Purpose
from eventsite.core.db import db
from eventsite.events.models import TeamMember
from eventsite.identities.models import Identity
from eventsite.mail.models import Letter
from eventsite.permissions import Role
from eventsite.teams.models import Invitation
from tests import factories
from tests.factories import NOW, only, saved, stored
from tests.teams.things import invite, team


@pytest.fixture
def conf(app):
    assert app.testing
    return factories.event(slug="conf", name="Conf")


@pytest.fixture
def owner(conf, sign_in):
    person = factories.team_member(
        conf, Role.OWNER, name="Olga", email="olga@example.org"
    )
    sign_in(person)
    return person


APPOINTED = ("scholarship committee", "conduct team")


@pytest.fixture(params=APPOINTED)
def appointed(request):
    return Role(request.param)


def test_nobody_appoints_themselves(client, conf, owner, appointed):
    saved(
        Identity(
            person=owner,
            issuer="https://sso.example",
            subject="olga",
            label="SSO",
            email="olga@sso.example",
            added_at=NOW,
        )
    )
    link = {"purpose": Purpose.CHANGE_EMAIL, "created_at": NOW, "ends_at": NOW}
    saved(OneTimeLink(token_hash="x", email="o@new.example", person=owner, **link))
    for email in ("olga@example.org", "Olga@SSO.example", "o@new.example"):
        page = invite(client, email, appointed.value)
        assert page.status_code == 422
        assert "Nobody appoints themselves" in page.text
    page = f"/manage/conf/team/{owner.id}"
    assert f'value="{appointed.value}"' not in client.get(page).text
    answer = client.post(page, data={"roles": ["owner", appointed.value]})
    assert answer.status_code == 422
    assert stored(Invitation) == stored(Letter) == []
    assert team(conf) == {("Olga", Role.OWNER)}


def test_nobody_accepts_what_they_offered_themselves(
    client, conf, owner, appointed, sign_in
):
    invite(client, "other@example.org", appointed.value)
    owner.email = "other@example.org"  # the account moves there afterwards
    db.session.commit()
    answer = client.post(f"/account/invitations/{only(Invitation).id}/accept")
    assert "Nobody appoints themselves" in client.get(answer.location).text
    assert team(conf) == {("Olga", Role.OWNER)}

    second = factories.team_member(conf, Role.OWNER, name="Bob")
    sign_in(second)
    invite(client, "other@example.org", appointed.value)
    sign_in(owner)
    client.post(f"/account/invitations/{only(Invitation).id}/accept")
    assert ("Olga", appointed) in team(conf)


def test_who_holds_such_a_role_can_give_it_up(client, conf, owner, appointed):
    """And was appointed before; the page offers to take it, not to give it again."""
    saved(TeamMember(event=conf, person=owner, role=appointed))
    page = f"/manage/conf/team/{owner.id}"
    assert f'value="{appointed.value}"' in client.get(page).text
    client.post(page, data={"roles": ["owner"]})
    assert team(conf) == {("Olga", Role.OWNER)}


def test_the_team_and_other_owners_hear_of_a_new_member(
    app, client, conf, owner, appointed, sign_in
):
    other = next(Role(role) for role in APPOINTED if role != appointed.value)
    factories.team_member(conf, appointed, email="there@example.org", language="de")
    factories.team_member(conf, Role.OWNER, email="second@example.org")
    factories.team_member(conf, other, email="elsewhere@example.org")
    factories.team_member(conf, Role.FINANCE, email="finance@example.org")
    newcomer = factories.person(email="bob@example.org", name="Bob")
    invite(client, role=appointed.value)
    bob = app.test_client()
    sign_in(newcomer, bob)
    bob.post(f"/account/invitations/{only(Invitation).id}/accept")
    told = {one.to: one for one in stored(Letter)[1:]}  # after the invitation
    assert told.keys() == {"there@example.org", "second@example.org"}
    letter = told["second@example.org"]
    assert "Bob (bob@\u200cexample.\u200corg)" in letter.text  # which makes no link
    assert "appointed by Olga" in letter.text
    assert told["there@example.org"].language == "de"

    sign_in(owner)
    client.post(f"/manage/conf/team/{newcomer.id}", data={"roles": ["finance"]})
    assert len(stored(Letter)) == 3
    client.post(f"/manage/conf/team/{newcomer.id}", data={"roles": [appointed.value]})
    assert len(stored(Letter)) == 5


@pytest.mark.parametrize("role", ["door staff", "press editor"])
def test_a_role_that_opens_nothing_is_not_offered_and_stays_where_it_is(
    client, conf, owner, role
):
    assert owner.name == "Olga"
    page = client.get("/manage/conf/team").text
    assert f'value="{role}"' not in page
    assert "Sponsor manager" in page[page.index("What each role opens") :]
    assert invite(client, role=role).status_code == 422
    bob = factories.team_member(conf, Role(role), name="Bob").id
    path = f"/manage/conf/team/{bob}"
    assert f'value="{role}"' in client.get(path).text
    client.post(path, data={"roles": [role, "finance"]})
    assert team(conf) >= {("Bob", Role(role)), ("Bob", Role.FINANCE)}
    client.post(path, data={"roles": ["finance"]})
    assert ("Bob", Role(role)) not in team(conf)
