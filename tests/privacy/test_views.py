"""A person's own data: seen, taken along, deleted."""

import io
import json
import zipfile

import pytest
from markupsafe import escape

from eventsite.accounts.models import SignIn
from eventsite.accounts.rules import PROOF_LASTS
from eventsite.audit.models import AuditEntry
from eventsite.core import jobs as core_jobs
from eventsite.core.db import db
from eventsite.mail.models import Letter
from eventsite.permissions import Role
from eventsite.privacy import rules
from eventsite.privacy.models import DataCopy, Deletion
from tests import factories
from tests.accounts import PASSWORD, TICK, post, sign_in_with, visitor
from tests.factories import NOW, only, stored
from tests.privacy import traces
from tests.privacy.conftest import EMAIL, NAME

SURE = {"understood": "y", "public": "erase", "password": PASSWORD}


@pytest.fixture
def copied(client, app):
    """Have a copy made; return its path."""

    def make():
        client.post("/account/data")
        db.session.rollback()
        core_jobs.run_due(app.extensions["jobs"])
        return f"/account/data/{stored(DataCopy)[-1].id}/my-data.zip"

    return make


def opened(answer):
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        assert "data.json holds everything" in archive.read("README.txt").decode()
        return json.loads(archive.read("data.json"))


def test_the_page_says_what_is_kept_in_all_rooms(client, adelheid_in, app):
    page = client.get("/account/data").text
    for room in app.extensions["own_data"]:
        for kept in room.keeps:
            assert str(escape(kept.what)) in page
    assert adelheid_in.name == NAME


def test_a_copy_holds_everything(client, adelheid_in, copied):
    traces.leave_everywhere(adelheid_in)
    answer = client.get(copied())
    assert answer.mimetype == "application/zip"
    assert answer.headers["Cache-Control"] == "no-store"
    assert ".zip" in answer.headers["Content-Disposition"]
    data = opened(answer)
    assert data["account"]["email"] == EMAIL
    assert "password_hash" not in data["account"]
    assert data["account"]["has_password"] is True
    assert "secret" not in data["account"]["apps_with_codes"][0]
    assert len(data["account"]["sign_ins"]) == 1
    assert data["scholarship applications"][0]["statements"]["need"] == traces.NEED
    assert len(data["registration"]["orders"]) == 1
    assert data["registration"]["tickets_in_orders_of_others"][0]["name"] == NAME
    assert len(data["proposals"]["written"]) == 3
    assert len(data["proposals"]["named_in"]) == 1
    assert data["on stage"][0]["biography"] == traces.BIOGRAPHY
    assert data["roles"][0] == {"event": "conf", "role": "reviewer"}
    assert data["invitations"][0]["to_help_with"] == "Conf"
    assert "Your password was changed" in [one["subject"] for one in data["letters"]]
    assert {one["verb"] for one in data["audit"]} >= {"event.edit", "own-data.ask"}
    assert {"calendar", "starred sessions", "api tokens", "imports"} <= data.keys()
    hidden = (adelheid_in.password_hash, "token_hash", "code_hash")
    assert not any(word in json.dumps(data) for word in hidden)


def test_taking_it_is_logged_and_told(client, adelheid_in, copied):
    path = copied()
    assert only(Letter).subject == "Your data is ready"
    assert 'href="' + path in client.get("/account/data").text
    client.get(path)
    client.get(path)
    verbs = [entry.verb for entry in stored(AuditEntry)]
    assert verbs == ["own-data.ask", "own-data.download", "own-data.download"]
    assert stored(AuditEntry)[-1].actor_id == adelheid_in.id


@pytest.mark.usefixtures("adelheid_in")
def test_nobody_else_takes_it(app, sign_in, copied):
    path = copied()
    other = sign_in(factories.person(), app.test_client())
    assert other.get(path).status_code == 404
    admin = sign_in(factories.admin(), app.test_client())
    assert admin.get(path).status_code == 404
    assert app.test_client().get(path).location.startswith("/signin")


@pytest.mark.usefixtures("adelheid_in")
def test_it_is_there_for_some_days_and_asks_who_takes_it(client, copied, set_clock):
    path = copied()
    set_clock(NOW + PROOF_LASTS)
    assert client.get(path).location == "/account/prove?next=/account/data"
    set_clock(NOW + rules.COPY_LASTS - TICK)
    post(client, "/account/prove", password=PASSWORD)
    assert client.get(path).status_code == 200
    set_clock(NOW + rules.COPY_LASTS)
    assert client.get(path).status_code == 404


@pytest.mark.usefixtures("adelheid_in")
def test_one_copy_is_made_at_a_time_and_few_a_day(client, copied):
    client.post("/account/data")
    assert "being made" in client.get("/account/data").text
    client.post("/account/data")
    assert "being made already" in client.get("/account/data").text
    assert len(stored(DataCopy)) == 1
    for _ in range(5):  # the first one finds that one is being made
        copied()
    assert client.post("/account/data").status_code == 429


@pytest.mark.usefixtures("adelheid_in")
def test_a_copy_that_is_not_made_yet_is_not_there(client):
    client.post("/account/data")
    assert (
        client.get(f"/account/data/{only(DataCopy).id}/my-data.zip").status_code == 404
    )


# Going


