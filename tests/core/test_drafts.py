import pytest
from werkzeug.datastructures import MultiDict

from eventsite.core import drafts

pytestmark = pytest.mark.one_database


def test_a_draft_holds_what_was_typed_into_the_fields_and_their_rows():
    sent = MultiDict(
        [
            ("title", "A"),
            ("groups", "x"),
            ("groups", "y"),
            ("co-0-name", "Ada"),
            ("state", "accepted"),
            ("csrf_token", "secret"),
        ]
    )
    kept = drafts.typed(sent, ["title", "groups", "co"])
    assert kept == {"title": ["A"], "groups": ["x", "y"], "co-0-name": ["Ada"]}
    assert drafts.as_sent(kept).getlist("groups") == ["x", "y"]


def test_what_no_database_can_hold_is_dropped_and_all_else_stays():
    sent = MultiDict({"title": "a\0b\ud800c\x7f <b>\u202e\U0001f389\n\t"})
    assert drafts.typed(sent, ["title"]) == {"title": ["abc <b>\u202e\U0001f389\n\t"]}


@pytest.mark.parametrize(
    "sent",
    [
        MultiDict({"title": "x" * drafts.LARGEST}),
        MultiDict([("title", "x")] * (drafts.MOST_VALUES + 1)),
    ],
)
def test_more_than_anyone_types_is_refused(sent):
    with pytest.raises(drafts.DraftTooLong):
        drafts.typed(sent, ["title"])
