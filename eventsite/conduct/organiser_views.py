"""Pages for those who write the code of conduct, and for its team."""

from http import HTTPStatus

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from eventsite.conduct import actions, queries, rules
from eventsite.conduct.forms import BLANK_CONTACT, AnswerForm, PageForm
from eventsite.conduct.models import ConductPage, Report, ReportState
from eventsite.core import clock
from eventsite.core.db import db, write_tx
from eventsite.core.errors import Refusal
from eventsite.core.form_rows import rearranged
from eventsite.core.forms import Form
from eventsite.core.guard import requires, visitor_id
from eventsite.core.web import or_404, page_asked
from eventsite.core.words import _
from eventsite.events.models import Event
from eventsite.events.queries import find_event, list_below
from eventsite.permissions import Right

bp = Blueprint("conduct_desk", __name__, url_prefix="/manage/<slug>/conduct")


@bp.route("", methods=["GET", "POST"])
@requires(Right.EDIT_CONDUCT)
def edit(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    own = queries.find_own_page(event)
    sent, moved = rearranged(request.form, {"contacts": BLANK_CONTACT})
    form = PageForm(sent) if request.method == "POST" else PageForm(data=_filled(own))
    if not moved and form.validate_on_submit():
        actions.set_page(event, form.text.data, form.named(), visitor_id(), clock.now())
        db.session.commit()
        flash(_("The code of conduct is published."))
        return redirect(url_for(".edit", slug=slug))
    page = render_template(
        "conduct/edit.html",
        event=event,
        form=form,
        own=own,
        held=queries.find_page(event),
        team=queries.list_team(event),
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.post("/remove")
@requires(Right.EDIT_CONDUCT)
def remove(slug: str) -> ResponseReturnValue:
    actions.remove_page(or_404(find_event(slug)), visitor_id(), clock.now())
    db.session.commit()
    flash(_("The event has no code of conduct of its own any more."))
    return redirect(url_for(".edit", slug=slug))


@bp.get("/reports")
@requires(Right.READ_REPORTS)
def reports(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    found = queries.list_reports(list_below(event), page_asked())
    me = visitor_id()
    return render_template(
        "conduct/reports.html",
        event=event,
        page=found,
        reports=[one for one in found.items if rules.may_read(one, me)],
    )


@bp.get("/reports/<code>")
@requires(Right.READ_REPORTS)
def read_report(slug: str, code: str) -> ResponseReturnValue:
    """Show a report, and log who reads it."""
    with write_tx():
        event, found = _report(slug, code)
        actions.note_reading(found, visitor_id(), clock.now())
    event, found = _report(slug, code)
    return _page(event, found, AnswerForm(formdata=None))


@bp.post("/reports/<code>/answer")
@requires(Right.READ_REPORTS)
def answer(slug: str, code: str) -> ResponseReturnValue:
    event, found = _report(slug, code)
    form, is_note = AnswerForm(), request.form.get("do") == "note"
    if form.validate_on_submit():
        try:
            actions.answer(
                found, visitor_id(), form.text.data, clock.now(), is_note=is_note
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("The note is kept.") if is_note else _("The answer is there."))
            return redirect(url_for(".read_report", slug=slug, code=code))
    db.session.rollback()
    event, found = _report(slug, code)
    return _page(event, found, form)


@bp.post("/reports/<code>/state")
@requires(Right.READ_REPORTS)
def state(slug: str, code: str) -> ResponseReturnValue:
    _event, found = _report(slug, code)
    wanted = request.form.get("to", "")
    if wanted in {ReportState.OPEN, ReportState.CLOSED}:
        actions.set_state(found, ReportState(wanted), visitor_id(), clock.now())
        db.session.commit()
        flash(_("The report is closed.") if wanted == "closed" else _("Saved."))
    return redirect(url_for(".read_report", slug=slug, code=code))


@bp.get("/reports/<code>/files/<int:file_id>")
@requires(Right.READ_REPORTS)
def take_file(slug: str, code: str, file_id: int) -> ResponseReturnValue:
    """Hand out a file of a report, and log who takes it."""
    with write_tx():
        _event, found = _report(slug, code)
        file = or_404(queries.find_file(found, file_id))
        actions.note_download(found, visitor_id(), clock.now())
        content, name, media_type = file.content, file.name, file.media_type
    made = Response(content, mimetype=media_type)
    made.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    made.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return made


@bp.after_request
def keep_to_yourself(response: Response) -> Response:
    """Keep what was reported out of caches and from other sites."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _report(slug: str, code: str) -> tuple[Event, Report]:
    """Return a report at the event or below it; 404 for one that is about the visitor."""
    event = or_404(find_event(slug))
    found = or_404(queries.find_report(list_below(event), code))
    return event, or_404(found if rules.may_read(found, visitor_id()) else None)


def _page(event: Event, found: Report, form: Form) -> ResponseReturnValue:
    page = render_template(
        "conduct/read_report.html",
        event=event,
        found=found,
        form=form,
        authors=queries.list_authors(found),
        closed=found.state is ReportState.CLOSED,
        zone=event.timezone,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _filled(own: ConductPage | None) -> dict[str, object]:
    if own is None:
        return {"contacts": [BLANK_CONTACT]}
    contacts = [{"name": one.name, "reach": one.reach} for one in own.contacts]
    return {"text": own.text, "contacts": contacts or [BLANK_CONTACT]}
