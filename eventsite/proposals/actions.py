"""The verbs of calls and proposals. Each changes the session and never commits."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from eventsite.accounts.models import Person
from eventsite.audit.actions import record
from eventsite.core.codes import new_code
from eventsite.core.db import db, insert_once
from eventsite.core.deadlines import Deadline
from eventsite.core.drafts import Typed
from eventsite.events.actions import lock_tree
from eventsite.events.models import Event
from eventsite.privacy.actions import note_consent, withdraw_consent
from eventsite.proposals import mails, queries, rules
from eventsite.proposals.models import (
    Call,
    CallType,
    Proposal,
    ProposalSpeaker,
    ProposalState,
)
from eventsite.proposals.rules import Answers, SpeakerAnswer
from eventsite.sessions.actions import create_session, create_speaker
from eventsite.sessions.models import Session, Speaker
from eventsite.sessions.rules import (
    Part,
    SessionContent,
    SessionDetails,
    SpeakerDetails,
)

UNTYPED = timedelta(minutes=30)  # how long a session without a type is


@dataclass(frozen=True, slots=True)
class CallTerms:
    """What organisers say in a call; `types` by id, with their own deadline if any."""

    text: str
    opens: Deadline
    closes: Deadline
    grace: timedelta
    types: dict[int, Deadline | None]


def set_call(event: Event, terms: CallTerms, actor_id: int, now: datetime) -> Call:
    """Make the event's call, or change it."""
    lock_tree(event)
    call = queries.find_call(event)
    if call is None:
        call = Call(event=event)
        db.session.add(call)
        event.has_call = True
    call.text, call.grace, call.changed_at = terms.text, terms.grace, now
    call.opens, call.closes = terms.opens, terms.closes
    there = {wanted.type_id: wanted for wanted in call.types}
    call.types = [
        there.get(type_id) or CallType(type_id=type_id) for type_id in terms.types
    ]
    for wanted in call.types:
        wanted.own_closes = terms.types[wanted.type_id]
    record(
        event_id=event.id,
        actor_id=actor_id,
        verb="call.edit",
        subject=f"call of {event.slug}",
        now=now,
        detail={"opens": str(terms.opens.at), "closes": str(terms.closes.at)},
    )
    return call


def begin(author: Person, event: Event, once_key: str, now: datetime) -> Proposal:
    """Return the proposal of this form, making it the first time the form is sent.

    Raises:
        TooMany: the author has as many as anyone may have here.
    """
    found = queries.find_own_by_key(author.id, event, once_key)
    if found is not None:
        return found
    if queries.count_own(author.id, event) >= rules.MOST_PROPOSALS:
        raise rules.TooMany
    insert_once(
        Proposal,
        "once_key",
        once_key=queries.own_key(author.id, event, once_key),
        event_id=event.id,
        author_id=author.id,
        code=new_code(),
        created_at=now,
        changed_at=now,
    )
    made = queries.find_own_by_key(author.id, event, once_key)
    if made is None:
        raise RuntimeError("a proposal vanished while it was made")
    return made


def keep(proposal: Proposal, typed: Typed, now: datetime) -> None:
    """Keep what the author has typed so far; nothing that was handed in changes.

    Raises:
        NotEditable: a decision has been made.
    """
    proposal = queries.lock(proposal)
    rules.check_editable(proposal)
    proposal.typed, proposal.changed_at = typed, now
    if (
        proposal.state is ProposalState.DRAFT
    ):  # what lists call it until it is handed in
        proposal.title = " ".join(typed.get("title", [""])).strip()[:300]


def submit(
    proposal: Proposal, answers: Answers, call: Call | None, now: datetime
) -> None:
    """Hand the proposal in, or hand in what has changed; only the first time a letter.

    Raises:
        NotEditable: a decision has been made.
        NoCall, CallNotOpen, TypeNotWanted, TypeClosed, CallClosed: not in time.
    """
    proposal = queries.lock(proposal)
    rules.check_editable(proposal)
    rules.check_may_submit(proposal.event, call, answers.type_id, now)
    _write(proposal, answers)
    _note_recording(proposal, now)
    proposal.typed, proposal.changed_at = None, now
    if proposal.state is not ProposalState.SUBMITTED:
        proposal.state = ProposalState.SUBMITTED
        proposal.submitted_at = proposal.submitted_at or now
        mails.queue_received(proposal, call, now)


def _note_recording(proposal: Proposal, now: datetime) -> None:
    subject = f"proposal {proposal.code}"
    if proposal.may_record:
        note_consent(proposal.author_id, subject, rules.agreed_to(proposal), now)
    else:
        withdraw_consent(proposal.author_id, subject, now)


