from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsite.capacity.models import Pool
from eventsite.core.deadlines import at_wall_time, end_of
from eventsite.core.money import Money
from eventsite.events.models import Event, EventState
from eventsite.products import rules
from eventsite.products.models import Inclusion, Product, Quota
from eventsite.products.rules import SaleState
from tests.factories import NOW, price

pytestmark = pytest.mark.one_database
TICK = timedelta(microseconds=1)
ZONE = "America/Los_Angeles"


def event(**overrides):
    defaults = {
        "state": EventState.ANNOUNCED,
        "own_timezone": ZONE,
        "own_starts_on": date(2030, 11, 8),
        "own_ends_on": date(2030, 11, 9),
    }
    return Event(**defaults | overrides)


def product(*prices, **overrides):
    return Product(
        **{"event": event(), "is_listed": True, "prices": [*prices]} | overrides
    )


EARLY, LATE = price(400, date(2030, 9, 23)), price(550, date(2030, 10, 31))
OPEN_ENDED = price(600)


@pytest.mark.parametrize(
    ("now", "dollars"),
    [
        (NOW, 400),
        (EARLY.until.at - TICK, 400),
        (EARLY.until.at, 550),
        (EARLY.until.at + TICK, 550),
        (LATE.until.at - TICK, 550),
        (LATE.until.at, 600),
        (datetime(2030, 11, 8, 8, tzinfo=UTC) - TICK, 600),  # 00:00 of the first day
    ],
)
def test_the_first_price_whose_deadline_has_not_passed_holds(now, dollars):
    shuffled = product(OPEN_ENDED, LATE, EARLY)
    assert rules.price_at(shuffled, now).amount == Money(dollars * 100, "USD")


@pytest.mark.parametrize(
    ("prices", "end"),
    [
        ([EARLY, LATE], LATE.until.at),
        ([EARLY, OPEN_ENDED], datetime(2030, 11, 8, 8, tzinfo=UTC)),
    ],
)
def test_the_sale_ends_with_the_last_price_or_when_the_event_begins(prices, end):
    sold = product(*prices)
    assert rules.price_at(sold, end - TICK)
    for now in (end, end + TICK):
        with pytest.raises(rules.SaleEnded):
            rules.price_at(sold, now)


def test_until_the_event_begins_moves_with_the_event():
    sold = product(OPEN_ENDED)
    sold.event.own_starts_on = date(2030, 12, 1)
    assert rules.price_at(sold, NOW).until == end_of(date(2030, 11, 30), ZONE)
    sold.event.own_timezone = "Asia/Tokyo"
    assert rules.price_at(sold, NOW).until == end_of(date(2030, 11, 30), "Asia/Tokyo")


START = end_of(date(2030, 8, 31), ZONE)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (START.at - TICK, SaleState.NOT_YET),
        (START.at, SaleState.ON_SALE),
        (START.at + TICK, SaleState.ON_SALE),
    ],
)
def test_the_sale_opens_at_its_moment(now, state):
    assert rules.offer(product(EARLY, sale_start=START), now).state is state


def test_an_offer_tells_the_price_now_and_next():
    offer = rules.offer(product(EARLY, LATE), NOW)
    assert (offer.now.amount, offer.now.until) == (EARLY.amount, EARLY.until)
    assert (offer.then.amount, offer.left) == (LATE.amount, None)
    later = rules.offer(product(EARLY, LATE), EARLY.until.at)
    assert (later.now.amount, later.then) == (LATE.amount, None)
    assert rules.offer(product(EARLY), EARLY.until.at).state is SaleState.ENDED


@pytest.mark.parametrize(
    "overrides",
    [
        {"is_listed": False},
        {"prices": []},
        {"event": event(state=EventState.DRAFT)},
        {"event": Event(state=EventState.LIVE, parent=event(state=EventState.DRAFT))},
    ],
)
def test_what_is_not_for_the_public_is_not_offered(overrides):
    hidden = product(**{"prices": [EARLY]} | overrides)
    assert rules.offer(hidden, NOW) is None
    with pytest.raises(rules.NotOnSale):
        rules.price_at(hidden, NOW)


