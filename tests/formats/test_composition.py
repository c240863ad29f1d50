from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from eventsite.formats.composition import Slice, carry_over, compose
from eventsite.formats.model import (
    Appearance,
    Break,
    Conference,
    Person,
    Programme,
    Room,
    Session,
    Track,
)

pytestmark = pytest.mark.one_database
START = datetime(2030, 11, 1, 9, tzinfo=UTC)
CONFERENCE = Conference("Conf", starts_on=date(2030, 11, 1), ends_on=date(2030, 11, 2))


def session(title, event, room, hours=0, **more):
    start = START + timedelta(hours=hours)
    return Session(
        title, slot_guid=title, event=event, room=room, starts_at=start, **more
    )


def programme(*sessions, **more):
    return Programme(CONFERENCE, sessions=list(sessions), **more)


def test_each_slice_speaks_for_its_events_only():
    old = programme(session("A1", "a", ""), session("B1", "b", ""), version="1")
    new = programme(session("A2", "a", ""), session("B2", "b", ""), version="2")
    found = compose(CONFERENCE, [Slice(new, {"b": "b"}), Slice(old, {"a": "renamed"})])
    assert [(s.title, s.event) for s in found.sessions] == [
        ("A1", "renamed"),
        ("B2", "b"),
    ]
    assert found.version == "2"
    assert old.sessions[0].event == "a"  # the slice is left alone


def test_rooms_tracks_and_people_are_those_in_use_in_the_venues_order():
    rooms = [
        Room("Aula", "hall"),
        Room("Cave", "cave"),
        Room("Empty"),
        Room("Hall", "hall"),
    ]
    people = [Person("A", "Ada"), Person("B", "Bob"), Person("C", "Cleo")]
    tracks = [Track("Go"), Track("Rust")]
    whole = programme(
        session("One", "a", "Hall", track="Go", people=[Appearance("B")]),
        session("Two", "a", "Aula", people=[Appearance("A")]),
        rooms=rooms, people=people, tracks=tracks,
    )  # fmt: skip
    part = programme(
        session("Three", "b", "Cave"), rooms=[Room("Cave", "cave")], version="2"
    )
    found = compose(CONFERENCE, [Slice(part, {"b": "b"}), Slice(whole, {"a": "a"})])
    assert [(r.name, r.slug) for r in found.rooms] == [
        ("Aula", "hall"),
        ("Cave", "cave"),
        ("Hall", "hall-2"),
    ]
    assert [t.name for t in found.tracks] == ["Go"]
    assert [p.name for p in found.people] == ["Ada", "Bob"]
    assert [s.title for s in found.sessions] == ["Two", "Three", "One"]


def test_rooms_of_the_events_are_there_even_if_nothing_is_on_in_them():
    rooms = [Room("Aula", event="a"), Room("Cave", event="b"), Room("Hut", event="a")]
    old = programme(session("One", "a", "Aula"), rooms=rooms, version="1")
    assert [r.name for r in compose(CONFERENCE, [Slice(old, {"a": "a"})]).rooms] == [
        "Aula", "Hut",
    ]  # fmt: skip
    new = programme(session("Two", "b", "Aula"), rooms=rooms, version="2")
    found = compose(CONFERENCE, [Slice(new, {"b": "renamed"})])
    assert [r.name for r in found.rooms] == ["Aula", "Cave"]
    found = compose(CONFERENCE, [Slice(new, {"b": "b"}), Slice(old, {"a": "a"})])
    assert [r.name for r in found.rooms] == ["Aula", "Cave", "Hut"]


def test_sessions_stand_by_time_then_room_and_those_without_time_last():
    rooms = [Room("Aula"), Room("Cave")]
    later = replace(session("Later", "a", "Aula"), starts_at=None)
    found = compose(
        CONFERENCE,
        [
            Slice(
                programme(
                    later,
                    session("3", "a", "Aula", 2),
                    session("2", "a", "Cave"),
                    session("1", "a", "Aula"),
                    rooms=rooms,
                ),
                {"a": "a"},
            )
        ],
    )
    assert [s.title for s in found.sessions] == ["1", "2", "3", "Later"]


