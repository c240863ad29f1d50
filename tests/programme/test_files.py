"""Files for apps and calendars: what is in them, and who has them already."""

import csv
import gzip
import io
import json
from datetime import timedelta

import pytest
from icalendar import Calendar
from lxml import etree

from eventsite.core.db import db
from eventsite.core.files import StoredFile
from eventsite.formats import frab_xml
from eventsite.programme import exports
from eventsite.programme import queries as programme
from eventsite.schedule import queries as schedule
from eventsite.sessions.models import LinkKind, SessionLink
from tests import factories
from tests.factories import NOW, saved
from tests.schedule.test_releases import placed

FILES = (
    "schedule.xml", "schedule.xml?flavour=fosdem", "schedule.json", "schedule.ics",
    "schedule.xcal", "sessions.csv", "speakers.csv",
)  # fmt: skip
TABLES = ("sessions.csv", "speakers.csv", "rooms.csv", "tracks.csv")
PARTS = ("sessions/PEN222", "rooms/aula", "tracks/cloud", "speakers/ADA222")
WITHOUT_VERSION = ("schedule.ics", "schedule.xcal", "sessions.csv", "speakers.csv")
LATER = NOW + timedelta(days=1)
EXPECTED_TYPES = {
    "schedule.xml": "application/xml",
    "schedule.json": "application/json",
    "schedule.ics": "text/calendar",
    "sessions/PEN222.ics": "text/calendar",
    "rooms/aula.ics": "text/calendar",
    "tracks/cloud.ics": "text/calendar",
    "speakers/ADA222.ics": "text/calendar",
    "schedule.xcal": "application/xml",
    **dict.fromkeys(TABLES, "text/csv"),
}


def rows(answer):
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def ask(client, name, **headers):
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return client.get(f"/events/conf/{name}", headers=named)


