"""OpenID Connect: what another site says is believed only where all of it fits."""

import logging

import pytest

from eventsite.core import openid
from eventsite.core.openid import Begun, Claims, NotBelieved, Unreachable
from tests.factories import NOW
from tests.openid_site import OTHER_KEY, Site, serving

BACK = "http://localhost/signin/with/corp/back"


@pytest.fixture
def site():
    site = Site()
    server = serving(site)
    yield site
    server.shutdown()
    server.server_close()


def signed_in(site, provider=None, **changed):
    """Go there and come back; `changed` is what the browser's cookie says instead."""
    provider = provider or site.provider()
    address, begun = openid.begin(provider, BACK)
    site.visit(address)
    return openid.finish(provider, BACK, "a code", begun._replace(**changed), NOW)


def test_who_somebody_is_comes_back(site):
    claims = signed_in(site)
    assert claims == Claims(site.issuer, "4711", "ada@example.org", "Ada King")
    path, authorization, form = next(ask for ask in site.asked if ask[0] == "/token")
    assert authorization == "Basic dXM6b3VyIHNlY3JldA=="
    assert (form["code"], form["redirect_uri"]) == ("a code", BACK)
    assert "client_secret" not in form
    assert path == "/token"


def test_the_address_asks_for_what_is_needed(site):
    address, begun = openid.begin(site.provider(), BACK)
    asked = site.visit(address)
    assert asked["state"] == begun.state
    assert asked["redirect_uri"] == BACK
    assert begun.verifier not in address
    assert len({*begun, *openid.begin(site.provider(), BACK)[1]}) == 6
    site.metadata = {"authorization_endpoint": f"{site.issuer}/a?tenant=1"}
    assert "?tenant=1&response_type=" in openid.begin(site.provider(), BACK)[0]


def test_a_site_that_wants_the_secret_in_the_form_gets_it_there(site):
    ways = ["client_secret_post"]
    site.metadata = {"token_endpoint_auth_methods_supported": ways}
    signed_in(site)
    _, authorization, form = next(ask for ask in site.asked if ask[0] == "/token")
    assert authorization is None
    assert (form["client_id"], form["client_secret"]) == ("us", "our secret")


def test_what_the_token_does_not_say_is_asked_for(site):
    site.token = {"email": None, "email_verified": None, "name": None}
    site.userinfo = {"sub": "4711", "email": "a@example.org", "email_verified": True}
    assert signed_in(site).email == "a@example.org"
    assert site.asked[-1][1] == "Bearer a token"
    site.userinfo["sub"] = "4712"
    with pytest.raises(NotBelieved):
        signed_in(site)


@pytest.mark.parametrize("said", [None, False, "false", 0, "no", "yes", 1.5])
def test_an_address_counts_only_where_the_site_vouches_for_it(site, said):
    site.token = {"email_verified": said}
    assert signed_in(site).email == ""


@pytest.mark.parametrize(
    "token",
    [
        {"iss": "https://evil.example"},
        {"aud": "them"},
        {"aud": ["us", "them"]},
        {"aud": ["us"], "azp": "them"},
        {"azp": "them"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": int(NOW.timestamp()) - 121},
        {"exp": None},
        {"iat": int(NOW.timestamp()) + 200},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 4711},
        {"sub": "x" * 256},
        {"sub": "a\0b"},
    ],
)
def test_a_token_for_others_or_of_another_time_is_not_believed(site, token, caplog):
    site.token = token
    with pytest.raises(NotBelieved), caplog.at_level(logging.WARNING):
        signed_in(site)
    assert "corp is not believed" in caplog.text


def test_one_audience_in_a_list_and_a_clock_a_little_off_will_do(site):
    site.token = {"aud": ["us"], "azp": "us", "exp": int(NOW.timestamp()) - 60}
    assert signed_in(site).subject == "4711"


def test_only_its_own_keys_count(site):
    site.key = OTHER_KEY
    with pytest.raises(NotBelieved):
        signed_in(site)


@pytest.mark.parametrize("header", [{"alg": "none"}, {"alg": "RS256", "kid": "two"}])
def test_no_signature_and_an_unknown_key_do_not_count(site, header):
    site.header = header
    with pytest.raises(NotBelieved):
        signed_in(site)


@pytest.mark.parametrize("changed", [{"nonce": "x"}, {"verifier": "x"}])
def test_an_answer_to_another_question_is_not_believed(site, changed):
    with pytest.raises(NotBelieved):
        signed_in(site, **changed)


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
        {"token_endpoint": "ftp://x"},
        {"jwks_uri": "file:///etc/passwd"},
    ],
)
def test_a_configuration_that_leads_astray_is_not_followed(site, metadata):
    site.metadata = metadata
    with pytest.raises(NotBelieved):
        signed_in(site)


@pytest.mark.parametrize("path", [openid.WELL_KNOWN, "/token", "/jwks"])
@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b"\xff", b"x" * 600_000])
def test_what_is_no_answer_is_not_believed(site, path, body):
    site.bodies = {path: body}
    with pytest.raises(NotBelieved):
        signed_in(site)


@pytest.mark.parametrize("path", [openid.WELL_KNOWN, "/token", "/jwks"])
@pytest.mark.parametrize(
    ("status", "refusal"),
    [(302, NotBelieved), (400, NotBelieved), (404, NotBelieved), (503, Unreachable)],
)
def test_errors_of_the_site_are_told_apart(site, path, status, refusal):
    site.statuses = {path: status}
    with pytest.raises(refusal):
        signed_in(site)


def test_a_site_that_is_away_is_named(site):
    provider = site.provider(issuer="http://127.0.0.1:9")
    with pytest.raises(Unreachable, match="Corp does not answer just now"):
        openid.begin(provider, BACK)
    with pytest.raises(Unreachable):
        openid.finish(provider, BACK, "x", Begun("", "", ""), NOW)
