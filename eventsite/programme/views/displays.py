"""What is on in a room now and next, for the screen beside its door.

An answer holds no moment but those of its sessions, so that it stays the same until the
next of them begins or ends: a screen that asks every half minute is told so.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from eventsite.core import clock
from eventsite.core.guard import public
from eventsite.core.web import or_404
from eventsite.formats.model import Room
from eventsite.formats.times import day_of
from eventsite.programme import exports
from eventsite.programme.exports import displays as display_file
from eventsite.programme.models import Edition
from eventsite.programme.views.answers import Values, answer, answer_file
from eventsite.timetable.models import Turn
from eventsite.timetable.rules import find_turn

bp = Blueprint("programme_displays", __name__, url_prefix="/events/<slug>/rooms/<name>")
THEMES = ("light", "dark")
MINUTE = timedelta(minutes=1)
MOST_LATER = 6  # that fit on a screen


@bp.get("/display")
@public
def display(slug: str, name: str) -> ResponseReturnValue:
    at = _this_minute()
    theme = request.args.get("theme", "")
    theme = theme if theme in THEMES else ""

    def make(edition: Edition) -> Values:
        room, turn = _turn(edition, name, at)
        zone = ZoneInfo(edition.programme.conference.zone)
        return {
            "room": room,
            "turn": turn,
            "theme": theme,
            "today": _day(edition, at),
            "offset": (at.astimezone(zone).utcoffset() or timedelta()) // MINUTE,
            "most_later": MOST_LATER,
        }

    return answer(slug, "display", make, (name, at), asked={"theme": theme})


@bp.get("/display.json")
@public
def display_json(slug: str, name: str) -> ResponseReturnValue:
    at = _this_minute()

    def make(edition: Edition, site: str) -> exports.File:
        room, turn = _turn(edition, name, at)
        return display_file.as_json(edition, room, turn, site)

    return answer_file(slug, ("display", name, at), make)


def _this_minute() -> datetime:
    return clock.now().replace(second=0, microsecond=0)


def _turn(edition: Edition, name: str, at: datetime) -> tuple[Room, Turn]:
    room = or_404(edition.rooms.get(name))
    programme = edition.programme
    day = _day(edition, at)
    return room, find_turn(programme.sessions, programme.breaks, room.name, at, day)


def _day(edition: Edition, at: datetime) -> date:
    conference = edition.programme.conference
    return day_of(at, ZoneInfo(conference.zone), conference.day_change)