@pytest.mark.usefixtures("conf")
class TestWhatIsInThem:
    def test_xml(self, client):
        root = etree.fromstring(ask(client, "schedule.xml").data)
        assert root.findtext("conference/title") == "Conf"
        assert root.findtext("version") == "1"
        assert root.xpath("//event/title/text()") == [
            "Opening", "Next one", "Below", "Other day",
        ]  # fmt: skip
        assert root.xpath("//event/url/text()")[2] == (
            "http://localhost/events/side/sessions/BEL222"
        )

    def test_xml_as_the_fosdem_apps_read_it(self, client):
        root = etree.fromstring(ask(client, "schedule.xml?flavour=fosdem").data)
        assert root.find("tracks") is not None
        assert "persons" in {child.tag for child in root}

    def test_json(self, client):
        found = json.loads(ask(client, "schedule.json").data)["schedule"]
        assert found["conference"]["title"] == "Conf"
        talks = found["conference"]["days"][0]["rooms"]["Aula"]
        assert [talk["title"] for talk in talks] == ["Opening", "Next one"]

    def test_calendar(self, client):
        events = Calendar.from_ical(ask(client, "schedule.ics").data).walk("VEVENT")
        assert {str(event["SUMMARY"]) for event in events} == {
            "Opening", "Next one", "Below", "Other day",
        }  # fmt: skip

    def test_calendar_of_one_session(self, client):
        data = ask(client, "sessions/PEN222.ics").data
        (event,) = Calendar.from_ical(data).walk("VEVENT")
        assert (str(event["SUMMARY"]), str(event["LOCATION"])) == ("Opening", "Aula")
        assert ask(client, "sessions/NOPE22.ics").status_code == 404
        side = client.get("/events/side/sessions/PEN222.ics")
        assert side.status_code == 404

    @pytest.mark.parametrize(
        ("part", "expected", "name"),
        [
            ("rooms/aula", {"Opening", "Next one"}, "Aula (Conf)"),
            ("tracks/cloud", {"Opening"}, "Cloud (Conf)"),
            ("speakers/ADA222", {"Opening"}, "Ada Lovelace (Conf)"),
        ],
    )
    def test_calendar_of_a_part(self, client, part, expected, name):
        found = Calendar.from_ical(ask(client, f"{part}.ics").data)
        assert {str(event["SUMMARY"]) for event in found.walk("VEVENT")} == expected
        assert str(found["X-WR-CALNAME"]) == name

    @pytest.mark.parametrize(
        "part", ["rooms/nope", "tracks/nope", "speakers/NOPE22", "speakers/ada222"]
    )
    def test_calendar_of_what_is_not_there(self, client, part):
        assert ask(client, f"{part}.ics").status_code == 404

    def test_a_calendar_of_an_event_below_knows_nothing_of_the_others(self, client):
        assert client.get("/events/side/rooms/aula.ics").status_code == 404
        assert client.get("/events/side/speakers/ADA222.ics").status_code == 404

    def test_xcal(self, client):
        root = etree.fromstring(ask(client, "schedule.xcal").data)
        assert root.xpath("//vevent/summary/text()") == [
            "Opening", "Next one", "Below", "Other day",
        ]  # fmt: skip

    def test_table_of_sessions(self, client):
        first, *_ = found = rows(ask(client, "sessions.csv"))
        assert [row["title"] for row in found] == [
            "Opening", "Next one", "Below", "Other day",
        ]  # fmt: skip
        assert (first["room"], first["people"]) == ("Aula", "Ada Lovelace")

    def test_table_of_speakers(self, client):
        (row,) = rows(ask(client, "speakers.csv"))
        assert (row["name"], row["sessions"], row["titles"]) == (
            "Ada Lovelace", "PEN222", "Opening",
        )  # fmt: skip
        assert row["url"] == "http://localhost/events/conf/speakers/ADA222"
        assert client.get(row["url"]).status_code == 200

    def test_tables_of_rooms_and_tracks(self, client):
        found = rows(ask(client, "rooms.csv"))
        assert [(r["name"], r["capacity"], r["sessions"]) for r in found] == [
            ("Aula", "250", "2"), ("Cave", "", "2"),
        ]  # fmt: skip
        (track,) = rows(ask(client, "tracks.csv"))
        assert (track["name"], track["colour"], track["sessions"]) == (
            "Cloud", "#2b5fa8", "1",
        )  # fmt: skip
        for row in (*found, track):
            assert client.get(row["url"]).status_code == 200

    @pytest.mark.parametrize("name", TABLES)
    def test_a_table_is_saved_under_the_events_name(self, client, name):
        saved_as = ask(client, name).headers["Content-Disposition"]
        assert saved_as == f'attachment; filename="conf-{name}"'

    def test_an_event_below_has_files_of_its_own(self, client):
        root = etree.fromstring(client.get("/events/side/schedule.xml").data)
        assert root.findtext("conference/title") == "Side show"
        assert root.xpath("//event/title/text()") == ["Below"]

    @pytest.mark.parametrize(("name", "kind"), EXPECTED_TYPES.items())
    def test_what_they_say_they_are(self, client, name, kind):
        answer = ask(client, name)
        assert answer.content_type == f"{kind}; charset=utf-8"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert answer.headers["Cache-Control"] == "no-cache"

    @pytest.mark.parametrize("name", FILES)
    def test_they_say_nothing_of_peoples_accounts(self, client, conf, name):
        account = factories.person(email="ada.private@example.org", name="Private")
        conf.ada.person = account
        db.session.commit()
        assert b"private" not in ask(client, name).data

    def test_our_own_xml_reads_as_what_it_was_written_from(self, client, tmp_path):
        file = tmp_path / "schedule.xml"
        file.write_bytes(ask(client, "schedule.xml").data)
        with file.open("rb") as opened:
            reading = frab_xml.read(opened, None)
        assert reading.oddities == []
        assert [s.code for s in reading.programme.sessions] == [
            "PEN222", "NEXT22", "BEL222", "THER22",
        ]  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_before_anything_is_out_they_are_empty_and_well_formed(client, event, name):
    answer = client.get(f"/events/{event.slug}/{name}")
    assert answer.status_code == 200
    if name.endswith(".csv"):
        assert rows(answer) == []
    elif "xml" in name or "xcal" in name:
        assert etree.fromstring(answer.data).xpath("//event") == []
    elif "json" in name:
        assert json.loads(answer.data)["schedule"]["conference"]["title"] == "Conf"
    else:
        assert Calendar.from_ical(answer.data).walk("VEVENT") == []


