"""Pages for authors: the call, the form, and what has become of their proposals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
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
        return take(ProposalDesk(event, call, ProposalForm(), None, clock.now()))
    if call is None or rules.call_state(call, clock.now()) is not CallState.OPEN:
        return redirect(url_for(".cfp", slug=slug))
    form = ProposalForm(data={"speaker_name": get_person(visitor_id()).name})
    return ProposalDesk(event, call, form, None, clock.now()).page()


@bp.route("/events/<slug>/cfp/proposals/<code>", methods=["GET", "POST"])
@signed_in
def my_proposal(slug: str, code: str) -> ResponseReturnValue:
    event, proposal = _own(slug, code)
    call = queries.find_call(event)
    if request.method == "POST":
        return take(ProposalDesk(event, call, ProposalForm(), proposal, clock.now()))
    if proposal.state not in rules.STILL_THE_AUTHORS:
        return render_template(
            "proposals/my_proposal.html", event=event, proposal=proposal
        )
    if proposal.typed is None:
        form = ProposalForm(formdata=None, data=proposal_data(proposal))
    else:
        form = ProposalForm(formdata=drafts.as_sent(proposal.typed))
    return ProposalDesk(event, call, form, proposal, clock.now()).page()


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
class ProposalDesk(Desk):
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

    def keep(self) -> None:
        typed = drafts.typed(request.form, self.form.kept)
        rules.check_may_keep(self.event, self.call, self.now)
        if self.proposal is None:
            author, key = get_person(visitor_id()), self.form.once.data
            self.proposal = actions.begin(author, self.event, key, self.now)
        actions.keep(self.proposal, typed, self.now)

    def is_whole(self) -> bool:
        return not (self.call and self.form.lacks(self._answers(), self.call))

    def hand_in(self) -> None:
        proposal = or_404(self.proposal)
        was_submitted = proposal.state is ProposalState.SUBMITTED
        actions.submit(proposal, self._answers(), self.call, self.now)
        flash(
            _("Your changes are submitted.")
            if was_submitted
            else _("Your proposal is submitted. A letter that says so is on its way.")
        )

    def missing(self) -> Mapping[str, str]:
        return rules.missing(self.form.answers(""), self.call) if self.call else {}

    @property
    def address(self) -> str:
        if self.proposal is None:
            return ""
        slug, code = self.event.slug, self.proposal.code
        return url_for(".my_proposal", slug=slug, code=code)

    @property
    def way_on(self) -> str:
        return self.address

    def page(self, *, is_kept: bool = False) -> str:
        self.form.prepare()
        state = rules.call_state(self.call, self.now) if self.call else None
        return render_template(
            "proposals/submit.html",
            event=self.event,
            call=self.call,
            form=self.form,
            proposal=self.proposal,
            now=self.now,
            is_kept=is_kept,
            is_open=state is CallState.OPEN,
            missing=self.missing(),
        )

    def _answers(self) -> Answers:
        return self.form.answers(get_person(visitor_id()).email)
