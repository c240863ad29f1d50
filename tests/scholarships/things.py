"""Ready-made programmes and applications for this room's tests."""

from datetime import datetime, timedelta

from eventsite.core.deadlines import at_wall_time
from eventsite.core.money import Money
from eventsite.scholarships import actions, queries
from eventsite.scholarships.models import ApplicationState, Programme
from eventsite.scholarships.rules import Answers, Request
from tests import factories
from tests.factories import NOW, saved

ZONE = "America/Los_Angeles"
TICK = timedelta(microseconds=1)
OPENS = at_wall_time(datetime(2030, 8, 1, 9), ZONE)
CLOSES = at_wall_time(datetime(2030, 9, 24), ZONE)
SECRETS = (
    "my employer has closed and I live on savings",
    "I would carry what I learn back to my user group",
    "I am a wheelchair user from a small island",
)


def programme(event, awards=3, **overrides):
    """Return a programme open at NOW."""
    defaults = {
        "event": event,
        "slug": "diversity",
        "name": "Diversity scholarship",
        "eligibility": "Members of groups that are underrepresented.",
        "currency": "USD",
        "opens": OPENS,
        "closes": CLOSES,
        "changed_at": NOW,
    }
    pool = factories.pool(size=awards)
    event.has_scholarships = True
    return saved(Programme(**defaults | overrides, pool=pool))


def answers(**given):
    whole = {
        "need": SECRETS[0],
        "impact": SECRETS[1],
        "request": Request(True, Money(900_00, "USD"), None, "KE"),
        "is_eligible": True,
        "agrees": True,
        "background": {
            "underrepresented": "yes",
            "groups": ["disability", "place"],
            "self_description": SECRETS[2],
        },
    }
    return Answers(**whole | given)


def begun(of_programme, person=None):
    made = actions.begin(person or factories.person(), of_programme, NOW)
    return saved(made)


def application(of_programme, person=None, **given):
    """Return a submitted application."""
    made = begun(of_programme, person)
    actions.submit(made, answers(**given), NOW)
    return saved(made)


def decided(of_programme, state=ApplicationState.REJECTED):
    made = application(of_programme)
    made.state = state
    return saved(made)


def person_of(application):
    return queries.get_applicant(application).person
