"""Signing in with another site, and that nobody gets into an account on its word alone."""

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import requests

from config import OpenIdProvider
from eventsite.accounts.models import Person, SignIn
from eventsite.accounts.rules import PROOF_LASTS
from eventsite.audit.models import AuditEntry
from eventsite.core import throttle
from eventsite.core.db import db
from eventsite.factors.models import Authenticator
from eventsite.identities import jobs, rules
from eventsite.identities.models import Identity, PendingIdentity
from eventsite.mail.models import Letter
from tests import factories
from tests.accounts import TICK, post, sign_in_with, visitor
from tests.factories import NOW, only, saved, stored
from tests.factors.conftest import SECRET, code

WITH = "/signin/with/corp"


def identity_of(person, site, **overrides):
    defaults = {"subject": "4711", "label": "Corp", "added_at": NOW}
    return saved(Identity(person=person, issuer=site.issuer, **defaults | overrides))


# Somebody new


def test_somebody_new_opens_an_account(client, come_from, site):
    page = client.get("/signin?next=/events/x")
    assert f'href="{WITH}?next=/events/x">Sign in with Corp</a>' in page.text
    answer = come_from(client, f"{WITH}?next=/events/x")
    assert answer.location.startswith("/signin/from/")
    assert stored(Person) == []
    page = client.get(answer.location)
    assert 'value="Ada King"' in page.text
    assert "ada@example.org" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert post(client, answer.location, name="").status_code == 422

    opened = post(client, answer.location, name=" Ada  K ")
    assert (opened.status_code, opened.location) == (302, "/events/x")
    person = only(Person)
    assert (person.name, person.email) == ("Ada K", "ada@example.org")
    assert (person.email_confirmed_at, person.password_hash) == (NOW, None)
    identity = only(Identity)
    assert (identity.issuer, identity.subject) == (site.issuer, "4711")
    assert visitor(client) == "Ada K"
    assert only(Letter).subject == "Your account is ready"
    assert client.get(answer.location).status_code == 410
    assert post(client, answer.location, name="x").status_code == 410
    assert "Choose a password" not in client.get("/account/todo").text

    client.post("/signout")
    assert come_from(client).location == "/account/todo"
    assert visitor(client) == "Ada K"


def test_an_address_nobody_vouches_for_opens_nothing(client, come_from, site):
    site.token = {"email_verified": False}
    answer = come_from(client)
    page = client.get(answer.location)
    assert "does not vouch for your address" in page.text
    assert "ada@example.org" not in page.text
    post(client, answer.location, name="Eve")
    assert stored(Person) == stored(Identity) == []


def test_two_who_open_the_same_address_get_one_account(client, app, come_from, site):
    first = come_from(client).location
    other = app.test_client()
    site.token = {"sub": "4712"}
    second = come_from(other).location
    assert post(client, first, name="Ada").status_code == 302
    assert post(other, second, name="Eve").status_code == 410
    assert only(Person).name == "Ada"
    assert only(Identity).subject == "4711"


# Somebody who has an account


def test_an_account_is_not_entered_on_another_sites_word(client, come_from, ada):
    answer = come_from(client)
    page = client.get(answer.location)
    assert "Is this account yours?" in page.text
    assert visitor(client) is None
    assert post(client, answer.location, name="Eve").status_code == 200
    assert stored(SignIn) == stored(Identity) == []
    assert only(Person).name == ada.name


def test_its_owner_connects_it_after_the_password(client, come_from, ada):
    path = come_from(client, f"{WITH}?next=/events/x").location
    way = re.search(r'href="(/signin\?next=[^"]+)"', client.get(path).text)[1]
    answer = sign_in_with(client, path=way)
    assert answer.location.startswith("/account/identities/connect/")
    page = client.get(answer.location)
    assert "Make sure that it is you there, too" in page.text
    assert stored(Identity) == []  # looking connects nothing
    done = post(client, answer.location)
    assert done.location == "/events/x"
    assert only(Identity).person_id == ada.id
    assert only(Letter).subject == "Corp now opens your account"
    entry = only(AuditEntry)
    assert (entry.verb, entry.actor_id) == ("identity.connect", ada.id)
    assert post(client, answer.location).status_code == 410

    client.post("/signout")
    assert come_from(client).status_code == 302
    assert visitor(client) == "Ada"
    assert only(Identity).used_at == NOW


def test_or_after_a_link_in_a_letter(client, app, come_from, ada, newest_link):
    path = come_from(client).location
    answer = client.post(f"{path}/letter")
    assert answer.location == "/sent"
    assert only(Letter).to == ada.email
    elsewhere = app.test_client()  # the letter is read on the phone
    answer = elsewhere.post(newest_link())
    assert answer.location.startswith("/account/identities/connect/")
    assert post(elsewhere, answer.location).status_code == 302
    assert only(Identity).person_id == ada.id
    assert client.post(f"{path}/letter").status_code == 410


