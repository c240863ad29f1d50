"""What became of a session that people have planned with."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from eventsite.core.db import db
from eventsite.schedule import actions
from eventsite.schedule import queries as schedule
from eventsite.timetable.rules import for_grid
from tests.factories import NOW
from tests.formats.samples import session
from tests.programme.test_views import titles
from tests.schedule.test_releases import MORNING, placed

A_DAY = timedelta(days=1)


def entry(client, title, path="schedule.ics"):
    """Return what a calendar program that asks now learns of the session."""
    found = Calendar.from_ical(client.get(f"/events/conf/{path}").data)
    (event,) = [e for e in found.walk("VEVENT") if str(e["SUMMARY"]) == title]
    return str(event["UID"]), int(event["SEQUENCE"]), str(event["STATUS"])


def cancel(one):
    one.state = "cancelled"
    db.session.commit()


def take_off(draft, one):
    slot = schedule.find_slot(draft, one)
    slot.starts_at = slot.room = None
    db.session.commit()


class TestOverThreeReleases:
    def test_cancelled_and_held_after_all(self, client, conf, release):
        first = entry(client, "Opening")
        cancel(conf.opening)
        release(conf.event, version="2", now=NOW + A_DAY)
        second = entry(client, "Opening")
        conf.opening.state = "confirmed"
        db.session.commit()
        release(conf.event, version="3", now=NOW + 2 * A_DAY)
        third = entry(client, "Opening")
        uid = first[0]
        assert [first, second, third] == [
            (uid, 0, "CONFIRMED"),
            (uid, 1, "CANCELLED"),
            (uid, 2, "CONFIRMED"),
        ]

    @pytest.mark.parametrize("unplaced", [True, False])
    def test_taken_off_and_put_back(self, client, conf, release, unplaced):
        uid = entry(client, "Opening")[0]
        take_off(conf.draft, conf.opening)
        for n in (2, 3):  # the second changes nothing of it
            release(conf.event, version=str(n), now=NOW + n * A_DAY, unplaced=unplaced)
            assert entry(client, "Opening") == (uid, 1, "CANCELLED")
        for path in ("sessions/PEN222.ics", "rooms/aula.ics"):
            assert entry(client, "Opening", path) == (uid, 1, "CANCELLED")
        slot = schedule.find_slot(conf.draft, conf.opening)
        slot.starts_at, slot.room = MORNING, conf.aula
        db.session.commit()
        release(conf.event, version="4", now=NOW + 4 * A_DAY)
        assert entry(client, "Opening") == (uid, 2, "CONFIRMED")

    def test_moved_twice(self, client, conf, release):
        for n in (1, 2):
            slot = schedule.find_slot(conf.draft, conf.opening)
            slot.starts_at += timedelta(hours=1)
            db.session.commit()
            release(conf.event, version=str(n + 1), now=NOW + n * A_DAY)
            assert entry(client, "Opening")[1:] == (n, "CONFIRMED")

    def test_one_of_two_times_is_dropped(self, client, conf, release):
        where = actions.Place(conf.cave, MORNING + A_DAY * 2, timedelta(minutes=30))
        again = actions.repeat(conf.draft, conf.opening, where, 2)
        db.session.commit()
        uid = f"{again.guid}@eventsite"
        release(conf.event, version="2", now=NOW + A_DAY)
        db.session.delete(again)
        db.session.commit()
        release(conf.event, version="3", now=NOW + 2 * A_DAY)
        found = Calendar.from_ical(client.get("/events/conf/schedule.ics").data)
        states = {
            str(e["UID"]): str(e["STATUS"])
            for e in found.walk("VEVENT")
            if str(e["SUMMARY"]) == "Opening"
        }
        assert states == {
            f"{conf.opening.guid}@eventsite": "CONFIRMED",
            uid: "CANCELLED",
        }

    def test_a_release_of_another_event_leaves_it_cancelled(
        self, client, conf, release
    ):
        take_off(conf.draft, conf.opening)
        release(conf.event, version="2", now=NOW + A_DAY, unplaced=False)
        release(conf.child, version="3", now=NOW + 2 * A_DAY, unplaced=False)
        assert entry(client, "Opening")[1:] == (1, "CANCELLED")
        side = client.get("/events/side/schedule.ics").text
        assert "Opening" not in side


class TestAtItsAddress:
    def test_a_cancelled_one_is_struck_through(self, client, conf, release):
        cancel(conf.opening)
        release(conf.event, version="2", now=NOW + A_DAY)
        text = client.get("/events/conf/sessions/PEN222").text
        assert '<h1 class="off">Opening</h1>' in text
        assert "This session is cancelled." in text
        assert "Add to my calendar" not in text

    def test_so_is_one_that_is_in_the_programme_no_more(self, client, conf, release):
        take_off(conf.draft, conf.opening)
        release(conf.event, version="2", now=NOW + A_DAY, unplaced=False)
        answer = client.get("/events/conf/sessions/PEN222")
        assert answer.status_code == 200
        assert '<h1 class="off">Opening</h1>' in answer.text
        assert "no longer in the programme" in answer.text
        assert client.get("/events/side/sessions/PEN222").status_code == 404
        assert "Ada Lovelace" not in client.get("/events/conf/speakers").text
        for path in ("schedule", "sessions", "schedule.xml", "sessions.csv"):
            assert "Opening" not in client.get(f"/events/conf/{path}").text

    def test_even_if_its_room_and_track_are_gone(self, client, conf, release):
        take_off(conf.draft, conf.opening)
        conf.opening.track.name, conf.aula.name = "Renamed", "Renamed"
        db.session.commit()
        release(conf.event, version="2", now=NOW + A_DAY, unplaced=False)
        text = client.get("/events/conf/sessions/PEN222").text
        assert "Cloud" in text
        assert "Aula" in text


class TestInTheGrid:
    def test_it_stays_struck_through(self, client, conf, release):
        cancel(conf.opening)
        release(conf.event, version="2", now=NOW + A_DAY)
        answer = client.get("/events/conf/schedule")
        assert "Opening" in titles(answer)
        assert "<b>Cancelled</b>" in answer.text

    def test_until_another_takes_its_place(self, client, conf, release):
        cancel(conf.opening)
        placed(conf.draft, conf.event, 10, conf.aula, title="Instead", code="NSTD22")
        release(conf.event, version="2", now=NOW + A_DAY)
        found = titles(client.get("/events/conf/schedule"))
        assert "Instead" in found
        assert "Opening" not in found
        assert "Opening" in client.get("/events/conf/sessions").text

    @pytest.mark.parametrize(
        ("more", "is_shown"),
        [
            ({}, False),
            ({"room": "Side"}, True),
            ({"starts_at": session(1).ends_at}, True),
            ({"cancelled": True}, True),
            ({"starts_at": None}, True),
        ],
    )
    def test_who_takes_its_place(self, more, is_shown):
        off = session(1, cancelled=True)
        other = session(**{"n": 2, "starts_at": off.starts_at} | more)
        assert (off in for_grid([off, other])) == is_shown
        assert other in for_grid([off, other])
