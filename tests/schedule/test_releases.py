from datetime import UTC, datetime, timedelta

import pytest

from eventsite.core.db import db
from eventsite.events.models import EventState
from eventsite.formats import programme_json
from eventsite.formats.model import Appearance, Break, Link
from eventsite.schedule import actions
from eventsite.schedule import queries as schedule
from eventsite.schedule.models import Release
from eventsite.schedule.rules import NothingCovered, VersionTaken
from eventsite.sessions.models import LinkKind, SessionLink, SpeakerLink
from tests import factories
from tests.factories import NOW, guid, saved, stored
from tests.schedule.test_actions import at
from tests.schedule.test_rules import MORNING

LATER = NOW + timedelta(days=1)


@pytest.fixture
def event(app):
    assert app.testing
    return factories.event(name="Conf", slug="conf")


@pytest.fixture
def draft(event):
    return factories.draft(event)


def placed(draft, event, minutes=0, room=None, speakers=(), **overrides):
    session = factories.session(event, speakers, **overrides)
    room = room or factories.room(event.root)
    factories.slot(draft, session, room, MORNING + timedelta(minutes=minutes))
    return session


def release(event, *covers, version="1", now=NOW, **more):
    made = actions.release(event, covers or [event], version, now, **more)
    db.session.commit()
    return made


def titles(event):
    programme = schedule.find_programme(event)
    return programme and [session.title for session in programme.sessions]


def test_a_release_holds_all_that_is_shown(event, draft):
    ada = factories.speaker(
        event, code="ADA222", name="Ada", biography="First.", affiliation="Engines"
    )
    saved(SpeakerLink(speaker_id=ada.id, title="Blog", url="https://ada.example"))
    session = placed(
        draft,
        event,
        room=factories.room(event, name="Aula", capacity=100),
        speakers=[ada],
        title="Notes",
        track=factories.track(event, name="History", colour="#aa0000"),
        type=factories.session_type(event, name="Talk"),
        abstract="On *engines*.",
    )
    for kind, title in [(LinkKind.ATTACHMENT, "Slides"), (LinkKind.LINK, "Book")]:
        saved(
            SessionLink(
                session_id=session.id, kind=kind, title=title, url="https://x.example"
            )
        )

    made = release(event, version="First light", note="At last.")

    found = programme_json.load(made.content)
    (frozen,) = found.sessions
    assert (found.version, found.released_at) == ("First light", NOW)
    assert (frozen.title, frozen.event, frozen.code) == ("Notes", "conf", session.code)
    assert (frozen.track, frozen.type, frozen.room) == ("History", "Talk", "Aula")
    assert (frozen.starts_at, frozen.day) == (MORNING, event.starts_on)
    assert frozen.people == [Appearance("ADA222", "speaker")]
    assert frozen.links == [Link("https://x.example", "Book")]
    assert frozen.attachments == [Link("https://x.example", "Slides")]
    assert (frozen.changed_at, frozen.sequence) == (NOW, 0)
    assert [(p.name, p.biography, p.links) for p in found.people] == [
        ("Ada", "First.", [Link("https://ada.example", "Blog")])
    ]
    assert [(r.name, r.capacity) for r in found.rooms] == [("Aula", 100)]
    assert [(t.name, t.colour) for t in found.tracks] == [("History", "#aa0000")]
    assert (made.note, [c.event for c in made.covers]) == ("At last.", [event])


def test_what_is_released_stays_as_it_was(event, draft):
    session = placed(draft, event, title="Old title")
    release(event)
    session.title = "New title"
    db.session.commit()
    assert titles(event) == ["Old title"]
    release(event, version="2")
    assert titles(event) == ["New title"]


def test_only_what_changed_counts_as_changed(event, draft):
    ada = factories.speaker(event, name="Ada")
    same = placed(draft, event, title="Same")
    retold = placed(draft, event, title="Retold")
    named = placed(draft, event, title="Named", speakers=[ada])
    moved = placed(draft, event, title="Moved")
    release(event)
    retold.abstract, ada.name = "Told again.", "Ada Lovelace"
    slot = schedule.find_slot(draft, moved)
    slot.starts_at += timedelta(minutes=5)
    placed(draft, event, title="New")
    db.session.commit()
    release(event, version="2", now=LATER)

    found = {s.title: s for s in schedule.find_programme(event).sessions}

    assert {t: (s.sequence, s.changed_at) for t, s in found.items()} == {
        "Same": (0, NOW),
        "Retold": (1, LATER),
        "Named": (1, LATER),
        "Moved": (1, LATER),
        "New": (0, LATER),
    }
    assert found["Same"].code == same.code
    assert found["Named"].code == named.code


def test_a_cancelled_session_stays_where_it_was(event, draft):
    session = placed(draft, event, 30, title="Off")
    release(event)
    session.state = "cancelled"
    slot = schedule.find_slot(draft, session)
    slot.room = slot.starts_at = None
    db.session.commit()
    release(event, version="2", now=LATER)
    (shown,) = schedule.find_programme(event).sessions
    assert (shown.cancelled, shown.sequence) == (True, 1)
    assert shown.starts_at == MORNING + timedelta(minutes=30)
    assert shown.room


def test_a_session_cancelled_before_anybody_saw_it_is_not_shown(event, draft):
    assert draft
    factories.session(event, state="cancelled")
    release(event)
    assert titles(event) == []


@pytest.mark.parametrize(("unplaced", "shown"), [(True, ["Later"]), (False, [])])
def test_sessions_without_a_time_are_listed_if_wanted(event, unplaced, shown):
    factories.session(event, title="Later")
    release(event, unplaced=unplaced)
    assert titles(event) == shown


