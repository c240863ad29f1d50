"""For organisers: whether the files are what apps take, and the programme elsewhere."""

from collections.abc import Iterable
from typing import NamedTuple

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.guard import requires
from eventsite.core.web import or_404
from eventsite.events.models import Event
from eventsite.events.queries import find_event
from eventsite.formats.checks.problems import Problem, Where
from eventsite.permissions import Right
from eventsite.programme import queries
from eventsite.programme.exports.checks import find_report
from eventsite.programme.models import Edition

bp = Blueprint("programme_desk", __name__, url_prefix="/manage/<slug>")
MOST_NAMED = 10  # sessions with the same problem


class Place(NamedTuple):
    title: str
    url: str


class Group(NamedTuple):
    """Problems that are told in the same words."""

    what: str
    breaks: bool
    number: int
    places: list[Place]  # where to mend the first of them


@bp.get("/embed")
@requires(Right.SEE_EVENT)
def embed(slug: str) -> ResponseReturnValue:
    return render_template("programme/embed.html", event=or_404(find_event(slug)))


@bp.get("/files")
@requires(Right.RELEASE_SCHEDULE)
def files(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    edition = queries.get_edition(or_404(queries.find_stamp(slug)), event)
    report = find_report(edition, request.url_root.rstrip("/"))
    return render_template(
        "programme/files.html",
        event=event,
        edition=edition,
        report=report,
        group=lambda problems: _group(problems, edition, event),
    )


def _group(problems: Iterable[Problem], edition: Edition, event: Event) -> list[Group]:
    """Return the problems by their words, what breaks something first."""
    alike: dict[tuple[bool, str], list[Problem]] = {}
    for problem in problems:
        alike.setdefault((problem.breaks, str(problem.what)), []).append(problem)
    return [
        Group(
            what,
            breaks,
            len(found),
            [
                place
                for problem in found[:MOST_NAMED]
                if (place := _place(problem, edition, event))
            ],
        )
        for (breaks, what), found in sorted(
            alike.items(), key=lambda item: not item[0][0]
        )
    ]


def _place(problem: Problem, edition: Edition, event: Event) -> Place | None:
    """Return where that can be mended."""
    session = edition.by_guid.get(problem.guid)
    if session is None:
        if problem.where is not Where.EVENT:
            return None
        return Place(event.name, url_for("events_desk.edit", slug=event.slug))
    endpoint = (
        "schedule_desk.placement"
        if problem.where is Where.PLACE
        else "sessions_desk.edit_session"
    )
    there = url_for(endpoint, slug=session.event, code=session.code)
    return Place(session.title, there)
