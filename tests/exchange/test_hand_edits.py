"""What was edited by hand is never overwritten unasked."""

from datetime import UTC, date, datetime, timedelta

import pytest

from eventsite.core.db import db
from eventsite.events.models import Room, SessionType, Tag, Track
from eventsite.formats.model import (
    Appearance,
    Conference,
    Link,
    Person,
    Programme,
    Reading,
)
from eventsite.formats.model import Session as PlainSession
from eventsite.sessions.models import (
    SessionLink,
    SessionPerson,
    SessionState,
    Speaker,
    SpeakerLink,
)
from tests import factories
from tests.exchange.bringing import CITY, bring, edit, lists, session_of, slot_of, talk
from tests.factories import only, stored
from tests.formats.samples import event, guid, xml

pytestmark = pytest.mark.usefixtures("app")
DAY = date(2024, 2, 3)
TEN = datetime(2024, 2, 3, 9, tzinfo=UTC)  # in Berlin


def one(**elements):
    return xml(talk(1, **elements), conference=CITY)


def oddities(report):
    return [odd.what for odd in report.all_oddities if "edited here" in odd.what]


# One thing in three ways: in the file, by hand, in both.

FIELDS = [
    ("title", "title", ("One", "Two"), ("One", "By hand", "Two")),
    ("abstract", "abstract", ("<p>A</p>", "B"), ("<p>A</p>", "Mine", "B")),
    ("language", "language", ("en", "de"), ("en", "fr", "de")),
    (
        "duration",
        "duration",
        ("00:30", "01:00"),
        (timedelta(minutes=30), timedelta(minutes=5), timedelta(hours=1)),
    ),
]
each_field = pytest.mark.parametrize(("element", "column", "told", "stored_as"), FIELDS)


def escaped(text):
    return text.replace("<", "&lt;")


@each_field
def test_changed_in_the_file_alone_it_is_updated(element, column, told, stored_as):
    before, after = map(escaped, told)
    bring(one(**{element: before}))
    assert lists(bring(one(**{element: after}))) == {"changed": [session_of().code]}
    assert getattr(session_of(), column) == stored_as[2]


@each_field
def test_edited_by_hand_alone_it_is_kept(element, column, told, stored_as):
    before, _ = map(escaped, told)
    bring(one(**{element: before}))
    edit(session_of(), **{column: stored_as[1]})
    report = bring(one(**{element: before}))
    assert (lists(report), oddities(report)) == ({}, [])
    assert list(report.kept) == [session_of().code]
    assert getattr(session_of(), column) == stored_as[1]


@each_field
def test_changed_by_both_it_is_kept_and_told(element, column, told, stored_as):
    before, after = map(escaped, told)
    bring(one(**{element: before}))
    edit(session_of(), **{column: stored_as[1]})
    title = session_of().title
    for _ in range(2):  # the second time, too: nobody has decided yet
        report = bring(one(**{element: after}))
        assert oddities(report) == [
            (
                f"“{title}” was edited here and has changed in the file as well "
                f"({column}): kept as edited."
            )
        ]
        assert getattr(session_of(), column) == stored_as[1]
        assert session_of().code not in report.changed or column == "duration"
    report = bring(one(**{element: after}), overwrite=True)
    assert oddities(report) == []
    assert lists(report) == {"changed": [session_of().code]}
    assert getattr(session_of(), column) == stored_as[2]
    report = bring(one(**{element: after}))
    assert (lists(report), report.kept, oddities(report)) == ({}, {}, [])


def test_overwriting_leaves_what_the_file_has_not_changed():
    bring(one(subtitle="S"))
    edit(session_of(), title="By hand", subtitle="Mine")
    bring(one(subtitle="New"), overwrite=True)
    assert (session_of().title, session_of().subtitle) == ("By hand", "New")


def test_an_edit_of_one_field_does_not_stop_the_others():
    bring(one(abstract="A"))
    edit(session_of(), title="By hand")
    report = bring(one(abstract="B"))
    assert lists(report) == {"changed": [session_of().code]}
    assert report.notes == {session_of().code: ["abstract"]}
    assert (session_of().title, session_of().abstract) == ("By hand", "B")


def test_the_line_and_the_names_of_all_fields_are_told():
    bring(one(abstract="A"))
    edit(session_of(), title="By hand", abstract="Mine")
    report = bring(one(title="New", abstract="B"))
    told = [odd for odd in report.all_oddities if "edited here" in odd.what]
    assert [(odd.line, odd.what) for odd in told] == [
        (
            3,
            (
                "“By hand” was edited here and has changed in the file as well "
                "(title, abstract): kept as edited."
            ),
        )
    ]
    assert report.as_json()["oddities"][-1]["line"] == 3


