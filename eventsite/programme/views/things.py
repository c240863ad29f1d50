"""What the pages of one session, person, room or track show: for the page, for a bundle."""

from flask import url_for

from eventsite.core.web import or_404
from eventsite.formats.model import Session
from eventsite.programme import exports, rules
from eventsite.programme.models import Edition
from eventsite.programme.views.answers import Values
from eventsite.timetable.models import Day
from eventsite.timetable.rules import lay_out


def session(edition: Edition, code: str) -> Values:
    placements = edition.by_code.get(code) or or_404(edition.gone.get(code))
    shown = placements[0]
    before, after = rules.neighbours(edition, shown)
    url = _address("programme.session", slug=shown.event, code=code)
    return {
        "shown": shown,
        "is_gone": code in edition.gone,
        "placements": placements,
        "linked_data": exports.schema_org_session(edition, placements, url),
        "before": before,
        "after": after,
    }


def speaker(edition: Edition, code: str) -> Values:
    person = or_404(edition.people.get(code))
    url = _address("programme.speaker", slug=edition.slug, code=code)
    return {
        "person": person,
        "theirs": once(edition.by_person.get(code, [])),
        "linked_data": exports.schema_org_person(person, url),
    }


def room(edition: Edition, name: str) -> Values:
    found = or_404(edition.rooms.get(name))
    return {"room": found, "grids": _days(edition, rules.Filter(room=name))}


def track(edition: Edition, name: str) -> Values:
    found = or_404(edition.tracks.get(name))
    wanted = rules.Filter(track=name)
    sessions = rules.find_sessions(edition, wanted)
    return {
        "track": found,
        "grids": _days(edition, wanted),
        "untimed": [session for session in sessions if session.starts_at is None],
    }


def once(found: list[Session]) -> list[Session]:
    """Return each session once, as it is placed first."""
    return list({session.code: session for session in reversed(found)}.values())[::-1]


def _days(edition: Edition, wanted: rules.Filter) -> list[Day]:
    return lay_out(
        rules.find_sessions(edition, wanted),
        [],
        list(edition.rooms_by_name),
        edition.programme.conference.zone,
    )


def _address(endpoint: str, **values: str) -> str:
    return url_for(endpoint, _external=True, **values)
