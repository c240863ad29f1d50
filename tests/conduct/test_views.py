"""The code of conduct, reporting, and coming back: who learns what."""

import io
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from PIL import Image

from eventsite.audit.models import AuditEntry
from eventsite.conduct import actions, rules
from eventsite.conduct.models import Report, ReportFile, ReportMessage, ReportState
from eventsite.core.db import db
from eventsite.events.models import EventState
from eventsite.mail.models import Letter
from eventsite.permissions import Role
from tests import factories
from tests.conduct.conftest import WHAT, WHERE, address_in, conduct_page
from tests.factories import NOW, only, stored

FORM = "/events/conf/conduct/report"


# The page


def test_the_page_shows_the_code_and_whom_to_turn_to(client, event, carer):
    conduct_page(event, ("Dora", "desk 3, +49 30 1234"))
    page = client.get("/events/conf/conduct").text
    assert "<strong>kind</strong>" in page
    assert "Dora" in page
    assert "desk 3, +49 30 1234" in page
    assert 'href="/events/conf/conduct/report"' in page
    assert carer.name not in page
    assert 'href="/events/conf/conduct"' in client.get("/events/conf").text


def test_without_a_code_and_a_team_the_page_says_so(client, event):
    event.contact_email = "hello@conf.example"
    db.session.commit()
    page = client.get("/events/conf/conduct").text
    assert "not published one here yet" in page
    assert "mailto:hello@conf.example" in page
    assert "Report something" not in page


def test_a_child_shows_the_code_above_unless_it_has_its_own(client, event):
    child = factories.child(event, slug="child")
    leaf = factories.child(child, slug="leaf")
    conduct_page(event)
    page = client.get("/events/leaf/conduct").text
    assert "Of Conf; it holds here, too" in page
    conduct_page(child, text="Quietly, please.")
    for slug in ("child", "leaf"):
        page = client.get(f"/events/{slug}/conduct").text
        assert "Quietly, please." in page
    assert "kind" in client.get("/events/conf/conduct").text
    assert leaf.parent is child


def test_a_draft_shows_nothing_to_strangers(client, event, carer, send):
    event.state = EventState.DRAFT
    db.session.commit()
    for path in ("/events/conf/conduct", FORM):
        assert client.get(path).status_code == 404
    assert send().status_code == 404
    assert stored(Report) == []
    assert carer.id


# Reporting


@pytest.mark.usefixtures("event")
def test_where_nobody_reads_nothing_can_be_sent(client, send):
    assert "takes no reports here" in client.get(FORM).text
    assert send().status_code == 200
    assert stored(Report) == []


@pytest.mark.usefixtures("carer")
def test_a_report_is_encrypted_and_its_address_shown_once(app, client, event, send):
    page = send(contact="me@zwiebelfisch.example")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    row = only(Report)
    assert (row.event_id, row.state, row.reported_at) == (
        event.id,
        ReportState.NEW,
        NOW,
    )
    assert row.what.strip() == WHAT
    address = address_in(page)
    assert row.code in page.text
    assert WHAT in client.get(address).text
    secret = address.rsplit("/", 1)[1]
    words = ("turnip", "Grace", "zwiebelfisch", "Friday", secret)
    assert [word for word in words if word in everything()] == []
    assert found_in_files(app, words) == []


def everything():
    """Return all rows of all tables as one text, nothing decrypted."""
    rows = []
    for table in db.metadata.sorted_tables:
        columns = [sa.type_coerce(column, sa.Text) for column in table.columns]
        rows += [str(tuple(row)) for row in db.session.execute(sa.select(*columns))]
    db.session.rollback()
    return "\n".join(rows)


def found_in_files(app, words):
    """Return which words the database's files hold, its log included."""
    assert app.testing
    db.session.rollback()
    if db.engine.dialect.name != "sqlite":
        return []
    octets = b""
    for end in ("", "-wal"):
        try:
            with open(db.engine.url.database + end, "rb") as file:  # noqa: PTH123
                octets += file.read()
        except FileNotFoundError:
            continue
    assert b"conduct_reports" in octets
    return [word for word in words if word.encode() in octets]


def test_the_letter_to_the_team_says_nothing_and_is_forgotten(event, carer, send):
    factories.owner(event)
    send()
    letter = only(Letter)
    assert letter.to == carer.email
    for word in ("turnip", "conduct", "report", "Aula"):
        assert word not in letter.subject
        assert word not in letter.text.replace("/manage/conf/conduct/reports/", "")
    assert letter.confidential
    assert letter.forget
    assert letter.event_id is None  # no list of organisers shows it


