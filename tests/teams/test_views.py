"""Teams of events and administrators of hosts: invited, joined, changed, removed."""

import re

import pytest

from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.events.models import EventState, HostAdministrator, TeamMember
from eventsite.events.queries import find_access
from eventsite.mail.models import Letter
from eventsite.permissions import EVERY_RIGHT, GRANTED, Right, Role
from eventsite.teams.models import Invitation
from tests import factories
from tests.accounts import PASSWORD, post
from tests.factories import NOW, only, saved, stored
from tests.teams.things import invite, team


@pytest.fixture
def conf(app):
    assert app.testing
    return factories.event(slug="conf", name="Conf")


@pytest.fixture
def owner(conf, sign_in):
    """Return an owner of the event, signed in."""
    person = factories.team_member(
        conf, Role.OWNER, name="Olga", email="olga@example.org"
    )
    sign_in(person)
    return person


def verbs():
    return [(entry.verb, entry.detail) for entry in stored(AuditEntry)]


# Inviting


@pytest.mark.usefixtures("owner")
def test_inviting_says_the_same_with_an_account_or_without(client):
    factories.person(email="bob@example.org", name="Bob")
    seen = []
    for email in ("bob@example.org", "nobody@example.org"):
        answer = invite(client, email.upper())
        page = client.get(answer.location).text.replace(email, "…")
        seen.append((answer.status_code, answer.location))
        assert "Bob" not in page
    assert seen[0] == seen[1] == (302, "/manage/conf/team")
    assert {i.email for i in stored(Invitation)} == {
        "bob@example.org",
        "nobody@example.org",
    }
    texts = [letter.text for letter in stored(Letter)]
    assert texts[0] == texts[1]
    assert "Olga invites you to help with Conf as finance" in texts[0]
    assert "http://localhost/account/invitations" in texts[0]


@pytest.mark.usefixtures("owner")
def test_a_newcomer_opens_an_account_and_accepts(app, client, conf):
    invite(client)
    newcomer = app.test_client()
    answer = newcomer.get("/account/invitations")
    assert answer.location == "/signin?next=/account/invitations"
    post(newcomer, "/signup?next=/account/invitations", email="bob@example.org")
    link = re.search(r"http://localhost(/signup/\S+)", stored(Letter)[-1].text)[1]
    answer = post(newcomer, link, name="Bob", password=PASSWORD)
    assert answer.location == "/account/invitations"
    assert "finance" in newcomer.get("/account/invitations").text
    assert team(conf) == {("Olga", Role.OWNER)}  # nobody joins unasked

    answer = newcomer.post(f"/account/invitations/{only(Invitation).id}/accept")
    assert (answer.status_code, answer.location) == (302, "/manage/conf/")
    assert team(conf) == {("Olga", Role.OWNER), ("Bob", Role.FINANCE)}
    assert stored(Invitation) == []
    assert newcomer.get("/manage/conf/").status_code == 200
    assert verbs() == [
        ("team.invite", {"role": "finance"}),
        ("team.join", {"role": "finance"}),
    ]


@pytest.mark.usefixtures("owner")
def test_an_invitation_is_for_the_confirmed_reader_of_its_mailbox(
    app, client, conf, sign_in
):
    invite(client)
    number = only(Invitation).id
    for person in (
        factories.person(email="eve@example.org"),
        factories.person(email="bob@example.org", email_confirmed_at=None),
    ):
        stranger = app.test_client()
        sign_in(person, stranger)
        assert "No invitations" in stranger.get("/account/invitations").text
        for verb in ("accept", "decline"):
            path = f"/account/invitations/{number}/{verb}"
            assert stranger.post(path).status_code == 404
    assert len(stored(Invitation)) == 1
    assert team(conf) == {("Olga", Role.OWNER)}


@pytest.mark.usefixtures("owner")
def test_declining_and_withdrawing_leave_nothing(app, client, conf, sign_in):
    bob = app.test_client()
    sign_in(factories.person(email="bob@example.org"), bob)
    invite(client)
    bob.post(f"/account/invitations/{only(Invitation).id}/decline")
    assert stored(Invitation) == []
    invite(client)
    number = only(Invitation).id
    client.post(f"/manage/conf/team/invitations/{number}/withdraw")
    assert stored(Invitation) == []
    assert bob.post(f"/account/invitations/{number}/accept").status_code == 404
    assert team(conf) == {("Olga", Role.OWNER)}
    assert [verb for verb, _ in verbs()] == [
        "team.invite",
        "team.decline",
        "team.invite",
        "team.withdraw",
    ]


@pytest.mark.usefixtures("owner")
def test_inviting_twice_is_one_invitation(client):
    invite(client)
    invite(client)
    assert only(Invitation).invited_at == NOW
    assert len(stored(Letter)) == 2


