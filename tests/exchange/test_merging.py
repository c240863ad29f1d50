"""Who wins: what the file says, what was edited here, or a person who is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsite.exchange.rules.merging import (
    Answer,
    ChangedMeanwhile,
    Face,
    Merge,
    Side,
    Thing,
    apart,
    fingerprint,
)

pytestmark = pytest.mark.one_database
THING = Thing(("session", "guid"), "ABC234", "Talk", 5)


def face(told, here, name="title"):
    return Face(name, name, {name: (told, here)}, lambda: (str(told), str(here)))


def settle(told, here, brought=None, **options):
    """Return the merge after one field, and whether the file's was taken."""
    known = {} if brought is None else {"title": fingerprint(brought)}
    merge = Merge({THING.key: known}, **options)
    taken = merge.settle(THING, [face(told, here)])
    return merge, taken == {"title"}


@pytest.mark.parametrize(
    ("told", "here", "brought", "is_taken", "conflicts", "kept"),
    [
        ("A", "A", "A", False, 0, 0),  # nothing happened
        ("B", "A", "A", True, 0, 0),  # the file alone has changed
        ("A", "H", "A", False, 0, 1),  # edited here alone
        ("B", "H", "A", False, 1, 0),  # both
        ("H", "H", "A", False, 0, 0),  # both, to the same
        ("B", "", "A", False, 1, 0),  # emptied here
        ("B", "A", None, False, 1, 0),  # here, but from no file
        ("B", "", None, True, 0, 0),  # nothing there that could be lost
    ],
)
def test_three_sides(told, here, brought, is_taken, conflicts, kept):
    merge, taken = settle(told, here, brought)
    assert taken is is_taken
    assert len(merge.conflicts) == conflicts
    assert merge.kept == ({"ABC234": ["title"]} if kept else {})


def test_a_conflict_shows_both_sides():
    merge, _ = settle("B", "H", "A")
    (conflict,) = merge.conflicts
    assert (conflict.file, conflict.here) == ("B", "H")
    assert conflict.as_page() == {
        "key": "session guid title",
        "name": "title",
        "label": "title",
        "title": "Talk",
        "code": "ABC234",
        "file": "B",
        "here": "H",
        "seen": conflict.seen,
    }


def test_what_may_be_overwritten_is_what_both_have_changed():
    assert settle("B", "H", "A", overwrite=True)[1]
    assert not settle("A", "H", "A", overwrite=True)[1]


def answered(side, seen="H"):
    return {"session guid title": Answer(side, fingerprint([seen]))}


@pytest.mark.parametrize(
    ("side", "is_taken", "remembered"),
    [(Side.FILE, True, "B"), (Side.HERE, False, "B"), (Side.LATER, False, "A")],
)
def test_an_answer_decides_and_is_remembered(side, is_taken, remembered):
    merge, taken = settle("B", "H", "A", answers=answered(side))
    assert taken is is_taken
    assert merge.conflicts == []
    known = merge.remembered(THING.key, {"title": "B"})
    assert (known or {"title": fingerprint("A")}) == {"title": fingerprint(remembered)}


@pytest.mark.parametrize(
    ("here", "answers"),
    [
        ("H", {}),  # a conflict that nobody was shown
        ("H2", answered(Side.FILE)),  # edited once more since
        ("H2", answered(Side.HERE)),
        ("A", answered(Side.HERE)),  # taken back since: the file's would be taken now
    ],
)
def test_an_answer_holds_only_for_what_was_seen(here, answers):
    with pytest.raises(ChangedMeanwhile):
        settle("B", here, "A", answers=answers)


def test_an_open_conflict_is_there_next_time():
    merge, _ = settle("B", "H", "A")
    assert merge.remembered(THING.key, {"title": "B"}) is None
    assert settle("B", "H", "A")[0].conflicts


def test_time_and_room_are_one_decision():
    brought = {"start": fingerprint("10"), "room": fingerprint(1)}
    merge = Merge({THING.key: brought})
    place = Face(
        "place", "place", {"start": ("11", "10"), "room": (1, 2)}, lambda: ("", "")
    )
    assert merge.settle(THING, [place]) == set()
    assert len(merge.conflicts) == 1
    agreed = Face(
        "place", "place", {"start": ("11", "10"), "room": (2, 2)}, lambda: ("", "")
    )
    assert Merge({THING.key: brought}).settle(THING, [agreed]) == {"place"}


values = st.sampled_from(["", "A", "B", "C"])


@given(values, values, st.none() | values)
def test_no_work_is_lost_and_a_second_time_changes_nothing(told, here, brought):
    merge, taken = settle(told, here, brought)
    is_somebodys = here not in {"", brought} and here != told
    assert not (taken and is_somebodys)
    after = told if taken else here
    known = merge.remembered(THING.key, {"title": told}) or merge.brought[THING.key]
    again = Merge({THING.key: known})
    assert again.settle(THING, [face(told, after)]) == set()
    assert len(again.conflicts) == len(merge.conflicts)


def test_long_texts_are_cut_to_where_they_differ():
    first, second = apart("x" * 5000 + "one", "x" * 5000 + "two")
    assert first == "… " + "x" * 100 + "one"
    assert second == "… " + "x" * 100 + "two"
    assert apart("short", "") == ("short", "")
    cut, _ = apart("y" * 9000, "")
    assert (cut[:1], cut[-2:], len(cut)) == ("y", " …", 1502)
