"""Commands about people."""

import re
from datetime import timedelta

import pytest

from eventsite.accounts.models import OneTimeLink, Person
from eventsite.core.db import db
from tests import factories
from tests.accounts import post, visitor
from tests.factories import NOW, only, stored


@pytest.fixture
def run(app):
    def invoke(*args):
        db.session.rollback()  # the test's own transaction
        return app.test_cli_runner().invoke(args=["people", *args])

    return invoke


def path_of(output):
    return re.fullmatch(r"http://127\.0\.0\.1:8000(/signin/\S{43})\n", output)[1]


def test_people_added_get_one_link_to_sign_in_and_choose_a_password(run, client, app):
    done = run("add", " Grace@Example.org", "--name", "Grace  Hopper")
    assert done.exit_code == 0
    person = only(Person)
    assert (person.email, person.name) == ("grace@example.org", "Grace Hopper")
    assert (person.is_admin, person.password_hash) == (False, None)
    assert person.email_confirmed_at == NOW
    link = path_of(done.stdout)

    assert "Sign in as Grace Hopper" in client.get(link).text
    assert only(OneTimeLink).used_at is None
    answer = client.post(link)
    assert (answer.status_code, answer.location) == (302, "/account/password")
    assert visitor(client) == "Grace Hopper"
    assert post(client, answer.location, password="plover and xyzzy").status_code == 302
    assert app.test_client().post(link).status_code == 410


def test_administrators_are_added_on_demand(run):
    assert run("add", "a@example.org", "--name", "A", "--admin").exit_code == 0
    assert only(Person).is_admin


@pytest.mark.parametrize("at", [timedelta(days=1), timedelta(days=400)])
def test_the_link_expires(run, client, set_clock, at):
    link = path_of(run("add", "a@example.org", "--name", "A").stdout)
    set_clock(NOW + at)
    assert client.get(link).status_code == 410
    assert client.post(link).status_code == 410


def test_a_known_address_is_refused_with_the_way_on(run, client):
    factories.person(email="a@example.org", name="A")
    done = run("add", "A@example.org", "--name", "B", "--admin")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "eventsite people link a@example.org" in done.stderr
    assert not only(Person).is_admin

    link = path_of(run("link", "a@example.org").stdout)
    client.post(link)
    assert visitor(client) == "A"


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["add", "nonsense", "--name", "A"], 2),
        (["add", "a@example.org"], 2),
        (["add", "a@example.org", "--name", " "], 2),
        (["add", "a@example.org", "--name", "x" * 201], 2),
        (["link", "nonsense"], 2),
        (["link", "nobody@example.org"], 1),
    ],
)
def test_what_cannot_be_done_is_said(run, args, code):
    done = run(*args)
    assert (done.exit_code, done.stdout) == (code, "")
    assert done.stderr
    assert stored(Person) == []


def test_links_begin_with_the_public_address(make_app):
    app = make_app(PUBLIC_URL="https://conf.example/here")
    with app.app_context():
        done = app.test_cli_runner().invoke(
            args=["people", "add", "a@example.org", "--name", "A"]
        )
    assert done.stdout.startswith("https://conf.example/here/signin/")
