"""Former versions of the programme, and what changed between any two."""

from collections.abc import Mapping

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from eventsite.core.guard import public
from eventsite.core.web import or_404
from eventsite.events.queries import find_event
from eventsite.programme import exports, queries, rules
from eventsite.programme.exports import changes as changes_file
from eventsite.programme.models import Edition
from eventsite.programme.views.answers import Values, answer, answer_file
from eventsite.schedule.queries import list_versions
from eventsite.timetable.rules import for_grid, lay_out

bp = Blueprint("programme_versions", __name__, url_prefix="/events/<slug>/schedule")


@bp.get("/versions")
@public
def versions(slug: str) -> ResponseReturnValue:
    def make(edition: Edition) -> Values:
        event = or_404(find_event(edition.slug))
        return {"versions": list_versions(event), "count_words": rules.count_words}

    return answer(slug, "versions", make)


@bp.get("/v/<path:version>")
@public
def version(slug: str, version: str) -> ResponseReturnValue:
    def make(edition: Edition) -> Values:
        event = or_404(find_event(edition.slug))
        known = list_versions(event)
        found = or_404(next((one for one in known if one.name == version), None))
        then = queries.get_version(edition.stamp, event, found)
        programme = then.programme
        return {
            "version": found,
            "newest": known[0],
            "then": then,
            "grids": lay_out(
                for_grid(programme.sessions),
                programme.breaks,
                list(then.rooms_by_name),
                programme.conference.zone,
            ),
            "untimed": [s for s in programme.sessions if s.starts_at is None],
        }

    return answer(slug, "version", make, version)


@bp.get("/changes")
@public
def changes(slug: str) -> ResponseReturnValue:
    asked = _asked()

    def make(edition: Edition) -> Values:
        event = or_404(find_event(edition.slug))
        known = list_versions(event)
        found = queries.find_comparison(edition, event, known, asked)
        return {
            "versions": known,
            "comparison": or_404(found) if any(asked.values()) else found,
            "kinds": rules.KINDS,
            "details": rules.DETAILS,
            "count_words": rules.count_words,
        }

    return answer(slug, "changes", make, asked=asked)


@bp.get("/changes.json")
@public
def changes_json(slug: str) -> ResponseReturnValue:
    asked = _asked()

    def make(edition: Edition, site: str) -> exports.File:
        event = or_404(find_event(edition.slug))
        known = list_versions(event)
        found = queries.find_comparison(edition, event, known, asked)
        if any(asked.values()):
            found = or_404(found)
        return changes_file.as_json(edition, found, site)

    return answer_file(slug, ("changes", *asked.values()), make, asked)


@bp.get("/changes.atom")
@public
def changes_feed(slug: str) -> ResponseReturnValue:
    def make(edition: Edition, site: str) -> exports.File:
        event = or_404(find_event(edition.slug))
        return changes_file.as_feed(edition, event, list_versions(event), site)

    return answer_file(slug, "changes feed", make)


def _asked() -> Mapping[str, str]:
    return {name: request.args.get(name, "") for name in ("from", "to")}
