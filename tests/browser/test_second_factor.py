"""Second factors in a real browser, with a passkey on a virtual device."""

import re

import pytest
from playwright.sync_api import expect

from eventsite.core import clock, one_time_codes, passwords
from eventsite.core.db import db
from eventsite.factors.models import Passkey
from tests import factories
from tests.accounts import PASSWORD
from tests.factories import only

CODE = re.compile(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){3}")


@pytest.fixture
def ada(app):
    assert app.testing
    kept = passwords.make_hash(PASSWORD)
    return factories.person(name="Ada", email="ada@example.org", password_hash=kept)


@pytest.fixture
def at_name(open_browser, live_address):
    """Return a page at http://localhost: browsers know no passkeys at a number."""
    return open_browser(base_url=live_address.replace("127.0.0.1", "localhost"))


@pytest.fixture
def device(at_name):
    """Put a device that keeps passkeys and knows its owner beside the browser."""
    session = at_name.context.new_cdp_session(at_name)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, added["authenticatorId"]


def sign_in(page):
    page.goto("/signin")
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def at(page, path):
    """Wait until the page is there: not the sign-in page that leads to it."""
    expect(page).to_have_url(re.compile(rf"//[^/?]+{path}$"))


@pytest.mark.usefixtures("ada")
def test_a_passkey_from_its_making_to_signing_in(at_name, device, check_page):
    page = at_name
    sign_in(page)
    at(page, "/account/todo")
    page.goto("/account/security")
    page.get_by_role("link", name="Set one up").click()
    check_page(page)
    page.get_by_role("link", name="Add a passkey").click()
    check_page(page)
    page.get_by_label("Name of the passkey").fill("my laptop")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    assert page.get_by_text(CODE).count() == 10
    check_page(page)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("cell", name="my laptop")).to_be_visible()
    check_page(page)

    page.goto("/signout")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/signin?next=/account/security")
    check_page(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    at(page, "/account/security")
    assert only(Passkey).sign_count > 0
    db.session.rollback()  # or the server waits for us

    page.goto("/signout")
    page.get_by_role("button", name="Sign out").click()
    sign_in(page)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Use my passkey").click()
    at(page, "/account/todo")

    page.goto("/account/prove?next=/account/email")
    check_page(page)
    page.get_by_role("button", name="Use my passkey").click()
    at(page, "/account/email")

    session, device_id = device
    session.send(
        "WebAuthn.setUserVerified",
        {"authenticatorId": device_id, "isUserVerified": False},
    )
    page.goto("/account/prove")
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device_id})
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_text("Nothing came from your passkey")).to_be_visible()


@pytest.mark.usefixtures("ada")
def test_an_app_with_the_keyboard_alone(at_name, check_page):
    page = at_name
    sign_in(page)
    at(page, "/account/todo")
    page.goto("/account/second-factor/app")
    check_page(page)
    key = page.locator("code.secret").inner_text().replace(" ", "")
    page.get_by_label("Code that the app shows").focus()
    page.keyboard.type("000000")
    page.keyboard.press("Tab")
    page.keyboard.type("my phone")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    check_page(page)
    assert page.locator("code.secret").inner_text().replace(" ", "") == key
    page.get_by_label("Code that the app shows").fill(
        one_time_codes.code_at(key, clock.now())
    )
    page.keyboard.press("Enter")
    code = page.get_by_text(CODE).first.inner_text()

    page.goto("/signout")
    page.get_by_role("button", name="Sign out").click()
    sign_in(page)
    page.get_by_label("Code").fill(code)
    page.keyboard.press("Enter")
    at(page, "/account/todo")


@pytest.mark.usefixtures("ada")
def test_without_scripts_an_app_still_works(open_browser, live_address):
    page = open_browser(base_url=live_address, java_script_enabled=False)
    sign_in(page)
    at(page, "/account/todo")
    page.goto("/account/second-factor")
    expect(page.get_by_role("link", name="Add a passkey")).to_have_count(0)
    page.get_by_role("link", name="Add an app").click()
    key = page.locator("code.secret").inner_text().replace(" ", "")
    code = one_time_codes.code_at(key, clock.now())
    page.get_by_label("Code that the app shows").fill(code)
    page.get_by_label("Name of the device").fill("my phone")
    page.get_by_role("button", name="Add the app").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
