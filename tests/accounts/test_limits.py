"""Guessing and flooding are slowed down, by account and by address."""

from datetime import timedelta

import pytest

from eventsite.core.throttle import Throttle
from eventsite.mail.models import Letter
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