def test_it_says_beforehand_what_happens(client, adelheid_in):
    event = traces.leave_everywhere(adelheid_in)
    traces.paid_order(event, adelheid_in)
    page = client.get("/account/delete").text
    for words in (
        "1 paid order",
        "Tax law asks for invoices",
        "other order",
        "they stay valid, so print them now",
        "2 proposals",
        "1 accepted proposal",
        "1 scholarship application",
        "1 starred session",
        "1 key for programs",
        "2 roles at events and hosts",
        "What the programme of 1 event says of you",
        "no longer leads to you",
    ):
        assert words in page
    assert stored(Deletion) == []


def test_somebody_without_traces_reads_a_short_page(client, adelheid_in):
    page = client.get("/account/delete").text
    assert "Your account: name, address" in page
    assert "proposal" not in page.split("<table")[1].split("</table>")[0]
    assert adelheid_in.name == NAME


def test_asking_signs_out_everywhere_and_writes_a_letter(client, app, adelheid_in):
    elsewhere = app.test_client()
    sign_in_with(elsewhere, EMAIL)
    page = client.post("/account/delete", data=SURE)
    assert page.status_code == 200
    assert "8 September 2030" in page.text
    assert visitor(client) is None
    assert visitor(elsewhere) is None
    row = only(Deletion)
    assert (row.person_id, row.keep_public) == (adelheid_in.id, False)
    assert row.due_at == NOW + rules.COOLING_OFF
    assert only(Letter).subject == "Your account will be deleted"
    assert "8 September 2030" in only(Letter).text


@pytest.mark.usefixtures("adelheid_in")
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"password": "wrong wrong wrong"}, "This is not your password"),
        ({"password": ""}, "Type your password"),
        ({"understood": ""}, "Tick this"),
        ({"public": "sell"}, "Choose one"),
    ],
)
def test_a_slip_deletes_nothing(client, wrong, said):
    page = client.post("/account/delete", data=SURE | wrong)
    assert page.status_code == 422
    assert said in page.text
    assert stored(Deletion) == []
    assert visitor(client) == NAME


@pytest.mark.usefixtures("adelheid_in")
def test_the_public_entry_stays_by_choice(client):
    client.post("/account/delete", data=SURE | {"public": "keep"})
    assert only(Deletion).keep_public


@pytest.mark.usefixtures("adelheid_in")
def test_signing_in_takes_it_back(client):
    client.post("/account/delete", data=SURE)
    answer = sign_in_with(client, EMAIL)
    assert answer.status_code == 302
    assert stored(Deletion) == []
    assert "your account stays" in client.get("/account/todo").text
    assert stored(Letter)[-1].subject == "Your account stays"
    assert [entry.verb for entry in stored(AuditEntry)] == [
        "account.ask-deletion",
        "account.take-back-deletion",
    ]
    client.post("/signout")
    sign_in_with(client, EMAIL)
    assert len(stored(Letter)) == 2


def test_who_has_no_password_types_the_address(client, sign_in):
    person = factories.person(email="only@passkeys.example")
    sign_in(person)
    data = {"understood": "y", "public": "erase"}
    assert client.post("/account/delete", data=data).status_code == 422
    page = client.post("/account/delete", data=data | {"email": "x@y.example"})
    assert page.status_code == 422
    assert "Type the address of your account" in page.text
    page = client.post(
        "/account/delete", data=data | {"email": " Only@Passkeys.example"}
    )
    assert page.status_code == 200
    assert only(Deletion).person_id == person.id


def test_the_last_owner_hands_over_first(client, adelheid_in):
    event = factories.event(name="Orphan Conf")
    child = factories.child(event, name="Child Conf")
    for where in (event, child):
        factories.saved(
            factories.TeamMember(event=where, person=adelheid_in, role=Role.OWNER)
        )
    page = client.get("/account/delete").text
    assert "You are the only owner of Orphan Conf" in page
    assert "Child Conf" not in page  # the owner above owns it, too
    page = client.post("/account/delete", data=SURE)
    assert page.status_code == 422
    assert stored(Deletion) == []
    factories.owner(event)
    assert client.post("/account/delete", data=SURE).status_code == 200


def test_the_last_administrator_stays(client, adelheid_in):
    adelheid_in.is_admin = True
    db.session.commit()
    assert "only administrator of this site" in client.get("/account/delete").text
    assert client.post("/account/delete", data=SURE).status_code == 422
    factories.admin()
    assert client.post("/account/delete", data=SURE).status_code == 200


@pytest.mark.usefixtures("adelheid_in")
def test_asking_twice_is_asking_once(client, app):
    other = app.test_client()
    sign_in_with(other, EMAIL)
    assert client.post("/account/delete", data=SURE).status_code == 200
    assert other.post("/account/delete", data=SURE).status_code == 401
    assert len(stored(Deletion)) == 1
    assert all(row.ended_at for row in stored(SignIn))


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_of_copies_costs_the_same_for_any_number(
    client, adelheid_in, queries, number
):
    for _ in range(number):
        factories.saved(
            DataCopy(
                person=adelheid_in,
                asked_at=NOW,
                made_at=NOW,
                ends_at=NOW + rules.COPY_LASTS,
                content=b"x",
            )
        )
    with queries() as sent:
        page = client.get("/account/data")
    assert page.text.count("Download") == number
    assert len(sent) <= 4
