from dataclasses import replace
from datetime import date, timedelta

import pytest

from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.events import actions, queries, rules
from eventsite.events.models import (
    Event,
    EventKind,
    EventState,
    FormerSlug,
    Host,
)
from eventsite.events.rules import Details, HostDetails
from tests import factories
from tests.factories import NOW, only, stored

pytestmark = pytest.mark.usefixtures("app")

DAY = date(2030, 11, 1)
DETAILS = Details(
    "Conf 2030", "conf-2030", own_starts_on=DAY, own_ends_on=DAY, own_timezone="UTC"
)
BY = {"actor_id": 7, "now": NOW}


def details_of(event, **changes):
    said = {name: getattr(event, name) for name in Details.__dataclass_fields__}
    return Details(**said | changes)


def trail():
    return [(e.verb, e.actor_id, e.detail) for e in stored(AuditEntry)]


def test_a_host_has_an_address_of_its_own():
    made = actions.create_host(HostDetails("CNCF", "cncf"), **BY)
    db.session.commit()

    with pytest.raises(rules.HostSlugTaken):
        actions.create_host(HostDetails("Other", "cncf"), **BY)
    db.session.rollback()
    actions.edit_host(made, HostDetails("Foundation", "cncf", "Hosts it."), **BY)
    db.session.commit()

    assert (only(Host).name, only(Host).about) == ("Foundation", "Hosts it.")
    assert trail() == [
        ("host.create", 7, {}),
        ("host.edit", 7, {"changed": "name, about"}),
    ]


def test_an_event_begins_as_a_draft():
    host = factories.host()
    actions.create_event(host, DETAILS, **BY)
    db.session.commit()

    made = only(Event)
    assert (made.name, made.state, made.kind) == (
        "Conf 2030",
        EventState.DRAFT,
        EventKind.MAIN,
    )
    assert (made.starts_on, made.timezone, made.created_at) == (DAY, "UTC", NOW)
    assert trail() == [("event.create", 7, {"slug": "conf-2030"})]


def test_children_know_their_root_and_stand_in_order():
    root = factories.event()
    for slug in ("second", "first"):
        details = Details(slug, slug, EventKind.CO_LOCATED)
        actions.create_event(root.host, details, parent=root, **BY)
    room = Details("Room", "room", EventKind.DEVROOM)
    first = queries.find_event("first")
    deep = actions.create_event(root.host, room, parent=first, **BY)
    db.session.commit()

    assert [child.slug for child in queries.list_children(root)] == ["second", "first"]
    assert (deep.root_id, deep.root, deep.starts_on) == (root.id, root, root.starts_on)
    with pytest.raises(rules.TooDeep):
        actions.create_event(root.host, replace(room, slug="x"), parent=deep, **BY)


@pytest.mark.parametrize(
    ("slug", "refusal"),
    [
        ("taken", rules.SlugTaken),
        ("former", rules.SlugWasAnothers),
        ("new", rules.ReservedSlug),
        ("No!", rules.BadSlug),
    ],
)
def test_an_address_that_cannot_be_had_leaves_nothing(slug, refusal):
    taken = factories.event(slug="taken")
    factories.saved(FormerSlug(slug="former", event=taken))

    with pytest.raises(refusal):
        actions.create_event(taken.host, replace(DETAILS, slug=slug), **BY)
    db.session.rollback()

    assert stored(Event) == [taken]
    assert trail() == []


def test_an_address_given_up_leads_on_and_can_be_had_back():
    event = factories.event(slug="old")
    actions.edit_event(event, details_of(event, slug="new-one"), **BY)
    db.session.commit()

    assert queries.find_event("old") is None
    assert queries.find_event_by_former_slug("old") is event

    actions.edit_event(event, details_of(event, slug="old"), **BY)
    db.session.commit()

    assert [former.slug for former in stored(FormerSlug)] == ["new-one"]
    assert queries.find_event_by_former_slug("new-one") is event
    assert queries.find_event_by_former_slug("old") is None


def test_an_edit_that_changes_nothing_leaves_no_trace():
    event = factories.event(changed_at=NOW - timedelta(days=1))

    assert actions.edit_event(event, details_of(event), **BY) == []
    assert (trail(), event.changed_at) == ([], NOW - timedelta(days=1))

    changed = actions.edit_event(event, details_of(event, tagline="Hi"), **BY)
    assert (changed, event.changed_at) == (["tagline"], NOW)
    assert trail() == [("event.edit", 7, {"changed": "tagline"})]


def test_archived_and_back_to_what_it_was():
    event = factories.event(state=EventState.PAST)
    actions.step(event, EventState.ARCHIVED, **BY)
    db.session.commit()
    assert (event.is_archived, event.archived_from) == (True, EventState.PAST)

    actions.reactivate(event, **BY)
    db.session.commit()
    assert (event.state, event.archived_from) == (EventState.PAST, None)
    assert [verb for verb, *_ in trail()] == ["event.state", "event.reactivate"]


def test_children_move_among_themselves():
    root = factories.event()
    a, b, c = (factories.child(root, slug=s, name=s, position=0) for s in "abc")
    factories.child(factories.event(), slug="elsewhere")

    def order():
        return "".join(child.slug for child in queries.list_children(root))

    actions.move_child(root, c, -1, **BY)
    assert order() == "acb"
    actions.move_child(root, a, 1, **BY)
    assert order() == "cab"
    actions.move_child(root, b, 5, **BY)
    assert order() == "cab"
