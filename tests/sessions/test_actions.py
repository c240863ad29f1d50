from datetime import timedelta

import pytest

from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.events.models import Tag
from eventsite.sessions import actions, queries, rules
from eventsite.sessions.models import (
    LinkKind,
    Session,
    SessionPerson,
    SessionState,
    Speaker,
    StageRole,
)
from eventsite.sessions.rules import (
    Part,
    SessionContent,
    SessionDetails,
    Web,
)
from tests import factories
from tests.factories import NOW, only, stored

pytestmark = pytest.mark.usefixtures("app")
BY = {"actor_id": 7, "now": NOW}
LATER = {"actor_id": 7, "now": NOW + timedelta(hours=1)}


def content(title="Heron at scale", parts=(), links=(), tags=(), **details):
    return SessionContent(SessionDetails(title, **details), parts, links, tags)


def trail():
    return [(entry.verb, entry.detail) for entry in stored(AuditEntry)]


def on_stage(session):
    return [(part.speaker.name, part.role) for part in session.people]


def test_a_session_with_all_that_belongs_to_it():
    root = factories.event()
    event = factories.child(root)
    ada = factories.speaker(root, name="Ada", number=4)
    track, kind = factories.track(root), factories.session_type(event)
    factories.session(factories.child(root), number=41)

    actions.create_session(
        event,
        content(
            parts=[
                Part(StageRole.MODERATOR, name="Susan Wu", affiliation="Midokura"),
                Part(speaker_id=ada.id),
            ],
            links=[Web("https://example.org", "Project")],
            tags=["Streams", "storm"],
            track_id=track.id,
            type_id=kind.id,
            duration=timedelta(minutes=35),
            language="en",
        ),
        once_key="k" * 20,
        **BY,
    )
    db.session.commit()

    made = queries.find_session_made_with("k" * 20)
    assert made is queries.find_session(event, made.code)
    assert queries.find_session(root, made.code) is None
    assert (made.number, made.slug, made.title) == (
        42,
        "heron-at-scale",
        "Heron at scale",
    )
    assert (made.track, made.type, made.language) == (track, kind, "en")
    assert len(made.guid) == 36
    assert (made.created_at, made.changed_at) == (NOW, NOW)
    assert on_stage(made) == [
        ("Susan Wu", StageRole.MODERATOR),
        ("Ada", StageRole.SPEAKER),
    ]
    susan = made.people[0].speaker
    assert (susan.event, susan.number, susan.affiliation) == (root, 5, "Midokura")
    assert [(link.url, link.title) for link in made.links] == [
        ("https://example.org", "Project")
    ]
    assert sorted(tag.name for tag in made.tags) == ["Streams", "storm"]
    assert trail() == [("session.create", {"code": made.code})]


def test_two_sessions_of_one_title_have_two_numbers_slugs_and_codes():
    root = factories.event()
    beside = factories.child(root)
    made = [actions.create_session(event, content(), **BY) for event in (root, beside)]

    assert [session.number for session in made] == [1, 2]
    assert [session.slug for session in made] == ["heron-at-scale", "heron-at-scale-2"]
    assert len({session.code for session in made}) == 2


@pytest.mark.parametrize("what", ["track", "type", "speaker"])
def test_what_belongs_to_another_event_is_refused_and_leaves_nothing(what):
    event, other = factories.event(), factories.event()
    beside = factories.child(event)
    given = {
        "track": lambda: content(track_id=factories.track(beside).id),
        "type": lambda: content(type_id=factories.session_type(other).id),
        "speaker": lambda: content(
            parts=[Part(name="New"), Part(speaker_id=factories.speaker(other).id)]
        ),
    }[what]()

    before = len(stored(Speaker))
    with pytest.raises(rules.NotOffered):
        actions.create_session(event, given, **BY)
    db.session.rollback()

    assert (stored(Session), len(stored(Speaker)), trail()) == ([], before, [])


def test_editing_reorders_adds_and_removes_people():
    event = factories.event()
    a, b, c = (factories.speaker(event, name=name) for name in "ABC")
    session = factories.session(event, [a, b])

    changed = actions.edit_session(
        session,
        content(
            session.title,
            parts=[
                Part(speaker_id=b.id, role=StageRole.HOST),
                Part(speaker_id=c.id),
                Part(name="D"),
            ],
        ),
        **LATER,
    )
    db.session.commit()

    assert changed == ["people"]
    assert on_stage(only(Session)) == [
        ("B", StageRole.HOST),
        ("C", StageRole.SPEAKER),
        ("D", StageRole.SPEAKER),
    ]
    assert len(stored(SessionPerson)) == 3
    assert session.changed_at == NOW + timedelta(hours=1)
    assert trail() == [("session.edit", {"changed": "people"})]


def test_an_edit_that_changes_nothing_leaves_no_trace():
    event = factories.event()
    ada = factories.speaker(event)
    made = actions.create_session(
        event,
        content(
            parts=[Part(speaker_id=ada.id)],
            links=[Web("https://example.org")],
            tags=["cloud"],
        ),
        **BY,
    )
    actions.add_attachment(made, Web("https://example.org/slides"), None, **BY)
    db.session.commit()
    before = len(trail())

    changed = actions.edit_session(
        made,
        content(
            parts=[Part(speaker_id=ada.id)],
            links=[Web("https://example.org")],
            tags=["CLOUD"],
        ),
        **LATER,
    )
    db.session.commit()

    assert (changed, len(trail()), made.changed_at) == ([], before, NOW)
    assert len(made.links) == 2


def test_links_change_and_attachments_stay():
    event = factories.event()
    made = actions.create_session(event, content(links=[Web("https://a.org")]), **BY)
    actions.add_attachment(made, Web("https://a.org/slides", "Slides"), None, **BY)

    changed = actions.edit_session(
        made,
        content(links=[Web("https://b.org"), Web("https://a.org", "A")]),
        **LATER,
    )
    db.session.commit()

    assert changed == ["links"]
    assert [(link.kind, link.url) for link in only(Session).links] == [
        (LinkKind.LINK, "https://b.org"),
        (LinkKind.LINK, "https://a.org"),
        (LinkKind.ATTACHMENT, "https://a.org/slides"),
    ]
    actions.remove_attachment(made, made.links[2], **LATER)
    db.session.commit()
    assert [link.url for link in only(Session).links] == [
        "https://b.org",
        "https://a.org",
    ]


def test_a_tag_from_above_is_used_and_a_new_one_is_the_events_own():
    root = factories.event()
    event = factories.child(root)
    factories.saved(Tag(event=root, name="Cloud", slug="cloud"))

    actions.create_session(event, content(tags=["cloud", "Облако", "云"]), **BY)
    db.session.commit()

    tags = [(tag.name, tag.slug, tag.event_id) for tag in stored(Tag)]
    assert tags == [
        ("Cloud", "cloud", root.id),
        ("Облако", "item", event.id),
        ("云", "item-2", event.id),
    ]


def test_a_session_called_off_and_back():
    session = factories.session(factories.event())
    actions.cancel(session, **LATER)
    db.session.commit()
    assert (session.state, session.changed_at) == (
        SessionState.CANCELLED,
        NOW + timedelta(hours=1),
    )
    actions.restore(session, **BY)
    db.session.commit()
    assert session.state is SessionState.CONFIRMED
    assert [verb for verb, _ in trail()] == ["session.cancel", "session.restore"]
