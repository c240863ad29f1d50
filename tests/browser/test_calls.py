"""A talk from the first typed word to the programme, and a form that loses nothing."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from eventsite.core.db import db
from eventsite.mail.models import Letter
from eventsite.permissions import Role
from eventsite.proposals.models import Proposal
from eventsite.proposals.models import ProposalState as State
from eventsite.sessions.models import Session
from tests import factories
from tests.factories import only, stored
from tests.proposals import things


@pytest.fixture
def event(app):
    assert app.testing
    made = factories.event(slug="here", name="Here", own_languages=["en", "de"])
    talk = factories.session_type(made, name="Talk")
    lightning = factories.session_type(made, name="Lightning talk", position=1)
    factories.track(made, name="Operations")
    things.call(made, [(talk, None), (lightning, things.LATER)], text="**Tell** us.")
    return made


@pytest.fixture
def ada():
    return factories.person(name="Ada", email="ada@example.org")


@contextmanager
def looking():
    """Look into the database, and let go of it: the server must write to it."""
    db.session.rollback()
    yield
    db.session.rollback()


@pytest.mark.usefixtures("event")
def test_from_the_first_word_to_the_programme(
    visit, enter, open_browser, check_page, ada
):
    enter(ada)
    page = visit("/events/here/cfp")
    assert not check_page(page, quick=True)
    page.get_by_role("link", name="Propose a session").click()
    page.get_by_label("Title").fill("Tracing at scale")
    expect(page.get_by_role("status").last).to_contain_text("Draft saved")
    expect(page).to_have_url(re.compile(r"/cfp/proposals/\w{6}$"))
    expect(page.get_by_text("Still missing")).to_be_visible()

    page.reload()
    expect(page.get_by_label("Title")).to_have_value("Tracing at scale")
    assert not check_page(page, quick=True)
    page.get_by_label("Abstract").fill("How we trace.")
    page.get_by_label("Session type").select_option(index=2)
    page.get_by_label("Name", exact=False).nth(1).fill("Bob")
    page.get_by_role("button", name="Submit proposal").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert not check_page(page, quick=True)
    page.locator("#co-0-email").fill("bob@example.org")
    page.get_by_role("button", name="Submit proposal").click()
    expect(page.get_by_text("Your proposal is submitted.")).to_be_visible()
    with looking():
        made = only(Proposal)
        code, event = made.code, made.event
        assert (made.state, made.type.name) == (State.SUBMITTED, "Lightning talk")
    assert not check_page(visit("/account/proposals"), quick=True)

    chair = open_browser()
    enter(factories.team_member(event, Role.PROGRAMME_CHAIR), chair)
    chair.goto("/manage/here/proposals")
    assert not check_page(chair, quick=True)
    chair.get_by_role("link", name="Tracing at scale").click()
    assert not check_page(chair, quick=True)
    chair.get_by_role("link", name="Accept…").click()
    assert not check_page(chair, quick=True)
    expect(chair.get_by_text("Accepted: “Tracing at scale”")).to_be_visible()
    chair.get_by_role("button", name="Accept and send the letter").click()
    expect(chair.get_by_text("The letter is on its way.")).to_be_visible()
    with looking():
        assert only(Session).title == "Tracing at scale"
        assert [each.to for each in stored(Letter)] == ["ada@example.org"] * 2

    page = visit(f"/events/here/cfp/proposals/{code}")
    expect(page.get_by_text("Your proposal is accepted.")).to_be_visible()
    assert not check_page(page, quick=True)


@pytest.mark.usefixtures("event")
def test_everything_works_without_scripts(open_browser, enter, ada):
    page = open_browser(java_script_enabled=False)
    enter(ada, page)
    page.goto("/events/here/cfp/submit")
    page.get_by_label("Title").fill("Half")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Saved, not yet submitted.")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Half")
    for n in range(2):
        page.locator(f"#co-{n}-name").fill(f"Person {n}")
        page.locator(f"#co-{n}-email").fill(f"p{n}@example.com")
        page.get_by_role("button", name="Save and add another person").click()
    expect(page.locator("#co-2-name")).to_be_visible()
    page.get_by_label("Abstract").fill("Whole")
    page.get_by_label("Session type").select_option(index=1)
    page.get_by_role("button", name="Submit proposal").click()
    expect(page.get_by_text("Your proposal is submitted.")).to_be_visible()
    with looking():
        names = [who.name for who in only(Proposal).speakers]
    assert names == ["Ada", "Person 0", "Person 1"]


@pytest.mark.usefixtures("event")
def test_who_is_signed_out_meanwhile_is_told_and_loses_nothing(visit, enter, ada):
    enter(ada)
    page = visit("/events/here/cfp/submit")
    page.context.clear_cookies()
    page.get_by_label("Title").fill("Typed in vain?")
    expect(page.get_by_role("status").last).to_contain_text("Not saved.")
    expect(page.get_by_label("Title")).to_have_value("Typed in vain?")
    with looking():
        enter(ada)
    page.get_by_label("Abstract").fill("No.")
    expect(page.get_by_role("status").last).to_contain_text("Draft saved")


def test_a_call_is_set_up(visit, enter, check_page, event):
    enter(factories.owner(event))
    page = visit("/manage/here/call")
    assert not check_page(page, quick=True)
    page.get_by_label("Last day to submit").fill("2030-09-01")
    page.get_by_label("Opens").fill("2030-09-02T00:00")
    page.get_by_role("button", name="Save the call").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert not check_page(page, quick=True)
    page.get_by_label("Last day to submit").fill("2030-09-30")
    page.get_by_role("button", name="Save the call").click()
    expect(page.get_by_text("The call is saved.")).to_be_visible()
    assert not check_page(visit("/events/here/cfp"), quick=True)
