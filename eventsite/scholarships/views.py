"""Pages for applicants: the programme, the form, what has become of their application."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from flask import (
    Blueprint,
    Response,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from eventsite.accounts.queries import get_person
from eventsite.core import clock, drafts
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.guard import find_visitor_id, public, signed_in, visitor_id
from eventsite.core.web import or_404
from eventsite.core.words import _
from eventsite.events.models import Event
from eventsite.events.queries import find_shown_event
from eventsite.scholarships import actions, queries, rules
from eventsite.scholarships.forms import (
    SENSITIVE,
    ApplicationForm,
    application_data,
    application_form,
    typed_data,
)
from eventsite.scholarships.models import Application, ApplicationState, Programme
from eventsite.scholarships.rules import ProgrammeState

bp = Blueprint("scholarships", __name__)


@bp.after_request
def keep_out_of_caches(response: Response) -> Response:
    if request.endpoint != "scholarships.scholarships":
        response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/events/<slug>/scholarships")
@public
def scholarships(slug: str) -> ResponseReturnValue:
    visitor = find_visitor_id()
    event = or_404(find_shown_event(slug, visitor))
    programme, now = queries.find_programme(event), clock.now()
    own = queries.find_own(visitor, programme) if visitor and programme else None
    return render_template(
        "scholarships/scholarships.html",
        event=event,
        programme=programme,
        now=now,
        state=rules.programme_state(programme, now) if programme else None,
        own=own,
    )


@bp.route("/events/<slug>/scholarships/apply", methods=["GET", "POST"])
@signed_in
def apply(slug: str) -> ResponseReturnValue:
    event, programme = _found(slug)
    own = queries.find_own(visitor_id(), programme)
    if request.method == "POST":
        return _take(event, programme, own)
    now = clock.now()
    if own is None or own.state is ApplicationState.WITHDRAWN:
        if rules.programme_state(programme, now) is not ProgrammeState.OPEN:
            return redirect(url_for(".scholarships", slug=slug))
        form = application_form(programme, formdata=None)
    elif own.state not in rules.STILL_THE_APPLICANTS:
        return redirect(url_for(".my_applications"))
    else:
        form = _filled(own)
    return _form_page(Desk(event, form, own, programme, now))


@bp.post("/events/<slug>/scholarships/withdraw")
@signed_in
def withdraw(slug: str) -> ResponseReturnValue:
    _event, programme = _found(slug)
    own = or_404(queries.find_own(visitor_id(), programme))
    try:
        actions.withdraw(own, clock.now())
    except Refusal as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        flash(_("Your application is withdrawn, and what you told us is deleted."))
    return redirect(url_for(".my_applications"))


@bp.get("/account/scholarships")
@signed_in
def my_applications() -> ResponseReturnValue:
    return render_template(
        "scholarships/my_applications.html",
        applications=queries.list_own(visitor_id()),
        now=clock.now(),
        next_step=rules.next_step,
    )


def _found(slug: str) -> tuple[Event, Programme]:
    event = or_404(find_shown_event(slug, visitor_id()))
    return event, or_404(queries.find_programme(event))


def _filled(own: Application) -> ApplicationForm:
    background = queries.get_background(own)
    typed = typed_data(own, background)
    if typed is not None:
        return application_form(own.programme, formdata=drafts.as_sent(typed))
    data = application_data(own, background)
    return application_form(own.programme, formdata=None, data=data)


@dataclass(slots=True)
class Desk:
    """A form as it lies before its applicant, and what it belongs to."""

    event: Event
    form: ApplicationForm
    application: Application | None
    programme: Programme
    now: datetime


def _take(
    event: Event, programme: Programme, own: Application | None
) -> ResponseReturnValue:
    """Keep what was sent, then hand it in if that was asked for: a commit each."""
    desk = Desk(event, application_form(programme), own, programme, clock.now())
    is_valid = desk.form.validate()
    is_kept = _step(desk, _keep)
    if request.form.get("act") != "submit":
        return _answer(desk, is_kept=is_kept)
    is_whole = not desk.form.lacks(desk.form.answers()) and is_valid
    if is_kept and is_whole and _step(desk, _hand_in):
        return redirect(url_for(".my_applications"))
    return _answer(desk, is_kept=is_kept)


def _step(desk: Desk, step: Callable[[Desk], None]) -> bool:
    """Commit a step; or show in the form why it was refused."""
    try:
        step(desk)
    except Refusal as refusal:
        db.session.rollback()
        desk.form.refuse(refusal)
        return False
    db.session.commit()
    return True


def _keep(desk: Desk) -> None:
    typed = drafts.typed(request.form, desk.form.kept)
    sensitive = drafts.typed(request.form, SENSITIVE)
    rules.check_may_keep(desk.event, desk.programme, desk.now)
    if desk.application is None:
        person = get_person(visitor_id())
        desk.application = actions.begin(person, desk.programme, desk.now)
    actions.keep(desk.application, typed, sensitive, desk.now)


def _hand_in(desk: Desk) -> None:
    application = or_404(desk.application)
    was_submitted = application.state is ApplicationState.SUBMITTED
    actions.submit(application, desk.form.answers(), desk.now)
    flash(
        _("Your changes are submitted.")
        if was_submitted
        else _("Your application is submitted. A letter that says so is on its way.")
    )


def _answer(desk: Desk, *, is_kept: bool) -> ResponseReturnValue:
    """Say what became of what was sent, to a person or to the page's own script."""
    if request.accept_mimetypes.best == "application/json":
        said = {
            "kept": is_kept,
            "address": "",
            "refused": [str(error) for error in desk.form.form_errors],
            "missing": dict(_missing(desk)),
        }
        status = HTTPStatus.OK if is_kept else HTTPStatus.UNPROCESSABLE_ENTITY
        return jsonify(said), status
    if is_kept and request.form.get("act") != "submit" and not desk.form.errors:
        flash(_("Your draft is saved."))
        return redirect(url_for(".apply", slug=desk.event.slug))
    return _form_page(desk, is_kept=is_kept), HTTPStatus.UNPROCESSABLE_ENTITY


def _form_page(desk: Desk, *, is_kept: bool = False) -> str:
    desk.form.prepare()
    state = rules.programme_state(desk.programme, desk.now)
    return render_template(
        "scholarships/apply.html",
        event=desk.event,
        programme=desk.programme,
        form=desk.form,
        application=desk.application,
        now=desk.now,
        is_kept=is_kept,
        is_open=state is ProgrammeState.OPEN,
        missing=_missing(desk),
    )


def _missing(desk: Desk) -> Mapping[str, str]:
    return rules.missing(desk.form.answers())
