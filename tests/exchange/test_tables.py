"""Tables of sessions and of people, brought into an event that is there."""

import pytest

from eventsite.core.db import db
from eventsite.events.models import Event, Room
from eventsite.exchange import rules
from eventsite.exchange.models import Import
from eventsite.formats import any_format
from eventsite.schedule.models import Release, Slot
from eventsite.sessions.models import Session, Speaker, SpeakerLink
from tests import factories
from tests.exchange.bringing import CITY, bring, edit, lists, session_of, talk
from tests.factories import only, stored
from tests.formats.samples import xml

pytestmark = pytest.mark.usefixtures("app")
HEAD = "title,room,start,duration,people\n"
ROW = "Talk,Main,2024-02-03 10:00,30,Ann\n"


def table(text):
    return any_format.read(text.encode(), "Europe/Berlin")


def said(report):
    return [f"{odd.line}: {odd.what}" for odd in report.oddities]


def test_a_table_makes_an_event_and_is_read_again():
    report = bring(table(HEAD + ROW))
    assert len(report.added) == 1
    assert lists(bring(table(HEAD + ROW))) == {}
    report = bring(table(HEAD + ROW.replace("10:00", "11:00").replace(",30", ",45")))
    assert sorted(lists(report)) == ["changed", "moved"]
    assert len(stored(Session)) == 1


def test_a_title_corrected_here_is_still_the_session():
    bring(table(HEAD + ROW))
    edit(only(Session), title="A better title")
    assert lists(bring(table(HEAD + ROW))) == {}
    assert only(Session).title == "A better title"


def test_a_table_without_ids_finds_what_another_file_brought():
    bring(xml(talk(1), talk(2, start="11:00"), conference=CITY))
    text = "title,room,start,language\nTALK 1,Main,2024-02-03 10:00,en\nNew,Main,2024-02-03 15:00,\n"
    report = bring(table(text))
    assert len(report.added) == 1
    assert session_of(1).language == "en"
    assert report.changed == [session_of(1).code]


def test_of_two_sessions_with_one_title_none_is_taken_for_the_other():
    bring(
        xml(
            talk(1, title="Lunch"),
            talk(2, title="Lunch", start="11:00"),
            conference=CITY,
        )
    )
    report = bring(table(HEAD + "Lunch,Main,2024-02-03 15:00,30,\n"))
    assert len(report.added) == 1
    assert len(stored(Session)) == 3


def test_our_codes_find_sessions_whatever_else_has_changed():
    bring(xml(talk(1), conference=CITY))
    code = session_of().code
    text = f"code,title,room,start\n{code},Renamed,Main,2024-02-03 16:00\n"
    report = bring(table(text))
    assert sorted(lists(report)) == ["changed", "moved"]
    assert only(Session).title == "Renamed"


def test_times_of_a_repeated_session_are_told_apart_by_when_they_are():
    rows = [f"ABC234,Talk,Main,2024-02-03 {hour}:00,30" for hour in (10, 12, 14)]
    head = "code,title,room,start,duration\n"
    bring(table(head + "\n".join(rows)))
    guids = {slot.guid: slot.starts_at for slot in stored(Slot)}
    assert len(guids) == 3
    assert lists(bring(table(head + "\n".join(reversed(rows))))) == {}
    moved = rows[1].replace("12:00", "13:00")
    report = bring(table(head + "\n".join([moved, rows[2], rows[0]])))
    assert list(lists(report)) == ["moved"]
    now = {slot.guid: slot.starts_at for slot in stored(Slot)}
    assert len(now) == 3
    assert [guid for guid in guids if now[guid] != guids[guid]] == [list(guids)[1]]


def test_sessions_go_to_the_event_that_their_row_names():
    bring(xml(talk(9), conference=CITY))
    root = only(Event)
    days = factories.child(root, slug="days", name="Prometheus Days", host=root.host)
    report = bring(
        table(
            "title,event,start\nA,days,2024-02-03 10:00\n"
            "B,PROMETHEUS days,2024-02-03 11:00\nC,Nowhere,2024-02-03 12:00\n"
        )
    )
    assert "4: There is no event “Nowhere” below this one." in said(report)
    owners = {one.title: one.event.slug for one in stored(Session)}
    assert owners["A"] == owners["B"] == days.slug
    assert owners["C"] == "conf"


def test_nobody_puts_sessions_into_an_event_beside_their_own():
    root = factories.event(slug="root", own_timezone="Europe/Berlin")
    factories.child(root, slug="other", host=root.host)
    factories.child(root, slug="conf", host=root.host)
    bring(table("title,event\nMine,other\n"), host=root.host.slug)
    assert only(Session).event.slug == "conf"


def test_sixteen_co_located_events_share_rooms_in_one_file():
    events = [
        talk(n, track=f"Day {n}", type="devroom", start=f"{9 + n // 4}:{15 * (n % 4):02}",
             duration="00:15")
        for n in range(1, 17)
    ]  # fmt: skip
    data = xml(*events, conference=CITY)
    report = bring(data, devrooms=True)
    assert (report.sessions, report.rooms, report.tracks) == (16, 1, 16)
    assert len(stored(Event)) == 1 + 16
    assert [room.event.slug for room in stored(Room)] == ["conf"]
    assert lists(bring(data, devrooms=True)) == {}
    assert lists(bring(data)) == {}


# People.

