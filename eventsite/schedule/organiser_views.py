"""Pages for organisers: the plan, a session's place, and what goes public."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.guard import requires, visitor_id
from eventsite.core.web import or_404
from eventsite.core.words import _, listed
from eventsite.events.models import Event
from eventsite.events.queries import find_event, list_below
from eventsite.formats.differences import Differences, differences
from eventsite.permissions import Right
from eventsite.schedule import actions, queries, rules
from eventsite.schedule.actions import Mover, Place
from eventsite.schedule.forms import PlacementForm, ReleaseForm
from eventsite.schedule.models import Draft, Slot
from eventsite.schedule.queries import Placeable
from eventsite.sessions.models import Session

bp = Blueprint("schedule_desk", __name__, url_prefix="/manage/<slug>")
UNPROCESSABLE = 422
MOST_SHOWN = 200  # clashes on a page
MOST_NAMED = 5  # sessions in one sentence
Step = Callable[..., list[Slot]]


@bp.get("/schedule")
@requires(Right.EDIT_SCHEDULE)
def schedule(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    below = list_below(event)
    draft = _draft(event)
    plan = queries.read_plan(event, below, draft, _mover(event).proposals_of(below))
    day = request.args.get("day", "")
    days = [one for one in plan.days if one.isoformat() == day] or plan.days
    return render_template(
        "schedule/schedule.html",
        event=event,
        draft=draft,
        which=draft.in_addresses if draft else {},
        plan=plan,
        days=days,
        day=day if len(days) == 1 else "",
        clashes=plan.clashes[:MOST_SHOWN],
    )


@bp.route("/schedule/sessions/<code>", methods=["GET", "POST"])
@requires(Right.EDIT_SCHEDULE)
def placement(slug: str, code: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    below, mover = list_below(event), _mover(event)
    seen = mover.proposals_of(below)
    session = queries.find_placeable(below, code, seen) or abort(404)
    draft = _draft(event)
    which = draft.in_addresses if draft else {}
    slot = queries.find_slot(draft, session) if draft else None
    rooms = queries.list_usable_rooms(session.event, mover.top)
    form = PlacementForm()
    form.offer(rooms, _days(session.event, slot))
    clashes: Sequence[rules.Clash] = ()
    if request.method == "GET":
        _fill(form, session, slot)
    elif form.validate():
        where = Place(
            next((r for r in rooms if str(r.id) == form.room.data), None),
            form.starts_at(session.event),
            form.duration.data,
        )
        try:
            actions.move(
                session,
                where,
                seen=form.seen.data,
                mover=mover,
                now=clock.now(),
                anyway=form.anyway.data,
                draft=draft,
            )
        except rules.Clashes as refusal:
            db.session.rollback()
            clashes = refusal.clashes
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("“%(title)s” is placed.", title=session.title), "good")
            there = url_for(".schedule", slug=slug, **which)
            return redirect(f"{there}#{code}")
    page = render_template(
        "schedule/placement.html",
        event=event,
        session=queries.subject_of(session),
        speakers=[part.speaker for part in session.people]
        if isinstance(session, Session)
        else [],
        draft=draft,
        which=which,
        slot=slot,
        form=form,
        clashes=clashes,
        hours=queries.list_hours(session.event),
        around=_around(draft, session, form, mover),
    )
    return page, UNPROCESSABLE if form.errors or clashes else 200


@bp.post("/schedule/sessions/<code>/unplace")
@requires(Right.EDIT_SCHEDULE)
def unplace(slug: str, code: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    below, mover = list_below(event), _mover(event)
    session = queries.find_placeable(below, code, mover.proposals_of(below)) or abort(
        404
    )
    draft = _draft(event)
    which = draft.in_addresses if draft else {}
    seen = request.form.get("seen", "", type=str)
    try:
        actions.unplace(
            session,
            seen=int(seen) if seen.isdecimal() and len(seen) < 10 else -1,
            mover=mover,
            now=clock.now(),
            draft=draft,
        )
    except Refusal as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
        return redirect(url_for(".placement", slug=slug, code=code, **which))
    db.session.commit()
    flash(_("“%(title)s” is taken off the schedule.", title=session.title), "good")
    return redirect(url_for(".schedule", slug=slug, **which) + "#unplaced")


@bp.post("/schedule/undo")
@requires(Right.EDIT_SCHEDULE)
def undo(slug: str) -> ResponseReturnValue:
    return _step_back_or_on(or_404(find_event(slug)), actions.undo)


@bp.post("/schedule/redo")
@requires(Right.EDIT_SCHEDULE)
def redo(slug: str) -> ResponseReturnValue:
    return _step_back_or_on(or_404(find_event(slug)), actions.redo)


@bp.route("/release", methods=["GET", "POST"])
@requires(Right.RELEASE_SCHEDULE)
def release(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    below = list_below(event)
    form = ReleaseForm()
    form.offer(below)
    looks = "look" in request.form
    if request.method == "GET":
        _begin(form, event, below)
    elif not looks and form.validate():
        covers = [one for one in below if str(one.id) in form.covers.data]
        try:
            made = actions.release(
                event,
                covers,
                form.version.data,
                clock.now(),
                visitor_id(),
                form.note.data,
                unplaced=form.unplaced.data,
                once_key=form.once.data,
            )
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("Version %(version)s is out.", version=made.version), "good")
            return redirect(url_for(".release", slug=slug))
    chosen = [one for one in below if str(one.id) in (form.covers.data or ())]
    draft = queries.find_current_draft(event)
    clashes = queries.find_clashes_in(draft, chosen) if draft else []
    page = render_template(
        "schedule/release.html",
        event=event,
        form=form,
        chosen=chosen,
        changes=_changes(event, chosen, unplaced=bool(form.unplaced.data)),
        clashes=clashes[:MOST_SHOWN],
        clash_count=len(clashes),
        releases=queries.list_releases(event),
    )
    return page, UNPROCESSABLE if form.errors else 200


def _begin(form: ReleaseForm, event: Event, below: list[Event]) -> None:
    """Suggest the next version of what is out already; of everything if nothing is."""
    out = queries.find_released(event, below)
    covered = {cover.event_id for cover in queries.list_newest_covers(below)}
    form.version.data = queries.next_version(event)
    form.covers.data = [
        str(one.id) for one in below if not covered or one.id in covered
    ]
    form.unplaced.data = out is not None and any(
        session.starts_at is None for session in out.sessions
    )


def _changes(event: Event, chosen: list[Event], *, unplaced: bool) -> Differences:
    """Return what a release of the chosen events would tell the public."""
    if not chosen:
        return Differences()
    return differences(
        queries.find_released(event, chosen),
        actions.preview(event, chosen, unplaced=unplaced),
    )


def _step_back_or_on(event: Event, do: Step) -> ResponseReturnValue:
    draft = or_404(_draft(event))
    try:
        slots = do(draft, mover=_mover(event), now=clock.now())
    except Refusal as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        titles = [slot.session.title for slot in slots if slot.session]
        db.session.commit()
        said = _("Done: %(titles)s.", titles=listed(titles[:MOST_NAMED]))
        flash(said, "good")
    return redirect(url_for(".schedule", slug=event.slug, **draft.in_addresses))


def _draft(event: Event) -> Draft | None:
    """Return the draft that the address asks for, else the current one, if there is one."""
    asked = request.args.get("draft")
    found = queries.find_draft(event, asked)
    return found if asked is None else or_404(found)


def _mover(event: Event) -> Mover:
    return actions.find_mover(event, visitor_id(), Right.EDIT_SCHEDULE)


def _days(event: Event, slot: Slot | None) -> list[date]:
    """Return the days of the tree, and the one on which the session is now."""
    root = event.root
    length = (root.ends_on - root.starts_on).days
    days = {root.starts_on + timedelta(days=n) for n in range(length + 1)}
    if slot is not None and slot.starts_at is not None:
        days.add(rules.day_of(slot.starts_at, event.timezone, event.day_change))
    return sorted(days)


def _fill(form: PlacementForm, session: Placeable, slot: Slot | None) -> None:
    form.seen.data = slot.revision if slot else 0
    form.duration.data = slot.duration if slot else queries.subject_of(session).duration
    if slot is not None and slot.starts_at is not None:
        event = session.event
        wall = slot.starts_at.astimezone(ZoneInfo(event.timezone))
        day = rules.day_of(slot.starts_at, event.timezone, event.day_change)
        form.room.data = str(slot.room_id) if slot.room_id else ""
        form.day.data, form.time.data = day.isoformat(), wall.time()


def _around(
    draft: Draft | None, session: Placeable, form: PlacementForm, mover: Mover
) -> list[rules.Placement]:
    """Return what else is in the chosen room on the chosen day, by time.

    Of what is not the mover's to see, only whose it is.
    """
    offered = {value for value, *_ in form.room.iter_choices()}
    if draft is None or not form.room.data or form.room.data not in offered:
        return []
    if form.day.data not in form.day_values:
        return []
    event = session.event
    below = list_below(mover.top)
    mine = {one.id for one in below}
    placed = queries.list_placements(draft, proposals_of=mover.proposals_of(below))
    return sorted(
        (
            placement
            for placement in queries.masked(placed, mine, queries.find_limits(event))
            if str(placement.room) == form.room.data
            and placement.code != queries.subject_of(session).code
            and rules.day_of(placement.starts_at, event.timezone, event.day_change)
            == date.fromisoformat(form.day.data)
        ),
        key=lambda placement: placement.starts_at,
    )
