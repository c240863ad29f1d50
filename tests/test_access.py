"""Who gets in where: every page of the application, whichever room adds it.

Pages are found in the address map and asked for with made-up ids, so what is tested is
the guard at the door, which stands before anything is looked up. The door is open if
the answer is neither the sign-in page nor a refusal.
"""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

import pytest
from sqlalchemy import update
from werkzeug.routing import AnyConverter, BaseConverter, Rule, UUIDConverter
from werkzeug.routing.converters import NumberConverter

from eventsite.core import bearer
from eventsite.core.db import db
from eventsite.events.models import Event, EventState, HostAdministrator
from eventsite.permissions import EVERY_RIGHT, GRANTED, Right, Role
from tests import factories
from tests.factories import saved

OPEN_GUARDS = {"public", "signed in", "administrators"}


class Door(NamedTuple):
    """A page to ask for: its guard, the method, and the address for an event."""

    endpoint: str
    guard: str
    method: str
    pattern: str

    def at(self, slug: str) -> str:
        return self.pattern.replace("<slug>", slug).replace("<host>", "nobody")

    def of_host(self, slug: str) -> str:
        return self.pattern.replace("<host>", slug)


def made_up(converter: BaseConverter) -> str:
    """Return what fits into the address, and what no row has."""
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    if isinstance(converter, UUIDConverter):
        return str(UUID(int=0))
    return "2147483647" if isinstance(converter, NumberConverter) else "nothing"


def address(rule: Rule) -> str:
    """Return the rule's address, all but the slug filled in with made-up values."""
    parts = []
    for is_dynamic, part in rule._trace:  # noqa: SLF001
        if not is_dynamic:
            parts.append(part.lstrip("|"))
        elif part in {"slug", "host"}:
            parts.append(f"<{part}>")
        else:
            parts.append(made_up(rule._converters[part]))  # noqa: SLF001
    return "".join(parts)


def doors(app) -> Iterator[Door]:
    for rule in app.url_map.iter_rules():
        guard = getattr(app.view_functions[rule.endpoint], "guard", "")
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield Door(rule.endpoint, str(guard), method, address(rule))


def organisers_doors(app) -> list[Door]:
    found = [door for door in doors(app) if door.pattern.startswith("/manage/<slug>")]
    assert {"GET", "POST"} <= {door.method for door in found}
    return found


def is_refused(answer) -> bool:
    """Tell the guard's no from a page's own answer, even where that is a 404."""
    return answer.status_code in {401, 403} or "/signin" in (answer.location or "")


@pytest.fixture
def opened(app, client):
    """Return the doors that open for the visitor at an event's slug."""

    def is_open(door, slug):
        if door.method != "GET":  # the door before may have archived the event
            db.session.execute(update(Event).values(state=EventState.ANNOUNCED))
            db.session.commit()
        return not is_refused(client.open(door.at(slug), method=door.method))

    def find(slug, method=None):
        asked = [d for d in organisers_doors(app) if method in {None, d.method}]
        return {
            (door.method, door.pattern, door.guard)
            for door in asked
            if is_open(door, slug)
        }

    return find


def those_for(app, rights, method=None):
    return {
        (door.method, door.pattern, door.guard)
        for door in organisers_doors(app)
        if door.guard in rights and method in {None, door.method}
    }


@pytest.fixture
def tree(app):
    """Return a tree of events, and one beside it of another host."""
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


def test_every_page_has_a_guard(app):
    assert [door for door in doors(app) if not door.guard] == []


def test_what_stands_under_manage_asks_for_a_right(app):
    """By the event's slug, under that name; but the list of events and the hosts."""
    for door in doors(app):
        if door.pattern.startswith("/manage/") and "<slug>" in door.pattern:
            assert door.guard in set(Right), door
        elif door.pattern.startswith("/api/v1/manage/<slug>"):
            assert door.guard.removeprefix(bearer.PREFIX) in set(Right), door
            assert door.guard.startswith(bearer.PREFIX), door
        elif door.pattern.startswith("/manage/"):
            assert door.guard in {"signed in", "administrators"}, door
        else:
            assert door.guard in OPEN_GUARDS, door


@pytest.mark.usefixtures("tree")
def test_strangers_are_asked_to_sign_in_everywhere_and_come_back(app, client):
    guarded = [
        door
        for door in doors(app)
        if door.guard != "public" and not door.guard.startswith(bearer.PREFIX)
    ]
    assert len(guarded) > 10
    for door in guarded:
        answer = client.open(door.at("top"), method=door.method)
        if door.method == "GET":
            assert answer.status_code == 302, door
            assert answer.location.startswith("/signin?next=/"), door
        else:
            assert answer.status_code == 401, door
            assert "<h1>Sign in</h1>" in answer.text, door