def test_days_are_the_conferences_and_all_on_which_something_happens():
    early = session("Early", "a", "", day=date(2030, 10, 31))
    found = compose(CONFERENCE, [Slice(programme(early), {"a": "a"})])
    assert found.days == [date(2030, 10, 31), date(2030, 11, 1), date(2030, 11, 2)]


def test_breaks_come_with_their_events():
    pauses = [Break(e, START, timedelta(hours=1), event=e) for e in ("a", "b")]
    found = compose(CONFERENCE, [Slice(programme(breaks=pauses), {"b": "c"})])
    assert [(pause.title, pause.event) for pause in found.breaks] == [("b", "c")]


def test_history_is_carried_over_while_nothing_changes():
    before = programme(
        session("A", "a", "Aula", sequence=3, changed_at=START),
        session("B", "a", "Aula", sequence=1, changed_at=START),
    )
    after = programme(
        session("A", "elsewhere", "Aula", line=12), session("B", "a", "Cave")
    )
    now = START + timedelta(days=1)
    carry_over(after, before, now)
    assert [(s.sequence, s.changed_at) for s in after.sessions] == [
        (3, START),
        (2, now),
    ]


class TestWhatIsGone:
    """Places that the public has seen and that are no more."""

    DAY = timedelta(days=1)

    def releases(self, *versions):
        """Return the programmes of successive versions, each with its history."""
        before = None
        found = []
        for n, sessions in enumerate(versions):
            made = programme(*sessions)
            carry_over(made, before, START + n * self.DAY)
            found.append(made)
            before = compose(CONFERENCE, [Slice(made, {"a": "a"})])
        return found

    def test_it_is_kept_cancelled_until_it_comes_back(self):
        talk, other = session("A", "a", "Aula"), session("B", "a", "Cave")
        first, second, third, fourth = self.releases(
            [replace(talk), replace(other)],
            [replace(other)],
            [replace(other)],
            [replace(talk), replace(other)],
        )
        assert first.gone == []
        (gone,) = second.gone
        assert (gone.title, gone.room, gone.starts_at) == ("A", "Aula", START)
        assert (gone.cancelled, gone.sequence) == (True, 1)
        assert gone.changed_at == START + self.DAY
        assert third.gone == second.gone
        assert fourth.gone == []
        assert [(s.title, s.sequence) for s in fourth.sessions] == [("A", 2), ("B", 0)]
        assert not fourth.sessions[0].cancelled

    def test_so_is_the_place_of_one_that_is_listed_without_a_time(self):
        talk = session("A", "a", "Aula")
        off = replace(talk, starts_at=None, room="")
        *_, second, third = self.releases([talk], [off], [replace(talk)])
        assert [(s.sequence, s.cancelled) for s in second.gone] == [(1, True)]
        assert [(s.sequence, s.cancelled) for s in second.sessions] == [(1, False)]
        assert [(s.sequence, s.cancelled) for s in third.sessions] == [(2, False)]

    def test_who_was_told_of_a_cancellation_is_not_told_again(self):
        off = session("A", "a", "Aula", cancelled=True)
        _, second = self.releases([off], [])
        assert [(s.sequence, s.cancelled) for s in second.gone] == [(0, True)]

    def test_a_composition_knows_those_of_its_events(self):
        lost = session("A", "a", "Aula", cancelled=True)
        moved = session("M", "b", "Aula", cancelled=True)
        slice_ = Slice(programme(gone=[lost, moved]), {"a": "renamed", "b": "b"})
        other = Slice(programme(session("M", "c", "Cave")), {"c": "c"})
        found = compose(CONFERENCE, [slice_, other])
        assert [(s.title, s.event) for s in found.gone] == [("A", "renamed")]
        assert compose(CONFERENCE, [Slice(slice_.programme, {"x": "x"})]).gone == []