# Places.


def test_a_session_moved_by_hand_stays_where_it_was_put():
    bring(one())
    edit(slot_of(), starts_at=TEN + timedelta(hours=4))
    report = bring(one(title="New"))
    assert lists(report) == {"changed": [session_of().code]}
    assert slot_of().starts_at == TEN + timedelta(hours=4)


def test_a_session_moved_by_both_is_a_conflict():
    bring(one())
    edit(slot_of(), starts_at=TEN + timedelta(hours=4))
    report = bring(one(start="12:00"))
    assert lists(report) == {}
    (conflict,) = report.conflicts
    assert (conflict.here, conflict.file) == (
        "Sat, 3 Feb 2024, 14:00, Main",
        "Sat, 3 Feb 2024, 12:00, Main",
    )
    report = bring(one(start="12:00"), overwrite=True)
    assert lists(report) == {"moved": [session_of().code]}
    assert slot_of().starts_at == TEN + timedelta(hours=2)
    assert slot_of().revision == 2


def test_a_session_taken_off_the_plan_stays_off():
    bring(one())
    edit(slot_of(), starts_at=None, room_id=None)
    assert lists(bring(one())) == {}
    assert slot_of().starts_at is None
    report = bring(one(start="12:00"))
    assert [c.here for c in report.conflicts] == ["not placed"]


def test_a_slot_that_is_gone_stays_gone():
    bring(one())
    db.session.delete(slot_of())
    db.session.commit()
    assert lists(bring(one())) == {}
    report = bring(one(start="12:00"), overwrite=True)
    assert lists(report) == {"moved": [session_of().code]}
    assert slot_of().starts_at == TEN + timedelta(hours=2)


def test_a_slot_made_longer_by_hand_stays_so():
    bring(one())
    edit(slot_of(), duration=timedelta(hours=2))
    report = bring(one(start="12:00"))
    assert lists(report) == {"moved": [session_of().code]}
    assert slot_of().duration == timedelta(hours=2)


# What sessions refer to.


def test_a_room_renamed_by_hand_is_still_the_room():
    bring(one())
    edit(only(Room), name="Grand Hall")
    assert lists(bring(one())) == {}
    assert only(Room).name == "Grand Hall"
    assert lists(bring(one(start="12:00"))) == {"moved": [session_of().code]}
    assert only(Room).name == "Grand Hall"


def test_a_room_renamed_by_both_keeps_the_name_given_here():
    days = '<day date="2024-02-03"><room name="{}" guid="{}">{}</room></day>'

    def named(name):
        return xml(conference=CITY, days=days.format(name, guid(5), talk()))

    bring(named("Old"))
    edit(only(Room), name="By hand")
    report = bring(named("New"))
    assert only(Room).name == "By hand"
    assert (
        "The room “By hand” is called “New” in the file; it keeps the name it was "
        "given here."
    ) in [odd.what for odd in report.oddities]
    bring(named("Newer"), overwrite=True)
    assert only(Room).name == "Newer"


@pytest.mark.parametrize(
    ("element", "model"), [("track", Track), ("type", SessionType)]
)
def test_a_track_renamed_by_hand_is_still_the_track(element, model):
    bring(one(**{element: "Cloud"}))
    edit(only(model), name="Cloud native")
    report = bring(one(**{element: "Cloud", "title": "New"}))
    assert report.notes == {session_of().code: ["title"]}
    assert only(model).name == "Cloud native"


def test_a_session_put_in_another_track_by_hand_stays_there():
    bring(one(track="Cloud"))
    other = factories.track(only(Track).event, name="Web")
    edit(session_of(), track_id=other.id)
    assert lists(bring(one(track="Cloud"))) == {}
    assert session_of().track.name == "Web"
    report = bring(one(track="Go"))
    assert [(c.here, c.file) for c in report.conflicts] == [("Web", "Go")]
    bring(one(track="Go"), overwrite=True)
    assert session_of().track.name == "Go"


