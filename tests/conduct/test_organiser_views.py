"""Writing the code, and reading reports: the conduct team alone, and logged."""

import io

import pytest

from eventsite.audit.models import AuditEntry
from eventsite.conduct.models import ConductContact, ConductPage, Report, ReportFile
from eventsite.events.models import HostAdministrator
from eventsite.permissions import Role
from eventsite.teams.models import Invitation
from tests import factories
from tests.conduct.conftest import WHAT, WHERE, conduct_page
from tests.factories import NOW, only, saved, stored

HERE = "/manage/conf/conduct"


@pytest.fixture
def owner(event, client, sign_in):
    person = factories.owner(event)
    sign_in(person, client)
    return person


@pytest.fixture
def desk(app, carer, sign_in):
    return sign_in(carer, app.test_client())


def verbs():
    return [entry.verb for entry in stored(AuditEntry)]


# The code


@pytest.mark.usefixtures("owner")
def test_a_code_is_written_with_contacts(client):
    page = client.get(HERE)
    assert "Nobody is in the conduct team" in page.text
    data = {
        "text": "Be kind.",
        "contacts-0-name": "Dora",
        "contacts-0-reach": "desk 3",
        "contacts-1-name": "",
        "contacts-1-reach": "",
        "do": "save",
    }
    assert client.post(HERE, data=data).location == HERE
    assert only(ConductPage).text == "Be kind."
    assert only(ConductContact).name == "Dora"
    assert verbs() == ["conduct.edit"]
    page = client.get(HERE).text
    assert 'value="Dora"' in page
    data = {"text": "Be kinder.", "do": "save"}
    client.post(HERE, data=data)
    assert only(ConductPage).revision == 2
    assert stored(ConductContact) == []
    assert client.post(f"{HERE}/remove").location == HERE
    assert stored(ConductPage) == []
    assert verbs()[-1] == "conduct.remove"


@pytest.mark.usefixtures("owner")
def test_rows_are_added_without_a_script_and_nothing_is_lost(client):
    data = {"text": "", "contacts-0-reach": "desk 3", "do": "contacts-add"}
    page = client.post(HERE, data=data)
    assert page.status_code == 200
    assert 'value="desk 3"' in page.text
    assert 'name="contacts-1-name"' in page.text
    page = client.post(HERE, data=data | {"do": "save"})
    assert page.status_code == 422
    assert "Write the text" in page.text
    assert "Type a name, or remove the row" in page.text
    assert stored(ConductPage) == []


def test_the_page_of_a_child_says_whose_code_holds(client, event, owner):
    child = factories.child(event, slug="child")
    conduct_page(event)
    assert "The code of Conf holds here" in client.get("/manage/child/conduct").text
    assert owner.id
    assert child.parent is event


# Reports


@pytest.fixture
def report(send, carer):
    assert carer.id
    send(files=[(io.BytesIO(b"what they wrote"), "chat.txt")])
    return f"{HERE}/reports/{only(Report).code}"


def test_the_team_reads_a_report_and_it_is_logged(desk, carer, report):
    assert only(Report).code in desk.get(f"{HERE}/reports").text
    assert verbs() == []
    page = desk.get(report)
    assert WHAT in page.text
    assert WHERE in page.text
    assert "Anonymous" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert verbs() == ["conduct.read"]
    entry = only(AuditEntry)
    assert (entry.actor_id, entry.subject) == (
        carer.id,
        f"conduct report {only(Report).code}",
    )
    assert entry.detail == {}


def test_files_are_taken_and_logged(desk, report):
    path = f"{report}/files/{only(ReportFile).id}"
    answer = desk.get(path)
    assert answer.data == b"what they wrote"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="chat.txt"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert verbs() == ["conduct.download"]
    assert desk.get(f"{report}/files/4711").status_code == 404