@pytest.mark.usefixtures("tree")
def test_a_person_without_a_role_is_refused_everywhere(client, sign_in, opened, app):
    sign_in(factories.person())
    assert opened("top") == set()
    for door in doors(app):
        if door.guard == "administrators":
            answer = client.open(door.at("top"), method=door.method)
            assert answer.status_code == 403, door


@pytest.mark.parametrize("at", ["other", "left", "right", "leaf"])
def test_an_owner_elsewhere_is_refused_above_and_beside(sign_in, tree, opened, at):
    sign_in(factories.owner(tree[at]))
    below = {"left": {"left", "leaf"}, "right": {"right"}, "leaf": {"leaf"}}
    for slug in {"top", "left", "right", "leaf", "other"} - below.get(at, {"other"}):
        assert opened(slug) == set(), slug


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_what_its_rights_name_and_nothing_else(
    app, sign_in, tree, opened, role
):
    sign_in(factories.team_member(tree["left"], role))
    assert opened("leaf", "POST") == those_for(app, GRANTED[role], "POST")
    assert opened("left", "GET") == those_for(app, GRANTED[role], "GET")
    assert opened("top", "GET") == set()


def test_administrators_of_the_host_get_in_at_its_events_only(
    app, sign_in, tree, opened
):
    person = factories.person()
    saved(HostAdministrator(host=tree["top"].host, person=person))
    sign_in(person)
    assert opened("top", "GET") == those_for(app, EVERY_RIGHT, "GET")
    assert opened("leaf", "GET") == those_for(app, EVERY_RIGHT, "GET")
    assert opened("other") == set()


@pytest.mark.usefixtures("tree")
def test_administrators_of_the_installation_get_in_everywhere(app, sign_in, opened):
    sign_in(factories.admin())
    assert opened("top", "GET") == those_for(app, EVERY_RIGHT, "GET")
    assert opened("other", "GET") == those_for(app, EVERY_RIGHT, "GET")


def test_a_hosts_pages_are_for_its_administrators(app, client, sign_in, tree):
    """And some of them for those of the installation only."""
    found = [door for door in doors(app) if door.pattern.startswith("/manage/hosts/<")]
    assert {"GET", "POST"} <= {door.method for door in found}
    host, other = tree["top"].host, tree["other"].host

    def opens(person):
        sign_in(person)
        return {
            (door.method, door.pattern)
            for door in found
            if not is_refused(
                answer := client.open(door.of_host(host.slug), method=door.method)
            )
            and answer.status_code != 404
        }

    elsewhere = factories.person()
    saved(HostAdministrator(host=other, person=elsewhere))
    owner = factories.owner(tree["top"])
    for nobody_here in (factories.person(), owner, elsewhere):
        assert opens(nobody_here) == set()

    administrator = factories.person()
    saved(HostAdministrator(host=host, person=administrator))
    for_all = {
        (door.method, door.pattern) for door in found if door.guard != "administrators"
    }
    assert opens(administrator) <= for_all
    assert opens(factories.admin()) >= {
        (door.method, door.pattern)
        for door in found
        if door.method == "GET" and door.pattern.endswith("/administrators")
    }


def test_an_event_that_is_not_there_is_not_found_by_anyone(app, client, sign_in):
    sign_in(factories.admin())
    for door in organisers_doors(app):
        answer = client.open(door.at("nowhere"), method=door.method)
        assert answer.status_code == 404, door


def test_an_archived_event_is_read_but_not_changed(app, client, sign_in):
    event = factories.event(state=EventState.ARCHIVED)
    sign_in(factories.owner(event))
    last = [d for d in organisers_doors(app) if d.endpoint.endswith(".reactivate")]
    others = [door for door in organisers_doors(app) if door not in last]
    may_change = {
        door.endpoint
        for door in [*others, *last]
        if door.method != "GET"
        and door.guard in GRANTED[Role.OWNER]
        and client.open(door.at(event.slug), method=door.method).status_code != 403
    }
    always = {"reactivate", "revoke_event_token"}
    assert {endpoint.split(".")[1] for endpoint in may_change} <= always
    for door in organisers_doors(app):
        if door.method == "GET" and door.guard in GRANTED[Role.OWNER]:
            answer = client.open(door.at(event.slug))
            assert answer.status_code != 403, door