@pytest.mark.usefixtures("carer")
def test_a_report_knows_no_account(client, sign_in, send):
    person = factories.person(name="Rita Reporter")
    sign_in(person)
    send()
    text = everything()
    assert "conduct_reports" not in text
    assert not any(
        entry.actor_id == person.id or "conduct" in entry.verb
        for entry in stored(AuditEntry)
    )
    assert client.get("/account/data").status_code == 200


@pytest.mark.usefixtures("carer")
def test_the_form_that_is_sent_twice_is_one_report(client, send):
    once = re.search(r'name="once"[^>]*value="([^"]*)"', client.get(FORM).text)[1]
    first, second = send(once=once), send(once=once)
    assert len(stored(Report)) == len(stored(Letter)) == 1
    assert client.get(address_in(second)).status_code == 200
    assert client.get(address_in(first)).status_code == 404


@pytest.mark.usefixtures("carer")
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"what": " "}, "Say what happened"),
        ({"what": "x" * 20_001}, "Keep this to"),
        ({"kept_from": "4711"}, "Choose from the list"),
        ({"kept_from": "x"}, "Choose from the list"),
    ],
)
def test_a_slip_keeps_what_was_typed_and_sends_nothing(send, wrong, said):
    page = send(**wrong)
    assert page.status_code == 422
    assert said in page.text
    assert WHERE in page.text
    assert stored(Report) == []


@pytest.mark.usefixtures("carer")
def test_reports_are_counted_by_household(send):
    answers = [send().status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


def picture(name="a.jpg", place=True):
    made = io.BytesIO()
    exif = Image.Exif()
    if place:
        exif[0x010E] = "taken at Rübenweg 7"
    Image.new("RGB", (20, 20), "red").save(made, "JPEG", exif=exif)
    return io.BytesIO(made.getvalue()), name


@pytest.mark.usefixtures("carer")
def test_pictures_lose_where_they_were_taken_and_stand_encrypted(send):
    page = send(files=[picture(), (io.BytesIO(b"%PDF-1.4 turnip"), "chat.pdf")])
    assert page.status_code == 200
    image, document = stored(ReportFile)
    assert (image.name, image.media_type) == ("a.webp", "image/webp")
    assert b"benweg" not in image.content
    assert document.content == b"%PDF-1.4 turnip"
    text = everything()
    assert "chat.pdf" not in text
    assert "turnip" not in text


@pytest.mark.usefixtures("carer")
@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([picture(f"{n}.jpg") for n in range(4)], "three files at most"),
        ([(io.BytesIO(b"MZ"), "virus.exe")], "one of these kinds"),
        ([(io.BytesIO(b"no pdf"), "x.pdf")], "not what its name says"),
        ([(io.BytesIO(b""), "x.txt")], "empty"),
        ([(io.BytesIO(b"x" * 2000), "x.txt")], "8 MB"),
    ],
)
def test_files_of_other_kinds_are_refused(send, files, said, monkeypatch):
    monkeypatch.setattr(rules, "MOST_OCTETS", 1000)
    page = send(files=[(io.BytesIO(file.getvalue()), name) for file, name in files])
    assert page.status_code == 422
    assert said in page.text
    assert stored(Report) == stored(ReportFile) == []


def test_who_is_part_of_it_does_not_read_it(client, app, event, carer, sign_in, send):
    other = factories.team_member(event, Role.CONDUCT_TEAM, name="Otto Other")
    form = client.get(FORM).text
    assert "Carla Carer" in form
    assert "Otto Other" in form
    assert send(kept_from=str(carer.id)).status_code == 200
    assert [letter.to for letter in stored(Letter)] == [other.email]
    code = only(Report).code
    hers, his = sign_in(carer, app.test_client()), sign_in(other, app.test_client())
    path = f"/manage/conf/conduct/reports/{code}"
    assert hers.get(path).status_code == 404
    assert hers.post(f"{path}/answer", data={"text": "x"}).status_code == 404
    assert hers.post(f"{path}/state", data={"to": "closed"}).status_code == 404
    assert code not in hers.get("/manage/conf/conduct/reports").text
    assert WHAT in his.get(path).text
    page = send(kept_from=[str(carer.id), str(other.id)])
    assert page.status_code == 422
    assert "Somebody must be left to read it" in page.text


