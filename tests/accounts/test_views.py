"""Signing in and out, and that no answer tells who has an account."""

import re
from datetime import timedelta
from html import unescape

import pytest

from eventsite.accounts.models import OneTimeLink, Person, SignIn
from eventsite.accounts.rules import SEEN_EVERY
from eventsite.core import passwords
from eventsite.core.db import db
from eventsite.mail.models import Letter
from tests import factories
from tests.accounts import PASSWORD, TICK, post, sign_in_with, visitor
from tests.factories import NOW, only, stored


@pytest.mark.parametrize("path", ["/signup", "/password/forgotten"])
@pytest.mark.usefixtures("client")
def test_known_and_unknown_addresses_get_the_same_answer_and_each_a_letter(
    app, ada, queries, path
):
    seen = []
    for email in (ada.email, "nobody@example.org"):
        with queries() as sent:
            answer = post(app.test_client(), path, email=email)
        seen.append((answer.status_code, answer.location, answer.text))
        assert stored(Letter)[-1].to == email
        assert stored(Letter)[-1].confidential
        assert len(sent) < 30
    assert seen[0] == seen[1]


def test_the_letters_say_what_to_do(client, ada):
    for path, email in (
        ("/signup", ada.email),
        ("/signup", "nobody@example.org"),
        ("/password/forgotten", ada.email),
        ("/password/forgotten", "nobody@example.org"),
    ):
        post(client, path, email=email)
    assert [letter.subject for letter in stored(Letter)] == [
        "You have an account already",
        "Confirm your address",
        "Choose a new password",
        "There is no account with this address",
    ]


def test_a_wrong_password_and_no_account_look_alike(client, ada):
    factories.person(email="linkonly@example.org")  # never chose a password
    factories.person(
        email="new@example.org",
        password_hash=ada.password_hash,
        email_confirmed_at=None,
    )
    pages = [
        sign_in_with(client, email, password)
        for email, password in (
            ("ada@example.org", "wrong wrong wrong"),
            ("ada@example.net", "wrong wrong wrong"),
            ("linkonly@example.org", "wrong wrong wrong"),
            ("new@example.org", PASSWORD),
        )
    ]
    assert {page.status_code for page in pages} == {422}
    own = r'(value|data-options)="[^"]*"'  # what was typed, and a challenge
    texts = {re.sub(own, "", page.text) for page in pages}
    assert len(texts) == 1
    assert "do not belong together" in texts.pop()
    assert stored(SignIn) == []


def test_every_attempt_costs_one_hash(client, ada, monkeypatch):
    hashed = []
    right = passwords.is_right

    def counted(password, kept):
        hashed.append(kept)
        return right(password, kept)

    monkeypatch.setattr(passwords, "is_right", counted)
    sign_in_with(client, "ada@example.org", "wrong wrong wrong")
    sign_in_with(client, "nobody@example.org", "wrong wrong wrong")
    assert hashed == [ada.password_hash, None]


def test_signing_in_makes_a_new_cookie_and_leads_on(client, ada):
    with client.session_transaction() as session:
        session["planted"] = "before"
    answer = sign_in_with(
        client, " ADA@example.ORG", path="/signin?next=/account/security"
    )
    assert (answer.status_code, answer.location) == (302, "/account/security")
    with client.session_transaction() as session:
        assert "planted" not in session
        token = session["_user_id"]
        assert session.permanent
    row = only(SignIn)
    assert (row.person_id, row.started_at, row.address) == (ada.id, NOW, "127.0.0.1")
    assert row.ends_at == NOW + timedelta(days=30)
    assert token not in {row.token_hash, str(ada.id)}
    assert visitor(client) == "Ada"


@pytest.mark.usefixtures("ada")
def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client):
    cookie = sign_in_with(client).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "Expires=" in cookie


@pytest.mark.parametrize(
    "path", ["//evil.example", "/\\evil.example", "https:evil.example", "/\t/x", ""]
)
@pytest.mark.usefixtures("ada")
def test_signing_in_leads_nowhere_else(client, path):
    answer = client.post(
        "/signin",
        query_string={"next": path},
        data={"email": "ada@example.org", "password": PASSWORD},
    )
    assert answer.location == "/account/todo"
    again = client.get("/signin", query_string={"next": path})
    assert again.location == "/account/todo"


@pytest.mark.parametrize("path", ["/signin", "/signup"])
def test_who_is_signed_in_goes_on(client, sign_in, path):
    sign_in(factories.person())
    assert client.get(f"{path}?next=/events/x").location == "/events/x"


@pytest.mark.usefixtures("ada")
def test_signing_out_needs_a_button_and_ends_the_row(client):
    sign_in_with(client)
    with client.session_transaction() as session:
        token = session["_user_id"]
    assert "Sign out?" in client.get("/signout").text
    assert visitor(client) == "Ada"

    assert client.post("/signout").status_code == 302
    assert only(SignIn).ended_at == NOW
    assert visitor(client) is None
    with client.session_transaction() as session:  # a copy of the cookie is of no use
        session["_user_id"] = token
    assert visitor(client) is None
    assert client.post("/signout").status_code == 302


