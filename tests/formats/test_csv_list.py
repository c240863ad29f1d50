"""Several names in one cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsite.formats.characters import one_line
from eventsite.formats.csv_list import join_list, join_people, split_list, split_people

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Ann", ["Ann"]),
        ("Ann Lee, Bob Ray", ["Ann Lee", "Bob Ray"]),
        ("Lee, Ann; Ray, Bob", ["Lee, Ann", "Ray, Bob"]),
        ("Ann\nBob\n", ["Ann", "Bob"]),
        ("Ann | Bob", ["Ann", "Bob"]),
        ("Ann, Bob and Cy", ["Ann", "Bob", "Cy"]),
        ("Ann Lee and Bob Ray", ["Ann Lee", "Bob Ray"]),
        ("Ann Lee & Bob Ray", ["Ann Lee", "Bob Ray"]),
        ("Research and Development Team", ["Research and Development Team"]),
        ('"Lee, Ann", "The ""Boss"""', ["Lee, Ann", 'The "Boss"']),
        ('Ann "The Boss" Lee', ['Ann "The Boss" Lee']),
        ("", []),
        (" , ;", [","]),
        ('""', []),
    ],
)
def test_people_as_they_are_written(cell, names):
    assert [name for name in split_people(cell) if name] == names


def test_tags_know_no_and():
    assert split_list("Search and Rescue, Ops") == ["Search and Rescue", "Ops"]


def test_names_are_quoted_only_where_they_must_be():
    assert join_people(["Ann Lee", "Bob"]) == "Ann Lee, Bob"
    assert join_people(["Lee, Ann", 'B "x"']) == '"Lee, Ann", "B ""x"""'
    assert join_people(["Ann Lee and Bob Ray"]) == '"Ann Lee and Bob Ray"'
    assert join_list([]) == ""


names = st.lists(st.text(max_size=12).map(one_line).filter(bool), max_size=4)


@given(names)
def test_every_list_comes_back(made):
    assert split_people(join_people(made)) == made
    assert split_list(join_list(made)) == made
