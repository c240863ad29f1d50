import pytest
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField

from eventsite.core.choices import Choice, Choices
from eventsite.core.edit_forms import ChangedMeanwhile, Difference, EditForm
from eventsite.core.fields import Minutes, MoneyField, Text
from eventsite.core.money import Money

PAIRS = [("s", "Small"), ("l", "Large")]


class Sample(EditForm):
    name = Text("Name")
    price = MoneyField("Price", required=False)
    length = Minutes("Length", required=False)
    size = Choice("Size", choices=PAIRS, required=False)
    meals = Choices("Meals", choices=PAIRS)
    agreed = BooleanField("Agreed")
    first = Text("First")
    second = Text("Second")

    def together(self):
        return {"Both": ("first", "second")}


@pytest.fixture(autouse=True)
def request_context(app):
    with app.test_request_context(method="POST"):
        yield


def sent(stored, seen, **typed):
    return Sample(formdata=MultiDict({"seen": seen} | typed), data=stored)


def test_a_value_said_in_words_and_only_what_differs():
    before = {"name": "Hall", "price": Money(100, "USD"), "meals": ["s"]}
    seen = Sample(formdata=None, data=before).version
    now = {
        "name": "Hall",
        "price": Money(250, "USD"),
        "meals": ["l", "s"],
        "agreed": True,
        "size": "l",
        "second": "b",
    }
    typed = {"name": "Room", "price": "1.00", "meals": "s", "size": "", "first": "a"}
    form = sent(now, seen, **typed, second="")
    with pytest.raises(ChangedMeanwhile):
        form.check_unchanged()

    found = {one.label: one for one in form.differences}
    assert {
        label: (one.theirs, one.mine, one.is_theirs_kept)
        for label, one in found.items()
    } == {
        "Price": ("2.50", "1.00", True),
        "Size": ("Large", "", True),
        "Meals": ("Small, Large", "Small", True),
        "Agreed": ("Yes", "No", True),
        "Both": ("Second: b", "First: a", False),
    }
    assert (form.name.data, form.price.data, form.agreed.data) == (
        "Room",
        Money(250, "USD"),
        True,
    )
    assert (form.first.data, form.second.data or "") == ("a", "")
    assert form.version == Sample(formdata=None, data=now).version != seen


def test_nothing_and_empty_are_the_same_and_what_both_want_is_no_difference():
    seen = Sample(formdata=None, data={"name": None, "meals": None}).version
    assert seen == Sample(formdata=None, data={"name": "", "meals": []}).version
    sent({"name": "Both"}, seen, name="Both").check_unchanged()
    sent({"name": None}, seen, name="Mine").check_unchanged()


def test_a_form_of_a_script_is_not_asked_what_it_saw():
    sent({"name": "Theirs"}, "", name="Mine").check_unchanged()


@pytest.mark.parametrize(
    ("theirs", "mine", "shown"),
    [
        ("a" * 400, "a" * 399 + "b", ("…" + "a" * 61, "…" + "a" * 60 + "b")),
        ("x" + "a" * 400, "a" * 400, ("x" + "a" * 60 + "…", "a" * 60 + "…")),
        ("", "a" * 400, ("", "a" * 400)),
    ],
)
def test_of_a_long_text_what_differs_is_shown(theirs, mine, shown):
    difference = Difference("Text", "text", theirs, mine, is_theirs_kept=False)
    assert difference.is_long
    found = difference.excerpts
    assert found == shown