def _write(proposal: Proposal, answers: Answers) -> None:
    for column in (
        "title",
        "abstract",
        "description",
        "notes",
        "type_id",
        "track_id",
        "language",
        "level",
        "may_record",
    ):
        setattr(proposal, column, getattr(answers, column))
    there = {who.position: who for who in proposal.speakers}
    proposal.speakers = [
        _speaker(there.get(position), position, answer)
        for position, answer in enumerate(answers.speakers)
    ]
    if proposal.speakers:
        proposal.speakers[0].person_id = proposal.author_id


def _speaker(
    there: ProposalSpeaker | None, position: int, answer: SpeakerAnswer
) -> ProposalSpeaker:
    who = there or ProposalSpeaker(position=position)
    who.name, who.email = answer.name, answer.email
    who.affiliation, who.biography = answer.affiliation, answer.biography
    return who


def withdraw(proposal: Proposal, now: datetime) -> None:
    """Take a proposal back: it stays the author's, to be handed in again while open.

    Raises:
        NotEditable: a decision has been made.
    """
    proposal = queries.lock(proposal)
    rules.check_editable(proposal)
    if proposal.state is ProposalState.SUBMITTED:
        proposal.state, proposal.changed_at = ProposalState.WITHDRAWN, now
        mails.queue_withdrawn(proposal, now)


def discard(proposal: Proposal) -> None:
    """Delete a draft for good.

    Raises:
        NotEditable: it has been handed in.
    """
    proposal = queries.lock(proposal)
    if proposal.state is not ProposalState.DRAFT:
        raise rules.NotEditable
    db.session.delete(proposal)


def accept(proposal: Proposal, note: str, actor_id: int, now: datetime) -> None:
    """Take the proposal into the programme: its session is made, its author told.

    Once only: a second click finds it accepted and changes nothing.

    Raises:
        NotSubmitted, AlreadyDecided: it cannot be accepted.
        NotOffered: its track or type is gone from the event.
    """
    proposal = queries.lock(proposal)
    if proposal.state is ProposalState.ACCEPTED:
        return
    rules.check_decidable(proposal)
    proposal.session = _session(proposal, actor_id, now)
    _decide(proposal, ProposalState.ACCEPTED, actor_id, now)
    mails.queue_decision(proposal, note, now)


def reject(proposal: Proposal, note: str, actor_id: int, now: datetime) -> None:
    """Decline the proposal and tell its author; once only, as `accept`.

    Raises:
        NotSubmitted, AlreadyDecided: it cannot be rejected.
    """
    proposal = queries.lock(proposal)
    if proposal.state is ProposalState.REJECTED:
        return
    rules.check_decidable(proposal)
    _decide(proposal, ProposalState.REJECTED, actor_id, now)
    mails.queue_decision(proposal, note, now)


def _decide(
    proposal: Proposal, state: ProposalState, actor_id: int, now: datetime
) -> None:
    proposal.state, proposal.decided_at = state, now
    verb = "accept" if state is ProposalState.ACCEPTED else "reject"
    record(
        event_id=proposal.event_id,
        actor_id=actor_id,
        verb=f"proposal.{verb}",
        subject=f"proposal {proposal.code}",
        now=now,
    )


def _session(proposal: Proposal, actor_id: int, now: datetime) -> Session:
    """Return the session that an accepted proposal becomes, its people on stage."""
    kind = proposal.type
    details = SessionDetails(
        title=proposal.title,
        abstract=proposal.abstract,
        description=proposal.description,
        track_id=proposal.track_id,
        type_id=proposal.type_id,
        language=proposal.language,
        level=proposal.level,
        duration=kind.duration if kind else UNTYPED,
        do_not_record=not proposal.may_record,
    )
    for who in proposal.speakers:
        who.speaker = _on_stage(who, actor_id, now)
    ids = dict.fromkeys(who.speaker.id for who in proposal.speakers if who.speaker)
    return create_session(
        proposal.event,
        SessionContent(details, [Part(speaker_id=speaker_id) for speaker_id in ids]),
        actor_id=actor_id,
        now=now,
        once_key=f"proposal {proposal.id}",
    )


def _on_stage(who: ProposalSpeaker, actor_id: int, now: datetime) -> Speaker:
    """Return the person's entry among the tree's speakers, made where there is none."""
    event = who.proposal.event
    lock_tree(event)
    found = queries.find_speaker(event, who.email, who.person_id)
    if found is not None:
        return found
    details = SpeakerDetails(
        name=who.name,
        affiliation=who.affiliation,
        biography=who.biography,
        email=who.email,
    )
    made = create_speaker(event, details, actor_id=actor_id, now=now)
    made.person_id = made.person_id or who.person_id
    return made
