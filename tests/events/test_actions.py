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
    Room,
    TeamMember,
)
from eventsite.events.rules import CopyPlan, Details, HostDetails
from eventsite.permissions import Role
from eventsite.sessions.models import Session
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
    a, b, c = (factories.child(root, slug=slug, position=0) for slug in "abc")
    factories.child(factories.event(), slug="elsewhere")

    def order():
        return "".join(child.slug for child in queries.list_children(root))

    actions.move_child(root, c, -1, **BY)
    assert order() == "acb"
    actions.move_child(root, a, 1, **BY)
    assert order() == "cab"
    actions.move_child(root, b, 5, **BY)
    assert order() == "cab"


def last_year():
    """Return a conference with everything, and things of people that must stay."""
    root = factories.event(
        slug="conf-2030",
        name="Conf 2030",
        tagline="Clouds",
        own_city="Seattle",
        own_languages=["en", "fr"],
    )
    factories.room(root, name="Aula", slug="aula", capacity=90, features=["stream"])
    factories.track(root, name="Cloud")
    factories.session_type(root, name="Talk", duration=timedelta(minutes=25))
    who = factories.owner(root)
    day = factories.child(
        root, slug="day-conf-2030", name="Day 2030", own_starts_on=date(2030, 11, 2),
        own_ends_on=date(2030, 11, 2),
    )  # fmt: skip
    factories.child(day, slug="side-2030", name="Side", kind=EventKind.DEVROOM)
    factories.room(day, name="Side room")
    factories.session(root, [factories.speaker(root)])
    return root, who


def test_next_years_edition_takes_over_the_frame_and_nothing_of_people():
    root, _ = last_year()
    plan = CopyPlan("Conf 2031", "conf-2031", date(2031, 11, 5))

    made = actions.copy_event(root, plan, **BY)
    db.session.commit()

    assert (made.state, made.tagline, made.city) == (
        EventState.DRAFT,
        "Clouds",
        "Seattle",
    )
    assert made.languages == ["en", "fr"]
    assert (made.starts_on, made.ends_on) == (date(2031, 11, 5), date(2031, 11, 6))
    [room] = queries.visible_rooms(made)
    [old_room] = queries.visible_rooms(root)
    assert (room.name, room.slug, room.capacity, room.features) == (
        "Aula", "aula", 90, ["stream"],
    )  # fmt: skip
    assert room.guid != old_room.guid
    assert [track.name for track in queries.visible_tracks(made)] == ["Cloud"]
    assert [t.duration for t in queries.visible_types(made)] == [timedelta(minutes=25)]
    tree = [(e.slug, e.name, e.starts_on) for e in queries.list_tree(made)]
    assert tree == [
        ("conf-2031", "Conf 2031", date(2031, 11, 5)),
        ("day-conf-2031", "Day 2031", date(2031, 11, 6)),
        ("side-2031", "Side", date(2031, 11, 6)),
    ]
    assert [member.event_id for member in stored(TeamMember)] == [root.id]
    assert [session.event_id for session in stored(Session)] == [root.id]


def test_next_years_edition_takes_only_what_is_wanted():
    root, who = last_year()
    plan = CopyPlan(
        "Conf 2031", "conf-2031", date(2031, 11, 5),
        rooms=False, tracks=False, types=False, children=False, team=True,
    )  # fmt: skip

    made = actions.copy_event(root, plan, **BY)
    db.session.commit()

    assert queries.list_tree(made) == [made]
    assert queries.visible_rooms(made) == []
    assert queries.visible_tracks(made) == []
    assert queries.visible_types(made) == []
    members = [m for m in stored(TeamMember) if m.event_id == made.id]
    assert [(m.person_id, m.role) for m in members] == [(who.id, Role.OWNER)]


def test_an_edition_far_beyond_the_calendar_is_refused_and_leaves_nothing():
    root, _ = last_year()
    before = len(stored(Event)), len(stored(Room))
    with pytest.raises(rules.YearOutOfRange):
        actions.copy_event(root, CopyPlan("X", "x", date(2100, 12, 31)), **BY)
    db.session.rollback()
    assert (len(stored(Event)), len(stored(Room))) == before
