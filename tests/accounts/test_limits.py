"""Guessing and flooding are slowed down, by account and by address."""

from datetime import timedelta

import pytest

from eventsite.core import passwords
from eventsite.core.throttle import Throttle
from eventsite.mail.models import Letter
from tests import factories
from tests.accounts import TICK, post, sign_in_with, visitor
from tests.factories import NOW, stored

QUARTER = timedelta(minutes=15)


def guess(client, email="ada@example.org", address="192.0.2.1"):
    data = {"email": email, "password": "wrong wrong wrong"}
    return client.post("/signin", data=data, environ_base={"REMOTE_ADDR": address})


@pytest.mark.usefixtures("ada")
def test_ten_wrong_guesses_are_answered_the_eleventh_waits(client, set_clock):
    assert {guess(client).status_code for _ in range(10)} == {422}
    page = guess(client)
    assert page.status_code == 429
    assert page.headers["Retry-After"] == "901"
    assert "Try again in 16 minutes" in page.text
    set_clock(NOW + QUARTER - timedelta(seconds=1))
    page = guess(client)
    assert (page.status_code, page.headers["Retry-After"]) == (429, "2")
    assert "Try again in 1 minute." in page.text

    # Their owner comes in from elsewhere, and so does anyone there later.
    assert sign_in_with(client).status_code == 302
    client.post("/signout")
    set_clock(NOW + QUARTER)
    assert guess(client).status_code == 422


def test_an_account_that_is_not_there_waits_just_the_same(client):
    assert {guess(client).status_code for _ in range(10)} == {422}
    assert guess(client).status_code == 429


@pytest.mark.usefixtures("ada")
def test_guesses_from_everywhere_are_counted_by_account(client):
    answers = [guess(client, address=f"192.0.2.{n}").status_code for n in range(51)]
    assert answers == [422] * 50 + [429]


def test_guesses_at_many_accounts_are_counted_by_address(client):
    emails = [f"p{n}@example.org" for n in range(61)]
    answers = [guess(client, email).status_code for email in emails]
    assert answers == [422] * 60 + [429]
    assert guess(client, "other@example.org", "192.0.2.2").status_code == 422


def test_a_whole_conference_signs_in_behind_one_address(app, make_app):
    """Whoever is right is not counted, not even while the address is nearly full."""
    app = make_app(FAILED_SIGN_INS_PER_QUARTER=2)
    kept = passwords.make_hash("plover and xyzzy")
    for n in range(5):
        factories.person(email=f"p{n}@example.org", name=f"P{n}", password_hash=kept)
    where = {"REMOTE_ADDR": "192.0.2.1"}
    guess(app.test_client(), "somebody@example.org")
    for n in range(5):
        client = app.test_client()
        data = {"email": f"p{n}@example.org", "password": "plover and xyzzy"}
        answer = client.post("/signin", data=data, environ_base=where)
        assert answer.status_code == 302
        assert visitor(client) == f"P{n}"
    assert guess(app.test_client(), "another@example.org").status_code == 422
    assert guess(app.test_client(), "a-third@example.org").status_code == 429


def test_who_mistypes_twice_counts_once_for_the_address(make_app):
    client = make_app(FAILED_SIGN_INS_PER_QUARTER=2).test_client()
    assert [guess(client).status_code for _ in range(4)] == [422] * 4
    assert guess(client, "second@example.org").status_code == 422
    assert guess(client, "third@example.org").status_code == 429
    assert guess(client).status_code == 422  # who was counted still has their tries


def test_none_is_any_number(make_app):
    app = make_app(FAILED_SIGN_INS_PER_QUARTER=0, LETTERS_PER_HOUR=0)
    client = app.test_client()
    emails = [f"p{n}@example.org" for n in range(70)]
    assert {guess(client, email).status_code for email in emails} == {422}
    answers = [post(client, "/signup", email=email) for email in emails]
    assert {answer.status_code for answer in answers} == {302}


@pytest.mark.usefixtures("ada")
def test_the_right_password_begins_anew(client):
    for _ in range(3):
        assert {guess(client).status_code for _ in range(9)} == {422}
        data = {"email": "ada@example.org", "password": "plover and xyzzy"}
        client.post("/signin", data=data, environ_base={"REMOTE_ADDR": "192.0.2.1"})
        assert visitor(client) == "Ada"
        client.post("/signout")


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
def test_a_mailbox_is_not_flooded(client, email):
    paths = ["/signup", "/password/forgotten"] * 3
    answers = [post(client, path, email=email).status_code for path in paths]
    assert answers == [302] * 4 + [429] * 2
    assert len(stored(Letter)) == 4


def test_an_address_does_not_have_us_flood_many_mailboxes(client):
    emails = [f"p{n}@example.org" for n in range(41)]
    answers = [post(client, "/signup", email=email).status_code for email in emails]
    assert answers == [302] * 40 + [429]
    assert len(stored(Letter)) == 40


def test_nobody_reads_addresses_from_the_counts(client):
    guess(client)
    assert stored(Throttle)
    for row in stored(Throttle):
        assert "example.org" not in repr(vars(row))
        assert row.ends_at > NOW + TICK
