"""The grid's data and its moves. The page itself is the schedule's."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request
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
from eventsite.schedule.models import Draft, Slot
from eventsite.schedule.queries import Placeable
from eventsite.schedule.rules import MovedMeanwhile

bp = Blueprint("editor", __name__, url_prefix="/manage/<slug>/schedule")
CONFLICT, UNPROCESSABLE = 409, 422


@bp.get("/board.json")
@requires(Right.EDIT_SCHEDULE)
def board(slug: str) -> ResponseReturnValue:
    """Answer with the whole plan; 304 to those who have it."""
    event = or_404(find_event(slug))
    found = queries.read_board(event, list_below(event), _mover(event), _draft(event))
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
    mover = _mover(event)
    seen = mover.proposals_of(below)
    session = schedule.find_placeable(below, wanted.code, seen) or abort(404)
    draft = _draft(event)
    try:
        _do(session, wanted, mover, draft)
    except MovedMeanwhile as refusal:
        db.session.rollback()
        return _answer(event, draft, [wanted.code], str(refusal)), CONFLICT
    except Refusal as refusal:
        db.session.rollback()
        return _answer(event, draft, [wanted.code], str(refusal)), UNPROCESSABLE
    db.session.commit()
    return _answer(event, draft or _draft(event), [wanted.code])


@bp.post("/moves/undo")
@requires(Right.EDIT_SCHEDULE)
def undo(slug: str) -> ResponseReturnValue:
    """Take back the visitor's last move; answer as to a move."""
    return _step(or_404(find_event(slug)), actions.undo)


@bp.post("/moves/redo")
@requires(Right.EDIT_SCHEDULE)
def redo(slug: str) -> ResponseReturnValue:
    """Make again what the visitor took back last; answer as to a move."""
    return _step(or_404(find_event(slug)), actions.redo)


def _step(event: Event, do: Callable[..., list[Slot]]) -> ResponseReturnValue:
    draft = or_404(_draft(event))
    try:
        slots = do(draft, mover=_mover(event), now=clock.now())
    except Refusal as refusal:
        db.session.rollback()
        said = CONFLICT if isinstance(refusal, MovedMeanwhile) else UNPROCESSABLE
        return _answer(event, draft, [], str(refusal)), said
    moved = [slot.session or slot.proposal for slot in slots]
    codes = [schedule.subject_of(one).code for one in moved if one is not None]
    db.session.commit()
    return _answer(event, draft, codes)


def _do(session: Placeable, wanted: Move, mover: Mover, draft: Draft | None) -> None:
    now = clock.now()
    if wanted.at is None:
        actions.unplace(session, seen=wanted.seen, mover=mover, now=now, draft=draft)
        return
    rooms = schedule.list_usable_rooms(session.event, mover.top)
    room = next((room for room in rooms if room.id == wanted.room), None)
    if room is None and wanted.room is not None:
        raise rules.BadMove
    where = Place(room, wanted.at, wanted.duration)
    # What is wrong is shown beside the grid, where it can be undone.
    actions.move(
        session,
        where,
        seen=wanted.seen,
        mover=mover,
        now=now,
        anyway=True,
        draft=draft,
    )


def _answer(
    event: Event, draft: Draft | None, codes: Sequence[str], error: str = ""
) -> Response:
    """Tell where these sessions stand now, what is wrong, and what can be taken back."""
    below = list_below(event)
    mover = _mover(event)
    seen = mover.proposals_of(below)
    slots = queries.find_first_slots(draft, below, codes, seen) if draft else {}
    told: dict[str, Any] = {
        "places": {code: queries.as_shown(slots.get(code)) for code in codes},
        **queries.list_clashes(draft, below, mover),
        "steps": queries.find_steps(draft, visitor_id()),
    }
    return jsonify({**told, "error": error} if error else told)


def _draft(event: Event) -> Draft | None:
    """Return the draft that the address asks for, else the current one, if there is one."""
    asked = request.args.get("draft")
    found = schedule.find_draft(event, asked)
    return found if asked is None else or_404(found)


def _mover(event: Event) -> Mover:
    return actions.find_mover(event, visitor_id(), Right.EDIT_SCHEDULE)
