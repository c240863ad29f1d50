import pytest

from eventsite.audit.actions import record
from eventsite.core.db import db
from eventsite.registration.rules import Buyer, Guest
from tests import factories
from tests.factories import NOW
from tests.proposals import things as proposals
from tests.registration.conftest import ordered
from tests.scholarships import things as scholarships

PAGE = "/account/history"


@pytest.fixture
def me(app):
    assert app.testing
    return factories.person(name="Ada")


@pytest.fixture
def mine(me, sign_in):
    return sign_in(me)


def note(event, actor, verb, subject):
    record(
        event_id=event and event.id,
        actor_id=actor and actor.id,
        verb=verb,
        subject=subject,
        now=NOW,
    )
    db.session.commit()


def test_a_stranger_is_asked_to_sign_in(client):
    assert "/signin" in client.get(PAGE).location


def test_one_sees_what_was_done_with_ones_own_data_and_no_names(mine, me):
    event = factories.event(name="Conf")
    grace = factories.person(name="Grace")
    proposal = proposals.proposal(event, me, title="My talk")
    application = scholarships.application(scholarships.programme(event), me)
    speaker = factories.speaker(event, person_id=me.id, name="Ada on stage")
    note(event, grace, "proposal.accept", f"proposal {proposal.code}")
    subject = f"scholarship application {application.code}"
    note(event, grace, "scholarship.read", subject)
    note(event, grace, "speaker.edit", f"speaker {speaker.id}")
    note(None, me, "second-factor.add", f"person {me.id}")
    note(None, None, "second-factor.reset", f"person {me.id}")
    page = mine.get(PAGE).text

    assert "Accepted a proposal" in page
    assert "My talk" in page
    assert "Read scholarship applications" in page
    assert application.code in page
    assert "Ada on stage" in page
    assert "Added a second factor" in page
    assert page.count("the team of Conf") == 3
    assert "You" in page
    assert "by itself" in page
    assert "Grace" not in page


def test_nothing_of_others_is_shown(mine):
    event = factories.event()
    other = factories.person()
    proposal = proposals.proposal(event, other)
    note(event, other, "proposal.reject", f"proposal {proposal.code}")
    note(None, other, "second-factor.add", f"person {other.id}")
    note(event, other, "attendees.export", f"event {event.id}")
    assert "Nothing yet" in mine.get(PAGE).text


def test_whose_name_was_on_a_list_that_was_taken_away_learns_it(mine, me):
    event = factories.event(name="Conf")
    product = factories.product(event)
    guest = Guest(product.id, "Ada", me.email)
    ordered(product, buyer=Buyer("Grace", "grace@example.org"), guests=[guest])
    note(event, factories.person(), "attendees.export", f"event {event.id}")
    page = mine.get(PAGE).text
    assert "Took the list of attendees away as a file" in page
