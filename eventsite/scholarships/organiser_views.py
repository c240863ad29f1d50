"""Pages for organisers, who set the programme up, and for the committee, who reads.

Nobody gets both by one role. What the committee gets is looked up without identities.
"""

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

from eventsite.core import clock
from eventsite.core.db import db, write_tx
from eventsite.core.errors import Refusal
from eventsite.core.guard import find_access, requires, visitor_id
from eventsite.core.web import or_404, page_asked
from eventsite.core.words import _
from eventsite.events.actions import lock_and_reload
from eventsite.events.models import Event
from eventsite.events.queries import find_event
from eventsite.permissions import Right
from eventsite.scholarships import actions, queries
from eventsite.scholarships.forms import ProgrammeForm, countries, programme_data
from eventsite.scholarships.models import Application, ApplicationState

bp = Blueprint("scholarships_desk", __name__, url_prefix="/manage/<slug>/scholarships")
VERBS = {"award": actions.award, "reject": actions.reject}


@bp.after_request
def keep_out_of_caches(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/edit", methods=["GET", "POST"])
@requires(Right.EDIT_SCHOLARSHIPS)
def programme(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    if request.method == "POST":
        lock_and_reload(event)
    there = queries.find_programme(event)
    form = ProgrammeForm(data=programme_data(there, event.timezone))
    if form.validate_on_submit():
        try:
            form.check_unchanged()
            actions.set_programme(event, form.terms(), visitor_id(), clock.now())
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("The scholarship programme is saved."))
            return redirect(url_for(".programme", slug=slug))
    page = render_template(
        "scholarships/programme.html", event=event, programme=there, form=form
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.get("")
@requires(Right.READ_APPLICATIONS)
def applications(slug: str) -> ResponseReturnValue:
    """List what is to be read; that somebody looked is logged first."""
    event = or_404(find_event(slug))
    with write_tx():
        subject = f"scholarship applications of {slug}"
        actions.note_reading(event, subject, visitor_id(), clock.now())
    event = or_404(find_event(slug))
    there = queries.find_programme(event)
    state = _state(request.args.get("state", ""))
    return render_template(
        "scholarships/applications.html",
        event=event,
        programme=there,
        state=state,
        counts=queries.count_by_state(event),
        seen=queries.SEEN,
        countries=dict(countries()),
        page=queries.list_handed_in(there, state, page_asked()) if there else None,
    )


@bp.get("/<code>")
@requires(Right.READ_APPLICATIONS)
def application(slug: str, code: str) -> ResponseReturnValue:
    with write_tx():
        event, found = _found(slug, code)
        subject = f"scholarship application {found.code}"
        actions.note_reading(event, subject, visitor_id(), clock.now())
    event, found = _found(slug, code)
    access = find_access(slug)
    return render_template(
        "scholarships/application.html",
        event=event,
        application=found,
        countries=dict(countries()),
        may_decide=access is not None and Right.DECIDE_APPLICATIONS in access.rights,
    )


@bp.post("/<code>/<any(award, reject):decision>")
@requires(Right.DECIDE_APPLICATIONS)
def decide(slug: str, code: str, decision: str) -> ResponseReturnValue:
    _event, found = _found(slug, code)
    try:
        VERBS[decision](found, visitor_id(), clock.now())
    except Refusal as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
        return redirect(url_for(".application", slug=slug, code=code))
    db.session.commit()
    flash(
        _(
            "Application %(code)s is %(state)s. The letter is on its way.",
            code=code,
            state=found.state.words,
        )
    )
    return redirect(url_for(".applications", slug=slug, state="submitted"))


def _found(slug: str, code: str) -> tuple[Event, Application]:
    event = or_404(find_event(slug))
    return event, or_404(queries.find_handed_in(event, code))


def _state(typed: str) -> ApplicationState | None:
    return ApplicationState(typed) if typed in set(queries.SEEN) else None
