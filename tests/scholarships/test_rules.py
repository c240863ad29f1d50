from datetime import timedelta

import pytest

from eventsite.core.money import Money
from eventsite.events.models import Event, EventState
from eventsite.scholarships import rules
from eventsite.scholarships.models import Application, ApplicationState, Programme
from eventsite.scholarships.rules import ProgrammeState, Request
from tests.factories import NOW
from tests.scholarships.things import CLOSES, OPENS, TICK, answers

SHOWN = Event(state=EventState.ANNOUNCED)
S = ApplicationState


def programme(grace=timedelta()):
    return Programme(opens=OPENS, closes=CLOSES, grace=grace)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (OPENS.at - TICK, ProgrammeState.NOT_YET),
        (OPENS.at, ProgrammeState.OPEN),
        (CLOSES.at - TICK, ProgrammeState.OPEN),
        (CLOSES.at, ProgrammeState.CLOSED),
    ],
)
def test_open_from_its_opening_until_its_deadline(now, state):
    assert rules.programme_state(programme(), now) is state


def test_in_time_until_the_last_microsecond():
    rules.check_may_submit(SHOWN, programme(), CLOSES.at - TICK)
    for late in (CLOSES.at, CLOSES.at + TICK):
        with pytest.raises(rules.ProgrammeClosed):
            rules.check_may_submit(SHOWN, programme(), late)
    with pytest.raises(rules.ProgrammeNotOpen):
        rules.check_may_submit(SHOWN, programme(), OPENS.at - TICK)


def test_the_grace_is_given_and_never_told():
    kind = programme(grace=timedelta(hours=1))
    rules.check_may_submit(SHOWN, kind, CLOSES.at + timedelta(hours=1) - TICK)
    with pytest.raises(rules.ProgrammeClosed):
        rules.check_may_submit(SHOWN, kind, CLOSES.at + timedelta(hours=1))
    assert rules.programme_state(kind, CLOSES.at) is ProgrammeState.CLOSED


@pytest.mark.parametrize("state", [EventState.DRAFT, EventState.ARCHIVED])
def test_an_event_nobody_sees_or_changes_takes_nothing(state):
    with pytest.raises(rules.NoProgramme):
        rules.check_may_keep(Event(state=state), programme(), NOW)


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        ({}, []),
        ({"need": "", "impact": ""}, ["need", "impact"]),
        ({"request": Request()}, ["wants_ticket"]),
        ({"request": Request(wants_ticket=True)}, []),
        ({"request": Request(lodging=Money(1, "USD"))}, ["country"]),
        ({"request": Request(travel=Money(0, "USD"))}, ["wants_ticket"]),
        ({"is_eligible": False, "agrees": False}, ["is_eligible", "agrees"]),
        ({"background": {}}, []),  # voluntary
    ],
)
def test_what_is_still_missing(given, lacking):
    assert list(rules.missing(answers(**given))) == lacking


@pytest.mark.parametrize(
    ("state", "is_own", "refusal"),
    [
        (S.SUBMITTED, True, rules.OwnApplication),
        (S.AWARDED, True, rules.OwnApplication),
        (S.DRAFT, False, rules.NotSubmitted),
        (S.WITHDRAWN, False, rules.NotSubmitted),
        (S.AWARDED, False, rules.AlreadyDecided),
        (S.REJECTED, False, rules.AlreadyDecided),
    ],
)
def test_only_what_is_submitted_is_decided_on_and_never_ones_own(
    state, is_own, refusal
):
    rules.check_decidable(Application(state=S.SUBMITTED), is_own=False)
    with pytest.raises(refusal):
        rules.check_decidable(Application(state=state), is_own=is_own)


@pytest.mark.parametrize("state", list(S))
def test_an_applicant_learns_what_to_do(state):
    made = Application(state=state, programme=programme())
    before, after = rules.next_step(made, NOW), rules.next_step(made, CLOSES.at)
    changeable = state in rules.STILL_THE_APPLICANTS
    assert before.until == (CLOSES if changeable else None)
    assert after.until is None
    assert before.words
    assert after.words
