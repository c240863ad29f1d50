"""An event's log, for its owners: who changed or read what."""

from flask import Blueprint, Response, g, render_template, request
from flask.typing import ResponseReturnValue

from eventsite.audit.actions import record
from eventsite.core import clock
from eventsite.core.db import write_tx
from eventsite.core.guard import requires, visitor_id
from eventsite.core.web import or_404, page_asked
from eventsite.events.models import Event
from eventsite.events.queries import find_event, list_below
from eventsite.permissions import Right
from eventsite.trail import exports, queries, rules
from eventsite.trail.forms import FilterForm
from eventsite.trail.queries import Filter

bp = Blueprint("trail_desk", __name__, url_prefix="/manage/<slug>")
MOST_IN_A_FILE = 100_000  # entries


@bp.get("/audit")
@requires(Right.SEE_AUDIT)
def audit(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    below = list_below(event)
    form = _form(below)
    wanted = form.wanted(event.timezone)
    page, lines = queries.page_entries(below, wanted, page_asked(), g.access.rights)
    return render_template(
        "trail/audit.html",
        event=event,
        form=form,
        page=page,
        lines=lines,
        said=rules.said,
        details=rules.details,
        is_narrowed=wanted != Filter(),
        has_below=len(below) > 1,
        asked=request.args.to_dict(),
    )


@bp.get("/audit.csv")
@requires(Right.SEE_AUDIT)
def audit_file(slug: str) -> ResponseReturnValue:
    """Hand out the entries, and note who took them."""
    event = or_404(find_event(slug))
    below = list_below(event)
    wanted = _form(below).wanted(event.timezone)
    lines = queries.list_lines(below, wanted, MOST_IN_A_FILE, g.access.rights)
    data = exports.trail_csv(lines, event.timezone)
    event_id = event.id
    with write_tx():
        record(
            event_id=event_id,
            actor_id=visitor_id(),
            verb="audit.export",
            subject=f"event {event_id}",
            now=clock.now(),
        )
    response = Response(data, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename={slug}-log.csv"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _form(below: list[Event]) -> FilterForm:
    form = FilterForm(formdata=request.args, meta={"csrf": False})
    form.offer(queries.list_actors(below))
    return form
