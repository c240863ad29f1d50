import pytest
from sqlalchemy.exc import IntegrityError

from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.rows import InUse, change, delete_unused, unless_taken, uses_of
from eventsite.events.models import Room, Track
from tests import factories
from tests.factories import stored

pytestmark = pytest.mark.usefixtures("app")


class Taken(Refusal):
    message = "Taken."


def test_change_tells_what_differed():
    track = factories.track(factories.event(), name="Cloud", colour="#112233")

    assert change(track, {"name": "Cloud", "colour": None, "position": 4}) == [
        "colour",
        "position",
    ]
    assert (track.name, track.colour, track.position) == ("Cloud", None, 4)


@pytest.mark.parametrize("column", ["name", "slug"])
def test_a_unique_column_tells_who_was_first(column):
    event = factories.event()
    factories.track(event, name="Cloud", slug="cloud")
    second = {"name": "Other", "slug": "other"} | {column: "cloud"}
    if column == "name":
        second["name"] = "Cloud"

    with pytest.raises(Taken), unless_taken(**{column: Taken()}):
        db.session.add(Track(event=event, **second))

    assert [track.name for track in stored(Track)] == ["Cloud"]


def test_another_broken_constraint_is_a_bug_not_a_refusal():
    with pytest.raises(IntegrityError), unless_taken(name=Taken()):
        db.session.add(Track(event_id=None, name="Lost", slug="lost"))


def test_uses_are_counted_over_all_tables():
    event = factories.event()
    room = factories.room(event)
    assert uses_of(room) == []

    draft = factories.draft(event)
    for _ in range(3):
        factories.slot(draft, factories.session(event), room, factories.NOW)

    assert list(map(str, uses_of(room))) == ["3 slots"]


def test_what_is_used_stays_and_says_by_what():
    event = factories.event()
    used, unused = factories.track(event), factories.track(event)
    factories.session(event, track=used)

    with pytest.raises(InUse) as refusal:
        delete_unused(used, "Cloud")
    delete_unused(unused, "Other")
    db.session.commit()

    assert str(refusal.value) == "“Cloud” is used by 1 session. Change those first."
    assert stored(Track) == [used]
    assert stored(Room) == []
