from datetime import date, datetime, timedelta

import pytest
from werkzeug.datastructures import MultiDict

from eventsite.core import choices, fields
from eventsite.core.forms import Form
from eventsite.core.money import Money

pytestmark = pytest.mark.one_database

KINDS = {
    "text": fields.Text("x", limit=20, required=True),
    "long": fields.LongText("x", limit=30),
    "email": fields.Email(),
    "web": fields.WebAddress("x"),
    "zone": fields.ZoneField(),
    "day": fields.DayField("x"),
    "wall": fields.WallTimeField("x"),
    "count": fields.Count("x", low=1, high=50),
    "maybe": fields.Count("x", required=False),
    "minutes": fields.Minutes("x", high=600),
    "money": fields.MoneyField("x", currency="USD"),
    "colour": fields.Colour("x"),
    "choice": choices.Choice("x", choices=[("a", "A"), ("b", "B")]),
    "number": choices.Choice("x", choices=[(1, "A")], coerce=int),
    "choices": choices.Choices("x", choices=[("a", "A"), ("b", "B")]),
    "once": fields.OnceKey(),
}


@pytest.fixture
def typed(app):
    """Type a text into a field of a kind; return the field, validated."""

    def typed(kind, *texts):
        made = type("F", (Form,), {"x": KINDS[kind]})
        data = MultiDict([("x", text) for text in texts])
        with app.test_request_context(method="POST"):
            form = made(formdata=data)
            form.validate()
            str(form.x())  # can be shown again
            return form.x

    return typed


@pytest.mark.parametrize(
    ("kind", "text", "data"),
    [
        ("text", "  Ada \t\n Lovelace\0 ", "Ada Lovelace"),
        ("text", "e\N{COMBINING ACUTE ACCENT}", "é"),
        ("long", " a\r\nb\rc\x07 ", "a\nb\nc"),
        ("email", " Ada@Example.ORG ", "ada@example.org"),
        ("web", "https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("zone", "Europe/Brussels", "Europe/Brussels"),
        ("day", "2030-09-23", date(2030, 9, 23)),
        ("wall", "2030-09-23T18:30", datetime(2030, 9, 23, 18, 30)),
        ("count", " 50 ", 50),
        ("minutes", "90", timedelta(minutes=90)),
        ("money", "1,200.5", Money(1_200_50, "USD")),
        ("colour", "#2B5FA8", "#2b5fa8"),
        ("choice", "a", "a"),
        ("number", "1", 1),
        ("once", "k" * 32, "k" * 32),
    ],
)
def test_what_is_understood(typed, kind, text, data):
    field = typed(kind, text)
    assert (field.data, field.errors) == (data, [])


def test_a_number_that_is_taken_away_is_gone(app):
    made = type("F", (Form,), {"x": fields.Count("x", required=False)})
    with app.test_request_context(method="POST"):
        form = made(formdata=MultiDict([("x", " ")]), data={"x": 3})
        assert form.validate()
    assert form.x.data is None


HOSTILE = [
    "\0", "9" * 5000, "-1", "99999999999999999999", "١٢", "1e5", "NaN", "0x10", "\ud800",
    "<script>", "2030-02-30", "99999-01-01", "0001-01-01", "2030-09-23T25:00", "é" * 300,
    "../../etc/passwd", "javascript:alert(1)", "http://[::1", "https://a b", "a@b@c",
    "a@example.org\nBcc: x@example.org", "None", "http://x:99999/",
]  # fmt: skip


@pytest.mark.parametrize(
    "kind", sorted(KINDS.keys() - {"text", "long", "once", "choices", "maybe"})
)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_typed_wrongly_is_told_beside_the_field_and_never_breaks(
    typed, kind, text
):
    field = typed(kind, text)
    assert len(field.errors) >= 1
    assert all(len(error) < 200 for error in field.errors)


@pytest.mark.parametrize(
    "kind",
    [
        "text",
        "email",
        "zone",
        "day",
        "wall",
        "count",
        "minutes",
        "money",
        "choice",
        "number",
    ],
)
@pytest.mark.parametrize("texts", [(), ("",), ("  ",)])
def test_what_is_needed_is_asked_for(typed, kind, texts):
    assert len(typed(kind, *texts).errors) == 1


@pytest.mark.parametrize("kind", ["long", "web", "maybe", "colour", "choices"])
@pytest.mark.parametrize("texts", [(), ("",)])
def test_what_may_be_left_empty(typed, kind, texts):
    assert not typed(kind, *texts).errors or kind == "choices"


def test_too_long_is_said_with_the_limit(typed):
    assert typed("text", "x" * 21).errors == ["Keep this to 20 characters."]


def test_a_foreign_choice_is_refused(typed):
    assert typed("choices", "a", "z").errors == ["Choose from the list."]


def test_a_broken_key_is_replaced_by_a_new_one(typed):
    assert len(typed("once", "<x>").data) == 32


def test_wrong_input_is_shown_again(typed):
    assert 'value="12.345"' in typed("money", "12.345")()
    assert 'value="many"' in typed("minutes", "many")()


def test_a_length_of_time_is_shown_as_it_was_kept(app):
    made = type("F", (Form,), {"x": fields.Minutes("x")})
    with app.test_request_context():
        form = made(data={"x": timedelta(hours=1, minutes=30)})
        assert 'value="90"' in form.x()
