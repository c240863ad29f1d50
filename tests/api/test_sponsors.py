import pytest

from tests import factories
from tests.sponsors.things import sponsor, tier


def test_own_sponsors_come_first_then_those_from_above(ask):
    top = factories.event(slug="top")
    leaf = factories.child(top, slug="leaf")
    gold = tier(top, name="Gold", rank=1)
    sponsor(gold, name="Parent’s", url="https://example.org/")
    sponsor(tier(leaf, name="Silver", rank=2), name="Own", description="*We* pay")
    found = ask("/events/leaf/sponsors").json
    assert found == [
        {
            "event": "leaf",
            "tier": "Silver",
            "rank": 2,
            "name": "Own",
            "website": "",
            "description": "*We* pay",
            "description_html": "<p><em>We</em> pay</p>\n",
            "logo": None,
        },
        {
            "event": "top",
            "tier": "Gold",
            "rank": 1,
            "name": "Parent’s",
            "website": "https://example.org/",
            "description": "",
            "description_html": "",
            "logo": None,
        },
    ]
    assert [one["name"] for one in ask("/events/top/sponsors").json] == ["Parent’s"]
    second = ask("/events/leaf/sponsors?per_page=1&page=2").json
    assert second == found[1:]


@pytest.mark.parametrize("many", [1, 30])
def test_a_list_asks_as_little_for_many(ask, queries, many):
    gold = tier(factories.event(slug="top"))
    for n in range(many):
        sponsor(gold, name=f"S{n}")
    with queries() as sent:
        assert len(ask("/events/top/sponsors").json) == many
    assert len(sent) == 2
