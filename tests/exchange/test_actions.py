"""What an import writes into an event's tree, and what it leaves alone."""

from datetime import UTC, datetime, timedelta

import pytest

from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.events.models import (
    Event,
    EventState,
    Room,
)
from eventsite.events.queries import find_event
from eventsite.exchange import actions, rules
from eventsite.exchange.actions import Plan
from eventsite.exchange.models import Import
from eventsite.formats import frab_xml
from eventsite.schedule.models import Release, Slot
from eventsite.schedule.queries import find_programme
from eventsite.sessions.models import (
    LinkKind,
    Session,
    SessionLink,
    SessionPerson,
    Speaker,
    StageRole,
)
from tests import factories
from tests.exchange.bringing import CITY, bring, lists, real, session_of, slot_of, talk
from tests.factories import NOW, only, stored
from tests.formats.samples import event, needs_data, xml

pytestmark = pytest.mark.usefixtures("app")


def test_a_new_event_is_public_and_is_what_the_file_says():
    report = bring(
        xml(
            event(
                'id="5"',
                title="Kubernetes 101",
                track="Cloud",
                type="talk",
                language="en",
                abstract="<p>A</p>",
                persons='<person id="7">Ann</person><person>Bob</person>',
                links='<link href="https://a.example/">A</link>',
                attachments='<attachment href="https://a.example/s.pdf" type="slides">S</attachment>',
            ),
            conference=f"{CITY}<venue>bcc</venue><day_change>05:00</day_change>",
        )
    )
    found = only(Event)
    assert (found.slug, found.name, found.state) == (
        "conf",
        "Conf",
        EventState.ANNOUNCED,
    )
    assert (found.timezone, found.city, found.venue) == (
        "Europe/Berlin",
        "Berlin",
        "bcc",
    )
    assert found.day_change == timedelta(hours=5)
    assert found.host.slug == "org"
    session = only(Session)
    assert session.title == "Kubernetes 101"
    assert (session.number, session.external_id) == (5, "5")
    assert (session.track.name, session.type.name) == ("Cloud", "talk")
    assert session.duration == timedelta(minutes=30)
    assert [(p.speaker.name, p.speaker.number, p.role) for p in session.people] == [
        ("Ann", 7, StageRole.SPEAKER),
        ("Bob", 8, StageRole.SPEAKER),
    ]
    assert [(link.kind, link.url, link.title, link.type) for link in session.links] == [
        (LinkKind.ATTACHMENT, "https://a.example/s.pdf", "S", "slides"),
        (LinkKind.LINK, "https://a.example/", "A", ""),
    ]
    slot = only(Slot)
    assert (slot.room.name, slot.guid) == ("Main", session.guid)
    assert slot.starts_at == datetime(2024, 2, 3, 9, tzinfo=UTC)
    programme = find_programme(found)
    assert programme.version == "1"
    assert [s.title for s in programme.sessions] == ["Kubernetes 101"]
    assert lists(report) == {"added": [session.code]}
    assert report.version == "1"
    assert only(Import).session_ids == [session.id]
    verbs = [entry.verb for entry in stored(AuditEntry)]
    assert verbs == [
        "host.create",
        "event.create",
        "schedule.import",
        "schedule.release",
    ]


def test_the_same_file_again_writes_nothing(statements):
    data = frab_xml.read(
        xml(talk(persons='<person id="7">Ann</person>'), conference=CITY)
    )
    bring(data)
    with statements() as sent:
        report = bring(data, now=NOW + timedelta(hours=1))
    assert lists(report) == {}
    assert [s for s in sent if s.startswith(("INSERT", "UPDATE", "DELETE"))] == []
    assert report.version == ""


