"""A small conference that is out: two rooms, two days, one event below."""

from types import SimpleNamespace

import pytest

from eventsite.core.db import db
from eventsite.schedule import actions
from tests import factories
from tests.factories import NOW
from tests.schedule.test_releases import placed


@pytest.fixture
def event(app):
    assert app.testing
    return factories.event(
        name="Conf", slug="conf", own_venue="Town Hall", own_city="Los Angeles"
    )


@pytest.fixture
def draft(event):
    return factories.draft(event)


@pytest.fixture
def release():
    def make(*covers, now=NOW, **more):
        number = more.pop("version", None) or str(factories.number())
        made = actions.release(covers[0], covers, number, now, **more)
        db.session.commit()
        return made

    return make


@pytest.fixture
def conf(event, draft, release):
    """Return the conference and its things, released."""
    aula = factories.room(event, name="Aula", slug="aula", capacity=250)
    cave = factories.room(event, name="Cave", slug="cave")
    cloud = factories.track(event, name="Cloud", slug="cloud", colour="#2b5fa8")
    talk = factories.session_type(event, name="Talk", slug="talk")
    ada = factories.speaker(
        event,
        name="Ada Lovelace",
        code="ADA222",
        affiliation="Engines Ltd",
        biography="Wrote *notes*.",
    )
    child = factories.child(event, name="Side show", slug="side")
    made = SimpleNamespace(
        event=event, child=child, draft=draft, ada=ada, aula=aula, cave=cave
    )
    made.opening = placed(
        draft, event, 0, aula, [ada], title="Opening", code="PEN222", track=cloud,
        type=talk, abstract="All about <b>clouds</b> & rain.",
    )  # fmt: skip
    made.next = placed(draft, event, 30, aula, title="Next one", code="NEXT22")
    made.other = placed(draft, event, 24 * 60, cave, title="Other day", code="THER22")
    made.below = placed(draft, child, 60, cave, title="Below", code="BEL222")
    made.release = release(event, child, version="1")
    return made
