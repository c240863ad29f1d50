"""A person's own account: what is kept, and what could lock them out of it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from eventsite.accounts.models import OneTimeLink, Person, SignIn
from eventsite.core import passwords
from eventsite.core.db import db
from eventsite.mail.models import Letter
from tests import factories
from tests.accounts import PASSWORD, TICK, post, sign_in_with, visitor
from tests.factories import NOW, only, stored


@pytest.fixture
def ada(app):
    assert app.testing
    kept = passwords.make_hash(PASSWORD)
    return factories.person(name="Ada", email="ada@example.org", password_hash=kept)


@pytest.fixture
def ada_in(client, ada):
    """Sign Ada in, with her password."""
    sign_in_with(client)
    return ada


def letters():
    return {letter.to: letter for letter in stored(Letter)}


def link_in(letter):
    return re.search(r"http://localhost(/\S+)", letter.text)[1]


# What is kept


@pytest.mark.usefixtures("ada_in")
def test_a_person_sees_and_changes_what_is_kept(client):
    page = client.get("/account/")
    assert "ada@example.org" in page.text
    assert "1 September 2030" in page.text
    answer = post(client, "/account/", name=" Ada  King ", timezone="Europe/London")
    assert (answer.status_code, answer.location) == (302, "/account/")
    person = only(Person)
    assert (person.name, person.timezone) == ("Ada King", "Europe/London")
    post(client, "/account/", name="Ada King", timezone="")
    db.session.expire_all()
    assert only(Person).timezone is None


@pytest.mark.usefixtures("ada_in")
@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", " ", "Type your name."),
        ("name", "x" * 201, "Keep this to 200 characters."),
        ("timezone", "Mars/Base", "There is no such time zone"),
        ("timezone", "x" * 10_000, "There is no such time zone"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_the_field(client, field, value, said):
    data = {"name": "Grace", "timezone": "UTC", field: value}
    page = client.post("/account/", data=data)
    assert page.status_code == 422
    assert said in page.text
    assert only(Person).name == "Ada"


@pytest.mark.usefixtures("ada_in")
def test_nobody_makes_themselves_an_administrator(client):
    post(client, "/account/", name="Ada", is_admin="1", email="root@example.org")
    assert not only(Person).is_admin
    assert only(Person).email == "ada@example.org"


# Sign-ins


@pytest.mark.usefixtures("ada_in")
def test_sign_ins_are_listed_and_ended(client, app):
    agent = "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"
    other = app.test_client()
    other.post(
        "/signin",
        data={"email": "ada@example.org", "password": PASSWORD},
        headers={"User-Agent": agent},
        environ_base={"REMOTE_ADDR": "192.0.2.7"},
    )
    page = client.get("/account/security").text
    assert "Firefox on Windows" in page
    assert "192.0.2.7" in page
    assert page.count("this browser") == 1
    theirs = db.session.scalars(select(SignIn).filter_by(address="192.0.2.7")).one().id

    assert visitor(other) == "Ada"
    answer = client.post(f"/account/security/{theirs}/end")
    assert (answer.status_code, answer.location) == (302, "/account/security")
    assert visitor(other) is None
    assert visitor(client) == "Ada"
    assert "Ended in the last 30 days" in client.get("/account/security").text


@pytest.mark.usefixtures("ada_in")
def test_all_others_are_ended_at_once(client, app):
    others = [app.test_client() for _ in range(3)]
    for other in others:
        sign_in_with(other)
    client.post("/account/security/end-others")
    assert [visitor(other) for other in others] == [None] * 3
    assert visitor(client) == "Ada"
    assert "End all others" not in client.get("/account/security").text


@pytest.mark.usefixtures("ada_in")
def test_ending_this_one_is_signing_out(client):
    answer = client.post(f"/account/security/{only(SignIn).id}/end")
    assert answer.location == "/signin"
    assert visitor(client) is None


@pytest.mark.usefixtures("ada_in")
def test_nobody_ends_or_sees_what_is_not_theirs(client, app, sign_in):
    stranger = app.test_client()
    sign_in(factories.person(name="Eve"), stranger)
    mine = db.session.scalars(select(SignIn).order_by(SignIn.id)).first()
    for number in (mine.id, 2**31 - 1, 99_999_999_999_999_999_999):
        assert stranger.post(f"/account/security/{number}/end").status_code == 404
    stranger.post("/account/security/end-others")
    assert visitor(client) == "Ada"
    assert stranger.get("/account/security").text.count("<tr>") == 2  # head and own


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_of_sign_ins_costs_the_same_for_any_number(
    client, ada_in, queries, number
):
    for n in range(number):
        factories.saved(
            SignIn(
                person_id=ada_in.id,
                token_hash=f"hash {n}",
                started_at=NOW,
                seen_at=NOW,
                ends_at=NOW + timedelta(days=1),
            )
        )
    with queries() as sent:
        page = client.get("/account/security")
    assert page.text.count("End this") == number
    assert len(sent) <= 6


# Passwords


@pytest.mark.usefixtures("ada_in")
def test_a_changed_password_ends_the_others_and_changes_the_cookie(client, app):
    other = app.test_client()
    sign_in_with(other)
    post(app.test_client(), "/password/forgotten", email="ada@example.org")
    with client.session_transaction() as session:
        stolen = session["_user_id"]
    answer = post(
        client,
        "/account/password",
        current_password=PASSWORD,
        password="quite another one",
    )
    assert answer.status_code == 302
    assert visitor(client) == "Ada"
    assert visitor(other) is None
    thief = app.test_client()
    with thief.session_transaction() as session:
        session["_user_id"] = stolen
    assert visitor(thief) is None
    assert only(OneTimeLink).used_at == NOW  # the open reset link is of no use now
    assert sign_in_with(app.test_client()).status_code == 422
    done = sign_in_with(app.test_client(), password="quite another one")
    assert done.status_code == 302
    assert letters()["ada@example.org"].subject == "Your password was changed"


@pytest.mark.usefixtures("ada_in")
@pytest.mark.parametrize(
    ("current", "new", "said"),
    [
        ("wrong wrong wrong", "quite another one", "This is not your password"),
        ("", "quite another one", "Type your password."),
        (PASSWORD, "short", "at least 10"),
        (PASSWORD, "password123", "Too many people"),
        (PASSWORD, "ada@example.org", "your own name"),
        (PASSWORD, "x" * 201, "Keep your password to 200"),
    ],
)
def test_a_password_is_not_changed_without_the_old_or_into_a_weak_one(
    client, current, new, said
):
    before = only(Person).password_hash
    page = post(client, "/account/password", current_password=current, password=new)
    assert page.status_code == 422
    assert said in page.text
    assert f'value="{new}"' not in page.text.replace("username", "", 1) or "@" in new
    db.session.expire_all()
    assert only(Person).password_hash == before
    assert stored(Letter) == []


@pytest.mark.usefixtures("ada_in")
def test_guessing_the_password_from_an_open_browser_is_slowed_down(client):
    data = {"current_password": "wrong wrong wrong", "password": "quite another one"}
    answers = [
        client.post("/account/password", data=data).status_code for _ in range(11)
    ]
    assert answers == [422] * 10 + [429]
    data = {"current_password": PASSWORD, "email": "new@example.org"}
    assert client.post("/account/email", data=data).status_code == 429


@pytest.mark.parametrize(
    ("after", "asks"),
    [(timedelta(minutes=15) - TICK, True), (timedelta(minutes=15), False)],
)
def test_a_first_password_is_chosen_soon_after_a_link_or_by_another(
    client, sign_in, set_clock, after, asks
):
    sign_in(factories.person(email="new@example.org"))
    set_clock(NOW + after)
    page = client.get("/account/password")
    assert ('name="password"' in page.text) is asks
    assert "current_password" not in page.text
    post(client, "/account/password", password=PASSWORD)
    db.session.expire_all()
    assert (only(Person).password_hash is not None) is asks
    if not asks:
        post(client, "/password/forgotten", email="new@example.org")
        assert letters()["new@example.org"].subject == "Choose a new password"


def test_choosing_a_first_password_needs_me(client, sign_in):
    sign_in(factories.person(email="new@example.org"))
    assert "Choose a password" in client.get("/account/todo").text
    post(client, "/account/password", password=PASSWORD)
    assert "Choose a password" not in client.get("/account/todo").text


# Addresses


@pytest.fixture
def asked(client, ada_in):
    """Ask for the address new@example.org; return the link in the letter there."""
    data = {"email": " New@Example.org", "current_password": PASSWORD}
    assert client.post("/account/email", data=data).status_code == 302
    assert ada_in.email == "ada@example.org"
    return link_in(letters()["new@example.org"])


def test_the_new_address_confirms_and_the_old_one_is_told(client, app, asked):
    assert "new@example.org" in letters()["ada@example.org"].text.replace("\u200c", "")
    anywhere = app.test_client()
    assert "new@example.org" in anywhere.get(asked).text
    assert only(Person).email == "ada@example.org"

    assert anywhere.post(asked).status_code == 302
    db.session.expire_all()
    person = only(Person)
    assert (person.email, person.email_confirmed_at) == ("new@example.org", NOW)
    assert [
        letter.subject for letter in stored(Letter) if letter.to == "ada@example.org"
    ] == [
        "Your address is about to change",
        "Your address was changed",
    ]
    assert anywhere.post(asked).status_code == 410
    assert visitor(client) == "Ada"
    assert sign_in_with(app.test_client(), "new@example.org").status_code == 302
    assert sign_in_with(app.test_client(), "ada@example.org").status_code == 422


def test_a_new_password_stops_a_change_of_address(client, app, asked):
    post(app.test_client(), "/password/forgotten", email="ada@example.org")
    reset = link_in(letters()["ada@example.org"])
    post(app.test_client(), reset, password="quite another one")
    assert client.post(asked).status_code == 410
    assert only(Person).email == "ada@example.org"


def test_an_address_that_got_an_account_meanwhile_stays_there(client, asked):
    factories.person(name="New", email="new@example.org")
    assert client.post(asked).status_code == 410
    emails = {person.name: person.email for person in stored(Person)}
    assert emails == {"Ada": "ada@example.org", "New": "new@example.org"}


def test_the_link_expires(client, asked, set_clock):
    set_clock(NOW + timedelta(days=1))
    assert client.get(asked).status_code == 410
    assert client.post(asked).status_code == 410


@pytest.mark.usefixtures("ada_in")
def test_whether_an_address_has_an_account_is_told_to_its_mailbox_only(client):
    factories.person(email="taken@example.org")
    answers = []
    for email in ("taken@example.org", "free@example.org"):
        data = {"email": email, "current_password": PASSWORD}
        answer = client.post("/account/email", data=data)
        page = client.get(answer.location).text.replace(email, "…")
        answers.append((answer.status_code, answer.location, page))
    assert answers[0] == answers[1]
    found = letters()
    assert found["taken@example.org"].subject == "This address has an account already"
    assert found["free@example.org"].subject == "Confirm your new address"
    assert only(OneTimeLink).email == "free@example.org"


@pytest.mark.usefixtures("ada_in")
@pytest.mark.parametrize(
    ("email", "current", "said"),
    [
        ("new@example.org", "wrong wrong wrong", "This is not your password"),
        ("ADA@example.org", PASSWORD, "This is your address already"),
        ("nonsense", PASSWORD, "This is no e-mail address"),
    ],
)
def test_an_address_is_not_changed_without_a_password_or_into_nonsense(
    client, email, current, said
):
    page = client.post(
        "/account/email", data={"email": email, "current_password": current}
    )
    assert page.status_code == 422
    assert said in page.text
    assert stored(OneTimeLink) == stored(Letter) == []


def test_without_a_password_one_is_chosen_first(client, sign_in):
    sign_in(factories.person())
    assert client.get("/account/email").location == "/account/password"