# Coming back


@pytest.fixture
def reported(carer, send):
    assert carer.id
    return address_in(send())


@pytest.fixture
def desk(app, carer, sign_in):
    return sign_in(carer, app.test_client())


def path_of(row):
    return f"/manage/conf/conduct/reports/{row.code}"


def test_words_go_back_and_forth(client, desk, reported, carer):
    path = path_of(only(Report))
    assert "There is no answer yet" in client.get(reported).text
    desk.post(f"{path}/answer", data={"text": "Thank you.", "do": "answer"})
    desk.post(f"{path}/answer", data={"text": "Ask Otto.", "do": "note"})
    page = client.get(reported).text
    assert "Thank you." in page
    assert "Ask Otto." not in page
    assert carer.name not in page
    assert only(Report).state is ReportState.OPEN

    answer = client.post(reported, data={"text": "There is more."})
    assert answer.location == reported
    assert only(Report).state is ReportState.NEW
    page = desk.get(path).text
    assert "There is more." in page
    assert "Ask Otto." in page
    assert carer.name in page
    assert [m.author_id for m in stored(ReportMessage)] == [carer.id, carer.id, None]
    assert len([x for x in stored(Letter) if x.to == carer.email]) == 2
    assert client.post(reported, data={"text": " "}).status_code == 422


def test_an_address_gets_a_letter_that_says_nothing(client, desk, send):
    send(contact="Me@zwiebelfisch.example")
    path = path_of(only(Report))
    desk.post(f"{path}/answer", data={"text": "Thank you, turnip.", "do": "answer"})
    letter = stored(Letter)[-1]
    assert letter.to == "me@zwiebelfisch.example"
    assert letter.subject == "There is an answer for you"
    assert "turnip" not in letter.text
    assert "Conf" not in letter.text
    assert letter.forget
    desk.post(f"{path}/answer", data={"text": "A note.", "do": "note"})
    assert stored(Letter)[-1].id == letter.id
    assert client


def test_a_way_that_is_no_address_is_shown_to_the_team_only(desk, send):
    send(contact="room 12 at the hotel")
    path = path_of(only(Report))
    assert "room 12 at the hotel" in desk.get(path).text
    desk.post(f"{path}/answer", data={"text": "x", "do": "answer"})
    assert len(stored(Letter)) == 1


@pytest.mark.parametrize("secret", ["guessed", "\0", "x" * 90, "..%2f"])
def test_a_made_up_address_is_none(client, reported, secret):
    assert client.get(f"/conduct/reports/{secret}").status_code == 404
    assert client.get(reported).status_code == 200


def test_words_are_counted(client, reported):
    answers = [
        client.post(reported, data={"text": "more"}).status_code for _ in range(21)
    ]
    assert answers == [302] * 20 + [429]


def test_closing_and_coming_back(client, desk, reported):
    path = path_of(only(Report))
    desk.post(f"{path}/state", data={"to": "closed"})
    row = only(Report)
    assert (row.state, row.closed_at) == (ReportState.CLOSED, NOW)
    page = desk.post(f"{path}/answer", data={"text": "x", "do": "answer"})
    assert page.status_code == 422
    assert "Closed" in client.get(reported).text
    client.post(reported, data={"text": "It happened again."})
    row = only(Report)
    assert (row.state, row.closed_at) == (ReportState.NEW, None)
    desk.post(f"{path}/state", data={"to": "nonsense"})
    assert only(Report).state is ReportState.NEW


def test_what_was_closed_long_ago_is_forgotten(app, client, desk, reported):
    path = path_of(only(Report))
    desk.post(f"{path}/answer", data={"text": "x", "do": "note"})
    desk.post(f"{path}/state", data={"to": "closed"})
    for at, is_there in ((-1, True), (0, False)):
        db.session.rollback()
        actions.expire(NOW + rules.WORDS_STAY + timedelta(seconds=at))
        db.session.commit()
        assert (only(Report).what is not None) is is_there
    assert stored(ReportMessage) == stored(ReportFile) == []
    assert "has been forgotten" in client.get(reported).text
    assert "has been forgotten" in desk.get(path).text
    assert client.post(reported, data={"text": "x"}).status_code == 200
    assert stored(ReportMessage) == []
    assert app.testing
