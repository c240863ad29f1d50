from datetime import timedelta

import pytest

from eventsite.events.models import Event, EventState, SessionType
from eventsite.proposals import rules
from eventsite.proposals.models import Call, CallType, Proposal, ProposalState
from eventsite.proposals.rules import Answers, CallState, SpeakerAnswer
from tests.factories import NOW
from tests.proposals.things import CLOSES, LATER, OPENS, TICK

TALK, LIGHTNING, KEYNOTE = 1, 2, 3
SHOWN = Event(state=EventState.ANNOUNCED)


def call(grace=timedelta(), types=((TALK, None), (LIGHTNING, LATER))):
    return Call(
        opens=OPENS,
        closes=CLOSES,
        grace=grace,
        types=[
            CallType(type_id=n, own_closes=own, type=SessionType(name=str(n)))
            for n, own in types
        ],
    )


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (OPENS.at - TICK, CallState.NOT_YET),
        (OPENS.at, CallState.OPEN),
        (CLOSES.at, CallState.OPEN),  # the lightning talks still are
        (LATER.at - TICK, CallState.OPEN),
        (LATER.at, CallState.CLOSED),
    ],
)
def test_a_call_is_open_until_its_last_type_closes(now, state):
    assert rules.call_state(call(), now) is state


@pytest.mark.parametrize(("type_id", "deadline"), [(TALK, CLOSES), (LIGHTNING, LATER)])
def test_each_type_is_in_time_until_the_last_microsecond(type_id, deadline):
    rules.check_may_submit(SHOWN, call(), type_id, deadline.at - TICK)
    for late in (deadline.at, deadline.at + TICK):
        with pytest.raises((rules.TypeClosed, rules.CallClosed)):
            rules.check_may_submit(SHOWN, call(), type_id, late)


@pytest.mark.parametrize(
    ("type_id", "now", "refusal"),
    [
        (TALK, OPENS.at - TICK, rules.CallNotOpen),
        (TALK, CLOSES.at, rules.TypeClosed),
        (TALK, LATER.at, rules.CallClosed),
        (KEYNOTE, NOW, rules.TypeNotWanted),
        (None, NOW, rules.TypeNotWanted),
    ],
)
def test_why_a_proposal_is_not_taken(type_id, now, refusal):
    with pytest.raises(refusal):
        rules.check_may_submit(SHOWN, call(), type_id, now)


def test_the_grace_is_given_and_never_told():
    kind = call(grace=timedelta(hours=1))
    end = LATER.at + timedelta(hours=1)

    rules.check_may_submit(SHOWN, kind, LIGHTNING, end - TICK)
    with pytest.raises(rules.CallClosed):
        rules.check_may_submit(SHOWN, kind, LIGHTNING, end)
    assert rules.call_state(kind, LATER.at) is CallState.CLOSED
    assert not any(offer.is_open for offer in rules.offers(kind, LATER.at))


def test_a_call_without_types_has_one_deadline():
    plain = call(types=())
    rules.check_may_submit(SHOWN, plain, None, CLOSES.at - TICK)
    with pytest.raises(rules.CallClosed):
        rules.check_may_submit(SHOWN, plain, None, CLOSES.at)


@pytest.mark.parametrize("state", [EventState.DRAFT, EventState.ARCHIVED])
def test_an_event_nobody_sees_or_changes_takes_nothing(state):
    with pytest.raises(rules.NoCall):
        rules.check_may_keep(Event(state=state), call(), NOW)


def test_a_draft_is_kept_after_the_deadline_but_not_before_the_opening():
    rules.check_may_keep(SHOWN, call(), LATER.at + timedelta(days=900))
    with pytest.raises(rules.CallNotOpen):
        rules.check_may_keep(SHOWN, call(), OPENS.at - TICK)
    with pytest.raises(rules.NoCall):
        rules.check_may_keep(SHOWN, None, NOW)


def answers(**given):
    whole = {
        "title": "Tracing",
        "abstract": "How.",
        "description": "",
        "notes": "",
        "type_id": TALK,
        "track_id": None,
        "language": "en",
        "level": "",
        "may_record": False,
        "speakers": (SpeakerAnswer("Ada", "ada@example.org"),),
    }
    return Answers(**whole | given)


def test_what_is_still_missing():
    nothing = answers(
        title="", abstract="", type_id=None, speakers=(SpeakerAnswer("", "a@b.c"),)
    )
    lacking = rules.missing(nothing, call())
    assert list(lacking) == ["title", "abstract", "type", "speaker_name"]
    assert rules.missing(answers(), call()) == {}
    assert rules.missing(answers(type_id=None), call(types=())) == {}


@pytest.mark.parametrize(
    ("state", "typed", "now", "until"),
    [
        (ProposalState.DRAFT, {"type": [str(TALK)]}, NOW, CLOSES),
        (ProposalState.DRAFT, {"type": [str(LIGHTNING)]}, NOW, LATER),
        (ProposalState.DRAFT, {"type": ["nonsense"]}, NOW, LATER),
        (ProposalState.DRAFT, {"type": [""]}, NOW, LATER),
        (ProposalState.DRAFT, {"type": [str(TALK)]}, CLOSES.at, None),
        (ProposalState.SUBMITTED, None, CLOSES.at - TICK, CLOSES),
        (ProposalState.SUBMITTED, None, CLOSES.at, None),
        (ProposalState.WITHDRAWN, None, NOW, CLOSES),
        (ProposalState.ACCEPTED, None, NOW, None),
        (ProposalState.REJECTED, None, NOW, None),
    ],
)
def test_an_author_learns_until_when_something_can_be_done(state, typed, now, until):
    made = Proposal(state=state, typed=typed, type_id=TALK)
    assert rules.next_step(made, call(), now).until == until


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        (ProposalState.DRAFT, rules.NotSubmitted),
        (ProposalState.WITHDRAWN, rules.NotSubmitted),
        (ProposalState.ACCEPTED, rules.AlreadyDecided),
        (ProposalState.REJECTED, rules.AlreadyDecided),
    ],
)
def test_only_what_is_submitted_is_decided_on(state, refusal):
    rules.check_decidable(Proposal(state=ProposalState.SUBMITTED))
    with pytest.raises(refusal):
        rules.check_decidable(Proposal(state=state))
