from datetime import UTC, date, datetime, timedelta

import pytest

from eventsite.capacity.models import LedgerEntry, Pool
from eventsite.core.db import db
from eventsite.core.deadlines import end_of
from eventsite.core.money import Money
from eventsite.events.models import EventState
from eventsite.payments.models import Payment
from eventsite.products.rules import NotOnSale, SaleEnded, SaleNotOpen
from eventsite.registration import actions, rules
from eventsite.registration.models import OrderState
from eventsite.registration.rules import Buyer, Guest
from tests import factories
from tests.factories import NOW, only, stored
from tests.registration.conftest import ADA, counts, guests_of, letters, ordered

pytestmark = pytest.mark.usefixtures("app")
TICK = timedelta(microseconds=1)
EARLY = datetime(2030, 9, 24, 7, tzinfo=UTC)  # 00:00 in Los Angeles, 24 September


def test_an_order_takes_places_at_todays_price_and_waits_for_its_money():
    event = factories.event()
    day = factories.child(event)
    pass_ = factories.product(
        event, name="Pass", size=10, includes={day: factories.quota(day, size=5)}
    )

    order = ordered(pass_, pass_, person_id=factories.person().id)

    assert (order.state, order.total) == (OrderState.PENDING, Money(800_00, "USD"))
    assert order.due == end_of(date(2030, 9, 15), "America/Los_Angeles")
    assert [(line.name, line.amount) for line in order.lines] == [
        ("Pass", Money(400_00, "USD"))
    ] * 2
    assert [a.name for a in order.attendees] == ["Guest 0", "Guest 1"]
    assert {a.event_id for a in order.attendees[1].admissions} == {event.id, day.id}
    assert [pool.sold for pool in stored(Pool)] == [2, 2]
    payment = only(Payment)
    assert (payment.owed_for, payment.amount) == (f"order {order.id}", order.total)
    assert payment.reference.startswith("RF")
    assert payment.reference.endswith(order.code)
    assert letters() == [("confirmation", "ada@example.org")]


def test_a_free_order_is_complete_at_once_and_each_attendee_gets_a_ticket():
    free = factories.product(prices=[factories.price(0)])

    order = ordered(free, free)

    assert (order.state, order.paid_at, order.due) == (OrderState.PAID, NOW, None)
    assert stored(Payment) == []
    assert letters() == [
        ("ticket", "guest0@example.org"),
        ("ticket", "guest1@example.org"),
        ("confirmation", "ada@example.org"),
    ]


@pytest.mark.parametrize(
    ("now", "dollars"), [(EARLY - TICK, 400), (EARLY, 550), (EARLY + TICK, 550)]
)
def test_the_moment_of_placing_decides_about_the_price(now, dollars):
    product = factories.product()
    assert ordered(product, now=now).total == Money(dollars * 100, "USD")


@pytest.mark.usefixtures("nothing_written")
def test_what_was_shown_before_the_deadline_is_refused_after_it():
    product = factories.product(name="Pass")
    shown = {product.id: Money(400_00, "USD")}
    with pytest.raises(rules.PriceChanged, match=r"Pass: \$400 → \$550\."):
        ordered(product, now=EARLY, shown=shown)


@pytest.mark.parametrize(
    ("refusal", "overrides", "now"),
    [
        (rules.PlacesGone, {"size": 0}, NOW),
        (NotOnSale, {"is_listed": False}, NOW),
        (NotOnSale, {"prices": []}, NOW),
        (SaleEnded, {}, datetime(2030, 11, 1, 7, tzinfo=UTC)),
        (
            SaleNotOpen,
            {"sale_start": end_of(date(2030, 9, 1), "America/Los_Angeles")},
            NOW,
        ),
    ],
)
@pytest.mark.usefixtures("nothing_written")
def test_a_refused_order_leaves_nothing(refusal, overrides, now):
    product = factories.product(**overrides)
    with pytest.raises(refusal):
        ordered(product, now=now, shown={product.id: Money(400_00, "USD")})
    db.session.rollback()
    assert stored(LedgerEntry) == []
    assert [pool.sold for pool in stored(Pool)] == [0] * len(stored(Pool))


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        (EventState.DRAFT, NotOnSale),
        (EventState.PAST, SaleEnded),
        (EventState.ARCHIVED, SaleEnded),
    ],
)
def test_nothing_is_sold_at_events_that_are_not_public_or_over(state, refusal):
    product = factories.product(factories.event(state=state))
    with pytest.raises(refusal):
        ordered(product, shown={product.id: Money(400_00, "USD")})


def test_nothing_is_sold_below_an_archived_event():
    archived = factories.event(state=EventState.ARCHIVED)
    product = factories.product(factories.child(archived))
    with pytest.raises(SaleEnded):
        ordered(product, shown={product.id: Money(400_00, "USD")})


@pytest.mark.usefixtures("nothing_written")
def test_another_events_product_is_not_on_sale_here():
    here, elsewhere = factories.product(), factories.product()
    with pytest.raises(NotOnSale):
        actions.place_order(
            here.event,
            ADA,
            guests_of(elsewhere),
            shown={elsewhere.id: Money(400_00, "USD")},
            once_key="k",
            now=NOW,
        )


def test_an_included_events_last_place_counts_too_and_all_is_given_back():
    event = factories.event()
    day = factories.child(event)
    last = factories.quota(day, size=1, name="Prometheus hall")
    product = factories.product(event, size=9, includes={day: last})

    said = "“Prometheus hall” has only one place left, and this needs 2"
    with pytest.raises(rules.PlacesGone, match=said):
        ordered(product, product)
    db.session.rollback()

    assert counts() == {}
    assert [pool.sold for pool in stored(Pool)] == [0, 0]


def test_a_shared_quota_is_taken_from_once_for_each_attendee():
    event = factories.event()
    shared = factories.quota(event, size=3)
    first = factories.product(event, quotas=[shared])
    second = factories.product(event, quotas=[shared])
    order = ordered(first, second, second)
    assert shared.pool.sold == 3
    assert [taken.places for taken in order.places] == [3]


def test_the_same_form_twice_is_one_order():
    product = factories.product(size=1)
    first = ordered(product, key="once")
    before = counts()
    assert ordered(product, key="once") is first
    assert counts() == before


def test_the_same_form_after_the_deadline_is_still_the_first_order():
    product = factories.product()
    first = ordered(product, key="once")
    again = ordered(product, key="once", now=EARLY, shown={})
    assert (again, again.total) == (first, Money(400_00, "USD"))


def test_a_forms_key_is_not_used_for_something_else():
    product = factories.product()
    first = ordered(product, key="once")
    with pytest.raises(rules.OrderedBefore):
        ordered(product, key="once", buyer=Buyer("Bob", "bob@example.org"))
    assert ordered(factories.product(), key="once") is not first  # another event


def test_a_limit_counts_what_the_address_holds_already():
    product = factories.product(limit_per_person=2, name="Dinner")
    mine = [Guest(product.id, "Ada", "ada@example.org")]
    first = ordered(product, guests=mine)
    ordered(product, guests=mine)
    said = "“Dinner” can be had 2 times per person, and ada@example.org"
    with pytest.raises(rules.OverLimit, match=said):
        ordered(product, guests=mine)
    db.session.rollback()
    with pytest.raises(rules.OverLimit):  # within one order
        ordered(product, guests=[Guest(product.id, "Bo", "bo@example.org")] * 3)
    db.session.rollback()

    actions.cancel(first, NOW)
    assert ordered(product, guests=mine).state is OrderState.PENDING
