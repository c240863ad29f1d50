from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from eventsite.formats.differences import Changes, Detail, Place, differences, tell
from eventsite.formats.model import (
    Appearance,
    Conference,
    Link,
    Person,
    Programme,
    Session,
)
from eventsite.formats.programme_json import dump, load_as

pytestmark = pytest.mark.one_database
START = datetime(2030, 11, 1, 9, tzinfo=UTC)
TALK = Session(
    "Talk",
    slot_guid="1",
    starts_at=START,
    duration=timedelta(minutes=30),
    day=date(2030, 11, 1),
    room="Aula",
    people=[Appearance("ADA222")],
)


def programme(*sessions, name="Ada"):
    return Programme(
        Conference("Conf"), people=[Person("ADA222", name)], sessions=list(sessions)
    )


def compare(before, after):
    return differences(programme(before), programme(after))


def test_nothing_changed():
    assert not compare(TALK, replace(TALK, changed_at=START, sequence=7, event="x"))


def test_everything_is_new_at_first():
    found = differences(None, programme(TALK))
    assert (found.new, found.cancelled, found.moved, found.changed) == (
        [TALK],
        [],
        [],
        [],
    )


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"room": "Cave"}, ("room",)),
        ({"starts_at": START + timedelta(minutes=5)}, ("time",)),
        ({"starts_at": START + timedelta(1), "day": date(2030, 11, 2)}, ("time",)),
        ({"room": "Cave", "starts_at": START + timedelta(1)}, ("time", "room")),
    ],
)
def test_a_move_says_what_moved(changes, what):
    after = replace(TALK, **changes)
    found = compare(TALK, after)
    assert [(m.before, m.after, m.what) for m in found.moved] == [(TALK, after, what)]
    assert not found.changed


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"title": "Speech"}, ("title",)),
        ({"people": []}, ("people",)),
        ({"duration": timedelta(minutes=20)}, ("length",)),
        ({"abstract": "More.", "type": "Keynote"}, ("abstract", "type")),
        ({"recording_url": "https://x.example", "do_not_record": True}, ("recording",)),
    ],
)
def test_a_change_says_what_changed(changes, what):
    found = compare(TALK, replace(TALK, **changes))
    assert [change.what for change in found.changed] == [what]
    assert not found.moved


def test_another_name_of_a_speaker_is_a_change():
    found = differences(programme(TALK), programme(TALK, name="Ada Lovelace"))
    assert [change.what for change in found.changed] == [("people",)]


def test_cancelled_is_marked_or_gone_and_said_once():
    off = replace(TALK, cancelled=True)
    assert compare(TALK, off).cancelled == [off]
    assert differences(programme(TALK), programme()).cancelled == [TALK]
    assert not compare(off, off)
    assert not differences(programme(off), programme())
    assert compare(off, TALK).new == [TALK]


class TestTelling:
    def told(self, before, after):
        found = tell(before and programme(*before), programme(*after))
        return [
            (c.kind, c.title, c.before and c.before.room, c.after and c.after.room)
            for c in found
        ]

    def test_each_session_is_told_of_once(self):
        other = replace(TALK, title="Other", slot_guid="2", room="Cave")
        moved = replace(other, room="Hut", title="Renamed")
        assert self.told([TALK, other], [moved]) == [
            ("cancelled", "Talk", "Aula", None),
            ("moved", "Renamed", "Cave", "Hut"),
        ]
        assert self.told([other], [other, TALK]) == [("new", "Talk", None, "Aula")]
        assert self.told([TALK], [replace(TALK, title="Speech")]) == [
            ("changed", "Speech", "Aula", "Aula")
        ]

    def test_slides_are_no_news_by_themselves(self):
        slides = {"attachments": [Link("https://x.example")], "tags": ["new"]}
        assert self.told([TALK], [replace(TALK, **slides)]) == []
        (change,) = tell(
            programme(TALK), programme(replace(TALK, room="Cave", **slides))
        )
        assert change.details == [Detail("attachments"), Detail("tags")]

    def test_details_say_what_was_and_what_is(self):
        after = replace(
            TALK,
            title="Speech",
            duration=timedelta(minutes=45),
            abstract="Long.",
            room="Cave",
        )
        (change,) = tell(programme(TALK), programme(after, name="Ada L."))
        assert change.details == [
            Detail("length", "00:30", "00:45"),
            Detail("title", "Talk", "Speech"),
            Detail("abstract"),
            Detail("people", "Ada", "Ada L."),
        ]
        assert change.before == Place(START, timedelta(minutes=30), "Aula")
        assert change.after.ends_at == START + timedelta(minutes=45)
        assert change.people == ["Ada L."]

    def test_who_would_have_spoken_is_named(self):
        gone = Programme(Conference("Conf"))
        (change,) = tell(programme(TALK), gone)
        assert (change.kind, change.people) == ("cancelled", ["Ada"])

    def test_it_can_be_kept(self):
        found = Changes(tell(programme(TALK), programme(replace(TALK, room="Cave"))))
        assert load_as(Changes, dump(found)) == found
