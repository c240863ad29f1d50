from datetime import UTC, date, datetime, timedelta

import pytest

from eventsite.core.db import db
from eventsite.editions import actions
from eventsite.editions.rules import CopyPlan
from eventsite.events import queries, rules
from eventsite.events.models import (
    Allocation,
    Event,
    EventKind,
    EventState,
    Room,
    TeamMember,
    Track,
)
from eventsite.permissions import Role
from eventsite.sessions.models import Session
from tests import factories
from tests.factories import NOW, saved, stored

pytestmark = pytest.mark.usefixtures("app")
BY = {"actor_id": 7, "now": NOW}


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


def test_hours_given_move_with_the_days_into_the_copied_rooms():
    root, _ = last_year()
    [aula] = queries.visible_rooms(root)
    day, side = queries.list_tree(root)[1:]
    nine = datetime(2030, 11, 2, 16, tzinfo=UTC)  # 09:00 there, in summer time
    for event in (day, side):
        saved(
            Allocation(
                event=event,
                room=aula,
                starts_at=nine,
                ends_at=nine + timedelta(hours=2),
            )
        )
    plan = CopyPlan("Conf 2031", "conf-2031", date(2031, 11, 5))

    made = actions.copy_event(root, plan, **BY)
    db.session.commit()

    new_day, new_side = queries.list_tree(made)[1:]
    new_room = queries.visible_rooms(made)[0]
    moved = datetime(2031, 11, 6, 17, tzinfo=UTC)  # 09:00 there, in winter time
    assert [
        (one.event_id, one.room_id, one.starts_at, one.ends_at - one.starts_at)
        for one in stored(Allocation)[2:]
    ] == [
        (event.id, new_room.id, moved, timedelta(hours=2))
        for event in (new_day, new_side)
    ]

    plan = CopyPlan("Conf 2032", "conf-2032", date(2032, 11, 5), rooms=False)
    actions.copy_event(root, plan, **BY)
    assert len(stored(Allocation)) == 4


def test_an_edition_far_beyond_the_calendar_is_refused_and_leaves_nothing():
    root, _ = last_year()
    before = len(stored(Event)), len(stored(Room))
    with pytest.raises(rules.YearOutOfRange):
        actions.copy_event(root, CopyPlan("X", "x", date(2100, 12, 31)), **BY)
    db.session.rollback()
    assert (len(stored(Event)), len(stored(Room))) == before


def test_translations_come_along_but_not_of_the_name():
    source = factories.event(
        own_languages=["en", "de"],
        translations={"de": {"name": "Konferenz 2030", "tagline": "Alles"}},
    )
    factories.track(source, name="Cloud", translations={"de": {"name": "Wolke"}})

    made = actions.copy_event(
        source, CopyPlan("Conf 2031", "conf-2031", date(2031, 11, 5)), **BY
    )
    db.session.commit()

    assert made.translations == {"de": {"tagline": "Alles"}}
    [track] = db.session.query(Track).filter_by(event_id=made.id)
    assert track.translations == {"de": {"name": "Wolke"}}
