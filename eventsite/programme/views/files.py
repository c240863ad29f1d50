"""The programme's files: for apps, calendars and spreadsheets."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from eventsite.core.guard import public
from eventsite.core.web import or_404
from eventsite.formats import frab_xml
from eventsite.formats.model import Session
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
        {"flavour": "fosdem"} if flavour == "fosdem" else {},
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
        known = edition.by_code.get(code) or edition.gone.get(code)
        title = or_404(known)[0].title
        return exports.part_calendar(edition, title, lambda s: s.code == code, site)

    return answer_file(slug, ("session calendar", code), make)


@bp.get("/rooms/<name>.ics")
@public
def room_calendar(slug: str, name: str) -> ResponseReturnValue:
    def make(edition: Edition, site: str) -> exports.File:
        room = or_404(edition.rooms.get(name)).name
        return exports.part_calendar(edition, room, lambda s: s.room == room, site)

    return answer_file(slug, ("room calendar", name), make)


@bp.get("/tracks/<name>.ics")
@public
def track_calendar(slug: str, name: str) -> ResponseReturnValue:
    def make(edition: Edition, site: str) -> exports.File:
        track = or_404(edition.tracks.get(name)).name
        return exports.part_calendar(edition, track, lambda s: s.track == track, site)

    return answer_file(slug, ("track calendar", name), make)


@bp.get("/speakers/<code>.ics")
@public
def speaker_calendar(slug: str, code: str) -> ResponseReturnValue:
    def make(edition: Edition, site: str) -> exports.File:
        person = or_404(edition.people.get(code))

        def is_theirs(session: Session) -> bool:
            return any(part.person == code for part in session.people)

        return exports.part_calendar(edition, person.name, is_theirs, site)

    return answer_file(slug, ("speaker calendar", code), make)


@bp.get("/<any(sessions, speakers, rooms, tracks):what>.csv")
@public
def table(slug: str, what: str) -> ResponseReturnValue:
    return answer_file(
        slug,
        ("table", what),
        lambda edition, site: exports.table(edition, site, exports.Table(what)),
    )