@pytest.mark.usefixtures("ada")
def test_a_mailbox_is_not_flooded(client, come_from):
    path = come_from(client).location
    answers = [client.post(f"{path}/letter").status_code for _ in range(5)]
    assert answers == [302] * 4 + [429]


@pytest.mark.usefixtures("ada")
def test_nobody_else_connects_it(client, app, come_from, sign_in):
    token = come_from(client).location.rsplit("/", 1)[1]
    eve = sign_in(factories.person(), app.test_client())
    path = f"/account/identities/connect/{token}"
    assert eve.get(path).status_code == 410
    assert eve.post(path).status_code == 410
    assert stored(Identity) == []


@pytest.mark.usefixtures("ada")
def test_a_second_factor_is_asked_for_here_too(client, come_from, site, ada):
    identity_of(ada, site)
    saved(
        Authenticator(
            person_id=ada.id, name="x", secret=SECRET, last_step=0, added_at=NOW
        )
    )
    assert come_from(client).location == "/signin/second"
    assert visitor(client) is None
    post(client, "/signin/second", code=code())
    assert visitor(client) == "Ada"


# From the security page


def test_an_account_is_connected_from_its_security_page(
    client, come_from, site, ada, set_clock
):
    sign_in_with(client)
    assert 'href="/account/identities/corp/add"' in client.get("/account/security").text
    site.token = {"email": "work@example.net", "email_verified": False}
    answer = come_from(client, "/account/identities/corp/add")
    assert answer.location.startswith("/account/identities/connect/")
    assert stored(Identity) == []
    assert post(client, answer.location).location == "/account/security"
    assert only(Identity).person_id == ada.id
    assert (
        come_from(client, "/account/identities/corp/add").location
        == "/account/security"
    )
    assert "This is connected already" in client.get("/account/security").text

    set_clock(NOW + PROOF_LASTS)
    answer = client.get("/account/identities/corp/add")
    assert answer.location == "/account/prove?next=/account/identities/corp/add"


def test_an_identity_belongs_to_one_account(client, come_from, site, ada):
    identity_of(factories.person(), site)
    sign_in_with(client)
    come_from(client, "/account/identities/corp/add")
    assert "connected with another account" in client.get("/account/security").text
    assert only(Identity).person_id != ada.id


@pytest.mark.usefixtures("ada")
def test_who_signed_out_meanwhile_connects_nothing(client, site, app):
    sign_in_with(client)
    asked = site.visit(client.get("/account/identities/corp/add").location)
    with client.session_transaction() as session:
        del session["_user_id"]
    query = {"code": "x", "state": asked["state"]}
    answer = client.get(f"{WITH}/back", query_string=query)
    assert answer.location == "/signin"
    assert stored(PendingIdentity) == []
    assert app.testing


def test_disconnecting(client, ada, site):
    kept, other = (
        identity_of(ada, site).id,
        identity_of(factories.person(), site, subject="x").id,
    )
    sign_in_with(client)
    assert "Disconnect Corp" in client.get("/account/security").text
    assert client.post(f"/account/identities/{other}/remove").status_code == 404
    answer = client.post(f"/account/identities/{kept}/remove")
    assert answer.location == "/account/security"
    assert only(Identity).id == other
    assert only(Letter).subject == "Corp does not open your account any more"


def test_the_only_way_in_stays(client, site, come_from):
    person = factories.person()
    one = identity_of(person, site).id
    come_from(client)
    client.post(f"/account/identities/{one}/remove")
    assert "the only way into your account" in client.get("/account/security").text
    two = identity_of(person, site, subject="x").id
    client.post(f"/account/identities/{two}/remove")
    assert [row.id for row in stored(Identity)] == [one]


def test_disconnecting_asks_for_a_recent_proof(client, ada, site, set_clock):
    row = identity_of(ada, site).id
    sign_in_with(client)
    set_clock(NOW + PROOF_LASTS)
    answer = client.post(f"/account/identities/{row}/remove")
    assert answer.location.startswith("/account/prove")
    assert len(stored(Identity)) == 1


# Coming back wrongly


def test_a_made_up_state_lets_nobody_in(client, come_from, site):
    identity_of(factories.person(), site)
    for state in ("", "guessed", "\0", "ä"):
        answer = come_from(client, state=state)
        assert answer.location == "/signin"
        assert visitor(client) is None
    assert [path for path, *_ in site.asked if path == "/token"] == []


