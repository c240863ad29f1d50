import pytest

from eventsite.languages import rules
from eventsite.languages.rules import Count
from tests.core.test_content import Thing


@pytest.mark.parametrize(
    ("languages", "further"),
    [(["en"], []), (["en", "de", "fr", "de"], ["de", "fr"]), (["de", "en"], ["en"])],
)
def test_the_first_language_is_the_main_one(languages, further):
    assert rules.further_languages(languages) == further


def test_only_texts_that_are_there_count():
    things = [
        Thing("A", "a", de={"name": "A", "text": "a"}),
        Thing("B", de={"name": "B", "text": "of none"}),
        Thing("C"),
    ]
    assert rules.counts(things, ["de", "fr"]) == {
        "de": Count(3, 4),
        "fr": Count(0, 4),
    }


@pytest.mark.parametrize(
    ("old", "new", "merged"),
    [
        ({}, {"de": {"name": "A"}}, {"de": {"name": "A"}}),
        ({"de": {"name": "A"}}, {"de": {"name": ""}}, {}),
        (
            {"de": {"name": "A", "text": "a"}, "nl": {"name": "N"}},
            {"de": {"name": "B"}, "fr": {"name": ""}},
            {"de": {"name": "B", "text": "a"}, "nl": {"name": "N"}},
        ),
    ],
)
def test_new_ones_take_the_place_of_old_ones(old, new, merged):
    assert rules.merged(old, new) == merged
