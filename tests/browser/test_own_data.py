"""One's own data, and going, in a real browser; a host's texts."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from eventsite.core import jobs, passwords
from eventsite.core.db import db
from eventsite.privacy.models import Deletion
from tests import factories
from tests.accounts import PASSWORD
from tests.factories import only


@pytest.fixture
def ada(app):
    assert app.testing
    kept = passwords.make_hash(PASSWORD)
    return factories.person(name="Ada", email="ada@example.org", password_hash=kept)


def sign_in(page):
    page.goto("/signin")
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("link", name="My pages")).to_be_visible()


@pytest.mark.usefixtures("ada")
def test_a_copy_is_taken_along_and_an_account_deleted(app, page, check_page):
    sign_in(page)
    page.goto("/account/data")
    check_page(page)
    page.get_by_role("button", name="Make a copy").click()
    expect(page.get_by_text("being made")).to_be_visible()
    db.session.rollback()
    jobs.run_due(app.extensions["jobs"])
    page.goto("/account/data")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download").click()
    content = Path(taken.value.path()).read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        data = json.loads(archive.read("data.json"))
    assert data["account"]["email"] == "ada@example.org"

    page.get_by_text("Show what, why and how long").click()
    check_page(page)
    page.get_by_role("link", name="Delete my account…").click()
    check_page(page)
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("alert")).to_be_focused()
    check_page(page)
    page.get_by_label("I have read what happens").check()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("heading", name="will be deleted")).to_be_visible()
    check_page(page)
    assert not only(Deletion).keep_public
    db.session.rollback()
    sign_in(page)
    expect(page.get_by_text("your account stays")).to_be_visible()


def test_a_host_publishes_its_notice(page, enter, visit, check_page):
    host = factories.host(slug="cncf", name="Foundation")
    enter(factories.admin())
    visit("/manage/hosts/cncf/privacy")
    check_page(page)
    page.get_by_label("Text", exact=True).fill("## Us\n\nWe are careful.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Version 1 is published")).to_be_visible()
    page.get_by_role("link", name="Public page").click()
    expect(page.get_by_text("We are careful.")).to_be_visible()
    check_page(page)
    page.goto("/imprint/cncf")
    check_page(page)
    assert host.slug == "cncf"