@pytest.mark.usefixtures("conf")
@pytest.mark.parametrize("name", FILES)
class TestWhoHasThemAlready:
    def test_either_validator_will_do(self, client, name):
        first = ask(client, name)
        tag, since = first.headers["ETag"], first.headers["Last-Modified"]
        assert not tag.startswith("W/")
        for asked in (
            {"If_None_Match": tag},
            {"If_None_Match": f"W/{tag}"},
            {"If_None_Match": f'"x", {tag}'},
            {"If_None_Match": "*"},
            {"If_Modified_Since": since},
            {"If_None_Match": tag, "If_Modified_Since": since},
            {"If_None_Match": tag, "Accept_Encoding": "gzip"},
        ):
            answer = ask(client, name, **asked)
            assert (answer.status_code, answer.data) == (304, b""), asked
            assert "ETag" in answer.headers
        assert ask(client, name, If_None_Match='"x"').status_code == 200

    def test_packed_is_the_same(self, client, name):
        plain, packed = ask(client, name), ask(client, name, Accept_Encoding="gzip")
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == plain.data
        assert "Accept-Encoding" in plain.headers["Vary"]

    def test_they_are_the_same_bytes_every_time(self, client, conf, name, release):
        first = ask(client, name)
        release(conf.event, conf.child, version="again", now=LATER)
        again = ask(client, name)
        if name in WITHOUT_VERSION:  # nothing in there has changed
            assert again.data == first.data
            assert again.headers["ETag"] == first.headers["ETag"]
        else:
            assert again.data.replace(b"again", b"1") == first.data

    def test_a_release_is_news(self, client, conf, release, name):
        first = ask(client, name)
        tag, since = first.headers["ETag"], first.headers["Last-Modified"]
        conf.opening.title = "Another title"
        db.session.commit()
        assert ask(client, name, If_None_Match=tag).status_code == 304  # not yet out
        release(conf.event, now=LATER)
        for asked in ({"If_None_Match": tag}, {"If_Modified_Since": since}):
            answer = ask(client, name, **asked)
            assert answer.status_code == 200
            assert b"Another title" in answer.data

    def test_two_releases_in_one_second_are_told_apart(
        self, client, conf, release, name
    ):
        first = ask(client, name)
        conf.opening.title = "Another title"
        db.session.commit()
        release(conf.event, now=NOW + timedelta(microseconds=1))
        since = first.headers["Last-Modified"]
        assert ask(client, name, If_Modified_Since=since).status_code == 200

    def test_an_event_that_comes_into_sight_is_news(self, client, conf, name):
        conf.child.state = "draft"
        db.session.commit()
        first = ask(client, name)
        assert b"Below" not in first.data
        conf.child.state, conf.child.changed_at = "announced", LATER
        db.session.commit()
        since = first.headers["Last-Modified"]
        answer = ask(client, name, If_Modified_Since=since)
        assert answer.status_code == 200
        assert b"Below" in answer.data or name == "speakers.csv"


@pytest.mark.usefixtures("conf")
@pytest.mark.parametrize(
    "name", [*(f"{part}.ics" for part in PARTS), "rooms.csv", "tracks.csv"]
)
def test_parts_and_tables_are_sent_once_too(client, queries, name):
    first = ask(client, name, Accept_Encoding="gzip")
    assert first.headers["Content-Encoding"] == "gzip"
    for asked in (
        {"If_None_Match": first.headers["ETag"]},
        {"If_Modified_Since": first.headers["Last-Modified"]},
    ):
        with queries() as sent:
            assert ask(client, name, **asked).status_code == 304
        assert len(sent) == 1


