"""Pages about what is wrong with the plan, and what its places are held against."""

from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.conflicts import actions, queries
from eventsite.conflicts.forms import (
    AcceptForm,
    AvailabilityForm,
    DemandForm,
    TermsForm,
    terms_as_typed,
    times_as_typed,
)
from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.guard import requires, visitor_id
from eventsite.core.web import or_404
from eventsite.core.words import _
from eventsite.events.actions import lock_and_reload
from eventsite.events.models import Event
from eventsite.events.queries import find_event, list_below, visible_rooms
from eventsite.permissions import Right
from eventsite.schedule import queries as schedule
from eventsite.schedule.actions import Mover, find_mover
from eventsite.schedule.models import Draft
from eventsite.schedule.queries import Conflicts
from eventsite.schedule.rules import ClashKind, may_accept

bp = Blueprint("conflicts_desk", __name__, url_prefix="/manage/<slug>/schedule")
UNPROCESSABLE = 422
MOST_SHOWN = 200


@bp.get("/conflicts")
@requires(Right.EDIT_SCHEDULE)
def conflicts(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    return _conflicts_page(event, AcceptForm(), "")


@bp.post("/conflicts/<fingerprint>/accept")
@requires(Right.EDIT_SCHEDULE)
def accept_warning(slug: str, fingerprint: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    lock_and_reload(event)
    draft = or_404(_draft(event))
    form = AcceptForm()
    if form.validate():
        try:
            actions.accept_warning(
                draft,
                fingerprint,
                form.reason.data,
                mover=_mover(event),
                now=clock.now(),
            )
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("The warning is accepted until its facts change."), "good")
            return redirect(url_for(".conflicts", slug=slug, **draft.in_addresses))
    return _conflicts_page(event, form, fingerprint), UNPROCESSABLE


@bp.post("/conflicts/<fingerprint>/reopen")
@requires(Right.EDIT_SCHEDULE)
def reopen_warning(slug: str, fingerprint: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    lock_and_reload(event)
    draft = or_404(_draft(event))
    try:
        actions.withdraw_acceptance(
            draft, fingerprint, mover=_mover(event), now=clock.now()
        )
    except Refusal as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        flash(_("The warning is shown again."), "good")
    return redirect(url_for(".conflicts", slug=slug, **draft.in_addresses))


@bp.route("/terms", methods=["GET", "POST"])
@requires(Right.EDIT_SCHEDULE)
def terms(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    if request.method == "POST":
        lock_and_reload(event)
    form = TermsForm(data=terms_as_typed(schedule.find_terms(event)))
    if form.validate_on_submit():
        try:
            form.check_unchanged()
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            actions.set_terms(event, form.terms, actor_id=visitor_id(), now=clock.now())
            db.session.commit()
            flash(_("The rules of the schedule are saved."), "good")
            return redirect(url_for(".conflicts", slug=slug))
    page = render_template("conflicts/terms.html", event=event, form=form)
    return page, UNPROCESSABLE if form.errors else 200


@bp.route("/sessions/<code>/demand", methods=["GET", "POST"])
@requires(Right.EDIT_SCHEDULE)
def demand(slug: str, code: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    if request.method == "POST":
        lock_and_reload(event)
    session = or_404(schedule.find_session(list_below(event), code))
    there = queries.find_demand(session)
    needs = there.needs if there else []
    audience = there.audience if there else None
    form = DemandForm(data={"needs": needs, "audience": audience})
    offered = {f for room in visible_rooms(session.event) for f in room.features}
    form.offer(offered | set(needs))
    if form.validate_on_submit():
        try:
            form.check_unchanged()
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            actions.set_demand(
                session,
                form.needs.data,
                form.audience.data,
                actor_id=visitor_id(),
                now=clock.now(),
            )
            db.session.commit()
            flash(_("What “%(title)s” needs is saved.", title=session.title), "good")
            return redirect(url_for("schedule_desk.placement", slug=slug, code=code))
    page = render_template(
        "conflicts/demand.html", event=event, session=session, form=form
    )
    return page, UNPROCESSABLE if form.errors else 200


@bp.route("/speakers/<code>/availability", methods=["GET", "POST"])
@requires(Right.EDIT_SCHEDULE)
def availability(slug: str, code: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    if request.method == "POST":
        lock_and_reload(event)
    speaker = or_404(queries.find_speaker(list_below(event), code))
    days = _days(event)
    form = AvailabilityForm(
        data=times_as_typed(queries.list_times(speaker), days, event)
    )
    if form.is_submitted() and form.check(days):
        try:
            form.check_unchanged()
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            actions.set_availability(
                speaker,
                form.spans(event),
                event=event,
                actor_id=visitor_id(),
                now=clock.now(),
            )
            db.session.commit()
            flash(_("When %(name)s can come is saved.", name=speaker.name), "good")
            return redirect(url_for(".conflicts", slug=slug))
    page = render_template(
        "conflicts/availability.html", event=event, speaker=speaker, form=form
    )
    return page, UNPROCESSABLE if form.errors else 200


def _conflicts_page(event: Event, form: AcceptForm, fingerprint: str) -> str:
    """Render the list; `form` is the one of the warning with this fingerprint."""
    below = list_below(event)
    draft = _draft(event)
    mover = _mover(event)
    found = Conflicts([], [])
    if draft is not None:
        found = schedule.find_conflicts(draft, below, mover.proposals_of(below))
    kind = request.args.get("kind", "")
    kinds = [one for one in ClashKind if any(c.kind is one for c in found.open)]
    shown = [one for one in found.open if kind not in kinds or one.kind == kind]
    theirs = {one.id for one in list_below(mover.top)}
    return render_template(
        "conflicts/conflicts.html",
        event=event,
        which=draft.in_addresses if draft else {},
        found=found,
        shown=shown[:MOST_SHOWN],
        count=len(shown),
        kinds=kinds,
        kind=kind if kind in kinds else "",
        mine={one.id for one in below},
        may_accept=lambda clash: may_accept(clash, theirs),
        form=form,
        fingerprint=fingerprint,
    )


def _draft(event: Event) -> Draft | None:
    """Return the draft that the address asks for, else the current one, if there is one."""
    asked = request.args.get("draft")
    found = schedule.find_draft(event, asked)
    return found if asked is None else or_404(found)


def _days(event: Event) -> list[date]:
    root = event.root
    length = (root.ends_on - root.starts_on).days
    return [root.starts_on + timedelta(days=n) for n in range(length + 1)][:60]


def _mover(event: Event) -> Mover:
    return find_mover(event, visitor_id(), Right.EDIT_SCHEDULE)
