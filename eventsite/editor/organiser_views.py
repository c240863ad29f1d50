"""The grid's data and its moves. The page itself is the schedule's."""

from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.documents import make_document, send
from eventsite.core.errors import Refusal
from eventsite.core.guard import requires, visitor_id
from eventsite.core.web import or_404
from eventsite.editor import queries, rules
from eventsite.editor.rules import Move
from eventsite.events.models import Event
from eventsite.events.queries import find_event, list_below
from eventsite.permissions import Right
from eventsite.schedule import actions
from eventsite.schedule import queries as schedule
from eventsite.schedule.actions import Mover, Place
from eventsite.schedule.rules import MovedMeanwhile
from eventsite.sessions.models import Session

bp = Blueprint("editor", __name__, url_prefix="/manage/<slug>/schedule")
CONFLICT, UNPROCESSABLE = 409, 422


@bp.get("/board.json")
@requires(Right.EDIT_SCHEDULE)
def board(slug: str) -> ResponseReturnValue:
    """Answer with the whole plan; 304 to those who have it."""
    event = or_404(find_event(slug))
    found = queries.read_board(event, list_below(event), _mover(event).top)
    made = make_document(jsonify(found).get_data(), "application/json")
    return send(made, "private, no-cache")


@bp.post("/moves")
@requires(Right.EDIT_SCHEDULE)
def move(slug: str) -> ResponseReturnValue:
    """Do one move; answer with where the session stands and what is wrong now.

    409: somebody was faster; the answer says where it stands. 422: it may not be.
    """
    event = or_404(find_event(slug))
    below = list_below(event)
    try:
        wanted = rules.read_move(request.get_json(silent=True))
    except Refusal as refusal:
        return jsonify(error=str(refusal)), UNPROCESSABLE
    session = or_404(schedule.find_session(below, wanted.code))
    try:
        _do(session, wanted, _mover(event))
    except MovedMeanwhile as refusal:
        db.session.rollback()
        return _answer(event, wanted.code, str(refusal)), CONFLICT
    except Refusal as refusal:
        db.session.rollback()
        return _answer(event, wanted.code, str(refusal)), UNPROCESSABLE
    db.session.commit()
    return _answer(event, wanted.code)


def _do(session: Session, wanted: Move, mover: Mover) -> None:
    now = clock.now()
    if wanted.at is None:
        actions.unplace(session, seen=wanted.seen, mover=mover, now=now)
        return
    rooms = schedule.list_usable_rooms(session.event, mover.top)
    room = next((room for room in rooms if room.id == wanted.room), None)
    if room is None and wanted.room is not None:
        raise rules.BadMove
    where = Place(room, wanted.at, wanted.duration)
    # What is wrong is shown beside the grid, where it can be undone.
    actions.move(session, where, seen=wanted.seen, mover=mover, now=now, anyway=True)


def _answer(event: Event, code: str, error: str = "") -> Response:
    below = list_below(event)
    session = or_404(schedule.find_session(below, code))
    draft = schedule.find_current_draft(event)
    slot = schedule.find_slot(draft, session) if draft else None
    told: dict[str, Any] = {
        "code": code,
        "place": queries.as_shown(slot),
        "clashes": queries.list_clashes(draft, below),
    }
    return jsonify({**told, "error": error} if error else told)


def _mover(event: Event) -> Mover:
    return actions.find_mover(event, visitor_id(), Right.EDIT_SCHEDULE)
