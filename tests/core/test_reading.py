"""Which language a visitor gets, and that no cache mixes them up."""

from string import ascii_lowercase

import pytest

from eventsite.accounts.models import Person
from eventsite.core.db import db
from eventsite.core.languages import OFTEN
from eventsite.core.reading import audience_asked
from eventsite.core.words import languages
from tests import factories


@pytest.mark.parametrize(
    ("cookie", "accept", "ours", "liked"),
    [
        ("", "", "en", "en"),
        ("", "fr", "en", "fr"),
        ("", "de", "de", "de"),
        ("", "de-AT,de;q=0.9,en;q=0.5", "de", "de"),
        ("", "fr-CA,en;q=0.5,de;q=0.3", "en", "fr"),
        ("", "pt-BR", "en", "pt-BR"),
        ("", "de;q=0, en", "en", "en"),
        ("", "*", "en", "en"),
        ("", "tlh", "en", "en"),  # of which nobody has texts
        ("", "\x00;;;q=,,", "en", "en"),
        ("language=de", "en", "de", "de"),
        ("language=fr", "de", "de", "fr"),
        ("language=fr", "", "en", "fr"),
        ("session=x; language=de", "", "de", "de"),
        ("language=tlh", "de", "de", "de"),
        ("language=", "de", "de", "de"),
        ("a_language=de", "en", "en", "en"),
    ],
)
def test_what_a_request_asks_for(cookie, accept, ours, liked):
    headers = {"HTTP_COOKIE": cookie, "HTTP_ACCEPT_LANGUAGE": accept}
    assert audience_asked(headers) == (ours, liked)


def test_what_is_kept_for_readers_is_kept_a_few_times_at_most():
    asked = {
        audience_asked({"HTTP_ACCEPT_LANGUAGE": f"{a}{b}-{c}{b}"})
        for a in ascii_lowercase
        for b in ascii_lowercase
        for c in "ax"
    }
    assert len(asked) <= len(OFTEN) + len(languages())


def test_a_page_says_its_language_and_what_it_depends_on(client):
    for accept, tag in (("de", "de"), ("fr", "en")):
        page = client.get("/", headers={"Accept-Language": accept})
        assert f'<html lang="{tag}" dir="ltr">' in page.text
        assert {"Accept-Language", "Cookie"} <= set(page.vary)


def test_an_account_says_it_to_every_browser(client, sign_in):
    person = factories.person()
    sign_in(person)
    person.language = "de"
    db.session.commit()

    page = client.get("/account/", headers={"Accept-Language": "en"})

    assert '<html lang="de"' in page.text
    assert client.get_cookie("language").value == "de"


def test_an_account_without_a_choice_leaves_it_to_the_browser(client, sign_in):
    sign_in(factories.person())
    page = client.get("/account/", headers={"Accept-Language": "de"})
    assert '<html lang="de"' in page.text
    assert client.get_cookie("language") is None


def test_the_menu_leads_back_to_the_same_page_in_another_language(client):
    page = client.get("/events?x=1")
    assert page.status_code == 404
    answer = client.post(
        "/language",
        data={"to": "de", "next": "/signin"},
        headers={"Referer": "http://localhost/signin?next=/account/"},
    )
    assert (answer.status_code, answer.location) == (303, "/signin?next=/account/")
    assert '<html lang="de"' in client.get("/signin").text
    cookie = client.get_cookie("language")
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", "/")


@pytest.mark.parametrize(
    ("came_from", "typed"),
    [
        ("", "https://evil.example/"),
        ("", "//evil.example/"),
        ("", "/\\evil.example/"),
        ("http://localhost//evil.example/", ""),
        ("http://localhost.evil.example/x", "//evil.example"),
        ("https://evil.example/", ""),
        ("", ""),
    ],
)
def test_the_menu_leads_nowhere_else(client, came_from, typed):
    answer = client.post(
        "/language", data={"to": "de", "next": typed}, headers={"Referer": came_from}
    )
    assert answer.location == "/"


@pytest.mark.parametrize("wanted", ["", "tlh", "../de", "de\r\nSet-Cookie: a=b"])
def test_a_language_nobody_offered_is_refused(client, wanted):
    answer = client.post("/language", data={"to": wanted})
    assert answer.status_code == 400
    assert client.get_cookie("language") is None


def test_the_menu_is_kept_with_the_account(client, sign_in):
    person = factories.person()
    sign_in(person)
    client.post("/language", data={"to": "de"})
    assert db.session.get(Person, person.id).language == "de"


def test_a_language_that_we_do_not_speak_is_kept_for_texts(client, sign_in):
    person = factories.person()
    sign_in(person)

    answer = client.post("/language", data={"to": "fr", "next": "/signin"})

    assert answer.status_code == 303
    assert client.get_cookie("language").value == "fr"
    assert db.session.get(Person, person.id).language == "fr"
    page = client.get("/account/")
    assert '<html lang="en"' in page.text
    assert '<option selected value="fr">Français</option>' in page.text
