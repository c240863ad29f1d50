import pytest

from eventsite.sponsors import rules
from tests import factories
from tests.sponsors import things

pytestmark = pytest.mark.usefixtures("app")


def shown(event, sponsors):
    return [
        (wall.event, [(t.name, [s.name for s in t.sponsors]) for t in wall.tiers])
        for wall in rules.walls(event, sponsors)
    ]


def test_the_wall_stands_by_rank_position_and_name():
    event = factories.event()
    gold, diamond = (
        things.tier(event, name="Gold", rank=2),
        things.tier(event, name="Diamond", rank=1),
    )
    made = [
        things.sponsor(gold, name="beta"),
        things.sponsor(gold, name="Alpha"),
        things.sponsor(gold, name="First", position=-1),
        things.sponsor(diamond, name="Zeta"),
    ]
    wanted = [(event, [("Diamond", ["Zeta"]), ("Gold", ["First", "Alpha", "beta"])])]
    assert shown(event, made) == wanted
    assert shown(event, made[::-1]) == wanted


def test_own_sponsors_first_then_those_of_the_events_above():
    root = factories.event()
    child = factories.child(root)
    devroom = factories.child(child)
    made = [
        things.sponsor(things.tier(root, name="Gold", rank=1), name="Above"),
        things.sponsor(things.tier(devroom, name="Gold", rank=9), name="Own"),
    ]
    assert shown(devroom, made) == [
        (devroom, [("Gold", ["Own"])]),
        (root, [("Gold", ["Above"])]),
    ]
    assert shown(devroom, []) == []
