"""What is released of an event and those below it.

Everybody gets the same, so it is kept as documents under all it depends on, like the
programme's pages.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from flask import Response, abort, request

from eventsite.api import rules
from eventsite.api.exports.programme import (
    RoomSchema,
    ScheduleSchema,
    SessionSchema,
    SpeakerSchema,
    Stage,
    TrackSchema,
)
from eventsite.api.forms.reading import Paged, SessionsAsked, SpeakersAsked
from eventsite.api.rules import SessionFilter
from eventsite.core import rest
from eventsite.core.documents import Document, kept_documents, send
from eventsite.core.guard import public
from eventsite.core.openapi import Resources
from eventsite.core.web import or_404
from eventsite.events.queries import find_event
from eventsite.programme.queries import find_stamp, get_edition
from eventsite.programme.rules import count_rooms, count_tracks, find_people

bp = Resources(
    "Programme",
    "programme",
    "What was released of an event and those below it. Drafts are not in here.",
)
Asked = dict[str, Any]


@bp.get("/events/<slug>/schedule")
@public
@bp.shows(ScheduleSchema)
@bp.fails(404)
def get_schedule(slug: str) -> Response:
    """Show what is out now.

    The newest release with its days and breaks.
    """

    def make(stage: Stage) -> Document:
        return _document(stage, ScheduleSchema().dump(stage.schedule()))

    return _answer(slug, "schedule", make)


@bp.get("/events/<slug>/sessions")
@public
@bp.reads(SessionsAsked)
@bp.shows(SessionSchema(many=True))
@bp.fails(404)
def list_sessions(asked: Asked, slug: str) -> Response:
    """List the sessions.

    By their first time, then by room; those without a time come last.
    """
    names = SessionFilter.__dataclass_fields__
    wanted = SessionFilter(**{name: asked[name] for name in names})

    def make(stage: Stage) -> Document:
        found = rules.find_sessions(stage.edition, wanted)
        shown = [stage.session(one) for one in _part(found, asked)]
        return _document(stage, SessionSchema(many=True).dump(shown), len(found), asked)

    endless = wanted.q or wanted.modified_since
    return _answer(slug, "sessions", make, None if endless else _said(asked))


@bp.get("/events/<slug>/sessions/<code>")
@public
@bp.shows(SessionSchema)
@bp.fails(404)
def get_session(slug: str, code: str) -> Response:
    """Show a session."""

    def make(stage: Stage) -> Document:
        placements = or_404(stage.edition.by_code.get(code.upper()))
        return _document(stage, SessionSchema().dump(stage.session(placements)))

    return _answer(slug, "session", make, code)


@bp.get("/events/<slug>/speakers")
@public
@bp.reads(SpeakersAsked)
@bp.shows(SpeakerSchema(many=True))
@bp.fails(404)
def list_speakers(asked: Asked, slug: str) -> Response:
    """List the people on stage.

    By name.
    """

    def make(stage: Stage) -> Document:
        found = find_people(stage.edition, asked["q"])
        shown = [stage.speaker(person) for person in _part(found, asked)]
        return _document(stage, SpeakerSchema(many=True).dump(shown), len(found), asked)

    return _answer(slug, "speakers", make, None if asked["q"] else _said(asked))


@bp.get("/events/<slug>/speakers/<code>")
@public
@bp.shows(SpeakerSchema)
@bp.fails(404)
def get_speaker(slug: str, code: str) -> Response:
    """Show somebody on stage."""

    def make(stage: Stage) -> Document:
        person = or_404(stage.edition.people.get(code))
        return _document(stage, SpeakerSchema().dump(stage.speaker(person)))

    return _answer(slug, "speaker", make, code)


@bp.get("/events/<slug>/rooms")
@public
@bp.reads(Paged)
@bp.shows(RoomSchema(many=True))
@bp.fails(404)
def list_rooms(asked: Asked, slug: str) -> Response:
    """List the rooms in which something takes place."""

    def make(stage: Stage) -> Document:
        found = count_rooms(stage.edition)
        shown = [stage.room(one.what, one.sessions) for one in _part(found, asked)]
        return _document(stage, RoomSchema(many=True).dump(shown), len(found), asked)

    return _answer(slug, "rooms", make, _said(asked))


@bp.get("/events/<slug>/tracks")
@public
@bp.reads(Paged)
@bp.shows(TrackSchema(many=True))
@bp.fails(404)
def list_tracks(asked: Asked, slug: str) -> Response:
    """List the tracks of which there are sessions."""

    def make(stage: Stage) -> Document:
        found = count_tracks(stage.edition)
        shown = [stage.track(one.what, one.sessions) for one in _part(found, asked)]
        return _document(stage, TrackSchema(many=True).dump(shown), len(found), asked)

    return _answer(slug, "tracks", make, _said(asked))


def _part(found: Sequence[Any], asked: Asked) -> Sequence[Any]:
    return rules.part_of(found, asked["page"], asked["per_page"])


def _said(asked: Asked) -> Hashable:
    return tuple(sorted((name, str(value)) for name, value in asked.items()))


def _document(
    stage: Stage, shown: object, total: int | None = None, asked: Asked | None = None
) -> Document:
    headers = rest.paging(total, asked) if asked and total is not None else {}
    return rest.as_document(shown, stage.edition.modified_at, headers)


def _answer(
    slug: str, name: str, make: Callable[[Stage], Document], asked: Hashable = ()
) -> Response:
    """Answer with what `asked` depends on; None: there is no end to those, not kept."""
    stamp = find_stamp(slug)
    if stamp is None or not stamp.is_public:
        abort(404)
    site = request.url_root.rstrip("/")

    def document() -> Document:
        edition = get_edition(stamp, or_404(find_event(slug)))
        return make(Stage(edition, site))

    if asked is None:
        return send(document())
    key = ("api", name, stamp.key, site, asked)
    return send(kept_documents().get(key, document))
