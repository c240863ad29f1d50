"""Pages on which an event gives those below it hours in its rooms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.allocations import actions, queries, rules
from eventsite.allocations.actions import Hours
from eventsite.allocations.forms import AllocationForm, filled
from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.guard import requires, visitor_id
from eventsite.core.web import or_404
from eventsite.core.words import _
from eventsite.events.actions import lock_and_reload
from eventsite.events.models import Allocation, Event, Room
from eventsite.events.queries import find_event, list_descendants
from eventsite.permissions import Right
from eventsite.schedule.actions import Mover, find_mover
from eventsite.schedule.queries import (
    find_current_draft,
    list_placements,
    list_usable_rooms,
)
from eventsite.schedule.rules import Placement, Window, day_of, free_time

bp = Blueprint("allocations_desk", __name__, url_prefix="/manage/<slug>/allocations")
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Row:
    """Hours on the page, and what has become of them."""

    given: Allocation
    overlaps: Sequence[str]
    sessions: int  # of the event, that begin in these hours
    free: timedelta


@bp.get("")
@requires(Right.ADD_CHILD)
def allocations(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    below = list_descendants(event)
    given = queries.list_given(below)
    overlaps = rules.find_overlaps(
        map(queries.as_placement, given),
        queries.lines_of(below),
        event.timezone,
    )
    draft = find_current_draft(event) if given else None
    placements = list_placements(draft) if draft else []
    days: dict[date, list[Row]] = {}
    for one in given:
        day = day_of(one.starts_at, event.timezone, event.day_change)
        row = _row(one, overlaps, placements)
        days.setdefault(day, []).append(row)
    for rows in days.values():
        rows.sort(key=lambda row: (row.given.room.position, row.given.room.name))
    return render_template(
        "allocations/allocations.html",
        event=event,
        days=days,
        has_below=bool(below),
        has_rooms=bool(list_usable_rooms(event, _giver(event).top)),
        overlaps=list(dict.fromkeys(w for words in overlaps.values() for w in words)),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Right.ADD_CHILD)
def add_allocation(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    form = AllocationForm(data={"event": request.args.get("event", "")})
    things = _offer(form, event, None)
    if form.validate_on_submit():
        try:
            given = actions.give(
                _typed(form, event, *things),
                giver=_giver(event),
                now=clock.now(),
                anyway=form.anyway.data,
            )
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            words = {"event": given.event.name, "room": given.room.name}
            flash(_("%(event)s has hours in %(room)s.", **words), "good")
            return redirect(url_for(".allocations", slug=slug))
    page = render_template(
        "allocations/add_allocation.html", event=event, form=form, given=None
    )
    return page, UNPROCESSABLE if form.errors else 200


@bp.route("/<int:allocation_id>", methods=["GET", "POST"])
@requires(Right.ADD_CHILD)
def edit_allocation(slug: str, allocation_id: int) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    if request.method == "POST":
        lock_and_reload(event)
    given = or_404(queries.find_given(event, allocation_id))
    form = AllocationForm(data=filled(given, event))
    things = _offer(form, event, given)
    if form.validate_on_submit():
        try:
            form.check_unchanged()
            actions.change_hours(
                given,
                _typed(form, event, *things),
                giver=_giver(event),
                now=clock.now(),
                anyway=form.anyway.data,
            )
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(
                _("The hours of %(event)s are saved.", event=given.event.name), "good"
            )
            return redirect(url_for(".allocations", slug=slug))
    page = render_template(
        "allocations/edit_allocation.html", event=event, form=form, given=given
    )
    return page, UNPROCESSABLE if form.errors else 200


@bp.post("/<int:allocation_id>/remove")
@requires(Right.ADD_CHILD)
def remove_allocation(slug: str, allocation_id: int) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    lock_and_reload(event)
    given = or_404(queries.find_given(event, allocation_id))
    done = _(
        "%(event)s no longer has these hours in %(room)s.",
        event=given.event.name,
        room=given.room.name,
    )
    actions.take_back(given, giver=_giver(event), now=clock.now())
    db.session.commit()
    flash(done, "good")
    return redirect(url_for(".allocations", slug=slug))


def _row(
    given: Allocation,
    overlaps: Mapping[str, Sequence[str]],
    placements: Sequence[Placement],
) -> Row:
    window = Window(given.room_id, given.starts_at, given.ends_at)
    in_it = [
        placement
        for placement in placements
        if placement.room == window.room
        and window.starts_at <= placement.starts_at < window.ends_at
    ]
    return Row(
        given,
        overlaps.get(str(given.id), ()),
        sum(1 for one in in_it if one.code and one.event == given.event_id),
        free_time(window, placements),
    )


def _giver(event: Event) -> Mover:
    return find_mover(event, visitor_id(), Right.ADD_CHILD)


def _offer(
    form: AllocationForm, event: Event, given: Allocation | None
) -> tuple[list[Event], list[Room]]:
    """Say what there is to choose, what is chosen already included; return it."""
    events = list_descendants(event)
    rooms = list_usable_rooms(event, _giver(event).top)
    length = (event.ends_on - event.starts_on).days
    days = {event.starts_on + timedelta(days=n) for n in range(length + 1)}
    if given is not None:
        days.add(day_of(given.starts_at, event.timezone, event.day_change))
        if given.room not in rooms:
            rooms.append(given.room)
    form.offer(events, rooms, sorted(days))
    return events, rooms


def _typed(
    form: AllocationForm, event: Event, events: Sequence[Event], rooms: Sequence[Room]
) -> Hours:
    return Hours(
        next(one for one in events if str(one.id) == form.event.data),
        next(room for room in rooms if str(room.id) == form.room.data),
        *form.times(event),
    )
