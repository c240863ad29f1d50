"""Nobody but the committee can tell who holds a scholarship."""

import csv
import io
from datetime import timedelta

import pytest

from eventsite.core.db import db
from eventsite.mail.models import Letter
from eventsite.permissions import Role
from eventsite.registration.models import Order
from eventsite.scholarships import actions
from tests import factories
from tests.factories import NOW, only, stored
from tests.scholarships import things

OUTSIDE = (Role.OWNER, Role.ORGANISER, Role.REGISTRATION_DESK, Role.FINANCE)
READABLE = ("attendees", "attendees.csv", "orders", "orders/{code}", "letters")


@pytest.fixture
def event(app):
    assert app.testing
    return factories.event(slug="conf", name="Conf")


@pytest.fixture
def awarded(event):
    """Return an application that has become a registration."""
    ada = factories.person(name="Ada", email="ada@example.org")
    made = things.application(things.programme(event), ada)
    actions.award(made, factories.person().id, NOW + timedelta(hours=5, seconds=3))
    event.has_scholarships = False  # nor does the page's own menu speak of them
    db.session.commit()
    return made


@pytest.mark.parametrize("role", OUTSIDE)
def test_no_list_file_or_letter_says_why_a_ticket_was_given(
    client, event, awarded, sign_in, role
):
    sign_in(factories.team_member(event, role))
    code = only(Order).code
    seen = 0
    for path in READABLE:
        page = client.get(f"/manage/conf/{path.format(code=code)}")
        if page.status_code == 403:
            continue
        words = page.text.lower()
        if "</nav>" in words:  # what is in the menu is the same for everybody
            words = words[words.index("<main") :]
            words = words.replace("letters about accounts and scholarships", "")
        seen += "ada@example.org" in words
        for secret in ("scholar", "grant", awarded.code.lower()):
            assert secret not in words, path
    assert seen >= 2


def test_the_ticket_says_it_is_complimentary(event, awarded):
    assert event.slug == "conf"
    assert awarded.code
    (ticket,) = (one for one in stored(Letter) if one.template.endswith("/ticket"))
    assert "Complimentary pass" in ticket.text
    assert "scholar" not in f"{ticket.subject} {ticket.text} {ticket.html}".lower()
    assert only(Order).lines[0].product.audience.value == "complimentary"


@pytest.mark.parametrize(("is_admin", "tells"), [(False, False), (True, True)])
def test_the_log_joins_no_code_with_a_moment(
    client, event, awarded, sign_in, is_admin, tells
):
    """Nor tells it the code to those who may not read applications."""
    who = factories.admin() if is_admin else factories.owner(event)
    sign_in(who)
    file = client.get("/manage/conf/audit.csv").text
    [row] = [r for r in csv.DictReader(io.StringIO(file)) if "award" in r["Kind"]]
    zone = event.timezone
    assert zone == "America/Los_Angeles"
    assert row["When"].startswith("2030-09-01 00:00:00")
    assert (awarded.code in file) is tells
    page = client.get("/manage/conf/audit").text
    assert "Awarded a scholarship" in page
    assert (awarded.code in page) is tells


def test_programs_are_told_no_more(client, event, awarded):
    bearer = factories.token(factories.owner(event))
    for path in ("attendees", "orders"):
        answer = client.get(
            f"/api/v1/manage/conf/{path}",
            headers={"Authorization": f"Bearer {bearer}"},
        )
        assert "ada@example.org" in answer.text
        for secret in ("scholar", "grant", awarded.code.lower()):
            assert secret not in answer.text.lower()


def test_an_order_names_no_application(awarded):
    order = only(Order)
    for kept in (order.once_key, order.complimentary_for):
        assert "scholarship" not in kept
        assert awarded.code not in kept