@pytest.mark.usefixtures("owner")
def test_letters_to_one_mailbox_are_limited(client):
    assert [invite(client).status_code for _ in range(6)] == [302] * 5 + [429]
    assert len(stored(Letter)) == 5


@pytest.mark.parametrize(
    ("email", "role", "said"),
    [
        ("", "finance", "Type your e-mail address."),
        ("nonsense", "finance", "This is no e-mail address"),
        ("bob@example.org", "", "Choose one"),
        ("bob@example.org", "emperor", "Choose one of the list."),
        ("olga@example.org", "owner", "This person has that role already."),
    ],
)
@pytest.mark.usefixtures("owner")
def test_what_cannot_be_invited_is_said_beside_the_field(client, email, role, said):
    page = invite(client, email, role)
    assert page.status_code == 422
    assert said in page.text
    assert stored(Invitation) == stored(Letter) == []


@pytest.mark.usefixtures("owner")
def test_an_archived_event_is_not_joined(app, client, conf, sign_in):
    invite(client)
    conf.state = EventState.ARCHIVED
    db.session.commit()
    bob = app.test_client()
    sign_in(factories.person(email="bob@example.org"), bob)
    answer = bob.post(f"/account/invitations/{only(Invitation).id}/accept")
    assert "archived" in bob.get(answer.location).text
    assert len(stored(Invitation)) == 1
    assert team(conf) == {("Olga", Role.OWNER)}


@pytest.mark.usefixtures("owner")
def test_words_of_outsiders_stay_words(client, conf):
    conf.name = "<script>alert(1)</script> https://evil.example"
    db.session.commit()
    invite(client)
    letter = only(Letter)
    assert "<script>" not in letter.html
    assert 'href="https://evil.example' not in letter.html
    assert "<script>alert" not in client.get("/manage/conf/team").text


# Changing


def test_roles_are_changed_and_people_removed(client, conf, owner):
    bob = factories.team_member(conf, Role.REVIEWER, name="Bob").id
    page = client.get(f"/manage/conf/team/{bob}")
    assert re.findall(r'checked[^>]*value="([^"]*)"', page.text) == ["reviewer"]
    assert (
        'value="reviewer" checked' in page.text.replace("checked ", "")
        or "checked" in page.text
    )
    client.post(
        f"/manage/conf/team/{bob}", data={"roles": ["finance", "sponsor manager"]}
    )
    assert team(conf) == {
        ("Olga", Role.OWNER),
        ("Bob", Role.FINANCE),
        ("Bob", Role.SPONSOR_MANAGER),
    }
    client.post(f"/manage/conf/team/{bob}/remove")
    assert team(conf) == {("Olga", Role.OWNER)}
    assert client.get(f"/manage/conf/team/{bob}").status_code == 404
    assert verbs() == [
        ("team.grant", {"role": "finance"}),
        ("team.grant", {"role": "sponsor manager"}),
        ("team.revoke", {"role": "reviewer"}),
        ("team.revoke", {"role": "finance"}),
        ("team.revoke", {"role": "sponsor manager"}),
    ]
    assert {entry.subject for entry in stored(AuditEntry)} == {f"person {bob}"}
    assert {entry.actor_id for entry in stored(AuditEntry)} == {owner.id}


def test_the_last_owner_stays(client, conf, owner):
    page = client.post(f"/manage/conf/team/{owner.id}", data={"roles": ["finance"]})
    assert page.status_code == 422
    assert "Every event needs an owner" in page.text
    client.post(f"/manage/conf/team/{owner.id}/remove")
    assert "Every event needs an owner" in client.get("/manage/conf/team").text
    assert team(conf) == {("Olga", Role.OWNER)}

    factories.team_member(conf, Role.OWNER, name="Bob")
    client.post(f"/manage/conf/team/{owner.id}/remove")
    assert team(conf) == {("Bob", Role.OWNER)}
    assert client.get("/manage/conf/team").status_code == 403


@pytest.mark.usefixtures("owner")
def test_an_owner_above_is_owner_enough(client, conf):
    child = factories.child(conf, slug="child")
    bob = factories.team_member(child, Role.OWNER, name="Bob").id
    page = client.get("/manage/child/team").text
    assert "Through the event above" in page
    assert "Olga" in page
    client.post(f"/manage/child/team/{bob}/remove")
    assert team(child) == set()


