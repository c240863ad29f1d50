"""Signing up and finding a way back: by links, once and in time."""

from datetime import timedelta

import pytest

from eventsite.accounts.models import OneTimeLink, Person
from eventsite.mail.models import Letter
from tests import factories
from tests.accounts import PASSWORD, TICK, post, sign_in_with, visitor
from tests.factories import NOW, only, stored


def test_signing_up_from_the_form_to_the_page_one_came_from(client, newest_link):
    answer = post(client, "/signup?next=/events/x", email=" Grace@Example.ORG ")
    assert (answer.status_code, answer.location) == (302, "/sent")
    assert "grace@example.org" in client.get("/sent").text
    assert stored(Person) == []
    assert only(Letter).to == "grace@example.org"

    page = client.get(newest_link())
    assert "grace@example.org" in page.text
    assert stored(Person) == []  # looking, as mail scanners do, opens no account

    answer = post(client, newest_link(), name=" Grace  Hopper ", password=PASSWORD)
    assert (answer.status_code, answer.location) == (302, "/events/x")
    person = only(Person)
    assert (person.email, person.name) == ("grace@example.org", "Grace Hopper")
    assert (person.email_confirmed_at, person.created_at) == (NOW, NOW)
    assert not person.is_admin
    assert PASSWORD not in person.password_hash
    assert visitor(client) == "Grace Hopper"


def test_a_sign_up_link_works_once_and_takes_its_siblings_along(
    client, app, newest_link
):
    post(client, "/signup", email="grace@example.org")
    first = newest_link()
    post(client, "/signup", email="grace@example.org")
    second = newest_link()
    data = {"name": "Grace", "password": PASSWORD}
    assert client.post(second, data=data).status_code == 302
    other = app.test_client()
    for link in (first, second):
        assert other.get(link).status_code == 410
        assert other.post(link, data=data).status_code == 410
    assert len(stored(Person)) == 1


@pytest.mark.parametrize(
    ("moment", "status"), [(timedelta(days=1) - TICK, 200), (timedelta(days=1), 410)]
)
def test_a_sign_up_link_expires(client, newest_link, set_clock, moment, status):
    post(client, "/signup", email="grace@example.org")
    set_clock(NOW + moment)
    assert client.get(newest_link()).status_code == status


def test_a_weak_password_is_refused_beside_its_field_and_the_link_stays(
    client, newest_link
):
    post(client, "/signup", email="grace@example.org")
    page = post(client, newest_link(), name="Grace", password="password123")
    assert page.status_code == 422
    assert "Too many people use this password" in page.text
    assert 'value="Grace"' in page.text
    assert "password123" not in page.text
    assert stored(Person) == []
    assert only(OneTimeLink).used_at is None


def test_somebody_was_faster_with_the_address(client, newest_link):
    post(client, "/signup", email="ada@example.org")
    factories.person(email="ada@example.org")
    page = post(client, newest_link(), name="Not Ada", password=PASSWORD)
    assert page.status_code == 410
    assert [person.name for person in stored(Person)] != ["Not Ada"]


@pytest.mark.parametrize(
    "email", ["", "ada", "ada@", "a b@example.org", "ä@example.org"]
)
def test_what_is_no_address_is_refused_beside_the_field(client, email):
    for path in ("/signup", "/signin", "/password/forgotten"):
        page = post(client, path, email=email, password=PASSWORD)
        assert page.status_code == 422
        assert 'id="email-error"' in page.text
    assert stored(Letter) == []


@pytest.mark.parametrize(
    "odd",
    [
        "\0",
        "x" * 100_000,
        "\ud800".encode(errors="replace"),
        "🐙",
        "\u202ex",
    ],
)
def test_odd_input_is_answered_never_a_bug(client, ada, newest_link, odd):
    for path in ("/signup", "/signin", "/password/forgotten"):
        page = post(client, path, email=odd, password=odd, next=odd, carried=odd)
        assert page.status_code == 422
    post(client, "/signup", email="new@example.org")
    page = post(client, newest_link(), name=odd, password=odd)
    assert page.status_code == 422
    post(client, "/signin", email=ada.email, password=odd, carried=odd)


@pytest.mark.usefixtures("ada")
def test_a_new_password_ends_every_sign_in_and_link(client, app, newest_link):
    elsewhere = app.test_client()
    sign_in_with(elsewhere)
    post(client, "/password/forgotten", email="ada@example.org")
    first = newest_link()
    post(client, "/password/forgotten?next=/events/x", email="ada@example.org")
    second = newest_link()
    assert client.get(second).status_code == 200
    assert visitor(elsewhere) == "Ada"

    answer = post(client, second, password="quite another one")
    assert (answer.status_code, answer.location) == (302, "/events/x")
    assert visitor(client) == "Ada"
    assert visitor(elsewhere) is None
    for link in (first, second):
        assert app.test_client().get(link).status_code == 410
        assert post(app.test_client(), link, password=PASSWORD).status_code == 410
    assert sign_in_with(app.test_client()).status_code == 422
    assert stored(Letter)[-1].subject == "Your password was changed"


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize(
    ("moment", "status"), [(timedelta(hours=1) - TICK, 200), (timedelta(hours=1), 410)]
)
def test_a_reset_link_expires(client, newest_link, set_clock, moment, status):
    post(client, "/password/forgotten", email="ada@example.org")
    link = newest_link()
    set_clock(NOW + moment)
    assert client.get(link).status_code == status


def test_a_reset_confirms_the_address(client, newest_link):
    factories.person(email="new@example.org", email_confirmed_at=None)
    post(client, "/password/forgotten", email="new@example.org")
    post(client, newest_link(), password=PASSWORD)
    assert only(Person).email_confirmed_at == NOW


def test_a_link_serves_for_its_own_purpose_only(client, ada, newest_link):
    post(client, "/password/forgotten", email=ada.email)
    token = newest_link().rsplit("/", 1)[1]
    for path in ("/signup", "/signin", "/email"):
        assert client.get(f"{path}/{token}").status_code == 410
        assert client.post(f"{path}/{token}").status_code == 410
    assert client.get(f"/password/{token}").status_code == 200


def test_links_are_kept_as_hashes(client, ada, newest_link):
    post(client, "/password/forgotten", email=ada.email)
    token = newest_link().rsplit("/", 1)[1]
    assert token not in repr(vars(only(OneTimeLink)))


def test_pages_with_secrets_are_kept_nowhere(client, ada, newest_link):
    post(client, "/password/forgotten", email=ada.email)
    headers = client.get(newest_link()).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex"
