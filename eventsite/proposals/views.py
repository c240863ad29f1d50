"""Pages for authors: the call, the form, and what has become of their proposals."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.accounts.queries import get_person
from eventsite.core import clock, drafts
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.guard import find_visitor_id, public, signed_in, visitor_id
from eventsite.core.web import or_404
from eventsite.core.words import _
from eventsite.events.models import Event
from eventsite.events.queries import find_shown_event, visible_tracks
from eventsite.proposals import actions, queries, rules
from eventsite.proposals.forms import ProposalForm, language, proposal_data
from eventsite.proposals.models import Call, Proposal, ProposalState
from eventsite.proposals.rules import Answers, CallState

bp = Blueprint("proposals", __name__)


@bp.get("/events/<slug>/cfp")
@public
def cfp(slug: str) -> ResponseReturnValue:
    visitor = find_visitor_id()
    event = or_404(find_shown_event(slug, visitor))
    call, now = queries.find_call(event), clock.now()
    return render_template(
        "proposals/cfp.html",
        event=event,
        call=call,
        now=now,
        state=rules.call_state(call, now) if call else None,
        offers=rules.offers(call, now) if call else [],
        next_closing=rules.next_closing(call, now) if call else None,
        languages=[language(tag) for tag in event.languages],
        own=queries.list_own(visitor, event) if visitor else [],
    )


@bp.route("/events/<slug>/cfp/submit", methods=["GET", "POST"])
@signed_in
def submit(slug: str) -> ResponseReturnValue:
    event = or_404(find_shown_event(slug, visitor_id()))
    call = queries.find_call(event)
    if request.method == "POST":
        return _take(event, call, None)
    if call is None or rules.call_state(call, clock.now()) is not CallState.OPEN:
        return redirect(url_for(".cfp", slug=slug))
    form = ProposalForm(data={"speaker_name": get_person(visitor_id()).name})
    return _form_page(Desk(event, call, form, None, clock.now()))


@bp.route("/events/<slug>/cfp/proposals/<code>", methods=["GET", "POST"])
@signed_in
def my_proposal(slug: str, code: str) -> ResponseReturnValue:
    event, proposal = _own(slug, code)
    call = queries.find_call(event)
    if request.method == "POST":
        return _take(event, call, proposal)
    if proposal.state not in rules.STILL_THE_AUTHORS:
        return render_template(
            "proposals/my_proposal.html", event=event, proposal=proposal
        )
    if proposal.typed is None:
        form = ProposalForm(formdata=None, data=proposal_data(proposal))
    else:
        form = ProposalForm(formdata=drafts.as_sent(proposal.typed))
    return _form_page(Desk(event, call, form, proposal, clock.now()))


@bp.post("/events/<slug>/cfp/proposals/<code>/withdraw")
@signed_in
def withdraw(slug: str, code: str) -> ResponseReturnValue:
    _event, proposal = _own(slug, code)
    try:
        actions.withdraw(proposal, clock.now())
    except Refusal as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        flash(_("Your proposal is withdrawn. Its text is kept here."))
    return redirect(url_for(".my_proposal", slug=slug, code=code))


@bp.post("/events/<slug>/cfp/proposals/<code>/discard")
@signed_in
def discard(slug: str, code: str) -> ResponseReturnValue:
    _event, proposal = _own(slug, code)
    try:
        actions.discard(proposal)
    except Refusal as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
        return redirect(url_for(".my_proposal", slug=slug, code=code))
    db.session.commit()
    flash(_("The draft is gone."))
    return redirect(url_for(".my_proposals"))


@bp.get("/account/proposals")
@signed_in
def my_proposals() -> ResponseReturnValue:
    own = queries.list_own(visitor_id())
    calls = queries.list_calls({proposal.event_id for proposal in own})
    return render_template(
        "proposals/my_proposals.html",
        proposals=own,
        calls={call.event_id: call for call in calls},
        now=clock.now(),
        next_step=rules.next_step,
    )


def _own(slug: str, code: str) -> tuple[Event, Proposal]:
    event = or_404(find_shown_event(slug, visitor_id()))
    return event, or_404(queries.find_own(visitor_id(), event, code))


@dataclass(slots=True)
class Desk:
    """A form as it lies before its author, and what it belongs to."""

    event: Event
    call: Call | None
    form: ProposalForm
    proposal: Proposal | None
    now: datetime

    def __post_init__(self) -> None:
        wanted = rules.offers(self.call, self.now) if self.call else []
        self.form.offer(
            self.event,
            [(offer.type, offer.words) for offer in wanted],
            visible_tracks(self.event),
        )


def _take(
    event: Event, call: Call | None, proposal: Proposal | None
) -> ResponseReturnValue:
    """Keep what was sent, then hand it in if that was asked for: a commit each."""
    desk = Desk(event, call, ProposalForm(), proposal, clock.now())
    is_valid = desk.form.validate()
    is_kept = _step(desk, _keep)
    if request.form.get("act") != "submit":
        return _answer(desk, is_kept=is_kept)
    author = get_person(visitor_id())
    answers = desk.form.answers(author.email)
    is_whole = not (call and desk.form.lacks(answers, call)) and is_valid
    if is_kept and is_whole and _step(desk, lambda desk: _hand_in(desk, answers)):
        return redirect(_page_of(desk))
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
    rules.check_may_keep(desk.event, desk.call, desk.now)
    if desk.proposal is None:
        author, key = get_person(visitor_id()), desk.form.once.data
        desk.proposal = actions.begin(author, desk.event, key, desk.now)
    actions.keep(desk.proposal, typed, desk.now)


def _hand_in(desk: Desk, answers: Answers) -> None:
    proposal = or_404(desk.proposal)
    was_submitted = proposal.state is ProposalState.SUBMITTED
    actions.submit(proposal, answers, desk.call, desk.now)
    flash(
        _("Your changes are submitted.")
        if was_submitted
        else _("Your proposal is submitted. A letter that says so is on its way.")
    )


def _answer(desk: Desk, *, is_kept: bool) -> ResponseReturnValue:
    """Say what became of what was sent, to a person or to the page's own script."""
    wants_submit = request.form.get("act") == "submit"
    if request.accept_mimetypes.best == "application/json":
        return _answer_script(desk, is_kept=is_kept)
    if is_kept and not wants_submit and not desk.form.errors:
        flash(_("Your draft is saved."))
        return redirect(_page_of(desk))
    return _form_page(desk, is_kept=is_kept), HTTPStatus.UNPROCESSABLE_ENTITY


def _answer_script(desk: Desk, *, is_kept: bool) -> ResponseReturnValue:
    said = {
        "kept": is_kept,
        "address": _page_of(desk) if desk.proposal else "",
        "refused": [str(error) for error in desk.form.form_errors],
        "missing": dict(_missing(desk)),
    }
    return jsonify(said), HTTPStatus.OK if is_kept else HTTPStatus.UNPROCESSABLE_ENTITY


def _form_page(desk: Desk, *, is_kept: bool = False) -> str:
    desk.form.prepare()
    return render_template(
        "proposals/submit.html",
        event=desk.event,
        call=desk.call,
        form=desk.form,
        proposal=desk.proposal,
        now=desk.now,
        is_kept=is_kept,
        is_open=desk.call is not None
        and rules.call_state(desk.call, desk.now) is CallState.OPEN,
        missing=_missing(desk),
    )


def _missing(desk: Desk) -> Mapping[str, str]:
    return rules.missing(desk.form.answers(""), desk.call) if desk.call else {}


def _page_of(desk: Desk) -> str:
    proposal = or_404(desk.proposal)
    return url_for(".my_proposal", slug=desk.event.slug, code=proposal.code)
