from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from eventsite.formats.differences import differences
from eventsite.formats.model import Appearance, Conference, Person, Programme, Session

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
        ({"duration": timedelta(minutes=20)}, ("length",)),
        ({"room": "Cave", "duration": timedelta(minutes=20)}, ("length", "room")),
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