def test_signing_in_again_ends_the_sign_in_before(client, ada, newest_link):
    sign_in_with(client)
    post(client, "/password/forgotten", email=ada.email)
    other = factories.person()
    link = only(OneTimeLink)
    link.person_id, link.email = other.id, other.email
    db.session.commit()
    post(client, newest_link(), password=PASSWORD)
    first, second = stored(SignIn)
    assert (first.person_id, first.ended_at) == (ada.id, NOW)
    assert (second.person_id, second.ended_at) == (other.id, None)


@pytest.mark.parametrize(
    ("moment", "is_in"),
    [(timedelta(days=30) - TICK, True), (timedelta(days=30), False)],
)
@pytest.mark.usefixtures("ada")
def test_a_sign_in_ends_after_30_days(client, set_clock, moment, is_in):
    sign_in_with(client)
    set_clock(NOW + moment)
    assert (visitor(client) == "Ada") is is_in


@pytest.mark.parametrize("token", ["", "1", "guessed", "\0"])
@pytest.mark.usefixtures("ada")
def test_a_made_up_token_is_nobody(client, token):
    with client.session_transaction() as session:
        session["_user_id"] = token
    assert visitor(client) is None


@pytest.mark.usefixtures("ada")
def test_use_is_noted_once_an_hour_and_not_on_public_pages(client, set_clock, queries):
    sign_in_with(client)

    def seen(path, at):
        set_clock(at)
        with queries() as sent:
            assert client.get(path).status_code == 200
        return only(SignIn).seen_at, any(s.startswith("UPDATE") for s in sent)

    hour = NOW + SEEN_EVERY
    assert seen("/account/", hour - TICK) == (NOW, False)
    assert seen("/", hour) == (NOW, False)
    assert seen("/account/", hour) == (hour, True)
    assert seen("/account/", hour + TICK) == (hour, False)


def test_an_old_hash_is_renewed_when_its_password_is_known(client, ada, monkeypatch):
    before = ada.password_hash
    monkeypatch.setattr(passwords, "is_outdated", lambda _kept: True)
    sign_in_with(client, password="wrong wrong wrong")
    assert only(Person).password_hash == before
    sign_in_with(client)
    db.session.expire_all()
    after = only(Person).password_hash
    assert after != before
    client.post("/signout")
    assert sign_in_with(client).status_code == 302


@pytest.mark.usefixtures("ada")
def test_a_stranger_comes_back_to_the_page_after_signing_in(client):
    answer = client.get("/account/security?x=1")
    assert answer.status_code == 302
    assert answer.location == "/signin?next=/account/security?x%3D1"
    assert (
        sign_in_with(client, path=answer.location).location == "/account/security?x=1"
    )


@pytest.mark.usefixtures("ada")
def test_what_was_typed_while_signed_out_is_kept_and_can_be_sent(client):
    page = post(client, "/account/", name='Ada "B" <i>\n\nC', password="not this one")
    assert page.status_code == 401
    assert "What you typed is kept" in page.text
    assert "not this one" not in page.text
    carried = unescape(re.search(r'name="carried"[^>]*value="([^"]*)"', page.text)[1])

    again = sign_in_with(client, password="wrong wrong wrong", carried=carried)
    assert (
        unescape(re.search(r'name="carried"[^>]*value="([^"]*)"', again.text)[1])
        == carried
    )

    page = sign_in_with(client, carried=carried)
    assert page.status_code == 200
    assert 'action="/account/"' in page.text
    assert "Ada &#34;B&#34; &lt;i&gt;" in page.text
    assert visitor(client) == "Ada"  # nothing is sent by itself


@pytest.mark.usefixtures("ada")
def test_what_was_carried_can_really_be_sent(make_app):
    """With the check against forged requests on, as everywhere but in tests."""
    with (app := make_app(WTF_CSRF_ENABLED=True)).app_context():
        client = app.test_client()

        def send(page, path, **data):
            inputs = re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', page.text)
            hidden = {name: unescape(value) for name, value in inputs}
            return client.post(path, data=hidden | data)

        sign_in = {"email": "ada@example.org", "password": PASSWORD}
        send(client.get("/signin"), "/signin", **sign_in)
        page = client.get("/account/")
        with app.app_context():
            only(SignIn).ended_at = NOW
            db.session.commit()
        page = send(page, "/account/", name="Ada King")
        assert page.status_code == 401
        page = send(page, "/signin?next=/account/", **sign_in)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]*)"', page.text)[1]
        answer = client.post("/account/", data={"csrf_token": token, "name": "Ada K"})
        assert (answer.status_code, answer.location) == (302, "/account/")
        assert client.post("/account/", data={"name": "Eve"}).status_code == 400
        assert visitor(client) == "Ada K"


@pytest.mark.parametrize(
    "carried",
    [
        "{",
        "[]",
        '["//evil.example", [["a", "b"]]]',
        "[1, 2]",
        "null",
        '["/", [1]]',
        "3",
    ],
)
@pytest.mark.usefixtures("ada")
def test_what_we_did_not_carry_is_not_offered(client, carried):
    answer = sign_in_with(client, carried=carried)
    assert (answer.status_code, answer.location) == (302, "/account/todo")


def test_a_program_is_told_in_numbers(client):
    assert client.post("/account/", json={}).status_code == 401