@pytest.mark.parametrize("name", [*FILES, *(f"{part}.ics" for part in PARTS)])
def test_files_of_a_draft_are_for_its_team_only(client, conf, sign_in, name):
    conf.event.state = "draft"
    db.session.commit()
    assert ask(client, name).status_code == 404
    sign_in(factories.owner(conf.event))
    answer = ask(client, name)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_calendar_of_sessions_of_several_events(conf, release, app):
    elsewhere = factories.event(slug="berlin", own_timezone="Europe/Berlin")
    draft = factories.draft(elsewhere)
    placed(draft, elsewhere, 0, None, title="Elsewhere", code="ELSE22")
    placed(draft, elsewhere, 0, None, title="Not chosen", code="NOTC22")
    release(elsewhere)
    editions = [
        programme.get_edition(programme.find_stamp(one.slug), one)
        for one in (conf.event, conf.child, elsewhere)
    ]

    def calendar(*codes):
        file = exports.personal_calendar(
            editions, set(codes), "https://x.example", "My"
        )
        return Calendar.from_ical(file.body)

    found = calendar("PEN222", "BEL222", "ELSE22", "GONE22")

    assert str(found["X-WR-CALNAME"]) == "My"
    events = {str(event["SUMMARY"]): event for event in found.walk("VEVENT")}
    assert list(events) == ["Opening", "Below", "Elsewhere"]  # "Below" once
    assert len(found.walk("VEVENT")) == 3
    assert {str(zone["TZID"]) for zone in found.walk("VTIMEZONE")} == {
        "America/Los_Angeles", "Europe/Berlin",
    }  # fmt: skip
    assert str(events["Below"]["URL"]).endswith("/events/side/sessions/BEL222")
    assert str(events["Elsewhere"]["URL"]).endswith("/events/berlin/sessions/ELSE22")
    assert events["Elsewhere"]["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert calendar().walk("VEVENT") == []
    assert exports.personal_calendar([], {"PEN222"}, "https://x.example", "My").body
    assert app.testing


def test_a_calendar_entry_changes_only_when_its_session_does(client, conf, release):
    def entries():
        found = Calendar.from_ical(ask(client, "schedule.ics").data).walk("VEVENT")
        return {
            str(e["SUMMARY"]): (
                str(e["UID"]),
                e["SEQUENCE"],
                e["DTSTAMP"].dt,
                e["STATUS"],
            )
            for e in found
        }

    before = entries()
    slot = schedule.find_slot(conf.draft, conf.opening)
    slot.starts_at += timedelta(minutes=5)
    conf.other.state = "cancelled"
    db.session.commit()
    release(conf.event, now=LATER)
    after = entries()

    uid = before["Opening"][0]
    assert before["Opening"] == (uid, 0, NOW, "CONFIRMED")
    assert after["Opening"] == (uid, 1, LATER, "CONFIRMED")
    assert after["Other day"][1:] == (1, LATER, "CANCELLED")
    assert after["Next one"] == before["Next one"]
    assert after["Below"] == before["Below"]


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize("name", FILES)
def test_files_take_few_queries_at_any_size(
    client, event, draft, release, queries, *, name, number
):
    room = factories.room(event)
    for n in range(number):
        placed(draft, event, n * 30, room, [factories.speaker(event)])
    release(event)
    with queries() as cold:
        assert ask(client, name).status_code == 200
    with queries() as warm:
        assert ask(client, name).status_code == 200
    with queries() as known:
        assert ask(client, name, If_None_Match="*").status_code == 304
    assert (len(cold), len(warm), len(known)) == (3, 1, 1)


def test_a_link_to_a_file_of_ours_is_whole(client, conf, release):
    file = saved(
        StoredFile(
            token="t0ken", name="slides.pdf", media_type="application/pdf", size=1,
            created_at=NOW,
        )
    )  # fmt: skip
    saved(
        SessionLink(
            session_id=conf.opening.id,
            kind=LinkKind.ATTACHMENT,
            title="Slides",
            file_id=file.id,
        )
    )
    release(conf.event)
    assert (
        b"http://localhost/files/t0ken/slides.pdf" in ask(client, "schedule.xml").data
    )
    page = client.get("/events/conf/sessions/PEN222").text
    assert 'href="/files/t0ken/slides.pdf"' in page
