"""Pages for applicants: the programme, the form, what has become of their application."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

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

from eventsite.accounts.queries import get_person
from eventsite.core import clock, drafts
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.guard import find_visitor_id, public, signed_in, visitor_id
from eventsite.core.long_forms import Desk, take
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
        form, now = application_form(programme), clock.now()
        return take(ApplicationDesk(event, form, own, programme, now))
    now = clock.now()
    if own is None or own.state is ApplicationState.WITHDRAWN:
        if rules.programme_state(programme, now) is not ProgrammeState.OPEN:
            return redirect(url_for(".scholarships", slug=slug))
        form = application_form(programme, formdata=None)
    elif own.state not in rules.STILL_THE_APPLICANTS:
        return redirect(url_for(".my_applications"))
    else:
        form = _filled(own)
    return ApplicationDesk(event, form, own, programme, now).page()


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
class ApplicationDesk(Desk):
    """A form as it lies before its applicant, and what it belongs to."""

    event: Event
    form: ApplicationForm
    application: Application | None
    programme: Programme
    now: datetime

    def keep(self) -> None:
        typed = drafts.typed(request.form, self.form.kept)
        sensitive = drafts.typed(request.form, SENSITIVE)
        rules.check_may_keep(self.event, self.programme, self.now)
        if self.application is None:
            person = get_person(visitor_id())
            self.application = actions.begin(person, self.programme, self.now)
        actions.keep(self.application, typed, sensitive, self.now)

    def is_whole(self) -> bool:
        return not self.form.lacks(self.form.answers())

    def hand_in(self) -> None:
        application = or_404(self.application)
        was_submitted = application.state is ApplicationState.SUBMITTED
        actions.submit(application, self.form.answers(), self.now)
        flash(
            _("Your changes are submitted.")
            if was_submitted
            else _(
                "Your application is submitted. A letter that says so is on its way."
            )
        )

    def missing(self) -> Mapping[str, str]:
        return rules.missing(self.form.answers())

    @property
    def address(self) -> str:
        return url_for(".apply", slug=self.event.slug)

    @property
    def way_on(self) -> str:
        return url_for(".my_applications")

    def page(self, *, is_kept: bool = False) -> str:
        self.form.prepare()
        state = rules.programme_state(self.programme, self.now)
        return render_template(
            "scholarships/apply.html",
            event=self.event,
            programme=self.programme,
            form=self.form,
            application=self.application,
            now=self.now,
            is_kept=is_kept,
            is_open=state is ProgrammeState.OPEN,
            missing=self.missing(),
        )