def test_a_newer_file_changes_in_place():
    bring(xml(talk(1, subtitle="Sub"), talk(2, start="11:00"), conference=CITY))
    codes = [session_of(n).code for n in (1, 2)]
    later = NOW + timedelta(days=1)
    report = bring(
        xml(
            talk(1, title="New", subtitle=None),
            talk(2, start="12:00"),
            talk(3, start="13:00"),
            conference=CITY,
        ),
        now=later,
    )
    assert lists(report) == {
        "added": [session_of(3).code],
        "moved": [codes[1]],
        "changed": [codes[0]],
    }
    assert session_of(1).title == "New"
    assert session_of(1).subtitle == "Sub"  # of which the file says nothing
    assert session_of(1).changed_at == later
    assert session_of(2).changed_at == NOW
    assert slot_of(2).starts_at == datetime(2024, 2, 3, 11, tzinfo=UTC)
    assert slot_of(2).revision == 2
    assert report.version == "2"


def test_what_a_file_no_longer_mentions_stays_and_is_reported_once():
    bring(xml(talk(1), talk(2, start="11:00"), conference=CITY))
    newer = xml(talk(1), conference=CITY)
    report = bring(newer)
    assert lists(report) == {"removed": [session_of(2).code]}
    assert slot_of(2).starts_at is not None
    assert len(find_programme(find_event("conf")).sessions) == 2
    assert lists(bring(newer)) == {}
    assert len(stored(Release)) == 1


@pytest.mark.parametrize(
    ("elements", "field", "value"),
    [
        ({"language": "de"}, "language", "de"),
        ({"abstract": "B"}, "abstract", "B"),
        ({"abstract": ""}, "abstract", ""),
        ({"duration": "01:00"}, "duration", timedelta(hours=1)),
    ],
)
def test_each_text_is_compared(elements, field, value):
    bring(xml(talk(abstract="A\n", language="en"), conference=CITY))
    same = {"abstract": "A", "language": "en"}
    report = bring(xml(talk(**same | elements), conference=CITY))
    assert lists(report) == {"changed": [session_of().code]}
    assert getattr(session_of(), field) == value


def test_the_room_and_the_length_of_a_slot():
    bring(xml(talk(), conference=CITY))
    days = f'<day date="2024-02-03"><room name="Side">{talk(duration="01:00")}</room></day>'
    report = bring(xml(conference=CITY, days=days))
    code = session_of().code
    assert lists(report) == {"moved": [code], "changed": [code]}
    assert slot_of().room.name == "Side"
    assert slot_of().duration == timedelta(hours=1)


def test_blanks_that_files_do_not_keep_are_no_change():
    bring(xml(talk(abstract="A"), conference=CITY))
    session = session_of()
    session.abstract, session.title = " A\r\n", "Talk  1 "
    db.session.commit()
    assert lists(bring(xml(talk(abstract="A"), conference=CITY))) == {}
    assert session_of().abstract == " A\r\n"


def test_people_on_stage_change():
    def people(*mentions):
        inside = "".join(
            f'<person id="{key}">{name}</person>' for key, name in mentions
        )
        return xml(talk(persons=inside), conference=CITY)

    bring(people((7, "Ann"), (8, "Bob")))
    part = db.session.query(SessionPerson).filter_by(position=1).one()
    part.role = StageRole.MODERATOR
    db.session.commit()
    report = bring(people((8, "Bob"), (9, "Cy"), (7, "Ann Lee")))
    assert lists(report) == {"changed": [session_of().code]}
    assert [(p.speaker.name, p.role) for p in session_of().people] == [
        ("Bob", StageRole.MODERATOR),
        ("Cy", StageRole.SPEAKER),
        ("Ann Lee", StageRole.SPEAKER),
    ]
    assert len(stored(Speaker)) == 3
    assert lists(bring(people((8, "Bob"), (9, "Cy"), (7, "Ann Lee")))) == {}


def test_a_new_name_changes_the_sessions_of_a_person():
    bring(xml(talk(persons='<person id="7">Ann</person>'), conference=CITY))
    report = bring(
        xml(talk(persons='<person id="7">Ann Lee</person>'), conference=CITY)
    )
    assert lists(report) == {"changed": [session_of().code]}
    assert only(Speaker).name == "Ann Lee"
    names = [p.name for p in find_programme(find_event("conf")).people]
    assert names == ["Ann Lee"]