def test_nobody_else_reads_it(app, event, report, sign_in):
    """Neither owners nor administrators, nor a conduct team elsewhere."""
    host_admin = factories.person()
    saved(HostAdministrator(host=event.host, person=host_admin))
    elsewhere = factories.event(slug="other")
    child = factories.child(event, slug="child")
    others = [
        factories.owner(event),
        host_admin,
        factories.admin(),
        factories.team_member(event, Role.ORGANISER),
        factories.team_member(elsewhere, Role.CONDUCT_TEAM),
        factories.team_member(child, Role.CONDUCT_TEAM),
        factories.person(),
    ]
    paths = [report, f"{HERE}/reports", f"{report}/files/{only(ReportFile).id}"]
    for person in others:
        browser = sign_in(person, app.test_client())
        for path in paths:
            assert browser.get(path).status_code == 403, person
        assert browser.post(f"{report}/answer").status_code == 403
        assert browser.post(f"{report}/state").status_code == 403
    assert verbs() == []
    stranger = app.test_client()
    assert stranger.get(report).location.startswith("/signin")


def test_a_report_of_another_event_is_not_found(app, report, sign_in):
    other = factories.event(slug="other")
    browser = sign_in(
        factories.team_member(other, Role.CONDUCT_TEAM), app.test_client()
    )
    code = report.rsplit("/", 1)[1]
    path = f"/manage/other/conduct/reports/{code}"
    assert browser.get(path).status_code == 404
    assert browser.get(f"{path}/files/{only(ReportFile).id}").status_code == 404
    assert verbs() == []


def test_the_team_above_reads_what_is_reported_below(app, event, send, sign_in, desk):
    child = factories.child(event, slug="child")
    below = factories.team_member(child, Role.CONDUCT_TEAM)
    send("/events/child/conduct/report")
    code = only(Report).code
    assert WHAT in desk.get(f"{HERE}/reports/{code}").text
    browser = sign_in(below, app.test_client())
    assert WHAT in browser.get(f"/manage/child/conduct/reports/{code}").text
    assert desk.get(f"/manage/child/conduct/reports/{code}").status_code == 200


def test_the_first_page_counts_new_reports_for_the_team_alone(
    app, desk, report, owner, client
):
    assert "New reports to the conduct team" in desk.get("/manage/conf/").text
    assert "New reports" not in client.get("/manage/conf/").text
    assert owner.id
    assert report
    assert app.testing


def test_appointing_is_for_owners_and_logged(client, event, owner, newest_invitation):
    data = {"email": "c@example.org", "role": "conduct team"}
    assert client.post("/manage/conf/team", data=data).status_code == 302
    assert newest_invitation().role is Role.CONDUCT_TEAM
    entry = stored(AuditEntry)[-1]
    assert (entry.verb, entry.actor_id) == ("team.invite", owner.id)
    assert entry.detail == {"role": "conduct team"}
    assert event.id


@pytest.fixture
def newest_invitation():
    return lambda: stored(Invitation)[-1]


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_for_any_number(desk, event, queries, number):
    for n in range(number):
        saved(
            Report(
                event=event,
                code=f"R{n:05d}",
                secret_hash=f"s{n}",
                once_key=f"k{n}",
                what="x",
                reported_at=NOW,
                changed_at=NOW,
            )
        )
    with queries() as sent:
        page = desk.get(f"{HERE}/reports")
    assert page.text.count("/conduct/reports/R") == number
    assert len(sent) <= 8


@pytest.mark.usefixtures("event")
@pytest.mark.parametrize("page", ["0", "-1", "99999999999999999999", "x"])
def test_odd_pages_are_a_page(desk, page):
    assert desk.get(f"{HERE}/reports?page={page}").status_code == 200


def test_what_was_typed_is_shown_as_text(desk, send):
    send(what="<script>alert(1)</script> [x](javascript:alert(1))")
    page = desk.get(f"{HERE}/reports/{only(Report).code}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert 'href="javascript:' not in page
