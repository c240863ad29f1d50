from datetime import date, timedelta

import pytest

from eventsite.events import rules
from eventsite.events.models import Event, EventKind, EventState
from eventsite.events.rules import Details

DAY = date(2030, 11, 1)
ROOT = Details("Conf", "conf", own_starts_on=DAY, own_ends_on=DAY, own_timezone="UTC")


def event(state=EventState.ANNOUNCED, parent=None, **columns):
    given = {"slug": "conf", "name": "Conf"} | columns
    return Event(state=state, parent=parent, **given)


@pytest.mark.parametrize("slug", ["a", "conf-2030", "2030", "a-b-c", "x" * 80])
def test_words_joined_by_hyphens_are_slugs(slug):
    rules.check_slug(slug)


@pytest.mark.parametrize(
    "slug",
    ["", "-", "a--b", "-a", "a-", "A", "é", "a b", "a/b", "a.b", "a\n", "x" * 81, "٣"],
)
def test_nothing_else_is_a_slug(slug):
    with pytest.raises(rules.BadSlug):
        rules.check_slug(slug)


@pytest.mark.parametrize("slug", ["new", "hosts", "manage", "api"])
def test_words_of_our_addresses_are_no_slugs(slug):
    with pytest.raises(rules.ReservedSlug):
        rules.check_slug(slug)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (DAY, DAY),
        (DAY, DAY + timedelta(days=59)),
        (date(1990, 1, 1), date(1990, 1, 1)),
        (date(2100, 12, 31), date(2100, 12, 31)),
        (None, None),
    ],
)
def test_days_of_an_event(first, last):
    rules.check_days(first, last)


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        (DAY, DAY - timedelta(days=1), rules.EndsBeforeStart),
        (DAY, DAY + timedelta(days=60), rules.TooLong),
        (DAY, None, rules.DaysMissing),
        (None, DAY, rules.DaysMissing),
        (date(1989, 12, 31), date(1990, 1, 1), rules.YearOutOfRange),
        (date(2100, 12, 31), date(2101, 1, 1), rules.YearOutOfRange),
    ],
)
def test_days_of_no_event(first, last, refusal):
    with pytest.raises(refusal):
        rules.check_days(first, last)


def test_an_event_on_its_own_must_know_its_days_and_zone_a_child_need_not():
    with pytest.raises(rules.DaysMissing):
        rules.check_details(Details("Conf", "conf", own_timezone="UTC"), None)
    with pytest.raises(rules.ZoneMissing):
        rules.check_details(
            Details("Conf", "conf", own_starts_on=DAY, own_ends_on=DAY), None
        )
    rules.check_details(ROOT, None)
    rules.check_details(Details("Day", "day", EventKind.DEVROOM), event())


def test_events_nest_three_deep():
    second = event(parent=event())
    rules.check_depth(second)
    with pytest.raises(rules.TooDeep):
        rules.check_depth(event(parent=second))


S = EventState


@pytest.mark.parametrize("state", list(EventState))
@pytest.mark.parametrize("to", list(EventState))
def test_steps_from_state_to_state(state, to):
    allowed = {
        (S.DRAFT, S.ANNOUNCED), (S.DRAFT, S.ARCHIVED),
        (S.ANNOUNCED, S.DRAFT), (S.ANNOUNCED, S.LIVE), (S.ANNOUNCED, S.PAST),
        (S.ANNOUNCED, S.ARCHIVED),
        (S.LIVE, S.ANNOUNCED), (S.LIVE, S.PAST),
        (S.PAST, S.LIVE), (S.PAST, S.ARCHIVED),
    }  # fmt: skip
    if (state, to) in allowed:
        rules.check_step(event(state), to)
    else:
        with pytest.raises(rules.NoSuchStep):
            rules.check_step(event(state), to)


def test_under_an_archived_event_nothing_moves():
    child = event(S.ARCHIVED, event(S.ARCHIVED), archived_from=S.LIVE)
    with pytest.raises(rules.ArchivedAbove):
        rules.reactivated(child)
    with pytest.raises(rules.ArchivedAbove):
        rules.check_step(event(S.DRAFT, child.parent), S.ANNOUNCED)


def test_reactivating_leads_back_to_what_it_was():
    assert rules.reactivated(event(S.ARCHIVED, archived_from=S.DRAFT)) is S.DRAFT
    assert rules.reactivated(event(S.ARCHIVED)) is S.PAST
    with pytest.raises(rules.NotArchived):
        rules.reactivated(event(S.PAST))


def test_what_is_odd_is_said_but_allowed():
    days = {"own_starts_on": DAY, "own_ends_on": DAY, "own_timezone": "UTC"}
    parent = event(S.DRAFT, **days)
    assert rules.warnings(parent) == []
    assert rules.warnings(event(S.DRAFT, parent)) == []
    odd = event(
        parent=parent,
        own_starts_on=DAY - timedelta(days=1),
        own_ends_on=DAY,
        own_timezone="Europe/Brussels",
    )
    assert rules.warnings(odd) == [
        "Some of its days lie outside those of Conf.",
        "Its time zone is not that of Conf.",
        "Conf is still a draft, so the public sees neither of them.",
    ]