def test_links_are_replaced_but_not_files_of_ours():
    links = '<link href="https://a.example/">A</link>'
    bring(xml(talk(links=links), conference=CITY))
    factories.saved(
        SessionLink(
            session_id=session_of().id, kind=LinkKind.LINK, file_id=99, position=5
        )
    )
    newer = xml(talk(links='<link href="https://b.example/">B</link>'), conference=CITY)
    report = bring(newer)
    assert lists(report) == {"changed": [session_of().code]}
    assert [(link.url, link.file_id) for link in session_of().links] == [
        ("https://b.example/", None),
        ("", 99),
    ]


def test_without_release_the_public_sees_nothing_yet():
    data = xml(talk(), conference=CITY)
    bring(data, release=False)
    assert find_programme(find_event("conf")) is None
    assert len(stored(Slot)) == 1
    report = bring(data)  # released now, though nothing differs
    assert (lists(report), report.version) == ({}, "1")
    assert bring(data).version == ""


@pytest.mark.parametrize(
    ("versions", "released"),
    [
        (("1.0", "1.1"), ["1.0", "1.1"]),
        (("latest", "latest"), ["1", "2"]),
        (("a", "a"), ["a", "2"]),
    ],
)
def test_releases_are_called_as_the_file_is_if_they_can(versions, released):
    for n, version in enumerate(versions):
        head = f"<version>{version}</version>"
        bring(xml(talk(title=f"T{n}"), conference=CITY, head=head))
    assert [release.version for release in stored(Release)] == released


def test_what_cannot_be_imported_into():
    bring(xml(talk(), conference=CITY))
    with pytest.raises(rules.OtherHost):
        bring(xml(talk(), conference=CITY), host="other")
    found = find_event("conf")
    found.state = EventState.ARCHIVED
    db.session.commit()
    with pytest.raises(rules.Archived):
        bring(xml(talk(), conference=CITY))


def test_a_failure_leaves_nothing_behind(monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError("power cut")

    monkeypatch.setattr(actions, "release_schedule", fail)
    with pytest.raises(RuntimeError):
        bring(xml(talk(persons='<person id="7">Ann</person>'), conference=CITY))
    for table in (Event, Session, Speaker, Room, Slot, Import, AuditEntry):
        assert stored(table) == []


def test_a_preview_says_what_an_import_does():
    first = frab_xml.read(xml(talk(1), talk(2, start="11:00"), conference=CITY))
    told = actions.preview(None, "conf", first, Plan())
    assert told.as_json() == bring(first).as_json()
    newer = frab_xml.read(
        xml(talk(1, title="N"), talk(3, start="12:00"), conference=CITY)
    )
    told = actions.preview(find_event("conf"), "conf", newer, Plan())
    assert told.as_json() == bring(newer).as_json()


def test_days_and_zone_that_are_not_the_events():
    factories.event(slug="conf", host=factories.host(slug="org"))
    report = bring(xml(talk(), conference=CITY))
    assert [odd.what for odd in report.oddities] == [
        "No time zone is named; Europe/Berlin is used, after the city Berlin.",
        (
            "The file's time zone is Europe/Berlin, the event's is America/Los_Angeles: "
            "what takes place when is the same."
        ),
        "2024-02-03 is not one of the event's days.",
    ]


@needs_data
def test_fosdem_2025_from_one_revision_to_the_next():
    bring(real("fosdem-2025-rev1.xml"))
    report = bring(real("fosdem-2025-rev2.xml"))
    assert {name: len(codes) for name, codes in lists(report).items()} == {
        "added": 16,
        "removed": 3,
        "moved": 8,
        "changed": 29,
    }
    assert len(stored(Session)) == 927 + 16
    assert lists(bring(real("fosdem-2025-rev2.xml"))) == {}
