"""The programme's files: for apps, calendars and spreadsheets."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from eventsite.core.guard import public
from eventsite.core.web import or_404
from eventsite.formats import frab_xml
from eventsite.programme import exports
from eventsite.programme.models import Edition
from eventsite.programme.views.answers import answer_file

bp = Blueprint("programme_files", __name__, url_prefix="/events/<slug>")


@bp.get("/schedule.xml")
@public
def xml(slug: str) -> ResponseReturnValue:
    flavour: frab_xml.Flavour = (
        "fosdem" if request.args.get("flavour") == "fosdem" else "strict"
    )
    return answer_file(
        slug,
        f"xml {flavour}",
        lambda edition, site: exports.xml(edition, site, flavour),
    )


@bp.get("/schedule.json")
@public
def json(slug: str) -> ResponseReturnValue:
    return answer_file(slug, "json", exports.json)


@bp.get("/schedule.xcal")
@public
def xcal(slug: str) -> ResponseReturnValue:
    return answer_file(slug, "xcal", exports.xcal)


@bp.get("/schedule.ics")
@public
def calendar(slug: str) -> ResponseReturnValue:
    return answer_file(slug, "calendar", exports.calendar)


@bp.get("/sessions/<code>.ics")
@public
def session_calendar(slug: str, code: str) -> ResponseReturnValue:
    def make(edition: Edition, site: str) -> exports.File:
        placements = or_404(edition.by_code.get(code))
        return exports.part_calendar(edition, placements[0].title, placements, site)

    return answer_file(slug, ("session calendar", code), make)


@bp.get("/rooms/<name>.ics")
@public
def room_calendar(slug: str, name: str) -> ResponseReturnValue:
    def make(edition: Edition, site: str) -> exports.File:
        room = or_404(edition.rooms.get(name)).name
        there = [s for s in edition.programme.sessions if s.room == room]
        return exports.part_calendar(edition, room, there, site)

    return answer_file(slug, ("room calendar", name), make)


@bp.get("/tracks/<name>.ics")
@public
def track_calendar(slug: str, name: str) -> ResponseReturnValue:
    def make(edition: Edition, site: str) -> exports.File:
        track = or_404(edition.tracks.get(name)).name
        theirs = [s for s in edition.programme.sessions if s.track == track]
        return exports.part_calendar(edition, track, theirs, site)

    return answer_file(slug, ("track calendar", name), make)


@bp.get("/speakers/<code>.ics")
@public
def speaker_calendar(slug: str, code: str) -> ResponseReturnValue:
    def make(edition: Edition, site: str) -> exports.File:
        person = or_404(edition.people.get(code))
        theirs = edition.by_person.get(code, [])
        return exports.part_calendar(edition, person.name, theirs, site)

    return answer_file(slug, ("speaker calendar", code), make)


@bp.get("/<any(sessions, speakers, rooms, tracks):what>.csv")
@public
def table(slug: str, what: str) -> ResponseReturnValue:
    return answer_file(
        slug,
        ("table", what),
        lambda edition, site: exports.table(edition, site, exports.Table(what)),
    )