@pytest.mark.parametrize(
    "at",
    [
        event(state=EventState.PAST),
        event(state=EventState.ARCHIVED),
        Event(state=EventState.LIVE, parent=event(state=EventState.ARCHIVED)),
    ],
)
def test_what_is_over_is_shown_as_ended(at):
    assert rules.offer(product(EARLY, event=at), NOW).state is SaleState.ENDED


def quota(id_, left):
    return Quota(pool_id=id_, pool=Pool(id=id_, size=left + 3, held=1, sold=2))


@pytest.mark.parametrize(
    ("own", "included", "left"),
    [([], [], None), ([9, 4], [], 4), ([9], [2], 2), ([], [0, 5], 0)],
)
def test_the_scarcest_of_all_places_counts(own, included, left):
    quotas = [quota(n, places) for n, places in enumerate(own)]
    inclusions = [
        Inclusion(quota=quota(10 + n, places)) for n, places in enumerate(included)
    ]
    inclusions.append(Inclusion(quota=None))
    offer = rules.offer(product(EARLY, quotas=quotas, inclusions=inclusions), NOW)
    assert offer.left == left
    assert offer.state is (SaleState.SOLD_OUT if left == 0 else SaleState.ON_SALE)


def test_a_quota_that_is_meant_twice_is_taken_from_once():
    shared = quota(1, 5)
    found = rules.quotas_of(
        product(EARLY, quotas=[shared], inclusions=[Inclusion(quota=shared)])
    )
    assert found == [shared]


BEGINS = end_of(date(2030, 11, 7), ZONE)
SEPTEMBER, NOVEMBER = end_of(date(2030, 9, 23), ZONE), end_of(date(2030, 11, 20), ZONE)


@pytest.mark.parametrize(
    ("untils", "start", "refusal"),
    [
        ([], None, rules.NoPrice),
        ([None, None], None, rules.TwiceTheSameDay),
        (
            [SEPTEMBER, at_wall_time(datetime(2030, 9, 24), ZONE)],
            None,
            rules.TwiceTheSameDay,
        ),
        ([BEGINS, None], None, rules.NothingLeft),
        ([NOVEMBER, None], None, rules.NothingLeft),
        ([SEPTEMBER], SEPTEMBER, rules.StartsTooLate),
        ([SEPTEMBER, None], BEGINS, rules.StartsTooLate),
        ([SEPTEMBER, None], SEPTEMBER, None),
        ([SEPTEMBER, NOVEMBER], BEGINS, None),
        ([None], None, None),
    ],
)
def test_prices_must_follow_each_other(untils, start, refusal):
    if refusal is None:
        rules.check_prices(untils, start, BEGINS)
        return
    with pytest.raises(refusal):
        rules.check_prices(untils, start, BEGINS)


def test_before_the_sale_the_price_at_its_start_is_shown():
    late_start = product(EARLY, LATE, sale_start=EARLY.until)
    offer = rules.offer(late_start, NOW)
    assert (offer.state, offer.now.amount) == (SaleState.NOT_YET, LATE.amount)
    never = product(EARLY, sale_start=LATE.until)
    assert rules.offer(never, NOW).state is SaleState.ENDED


@given(
    last_day=st.dates(date(2020, 1, 1), date(2039, 12, 31)),
    zone=st.sampled_from(
        [ZONE, "Europe/Brussels", "Asia/Kathmandu", "Pacific/Apia", "America/Havana"]
    ),
)
def test_on_any_day_in_any_zone_the_price_holds_to_the_days_last_microsecond(
    last_day, zone
):
    sold = product(price(1, last_day, zone), price(2, last_day + timedelta(400), zone))
    edge = rules.timeline(sold.prices, rules.begins(sold.event))[0].until.at
    before, after = (
        moment.astimezone(ZoneInfo(zone)) for moment in (edge - TICK, edge)
    )
    assert before.date() <= last_day < after.date()
    assert rules.price_at(sold, edge - TICK).amount.minor == 100
    assert rules.price_at(sold, edge).amount.minor == 200
