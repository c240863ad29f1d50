"""What a call allows, and what a proposal still lacks. No database, clock or web."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from eventsite.core.deadlines import Deadline, next_of
from eventsite.core.errors import Refusal
from eventsite.core.words import Named, _, lazy, lazy_pgettext
from eventsite.events.models import Event, SessionType
from eventsite.proposals.models import Call, Proposal, ProposalState

MOST_PROPOSALS = 50  # of one person at one event
STILL_THE_AUTHORS = frozenset(
    {ProposalState.DRAFT, ProposalState.SUBMITTED, ProposalState.WITHDRAWN}
)


class CallState(Named):
    NOT_YET = "not yet open", lazy_pgettext("call", "not yet open")
    OPEN = "open", lazy_pgettext("call", "open")
    CLOSED = "closed", lazy_pgettext("call", "closed")


class NoCall(Refusal):
    message = lazy("This event takes no proposals at the moment.")


class CallNotOpen(Refusal):
    message = lazy("The call for proposals is not open yet.")


class TypeNotWanted(Refusal):
    message = lazy("Choose one of the session types of this call.")


class CallClosed(Refusal):
    message = lazy("The deadline has passed. What you typed is kept as your draft.")


class TypeClosed(Refusal):
    message = lazy(
        "The deadline of this session type has passed. What you typed is kept as your "
        "draft: another type is still open."
    )


class TooMany(Refusal):
    message = lazy(
        "You have %(most)s proposals here, which is the most anyone may "
        "have. Discard drafts you no longer need.",
        most=MOST_PROPOSALS,
    )


class NotEditable(Refusal):
    message = lazy(
        "A decision has been made: this proposal can no longer be changed here."
    )


class AlreadyDecided(Refusal):
    message = lazy("Somebody else has decided on this proposal differently.")


class NotSubmitted(Refusal):
    message = lazy("This proposal has been withdrawn: there is nothing to decide.")


@dataclass(frozen=True, slots=True)
class SpeakerAnswer:
    name: str
    email: str
    affiliation: str = ""
    biography: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a filled-in form says."""

    title: str
    abstract: str
    description: str
    notes: str
    type_id: int | None
    track_id: int | None
    language: str
    level: str
    may_record: bool
    speakers: tuple[SpeakerAnswer, ...]  # the author first


def closing(call: Call, type_id: int | None) -> Deadline:
    """Return the deadline of a session type of the call, or of a call without types.

    Raises:
        TypeNotWanted: the call does not list this type.
    """
    if not call.types:
        return call.closes
    found = [wanted for wanted in call.types if wanted.type_id == type_id]
    if not found:
        raise TypeNotWanted
    return found[0].own_closes or call.closes


def closings(call: Call) -> list[Deadline]:
    if not call.types:
        return [call.closes]
    return [wanted.own_closes or call.closes for wanted in call.types]


class Offer(NamedTuple):
    type: SessionType
    closes: Deadline
    is_open: bool

    @property
    def words(self) -> str:
        return str(self.closes) if self.is_open else "closed"


def offers(call: Call, now: datetime) -> list[Offer]:
    """Return the wanted types in the call's order, each with its deadline."""
    found = ((wanted.type, wanted.own_closes or call.closes) for wanted in call.types)
    started = now >= call.opens.at
    return [
        Offer(kind, closes, started and closes.in_time(now)) for kind, closes in found
    ]


def last_closing(call: Call) -> Deadline:
    return max(closings(call), key=lambda deadline: deadline.at)


def next_closing(call: Call, now: datetime) -> Deadline | None:
    return next_of(closings(call), now)


def call_state(call: Call, now: datetime) -> CallState:
    """Return what the public is told; the grace is not in it."""
    if now < call.opens.at:
        return CallState.NOT_YET
    return CallState.OPEN if last_closing(call).in_time(now) else CallState.CLOSED


def agreed_to(proposal: Proposal) -> str:
    """Return what an author agrees to who allows a recording."""
    return _(
        "%(event)s: the session “%(title)s” may be recorded and the recording published.",
        event=proposal.event.name,
        title=proposal.title,
    )


def check_may_keep(event: Event, call: Call | None, now: datetime) -> Call:
    """Decide whether a draft may be kept: also after the deadline, so nothing is lost.

    Raises:
        NoCall, CallNotOpen: there is nothing to propose to, or not yet.
    """
    if call is None or event.is_archived or not event.is_public:
        raise NoCall
    if now < call.opens.at:
        raise CallNotOpen
    return call


def check_may_submit(
    event: Event, call: Call | None, type_id: int | None, now: datetime
) -> None:
    """Decide whether a proposal of this type is in time, the grace included.

    Raises:
        NoCall, CallNotOpen, TypeNotWanted, TypeClosed, CallClosed: it is not.
    """
    call = check_may_keep(event, call, now)
    if now < closing(call, type_id).at + call.grace:
        return
    if call_state(call, now) is CallState.OPEN:
        raise TypeClosed
    raise CallClosed


class NextStep(NamedTuple):
    """What an author should or can do about a proposal, and until when."""

    words: str
    until: Deadline | None = None


def next_step(proposal: Proposal, call: Call | None, now: datetime) -> NextStep:
    if proposal.state is ProposalState.ACCEPTED:
        return NextStep(_("Nothing to do: it is in the programme."))
    if proposal.state is ProposalState.REJECTED:
        return NextStep(_("Nothing to do."))
    until = _until(proposal, call) if call else None
    if until is None or not until.in_time(now):
        return NextStep(_LATE[proposal.state])
    return NextStep(_IN_TIME[proposal.state], until)


_LATE = {
    ProposalState.DRAFT: lazy("The deadline has passed. Your text is kept."),
    ProposalState.SUBMITTED: lazy("Wait for the organisers' decision."),
    ProposalState.WITHDRAWN: lazy("Nothing to do."),
}
_IN_TIME = {
    ProposalState.DRAFT: lazy("Complete and submit it."),
    ProposalState.SUBMITTED: lazy("You can still change it."),
    ProposalState.WITHDRAWN: lazy("You can submit it again."),
}


def _until(proposal: Proposal, call: Call) -> Deadline:
    """Return the deadline of what is on the author's desk; of any type while unsaid."""
    typed = (proposal.typed or {}).get("type") or [str(proposal.type_id)]
    own = (wanted for wanted in call.types if str(wanted.type_id) == typed[0])
    wanted = next(own, None)
    return last_closing(call) if wanted is None else wanted.own_closes or call.closes


def check_editable(proposal: Proposal) -> None:
    if proposal.state not in STILL_THE_AUTHORS:
        raise NotEditable


def check_decidable(proposal: Proposal) -> None:
    if proposal.state in {ProposalState.DRAFT, ProposalState.WITHDRAWN}:
        raise NotSubmitted
    if proposal.state is not ProposalState.SUBMITTED:
        raise AlreadyDecided


def missing(answers: Answers, call: Call) -> Mapping[str, str]:
    """Return by field what a proposal needs before it can be submitted."""
    needed = {
        "title": answers.title,
        "abstract": answers.abstract,
        "type": answers.type_id or not call.types,
        "speaker_name": answers.speakers and answers.speakers[0].name,
    }
    words = {
        "title": _("Give your session a title."),
        "abstract": _("Write an abstract."),
        "type": _("Choose a session type."),
        "speaker_name": _("Tell your name as it should be shown."),
    }
    return {field: words[field] for field, given in needed.items() if not given}
