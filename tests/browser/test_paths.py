"""What people come for, from the front page to the end, as they would do it."""

import pytest
from playwright.sync_api import expect

from eventsite.accounts.models import Person
from eventsite.core.db import db
from eventsite.core.deadlines import end_of
from eventsite.demo import build
from eventsite.demo.events import in_coming_months
from eventsite.mail.models import Letter
from eventsite.proposals.models import Proposal, ProposalState
from eventsite.registration.models import Order, OrderState
from eventsite.scholarships.models import Application, ApplicationState
from tests.factories import NOW, only, stored


@pytest.fixture(autouse=True)
def demo(app):
    assert app.testing
    build.build("no hash", NOW)
    db.session.commit()


def person(email):
    return db.session.query(Person).filter_by(email=email).one()


def test_an_attendee_orders_once_however_often_they_click(page, visit, check_page):
    visit("/")
    page.get_by_role("link", name="CloudNativeCon 2030").click()
    expect(page.get_by_text("$400").first).to_be_visible()
    page.get_by_role("navigation").get_by_role("link", name="Register").click()
    check_page(page)
    page.get_by_label("How many of Conference pass, individual").select_option("1")
    page.get_by_role("button", name="Continue").click()

    page.get_by_label("Your name").fill("Ana Attendee")
    page.get_by_label("Your e-mail").fill("ana@example.org")
    check_page(page)
    page.get_by_role("button", name="Review the order").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Review")
    check_page(page)
    page.get_by_role("button", name="Place the order").dblclick()

    expect(page.get_by_text("$400").first).to_be_visible()
    check_page(page)
    order = only(Order)
    assert (order.state, order.total.minor, order.email) == (
        OrderState.PENDING, 400_00, "ana@example.org",
    )  # fmt: skip
    assert [letter.to for letter in stored(Letter)] == ["ana@example.org"]


def test_after_the_deadline_it_costs_more(visit, page, set_clock):
    deadline = in_coming_months(NOW).early_until
    visit("/events/cloudnativecon-demo/register")
    expect(page.get_by_text("$400")).to_be_visible()
    set_clock(end_of(deadline, "America/Los_Angeles").at)
    visit("/events/cloudnativecon-demo/register")
    expect(page.get_by_text("$600")).to_be_visible()
    expect(page.get_by_text("$400")).to_have_count(0)


def test_a_speaker_submits_a_lightning_talk(page, visit, enter, check_page):
    enter(person("speaker@example.org"))
    visit("/events/cloudnativecon-demo/cfp")
    page.get_by_role("link", name="Propose a session").click()
    page.get_by_label("Title").fill("Five minutes of Prometheus")
    check_page(page)
    page.get_by_role("button", name="Submit proposal").click()
    expect(page.get_by_role("alert").first).to_be_visible()  # an abstract is missing
    expect(page.get_by_label("Title")).to_have_value("Five minutes of Prometheus")
    page.get_by_label("Abstract").fill(
        "What I learned by watching one graph for a year."
    )
    page.get_by_label("Session type").select_option(index=1)
    page.get_by_role("button", name="Submit proposal").click()
    expect(page.locator(".badge").get_by_text("submitted").first).to_be_visible()
    check_page(page)
    proposal = only(Proposal)
    assert (proposal.title, proposal.state) == (
        "Five minutes of Prometheus", ProposalState.SUBMITTED,
    )  # fmt: skip


def test_an_applicant_applies_for_a_scholarship(page, visit, enter, check_page):
    enter(person("applicant@example.org"))
    visit("/events/cloudnativecon-demo/scholarships")
    check_page(page)
    page.get_by_role("link", name="Apply").first.click()
    page.get_by_label("Why do you need this scholarship?").fill(
        "My employer pays nothing."
    )
    check_page(page)
    page.get_by_role("button", name="Submit application").click()
    expect(page.get_by_role("alert").first).to_be_visible()  # the rest is missing
    need = page.get_by_label("Why do you need this scholarship?")
    expect(need).to_have_value("My employer pays nothing.")
    page.get_by_label("What would coming change").fill("I would bring it to my meetup.")
    page.get_by_label("A free registration").check()
    page.get_by_label("I have read who may apply").check()
    page.get_by_label("My answers may be used").check()
    page.get_by_role("button", name="Submit application").click()
    expect(page.locator(".badge").get_by_text("submitted").first).to_be_visible()
    check_page(page)
    application = only(Application)
    assert application.state is ApplicationState.SUBMITTED
