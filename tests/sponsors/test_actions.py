from concurrent.futures import ThreadPoolExecutor

import pytest

from eventsite.audit.models import AuditEntry
from eventsite.capacity.rules import TooSmall
from eventsite.core.db import db, write_tx
from eventsite.sponsors import actions, queries, rules
from eventsite.sponsors.actions import Change, Words
from eventsite.sponsors.models import Sponsor, Tier
from tests import factories
from tests.factories import NOW, stored
from tests.sponsors import things

pytestmark = pytest.mark.usefixtures("app")
BY = Change(7, NOW)
ACME = Words("Acme", "https://acme.example", "", 0)


def names(event):
    return [(tier.rank, tier.name, tier.maximum) for tier in queries.list_tiers(event)]


def test_the_usual_tiers_come_below_those_there_are_and_once():
    event = factories.event()
    actions.add_tier(event, "gold", 1, 4, BY)
    assert actions.add_usual_tiers(event, BY) == 4
    assert actions.add_usual_tiers(event, BY) == 0
    db.session.commit()
    assert names(event) == [
        (1, "gold", 4),
        (2, "Diamond", None),
        (3, "Platinum", None),
        (4, "Silver", None),
        (5, "Media", None),
    ]


def test_a_name_stands_once_in_an_event():
    event = factories.event()
    first = actions.add_tier(event, "Gold", 1, None, BY)
    other = actions.add_tier(event, "Silver", 2, None, BY)
    with pytest.raises(rules.NameTaken):
        actions.add_tier(event, "GOLD", 3, None, BY)
    with pytest.raises(rules.NameTaken):
        actions.edit_tier(other, "Gold", 2, None, BY)
    actions.edit_tier(first, "gold", 1, None, BY)
    actions.add_tier(factories.event(), "Gold", 1, None, BY)


def test_a_form_sent_twice_adds_one_sponsor_and_takes_one_place():
    tier = things.tier(factories.event(), maximum=2)
    made = [actions.add_sponsor(tier, ACME, None, "the-same-key", BY) for _ in range(2)]
    db.session.commit()
    assert made[0] is made[1]
    assert (len(stored(Sponsor)), tier.pool.sold) == (1, 1)
    assert [entry.verb for entry in stored(AuditEntry)] == ["sponsor.add"]


def test_a_full_tier_takes_no_more_and_nothing_is_left_behind():
    event = factories.event()
    tier, other = things.tier(event, maximum=1), things.tier(event)
    things.sponsor(tier)
    moved = things.sponsor(other)
    with pytest.raises(rules.TierFull):
        actions.add_sponsor(tier, ACME, None, "another-key", BY)
    db.session.rollback()
    with pytest.raises(rules.TierFull):
        actions.edit_sponsor(moved, tier, ACME, None, BY)
    db.session.rollback()
    assert (len(stored(Sponsor)), tier.pool.sold, other.pool.sold) == (2, 1, 1)
    assert moved.tier is other


def test_moving_and_removing_gives_places_back():
    event = factories.event()
    gold, silver = things.tier(event, maximum=1), things.tier(event, maximum=1)
    made = actions.add_sponsor(gold, ACME, None, "a-key", BY)
    actions.edit_sponsor(made, silver, ACME, None, BY)
    db.session.commit()
    assert (gold.pool.sold, silver.pool.sold) == (0, 1)
    actions.remove_sponsor(made, BY)
    db.session.commit()
    assert (silver.pool.sold, stored(Sponsor)) == (0, [])


def test_a_maximum_cannot_fall_below_what_is_there():
    tier = things.tier(factories.event())
    things.sponsor(tier)
    things.sponsor(tier)
    with pytest.raises(TooSmall):
        actions.edit_tier(tier, tier.name, 1, 1, BY)
    db.session.rollback()
    actions.edit_tier(tier, tier.name, 1, 2, BY)
    assert tier.maximum == 2
    actions.edit_tier(tier, tier.name, 1, None, BY)
    assert tier.maximum is None


def test_only_an_empty_tier_is_removed():
    tier = things.tier(factories.event())
    made = things.sponsor(tier)
    with pytest.raises(rules.TierNotEmpty):
        actions.remove_tier(tier, BY)
    actions.remove_sponsor(made, BY)
    actions.remove_tier(tier, BY)
    db.session.commit()
    assert stored(Tier) == []


def test_the_last_place_of_a_tier_goes_once(app):
    tier_id = things.tier(factories.event(), maximum=2).id
    db.session.rollback()

    def add(n):
        with app.app_context():
            try:
                with write_tx():
                    tier = db.session.get_one(Tier, tier_id)
                    actions.add_sponsor(tier, ACME, None, f"key-number-{n}", BY)
            except rules.TierFull:
                return False
            return True

    with ThreadPoolExecutor(6) as people:
        assert sum(people.map(add, range(6))) == 2
    assert len(stored(Sponsor)) == 2