def test_a_track_deleted_by_hand_is_not_made_again_for_nothing():
    listed = "<tracks><track>Cloud</track><track>Web</track></tracks>"
    data = xml(talk(track="Cloud"), conference=CITY, head=listed)
    bring(data)
    db.session.delete(db.session.query(Track).filter_by(name="Web").one())
    db.session.commit()
    assert lists(bring(data)) == {}
    assert [track.name for track in stored(Track)] == ["Cloud"]
    bring(xml(talk(track="Cloud"), talk(2, track="Web"), conference=CITY, head=listed))
    assert {track.name for track in stored(Track)} == {"Cloud", "Web"}


def people(*names):
    inside = "".join(f'<person id="{n}">{name}</person>' for n, name in names)
    return one(persons=inside)


def test_people_put_on_stage_by_hand_stay():
    bring(people((7, "Ann")))
    bob = factories.speaker(session_of().event, name="Bob")
    factories.saved(
        SessionPerson(session_id=session_of().id, speaker_id=bob.id, position=1)
    )
    assert lists(bring(people((7, "Ann")))) == {}
    assert len(session_of().people) == 2
    report = bring(people((7, "Ann"), (8, "Cy")))
    assert [(c.here, c.file) for c in report.conflicts] == [("Ann, Bob", "Ann, Cy")]
    bring(people((7, "Ann"), (8, "Cy")), overwrite=True)
    assert [part.speaker.name for part in session_of().people] == ["Ann", "Cy"]


def test_a_name_corrected_by_hand_stays():
    bring(people((7, "Anne")))
    edit(only(Speaker), name="Ann")
    assert lists(bring(people((7, "Anne")))) == {}
    report = bring(people((7, "Anna")))
    assert [(c.here, c.file) for c in report.conflicts] == [("Ann", "Anna")]
    assert only(Speaker).name == "Ann"


def reading(**fields):
    """Return a file that says all there is to say."""
    session = {
        "title": "Panel",
        "guid": guid(1),
        "tags": ["Ops"],
        "links": [Link("https://a.example/", "A")],
        "people": [Appearance("ann")],
    }
    ann = {"name": "Ann", "links": [Link("https://ann.example/", "Home")]}
    who = {k.removeprefix("her_"): v for k, v in fields.items() if k[:4] == "her_"}
    what = {k: v for k, v in fields.items() if k[:4] != "her_"}
    return Reading(
        Programme(
            Conference("Demo", starts_on=DAY, ends_on=DAY),
            people=[Person("ann", **ann | who)],
            sessions=[PlainSession(**session | what)],
        ),
        "demo",
    )


def test_tags_and_links_and_cancellations_edited_by_hand_stay():
    bring(reading())
    session = only(SessionPerson).session
    event_id = session.event_id
    session.tags = [Tag(event_id=event_id, name="Mine", slug="mine")]
    session.links[0].title = "Mine"
    edit(session, state=SessionState.CANCELLED)
    assert lists(bring(reading())) == {}
    session = only(SessionPerson).session
    assert [tag.name for tag in session.tags] == ["Mine"]
    assert only(SessionLink).title == "Mine"
    assert session.state is SessionState.CANCELLED
    report = bring(
        reading(tags=["New"], links=[Link("https://b.example/")], cancelled=True)
    )
    assert [(c.name, c.here, c.file) for c in report.conflicts] == [
        ("tags", "Mine", "New"),
        ("links", "Mine https://a.example/", "https://b.example/"),
    ]


def test_what_is_said_of_a_person_is_updated_or_kept_like_all_else():
    bring(reading(her_job_title="Dev", her_biography="B"))
    edit(only(Speaker), job_title="CTO")
    newer = {
        "her_job_title": "CEO",
        "her_biography": "New",
        "her_links": [Link("https://new.example/")],
    }
    report = bring(reading(**newer))
    assert len(report.changed) == 1
    assert [(c.thing.title, c.label) for c in report.conflicts] == [
        ("Ann", "job title")
    ]
    assert (only(Speaker).job_title, only(Speaker).biography) == ("CTO", "New")
    assert only(SpeakerLink).url == "https://new.example/"


def test_a_session_made_by_hand_is_not_overwritten_by_a_file_of_it():
    berlin = factories.event(
        slug="conf", host=factories.host(slug="org"), own_timezone="Europe/Berlin"
    )
    made = factories.session(berlin, guid=guid(1), title="Mine", abstract="")
    data = xml(event(f'id="1" guid="{guid(1)}"', title="T", abstract="A"))
    report = bring(data)
    assert [(c.label, c.here) for c in report.conflicts] == [("title", "Mine")]
    db.session.refresh(made)
    assert (made.title, made.abstract) == ("Mine", "A")  # nothing was there