def test_stay_tuned_until_something_is_released(event, draft):
    placed(draft, event)
    assert schedule.find_programme(event) is None


def test_each_event_shows_its_newest_release(event, draft):
    one, two = factories.child(event), factories.child(event)
    for where in (event, one, two):
        placed(draft, where, title=f"Of {where.slug}")
    release(event, event, one)
    assert titles(event) == ["Of conf", f"Of {one.slug}"]
    assert titles(two) is None

    (session,) = schedule.list_sessions([one])
    session.title = "Changed"
    for kind in (event, two):
        (unreleased,) = schedule.list_sessions([kind])
        unreleased.title = "Not yet"
    db.session.commit()
    release(one, one, version="devroom 2", now=LATER)

    assert titles(event) == ["Of conf", "Changed"]
    assert titles(one) == ["Changed"]
    found = schedule.find_programme(event)
    assert (found.version, found.released_at) == ("devroom 2", LATER)
    assert (found.conference.title, found.conference.acronym) == ("Conf", "conf")


def test_an_event_with_another_address_keeps_its_programme(event, draft):
    child = factories.child(event, slug="old")
    placed(draft, child, title="Kept")
    release(event, event, child)
    child.slug = "new"
    db.session.commit()
    (session,) = schedule.find_programme(event).sessions
    assert session.event == "new"
    assert titles(child) == ["Kept"]


def test_a_draft_below_is_shown_to_nobody_above(event, draft):
    child = factories.child(event, state=EventState.DRAFT)
    below = factories.child(child)
    for where in (event, child, below):
        placed(draft, where, title=f"Of {where.slug}")
    release(event, event, child, below)
    assert titles(event) == ["Of conf"]
    assert titles(child) == [f"Of {child.slug}", f"Of {below.slug}"]


def test_two_rooms_of_one_name_are_told_apart(event, draft):
    child = factories.child(event, name="Side show")
    for where in (event, child):
        room = factories.room(where, name="Aula", slug="aula")
        placed(draft, where, room=room)
    release(event, event, child)
    found = schedule.find_programme(event)
    assert [(r.name, r.slug) for r in found.rooms] == [
        ("Aula", "aula"),
        ("Aula (Side show)", "aula-2"),
    ]
    assert [s.room for s in found.sessions] == ["Aula", "Aula (Side show)"]


def test_a_break_is_released_with_its_event(event, draft):
    child = factories.child(event)
    actions.place_break(draft, event, "Lunch", at(None, 60, 90), guid(1))
    actions.place_break(draft, child, "Coffee", at(None, 120), guid(2))
    db.session.commit()
    release(event)
    lunch = Break(
        "Lunch", MORNING + timedelta(hours=1), timedelta(minutes=90), "", "conf"
    )
    assert schedule.find_programme(event).breaks == [lunch]


def test_past_midnight_belongs_to_the_day_before(event, draft):
    placed(draft, event, minutes=15 * 60 + 30)  # 00:30
    release(event)
    (session,) = schedule.find_programme(event).sessions
    assert session.day == event.starts_on


def test_a_version_is_released_once(event):
    release(event)
    with pytest.raises(VersionTaken):
        release(event)
    db.session.rollback()
    assert len(stored(Release)) == 1
    assert schedule.next_version(event) == "2"


def test_a_form_sent_twice_releases_once(event):
    first = release(event, once_key="k" * 16)
    again = release(event, version="2", once_key="k" * 16)
    assert again is first


def test_a_release_must_cover_something(event):
    with pytest.raises(NothingCovered):
        actions.release(event, [], "1", NOW)


def test_no_two_releases_of_a_tree_have_one_moment(event):
    child = factories.child(event)
    moments = [
        release(where, where, version=str(n)).released_at
        for n, where in enumerate((event, child, event))
    ]
    assert moments == [NOW + timedelta(seconds=n) for n in range(3)]


def test_releases_of_an_event_come_newest_first(event):
    child = factories.child(event)
    release(event, event, child)
    release(event, version="2")
    assert [r.version for r in schedule.list_releases(event)] == ["2", "1"]
    assert [r.version for r in schedule.list_releases(child)] == ["1"]


@pytest.mark.parametrize("number", [1, 30])
def test_the_number_of_queries_does_not_grow(event, draft, queries, number):
    room = factories.room(event)
    child = factories.child(event)
    for n in range(number):
        who = factories.speaker(event)
        saved(SpeakerLink(speaker_id=who.id, url="https://x.example"))
        session = placed(draft, child if n % 2 else event, n * 30, room, [who])
        saved(SessionLink(session_id=session.id, url="https://x.example"))
    release(event, event, child, version="0")
    db.session.expire_all()
    event.root, child.root  # noqa: B018  # loaded by whoever found the event
    with queries() as sent:
        actions.release(event, [event, child], "1", NOW)
    reads = [s for s in sent if s.startswith("SELECT")]
    assert len(reads) <= 17, "\n".join(reads)
    db.session.commit()
    event.root, child.root  # noqa: B018
    with queries() as sent:
        found = schedule.find_programme(event)
    assert len(found.sessions) == number
    assert len(sent) <= 5, "\n".join(sent)


def test_moments_are_frozen_in_utc(event, draft):
    placed(draft, event)
    found = programme_json.load(release(event).content)
    assert found.sessions[0].starts_at == datetime(2030, 11, 1, 16, tzinfo=UTC)
