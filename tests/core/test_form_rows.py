import pytest
from werkzeug.datastructures import MultiDict

from eventsite.core.form_rows import MOST, rearranged, rows_of, with_rows

SENT = {
    "title": "Heron",
    "links-10-url": "c",
    "links-2-url": "b",
    "links-0-url": "a",
    "links-0-title": "A",
    "people-0-code": "P",
    "links-x-url": "no row",
}
BLANK = {"links": {"url": "", "title": ""}}


def links(sent):
    return [row["url"] for row in rows_of(sent, "links")]


def test_rows_stand_in_the_order_of_their_numbers():
    sent = MultiDict(SENT)
    assert rows_of(sent, "links") == [
        {"url": "a", "title": "A"},
        {"url": "b"},
        {"url": "c"},
    ]
    assert rows_of(sent, "people") == [{"code": "P"}]
    assert rows_of(sent, "none") == []


@pytest.mark.parametrize(
    ("do", "after"),
    [
        ("links-up-1", ["b", "a", "c"]),
        ("links-up-0", ["a", "b", "c"]),
        ("links-down-1", ["a", "c", "b"]),
        ("links-down-2", ["a", "b", "c"]),
        ("links-remove-0", ["b", "c"]),
        ("links-remove-7", ["a", "b", "c"]),
        ("links-add", ["a", "b", "c", ""]),
    ],
)
def test_buttons_move_remove_and_add(do, after):
    sent, name = rearranged(MultiDict(SENT | {"do": do}), BLANK)
    assert name == "links"
    assert links(sent) == after
    assert (sent["title"], sent["people-0-code"]) == ("Heron", "P")
    numbers = [key for key in sent if key.startswith("links-") and key.endswith("-url")]
    assert set(numbers) - {"links-x-url"} == {
        f"links-{n}-url" for n in range(len(after))
    }


@pytest.mark.parametrize(
    "do", ["", "save", "people-up-0", "links-explode-0", "links-up-99999", "links-up-²"]
)
def test_other_buttons_leave_the_rows_alone(do):
    sent, name = rearranged(MultiDict(SENT | {"do": do}), BLANK)
    assert (name, links(sent)) == ("", ["a", "b", "c"])


def test_a_flood_of_rows_is_cut():
    flood = MultiDict({f"links-{n}-url": str(n) for n in range(900)})
    assert len(rows_of(flood, "links")) == MOST
    assert len(rows_of(with_rows(flood, "links", [{"url": ""}] * 500), "links")) == MOST
