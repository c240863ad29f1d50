import pytest
from sqlalchemy import func, select

from eventsite.accounts.models import Person
from eventsite.core.db import db
from eventsite.core.deadlines import end_of
from eventsite.core.money import Money
from eventsite.demo import build
from eventsite.demo.people import SIGN_INS
from eventsite.events.models import Event, EventKind
from eventsite.events.queries import find_event
from eventsite.formats.model import Programme
from eventsite.permissions import Role
from eventsite.products.models import Product
from eventsite.products.queries import get_terms
from eventsite.schedule.queries import find_programme
from eventsite.scholarships import queries as scholarships
from eventsite.scholarships.rules import ProgrammeState, programme_state
from eventsite.sessions.models import Session
from eventsite.sponsors.models import Sponsor
from tests.factories import NOW, stored

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def demo(app):
    assert app.testing
    assert not build.is_built()
    build.build("no hash", NOW)
    db.session.commit()


@pytest.mark.usefixtures("demo")
def test_all_that_was_promised_is_there():
    assert build.is_built()
    assert {event.slug for event in stored(Event)} == {
        "cloudnativecon-2016", "kubecon-2016", "prometheusday-2016",
        "cloudnativecon-demo", "kubecon-demo", "prometheusday-demo",
        "fosdem-2017", "fosdem-2017-monitoring-and-cloud",
        "fosdem-2017-linux-containers-and-microservices",
    }  # fmt: skip


@pytest.mark.usefixtures("demo")
def test_every_kind_of_sign_in_that_opens_something_is_there(client, sign_in):
    """Somebody who can add events is among them; who could open nothing is not."""
    by_email = {person.email: person for person in stored(Person)}
    assert by_email.keys() == {sign.email for sign in SIGN_INS}
    sign_in(by_email["host@example.org"])
    assert client.get("/manage/new").location == "/manage/hosts/cncf/events/new"
    assert client.get("/manage/cloudnativecon-demo/edit").status_code == 200
    held = {sign.role for sign in SIGN_INS}
    assert held.isdisjoint({Role.DOOR_STAFF, Role.PRESS_EDITOR})


@pytest.mark.usefixtures("demo")
def test_its_code_of_conduct_is_published_and_reports_can_be_made(client):
    for slug in ("cloudnativecon-demo", "kubecon-demo", "cloudnativecon-2016"):
        assert f'href="/events/{slug}/conduct"' in client.get(f"/events/{slug}").text
        page = client.get(f"/events/{slug}/conduct").text
        assert "Be considerate and respectful" in page
    assert "/conduct" not in client.get("/events/fosdem-2017").text
    report = client.get("/events/cloudnativecon-demo/conduct/report")
    assert report.status_code == 200


@pytest.mark.usefixtures("demo")
def test_prices_end_on_23_september_2016_and_include_the_co_located_events():
    event = find_event("cloudnativecon-2016")
    offered = {
        p.audience.value: p
        for p in db.session.scalars(select(Product).filter_by(event=event))
    }
    deadline = end_of(build.events.as_announced().early_until, "America/Los_Angeles")
    for audience, dollars in (("individual", 400), ("corporate", 850)):
        first = next(p for p in offered[audience].prices if p.until is not None)
        assert (first.amount, first.until) == (Money(dollars * 100, "USD"), deadline)
        included = {i.event.slug for i in offered[audience].inclusions}
        assert included == {"kubecon-2016", "prometheusday-2016"}
    assert get_terms(event).currency == "USD"


@pytest.mark.usefixtures("demo")
def test_fosdems_devrooms_are_events_with_their_own_programme():
    root = find_event("fosdem-2017")
    found = find_programme(root)
    assert isinstance(found, Programme)
    assert len(found.sessions) == 22
    room = find_event("fosdem-2017-monitoring-and-cloud")
    assert (room.kind, room.parent) == (EventKind.DEVROOM, root)
    assert len(find_programme(room).sessions) == 9


@pytest.mark.usefixtures("demo")
def test_the_sponsors_named_are_the_diamond_ones():
    shown = {(s.event.slug, s.tier.name, s.name) for s in stored(Sponsor)}
    assert {tier for _, tier, _ in shown} == {"Diamond"}
    assert len(shown) == 2 * 7


def test_a_synthetic_event_is_made_once(app):
    assert app.testing
    for _ in range(2):
        event = build.make_scaled(40, NOW)
        db.session.commit()
    count = db.session.scalar(select(func.count()).select_from(Session))
    assert (event.slug, count) == ("scale-40", 40)


@pytest.mark.usefixtures("demo")
def test_three_scholarships_are_open_in_the_coming_edition():
    event = find_event("cloudnativecon-demo")
    offered = scholarships.find_programme(event)
    assert (offered.name, offered.pool.size) == ("CNCF Diversity Scholarship", 3)
    assert programme_state(offered, NOW) is ProgrammeState.OPEN