@pytest.mark.usefixtures("conf")
def test_somebody_of_another_team_is_not_found_here(client, owner):
    elsewhere = factories.event(slug="elsewhere")
    eve = factories.team_member(elsewhere, Role.REVIEWER, name="Eve")
    other = saved(
        Invitation(
            event=elsewhere,
            email="x@example.org",
            role=Role.FINANCE,
            invited_by=owner,
            invited_at=NOW,
        )
    )
    for path in (
        f"/manage/conf/team/{eve.id}",
        f"/manage/conf/team/{eve.id}/remove",
        f"/manage/conf/team/invitations/{other.id}/withdraw",
    ):
        assert client.post(path, data={"roles": ["owner"]}).status_code == 404
    assert team(elsewhere) == {("Eve", Role.REVIEWER)}
    assert len(stored(Invitation)) == 1


def test_nobody_grants_or_takes_a_wider_role_than_their_own(
    client, conf, owner, monkeypatch
):
    """With a role that manages the team and little else: today there is none."""
    narrow = frozenset({Right.SEE_EVENT, Right.MANAGE_TEAM, Right.EDIT_SPONSORS})
    monkeypatch.setitem(GRANTED, Role.PRESS_EDITOR, narrow)
    olga = owner.id
    factories.team_member(conf, Role.OWNER, name="Bob")
    db.session.execute(
        TeamMember.__table__.update()
        .where(TeamMember.person_id == olga)
        .values(role=Role.PRESS_EDITOR)
    )
    db.session.commit()
    before = team(conf)
    page = client.get("/manage/conf/team").text
    assert 'value="sponsor manager"' in page
    assert 'value="owner"' not in page
    assert invite(client, role="owner").status_code == 422
    bob = next(m.person_id for m in stored(TeamMember) if m.role is Role.OWNER)
    client.post(f"/manage/conf/team/{bob}/remove")
    client.post(f"/manage/conf/team/{bob}", data={"roles": []})
    client.post(f"/manage/conf/team/{olga}", data={"roles": ["owner"]})
    assert team(conf) == before
    assert stored(Invitation) == []

    client.post(f"/manage/conf/team/{bob}", data={"roles": ["sponsor manager"]})
    assert team(conf) == before | {("Bob", Role.SPONSOR_MANAGER)}


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("number", [1, 30])
def test_the_team_costs_the_same_for_any_number(client, conf, queries, number):
    for n in range(number):
        member = factories.team_member(conf, Role.REVIEWER)
        saved(
            Invitation(
                event=conf,
                email=f"x{n}@example.org",
                role=Role.FINANCE,
                invited_by=member,
                invited_at=NOW,
            )
        )
    with queries() as sent:
        page = client.get("/manage/conf/team")
    assert page.text.count("Withdraw…") == number
    assert len(sent) <= 6


# Administrators of hosts


def test_administrators_of_hosts_are_invited_and_removed(app, client, conf, sign_in):
    sign_in(factories.admin())
    page = f"/manage/hosts/{conf.host.slug}/administrators"
    host_id = conf.host_id
    assert post(client, page, email="Bob@example.org").status_code == 302
    assert post(client, page, email="carl@example.org").status_code == 302
    bob = factories.person(email="bob@example.org", name="Bob")
    browser = app.test_client()
    sign_in(bob, browser)
    assert find_access(bob.id, "conf").rights == frozenset()
    first, second = stored(Invitation)
    assert "administrator of the host" in browser.get("/account/invitations").text
    answer = browser.post(f"/account/invitations/{first.id}/accept")
    assert answer.location == "/manage/"
    assert find_access(bob.id, "conf").rights == EVERY_RIGHT

    assert "Bob" in client.get(page).text
    assert post(client, page, email="bob@example.org").status_code == 422
    client.post(f"{page}/invitations/{second.id}/withdraw")
    assert stored(Invitation) == []
    assert client.post(f"{page}/{bob.id}/remove").status_code == 302
    assert client.post(f"{page}/{bob.id}/remove").status_code == 404
    assert stored(HostAdministrator) == []
    assert {entry.verb for entry in stored(AuditEntry)} == {
        *("host.invite", "host.join", "host.withdraw", "host.remove")
    }
    assert {entry.subject for entry in stored(AuditEntry)} == {f"host {host_id}"}


def test_another_hosts_administrators_and_invitations_are_not_found(
    client, conf, sign_in
):
    root = factories.admin()
    sign_in(root)
    other = factories.host(slug="other")
    person = factories.person()
    saved(HostAdministrator(host=other, person=person))
    theirs = saved(
        Invitation(host=other, email="x@example.org", invited_by=root, invited_at=NOW)
    )
    page = f"/manage/hosts/{conf.host.slug}/administrators"
    assert client.post(f"{page}/{person.id}/remove").status_code == 404
    path = f"{page}/invitations/{theirs.id}/withdraw"
    assert client.post(path).status_code == 404
    assert client.get("/manage/hosts/nowhere/administrators").status_code == 404
    assert len(stored(Invitation)) == len(stored(HostAdministrator)) == 1
