"""Pages for those who call for proposals, read them and decide."""

from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.guard import requires, visitor_id
from eventsite.core.web import or_404, page_asked
from eventsite.core.words import _
from eventsite.events.actions import lock_and_reload
from eventsite.events.models import Event
from eventsite.events.queries import find_event, visible_tracks, visible_types
from eventsite.permissions import Right
from eventsite.proposals import actions, mails, queries
from eventsite.proposals.forms import DecisionForm, FilterForm, call_form, language
from eventsite.proposals.models import Proposal, ProposalState

bp = Blueprint("proposals_desk", __name__, url_prefix="/manage/<slug>")
DECISIONS = {"accept": ProposalState.ACCEPTED, "reject": ProposalState.REJECTED}
VERBS = {"accept": actions.accept, "reject": actions.reject}


@bp.route("/call", methods=["GET", "POST"])
@requires(Right.EDIT_CALL)
def call(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    if request.method == "POST":
        lock_and_reload(event)
    there = queries.find_call(event)
    form = call_form(visible_types(event), there, event.timezone)
    if form.validate_on_submit():
        try:
            form.check_unchanged()
            actions.set_call(event, form.terms(), visitor_id(), clock.now())
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("The call is saved."))
            return redirect(url_for(".call", slug=slug))
    page = render_template("proposals/call.html", event=event, call=there, form=form)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.get("/proposals")
@requires(Right.SEE_PROPOSALS)
def proposals(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    form = FilterForm(formdata=request.args, meta={"csrf": False})
    form.offer(visible_types(event), visible_tracks(event))
    may_decide = Right.DECIDE_PROPOSALS in g.access.rights
    wanted = replace(form.wanted(), with_names=may_decide)
    return render_template(
        "proposals/proposals.html",
        event=event,
        form=form,
        counts=queries.count_by_state(event),
        page=queries.list_handed_in(event, wanted, page_asked()),
        with_names=may_decide,
    )


@bp.get("/proposals/<code>")
@requires(Right.SEE_PROPOSALS)
def proposal(slug: str, code: str) -> ResponseReturnValue:
    event, found = _found(slug, code)
    return render_template(
        "proposals/proposal.html",
        event=event,
        proposal=found,
        spoken=language(found.language) if found.language else "",
        may_decide=Right.DECIDE_PROPOSALS in g.access.rights,
    )


@bp.route("/proposals/<code>/<any(accept, reject):decision>", methods=["GET", "POST"])
@requires(Right.DECIDE_PROPOSALS)
def decide(slug: str, code: str, decision: str) -> ResponseReturnValue:
    """Show the letter first; send it with the decision."""
    event, found = _found(slug, code)
    form = DecisionForm()
    if form.validate_on_submit() and request.form.get("act") != "preview":
        try:
            VERBS[decision](found, form.note.data, visitor_id(), clock.now())
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(
                _(
                    "“%(title)s” is %(decision)s. The letter is on its way.",
                    title=found.title,
                    decision=DECISIONS[decision].words,
                )
            )
            return redirect(url_for(".proposals", slug=slug, state="submitted"))
    page = render_template(
        "proposals/decide.html",
        event=event,
        proposal=found,
        form=form,
        decision=decision,
        letter=mails.preview(found, DECISIONS[decision], form.note.data or ""),
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _found(slug: str, code: str) -> tuple[Event, Proposal]:
    event = or_404(find_event(slug))
    return event, or_404(queries.find_handed_in(event, code))
