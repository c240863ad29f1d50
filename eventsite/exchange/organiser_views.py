"""Bringing a schedule file in, in the browser: upload, look, apply."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.guard import find_access, requires, visitor_id
from eventsite.core.web import or_404
from eventsite.core.words import _, lazy
from eventsite.events.models import MAX_DEPTH, Event
from eventsite.events.queries import find_event
from eventsite.exchange import actions, queries
from eventsite.exchange.forms import EACH, DecisionForm, ImportForm, sides_of
from eventsite.exchange.models import Import, ImportState
from eventsite.exchange.rules.comparing import LABELS
from eventsite.exchange.rules.merging import Answer, Side
from eventsite.formats.limits import LARGEST
from eventsite.permissions import Right
from eventsite.schedule.actions import find_unreleased

bp = Blueprint("exchange_desk", __name__, url_prefix="/manage/<slug>/import")
MOST_LISTED = 100  # sessions and oddities of a kind
LOOK_AGAIN = "2"  # seconds until the browser asks again, with or without scripts
LOOK_ANEW = lazy("This has changed since you opened the page. Please look again.")
STATES = {
    ImportState.READING: (lazy("being read"), "info"),
    ImportState.READ: (lazy("waits for your yes"), "warn"),
    ImportState.APPLYING: (lazy("being brought in"), "info"),
    ImportState.DONE: (lazy("brought in"), "good"),
    ImportState.FAILED: (lazy("failed"), "bad"),
    ImportState.DISCARDED: (lazy("discarded"), "neutral"),
}
LISTS = (
    ("added", lazy("New")),
    ("changed", lazy("Changed")),
    ("moved", lazy("Moved")),
    ("removed", lazy("No longer in the file; they stay as they are")),
)


@bp.route("", methods=["GET", "POST"])
@requires(Right.IMPORT_SCHEDULE)
def import_schedule(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    form = ImportForm()
    if not _may_open_devrooms(event):
        del form.devrooms
    if not form.validate_on_submit():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
        if request.method == "GET":
            form.release.data = not find_unreleased(event, [event]).count
        return _upload_page(event, form), status
    row = actions.take_file(
        event,
        form.file.data.filename,
        form.file.data.read(),
        actions.Plan(
            devrooms="devrooms" in form and form.devrooms.data,
            release=form.release.data,
            actor_id=visitor_id(),
        ),
        once_key=form.once.data,
        now=clock.now(),
    )
    db.session.commit()
    return _to_import(slug, row.id)


def _upload_page(event: Event, form: ImportForm) -> str:
    return render_template(
        "exchange/import_schedule.html",
        event=event,
        form=form,
        imports=queries.list_imports(event),
        states=STATES,
        largest=LARGEST,
    )


@bp.get("/<int:import_id>")
@requires(Right.IMPORT_SCHEDULE)
def import_progress(slug: str, import_id: int) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    row = or_404(queries.find_import(event, import_id))
    is_running = row.state in {ImportState.READING, ImportState.APPLYING}
    report = row.report or {}
    page = render_template(
        "exchange/import_progress.html",
        event=event,
        row=row,
        form=DecisionForm(look=row.looks),
        report=report,
        conflicts=_conflicts(row),
        answers={key: side for key, (side, _) in (row.answers or {}).items()},
        lists=LISTS,
        labels=LABELS,
        most_listed=MOST_LISTED,
        is_running=is_running,
        unreleased=find_unreleased(event, [event]).count
        if row.release and row.state is ImportState.READ
        else 0,
    )
    return page, {"Refresh": LOOK_AGAIN} if is_running else {}


@bp.post("/<int:import_id>/apply")
@requires(Right.IMPORT_SCHEDULE)
def apply_import(slug: str, import_id: int) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    row = or_404(queries.find_import(event, import_id))
    form = DecisionForm()
    if not _conflicts(row):
        del form.all
    look = form.look.data
    if look is None and not _conflicts(row):
        look = row.looks
    agreed = form.validate() and actions.agree(
        row,
        look,
        _answers(row, form),
        actor_id=visitor_id(),
        now=clock.now(),
    )
    if not agreed:
        flash(str(LOOK_ANEW))
    db.session.commit()
    return _to_import(slug, import_id)


def _conflicts(row: Import) -> list[dict[str, str]]:
    found: list[dict[str, str]] = (row.report or {}).get("conflicts", [])
    return found


def _answers(row: Import, form: DecisionForm) -> dict[str, Answer]:
    """Return what was chosen of each conflict; what was not shown waits."""
    chosen = sides_of(request.form)
    found = {}
    for place, conflict in enumerate(_conflicts(row)):
        usual = Side.HERE if place < MOST_LISTED else Side.LATER
        side = chosen.get(place, usual)
        if form.all.data != EACH:
            side = Side(form.all.data)
        found[conflict["key"]] = Answer(side, conflict["seen"])
    return found


@bp.post("/<int:import_id>/discard")
@requires(Right.IMPORT_SCHEDULE)
def discard_import(slug: str, import_id: int) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    row = or_404(queries.find_import(event, import_id))
    if actions.discard(row):
        flash(_("The file is discarded. Nothing was changed."))
    db.session.commit()
    return redirect(url_for("exchange_desk.import_schedule", slug=slug), 303)


def _to_import(slug: str, import_id: int) -> ResponseReturnValue:
    there = url_for("exchange_desk.import_progress", slug=slug, import_id=import_id)
    return redirect(there, 303)


def _may_open_devrooms(event: Event) -> bool:
    access = find_access(event.slug)
    may_add = access is not None and Right.ADD_CHILD in access.rights
    return may_add and len(event.line) < MAX_DEPTH