def test_anothers_answer_lets_nobody_in(client, app, site):
    """An attacker sends their own answer to a victim's browser."""
    identity_of(factories.person(), site)
    asked = site.visit(client.get(WITH).location)
    victim = app.test_client()
    query = {"code": "x", "state": asked["state"]}
    assert victim.get(f"{WITH}/back", query_string=query).location == "/signin"
    victim.get(WITH)
    assert victim.get(f"{WITH}/back", query_string=query).location == "/signin"
    assert visitor(victim) is None


def test_an_answer_serves_once_and_in_time(client, site, set_clock):
    identity_of(factories.person(), site)
    asked = site.visit(client.get(WITH).location)
    query = {"code": "x", "state": asked["state"]}
    set_clock(NOW + rules.AWAY_LASTS)
    assert client.get(f"{WITH}/back", query_string=query).location == "/signin"
    set_clock(NOW)
    assert client.get(f"{WITH}/back", query_string=query).location == "/signin"
    assert visitor(client) is None


def test_who_declined_is_told_so(client, site):
    asked = site.visit(client.get(f"{WITH}?next=/events/x").location)
    query = {"error": "access_denied", "state": asked["state"]}
    answer = client.get(f"{WITH}/back", query_string=query)
    assert answer.location == "/signin?next=/events/x"
    assert "You did not sign in with Corp" in client.get(answer.location).text


def test_a_site_that_lies_or_is_away_is_named(client, come_from, site):
    site.token = {"aud": "them"}
    assert come_from(client).location == "/signin"
    assert "could not be checked" in client.get("/signin").text
    site.statuses = {"/.well-known/openid-configuration": 503}
    assert client.get(WITH).location == "/signin"
    page = client.get("/signin")
    assert page.status_code == 200
    assert "Corp does not answer just now" in page.text


def test_a_site_nobody_named_is_not_there(client):
    for path in ("/signin/with/other", "/signin/with/other/back"):
        assert client.get(path).status_code == 404


def test_going_there_is_counted(client):
    for _ in range(60):
        assert client.get(WITH).status_code == 302
    assert client.get(WITH).status_code == 429
    assert stored(throttle.Throttle)


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example"])
def test_coming_back_leads_nowhere_else(client, come_from, site, path):
    identity_of(factories.person(), site)
    assert come_from(client, f"{WITH}?next={path}").location == "/account/todo"


@pytest.mark.parametrize("token", ["nothing", "\0", "x" * 100, "../.."])
def test_made_up_addresses_are_gone(client, sign_in, token):
    assert client.get(f"/signin/from/{token}").status_code in {404, 410}
    sign_in(factories.person(), client)
    assert client.get(f"/account/identities/connect/{token}").status_code in {404, 410}


def test_what_they_call_themselves_is_shown_as_text(client, come_from, site):
    site.token = {"name": "<script>\0" + "x" * 5000, "email": "ADA@Example.org "}
    page = client.get(come_from(client).location).text
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


def test_what_waits_is_forgotten_in_time(client, come_from, set_clock):
    path = come_from(client).location
    set_clock(NOW + rules.PENDING_LASTS - TICK)
    db.session.rollback()
    jobs.tidy({})
    assert client.get(path).status_code == 200
    set_clock(NOW + rules.PENDING_LASTS)
    assert client.get(path).status_code == 410
    db.session.rollback()
    jobs.tidy({})
    assert stored(PendingIdentity) == []


def test_no_site_no_button(app):
    page = app.test_client().get("/signin").text
    assert "Sign in with" not in page.replace("Sign in with a passkey", "")


# A whole provider, as others wrote it


@pytest.fixture
def mock():
    """Run oidc-provider-mock; return its address."""
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "oidc_provider_mock",
        "--port",
        "0",
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        for line in process.stderr:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                yield f"http://127.0.0.1:{found[1]}"
                break
        else:
            pytest.fail("the provider did not start")
    finally:
        process.terminate()
        process.wait(10)
        process.stderr.close()


def test_a_provider_that_others_wrote(app, mock, set_clock):
    set_clock(datetime.now(UTC) + timedelta(seconds=1))  # its tokens are of today
    claims = {"email": "ada@example.org", "email_verified": True, "name": "Ada"}
    requests.put(f"{mock}/users/ada", json=claims, timeout=5).raise_for_status()
    provider = OpenIdProvider("mock", "Mock", mock, "us", "secret")
    app.config["OIDC_PROVIDERS"] = (provider,)
    try:
        client = app.test_client()
        there = client.get("/signin/with/mock").location
        back = requests.post(
            there, data={"sub": "ada"}, allow_redirects=False, timeout=5
        ).headers["Location"]
        parts = urlsplit(back)
        answer = client.get(f"{parts.path}?{parts.query}")
        assert answer.location.startswith("/signin/from/")
        assert post(client, answer.location, name="Ada").status_code == 302
        assert visitor(client) == "Ada"
        assert only(Identity).issuer == mock
    finally:
        app.config["OIDC_PROVIDERS"] = ()
