from datetime import UTC, date, datetime, timedelta

import pytest

from eventsite.demo import cloudnativecon_2016 as facts
from eventsite.demo import events
from eventsite.schedule.queries import find_programme
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("app")


def test_the_past_edition_is_as_announced():
    tree = events.make_tree(factories.host(), events.as_announced())
    root = tree["cloudnativecon"]

    assert {e.slug for e in tree.values()} == {
        "cloudnativecon-2016", "kubecon-2016", "prometheusday-2016",
    }  # fmt: skip
    assert (root.starts_on, root.ends_on) == (date(2016, 11, 8), date(2016, 11, 9))
    assert tree["kubecon"].timezone == "America/Los_Angeles"
    programme = find_programme(root)
    titles = {s.title for s in programme.sessions}
    hidden = {t.title for t in facts.TALKS if t.event == facts.PROMETHEUSDAY}
    assert titles == {t.title for t in facts.TALKS} - hidden
    panel = next(s for s in programme.sessions if s.type == "Panel")
    (part,) = panel.people
    (who,) = [p for p in programme.people if p.code == part.person]
    assert (who.name, who.affiliation, part.role) == (
        "Susan Wu",
        "Midokura",
        "moderator",
    )
    assert find_programme(tree["prometheusday"]) is None


@pytest.mark.parametrize("days", range(0, 30, 7))
def test_the_coming_edition_lies_ahead_with_the_real_distances(days):
    now = datetime(2026, 11, 23, 19, tzinfo=UTC) + timedelta(days=days)
    edition = events.in_coming_months(now)
    assert edition.starts_on.weekday() == date(2016, 11, 8).weekday()
    assert edition.starts_on - edition.early_until == timedelta(days=46)
    assert timedelta(days=60) < edition.early_until - now.date() < timedelta(days=90)


def test_no_two_illustrative_places_clash():
    taken = {(t.day, t.start, t.room) for t in facts.TALKS}
    assert len(taken) == len(facts.TALKS)


def test_both_editions_live_side_by_side():
    host = factories.host()
    one = events.make_tree(host, events.as_announced())
    other = events.make_tree(host, events.in_coming_months(NOW))
    assert one["kubecon"].starts_on.year == 2016
    assert other["kubecon"].name == "KubeCon 2030"
