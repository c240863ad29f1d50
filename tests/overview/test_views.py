"""First pages: what needs me, the events I organise, one of them at a glance."""

import re

import pytest

from eventsite.core.deadlines import at_instant
from eventsite.core.web import Figure, ToDo
from eventsite.events.models import EventState, HostAdministrator, TeamMember
from eventsite.permissions import Right, Role
from eventsite.teams.models import Invitation
from tests import factories
from tests.factories import NOW, saved


def tree_of(page):
    """Return the events' names in the order of the page, with their depth and roles."""
    found = re.findall(
        r'<li data-depth="(\d)">.*?<a [^>]*>([^<]*)</a>.*?·([^<]*)</p>', page, re.DOTALL
    )
    return [(int(depth), name, roles.strip()) for depth, name, roles in found]


@pytest.fixture
def tree(app):
    assert app.testing
    top = factories.event(name="Top", slug="top")
    left = factories.child(top, name="Left", slug="left", position=1)
    return {
        "top": top,
        "left": left,
        "right": factories.child(top, name="Right", slug="right", position=2),
        "leaf": factories.child(left, name="Leaf", slug="leaf"),
        "other": factories.event(name="Other", slug="other"),
    }


@pytest.mark.parametrize(
    "case",
    [
        (
            "top",
            Role.OWNER,
            [
                (0, "Top", "owner"),
                (1, "Left", "owner of Top"),
                (2, "Leaf", "owner of Top"),
                (1, "Right", "owner of Top"),
            ],
        ),
        (
            "left",
            Role.REVIEWER,
            [(0, "Left", "reviewer"), (1, "Leaf", "reviewer of Left")],
        ),
        ("leaf", Role.FINANCE, [(0, "Leaf", "finance")]),
    ],
)
def test_the_events_i_organise_stand_as_a_tree_with_my_roles(
    client, sign_in, tree, case
):
    at, role, shown = case
    sign_in(factories.team_member(tree[at], role))
    assert tree_of(client.get("/manage/").text) == shown
    assert tree_of(client.get("/account/todo").text) == shown


def test_roles_of_several_events_are_all_named(client, sign_in, tree):
    person = factories.team_member(tree["top"], Role.FINANCE)
    saved(TeamMember(event=tree["left"], person=person, role=Role.REVIEWER))
    sign_in(person)
    assert (1, "Left", "reviewer, finance of Top") in tree_of(
        client.get("/manage/").text
    )


def test_administrators_see_their_hosts_events_or_all(client, sign_in, tree):
    person = factories.person()
    saved(HostAdministrator(host=tree["top"].host, person=person))
    sign_in(person)
    names = [name for _, name, _ in tree_of(client.get("/manage/").text)]
    assert names == ["Top", "Left", "Leaf", "Right"]
    sign_in(factories.admin())
    names = {name for _, name, _ in tree_of(client.get("/manage/").text)}
    assert names == {"Top", "Left", "Leaf", "Right", "Other"}


def test_who_organises_nothing_is_told_how_to_begin(client, sign_in):
    sign_in(factories.person(email="ada@example.org", password_hash="kept"))
    page = client.get("/manage/").text
    assert "You organise no event yet" in page
    assert "ada@example.org" in page
    assert "Nothing needs you now" in client.get("/account/todo").text


def test_who_administers_a_host_is_led_to_creating_events(client, sign_in):
    root, person = factories.admin(), factories.person()
    sign_in(root)
    page = client.get("/manage/").text
    assert 'href="/manage/hosts/new"' in page
    assert 'href="/manage/new"' not in page
    saved(HostAdministrator(host=factories.host(), person=person))
    for who in (root, person):
        sign_in(who)
        assert 'href="/manage/new"' in client.get("/manage/").text
    sign_in(factories.person())
    assert 'href="/manage/new"' not in client.get("/manage/").text


@pytest.mark.parametrize("number", [1, 30])
def test_the_tree_costs_the_same_for_any_number(client, sign_in, queries, number):
    top = factories.event()
    for _ in range(number):
        factories.child(top)
    sign_in(factories.owner(top))
    for path in ("/manage/", f"/manage/{top.slug}/"):
        with queries() as sent:
            page = client.get(path).text
        assert page.count("Child ") >= number
        assert len(sent) <= 24  # every room adds a figure and a to-do


def test_what_needs_me_comes_in_order_of_its_end(app, client, sign_in, monkeypatch):
    def to_dos(person_id, now):
        assert (person_id, now) == (person.id, NOW)
        late, soon = (
            at_instant(NOW.replace(day=day), "America/Los_Angeles") for day in (9, 3)
        )
        return [
            ToDo("Whenever you like", "/a", "Conf A"),
            ToDo("Send the slides", "/b", "Conf B", late),
            ToDo("Confirm <your> talk", "/c", "Conf C", soon),
        ]

    person = factories.person()
    monkeypatch.setitem(app.extensions, "to_dos", (to_dos,))
    sign_in(person)
    page = client.get("/account/todo").text
    assert re.findall(r'href="/([abc])"', page) == ["c", "b", "a"]
    assert "Confirm &lt;your&gt; talk" in page
    assert "3 September 2030" in page
    assert "PDT" in page or "Los Angeles" in page


def test_an_invitation_needs_me(client, sign_in, tree):
    owner = factories.owner(tree["top"])
    saved(
        Invitation(
            event=tree["left"],
            email="ada@example.org",
            role=Role.REVIEWER,
            invited_by=owner,
            invited_at=NOW,
        )
    )
    sign_in(factories.person(email="ada@example.org"))
    page = client.get("/account/todo").text
    assert "You are invited as reviewer: accept or decline" in page
    assert "/account/invitations" in page


def test_an_event_shows_the_numbers_and_to_dos_one_may_see(
    app, client, sign_in, tree, monkeypatch
):
    def figures(event, now):
        assert (event.slug, now) == ("left", NOW)
        return [
            Figure("Proposals", "12", "/manage/left/p", Right.SEE_PROPOSALS),
            Figure("Orders", "34", "/manage/left/o", Right.SEE_REGISTRATIONS),
        ]

    def to_dos(_person_id, _now):
        return [
            ToDo("Here", "/manage/left/x", "Left"),
            ToDo("Below", "/manage/leaf/x", "Leaf"),
            ToDo("Above", "/manage/top/x", "Top"),
            ToDo("Mine", "/account/x", "Left"),
        ]

    monkeypatch.setitem(app.extensions, "figures", (figures,))
    monkeypatch.setitem(app.extensions, "to_dos", (to_dos,))
    sign_in(factories.team_member(tree["left"], Role.REVIEWER))
    page = client.get("/manage/left/").text
    assert "Proposals" in page
    assert "Orders" not in page
    assert re.findall(r"<a href=\"/manage/\w+/x\">(\w+)</a>", page) == ["Below", "Here"]
    assert 'href="/manage/leaf/"' in page
    assert 'href="/manage/right/"' not in page


def test_a_draft_is_shown_to_its_team_as_one(client, sign_in):
    event = factories.event(state=EventState.DRAFT)
    sign_in(factories.owner(event))
    assert "draft" in client.get("/manage/").text
    assert client.get(f"/manage/{event.slug}/").status_code == 200