PEOPLE = "name,email,company,bio,website\n"


def test_people_are_added_and_told_by_their_codes():
    bring(xml(talk(1), conference=CITY))
    releases = len(stored(Release))
    report = bring(
        table(PEOPLE + "Ann Lee,ann@example.org,ACME,B,https://ann.example/\n")
    )
    ann = only(Speaker)
    assert lists(report) == {"added": [ann.code]}
    assert report.titles == {ann.code: "Ann Lee"}
    assert (report.sessions, report.people) == (0, 1)
    assert (ann.name, ann.affiliation, ann.email) == (
        "Ann Lee",
        "ACME",
        "ann@example.org",
    )
    assert only(SpeakerLink).url == "https://ann.example/"
    assert len(stored(Release)) == releases  # who brings people has not seen the plan
    again = bring(
        table(PEOPLE + "Ann Lee,ann@example.org,ACME,B,https://ann.example/\n")
    )
    assert lists(again) == {}


def test_somebody_is_known_by_code_then_address_then_name():
    event = factories.event(slug="conf", host=factories.host(slug="org"))
    ann, bob, cy = (
        factories.speaker(event, name=name, email=email)
        for name, email in (("Ann", ""), ("Bob", "bob@example.org"), ("Cy", ""))
    )
    text = f"code,name,email,company\n{ann.code},Ann Lee,,A\n,Robert,BOB@example.org,B\n,Cy,,C\n"
    report = bring(table(text))
    assert sorted(report.changed) == sorted([ann.code, bob.code, cy.code])
    assert {one.affiliation for one in stored(Speaker)} == {"A", "B", "C"}
    assert len(report.conflicts) == 2  # names that were typed here
    assert {one.name for one in stored(Speaker)} == {"Ann", "Bob", "Cy"}


@pytest.mark.parametrize(
    ("there", "row", "why"),
    [
        (
            [("Ann", "")] * 2,
            "Ann,",
            ("2 people here are called “Ann”: this row is left out. A column “code” would "
            "tell who is meant."),
        ),
        (
            [("Ann", "ann@example.org")],
            "Ann,other@example.org",
            ("“Ann” has another e-mail address here: this row is left out. A column “code” "
            "would tell who is meant."),
        ),
    ],
)  # fmt: skip
def test_where_a_name_leaves_a_doubt_nobody_is_changed(there, row, why):
    event = factories.event(slug="conf", host=factories.host(slug="org"))
    for name, email in there:
        factories.speaker(event, name=name, email=email)
    report = bring(table(f"name,email,company\n{row},ACME\n"))
    assert (lists(report), said(report)) == ({}, [f"2: {why}"])
    assert {one.affiliation for one in stored(Speaker)} == {""}
    assert len(stored(Speaker)) == len(there)


def test_one_person_stands_in_one_row():
    event = factories.event(slug="conf", host=factories.host(slug="org"))
    ann = factories.speaker(event, name="Ann", email="ann@example.org")
    text = f"code,name,email,company\n,Anna,ann@example.org,A\n{ann.code},Ann,,B\n"
    report = bring(table(text))
    assert "3: “Ann” is who line 2 is about" in said(report)[0]
    assert only(Speaker).affiliation == "A"


def test_what_is_said_of_people_is_not_overwritten_either():
    event = factories.event(slug="conf", host=factories.host(slug="org"))
    factories.speaker(event, name="Ann", affiliation="By hand")
    report = bring(table("name,company,bio\nAnn,ACME,B\n"))
    assert [(c.label, c.here, c.file) for c in report.conflicts] == [
        ("affiliation", "By hand", "ACME")
    ]
    assert (only(Speaker).affiliation, only(Speaker).biography) == ("By hand", "B")
    bring(table("name,company,bio\nAnn,ACME,B\n"), overwrite=True)
    assert only(Speaker).affiliation == "ACME"


def test_an_address_leads_to_the_account_that_has_confirmed_it():
    event = factories.event(slug="conf", host=factories.host(slug="org"))
    ann = factories.person(email="ann@example.org")
    bring(table("name,email\nAnn,ann@example.org\nBob,bob@example.org\n"))
    assert {one.name: one.person_id for one in stored(Speaker)} == {
        "Ann": ann.id,
        "Bob": None,
    }
    assert event.id


def test_people_do_not_make_an_event():
    with pytest.raises(rules.NothingToOpen):
        bring(table("name,company\nAnn,ACME\n"))
    assert stored(Event) == []


def test_people_between_two_schedules_make_nobody_look_removed():
    data = xml(talk(1), talk(2, start="11:00"), conference=CITY)
    bring(data)
    bring(table("name,company\nAnn,ACME\n"))
    report = bring(xml(talk(1), conference=CITY))
    assert lists(report) == {"removed": [session_of(2).code]}
    assert len(stored(Import)) == 3


def test_a_name_corrected_here_is_still_who_a_file_without_ids_means():
    bring(table(HEAD + ROW))
    edit(only(Speaker), name="Ann Lee")
    assert lists(bring(table(HEAD + ROW))) == {}
    assert only(Speaker).name == "Ann Lee"
    late = HEAD + ROW + "Other,Main,2024-02-03 15:00,30,Ann\n"
    bring(table(late))
    assert only(Speaker).name == "Ann Lee"
    db.session.rollback()
    assert len(only(Speaker).appearances) == 2
