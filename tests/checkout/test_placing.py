"""Looking over and placing the order: once, at the price seen, whatever is sent."""

from datetime import UTC, datetime, timedelta

import pytest

from eventsite.checkout import jobs
from eventsite.checkout.models import Cart
from eventsite.core.db import db
from eventsite.events.models import EventState
from eventsite.registration.models import Attendee, Order, OrderState
from tests import factories
from tests.checkout.conftest import KEY, hidden, kept, order, place, shop, typed
from tests.factories import NOW, only, stored
from tests.registration.conftest import counts

TICK = timedelta(microseconds=1)
EARLY = datetime(2030, 9, 24, 7, tzinfo=UTC)  # 00:00 in Los Angeles, 24 September


def test_what_the_buyer_has_not_seen_is_not_ordered(client):
    product = factories.product()
    there = kept(client, product)
    seen = hidden(client.get(there))
    back = f"{shop(product)}&cart={there.rpartition('/')[2]}"
    client.post(back, data=typed(name="Somebody else"))  # in another window

    page = client.post(there.replace("/review/", "/place/"), data=seen)

    assert page.status_code == 422
    assert "has changed meanwhile" in page.text
    assert "Somebody else" in page.text
    assert counts() == {}
    place(client, there)
    assert only(Order).name == "Somebody else"


@pytest.mark.parametrize("token", ["x", "x" * 300, "%25", KEY])
def test_a_cart_that_is_not_there_begins_anew(client, token):
    event = factories.event()
    shop_page = f"/events/{event.slug}/register"
    for step, send in (("review", client.get), ("place", client.post)):
        answer = send(f"{shop_page}/{step}/{token}")
        assert answer.status_code == 302
        assert answer.location == shop_page
    assert "no longer kept" in client.get(shop_page).text


def test_a_cart_belongs_to_its_event(client):
    there = kept(client, factories.product())
    token = there.rpartition("/")[2]
    other = factories.event()
    answer = client.get(f"/events/{other.slug}/register/review/{token}")
    assert answer.location == f"/events/{other.slug}/register"


def test_the_second_click_lands_on_the_first_ones_order(client):
    product = factories.product(size=1)
    there = kept(client, product)
    seen = hidden(client.get(there))
    answers = [
        client.post(there.replace("/review/", "/place/"), data=seen) for _ in "123"
    ]
    found = only(Order)
    url = f"/orders/{found.code}/{found.secret}"
    assert [answer.location for answer in answers] == [url] * 3
    assert product.quotas[0].pool.sold == 1
    assert client.get(there).location == url  # the back button


def test_a_retry_after_the_sale_has_ended_still_finds_the_order(client, set_clock):
    product = factories.product()
    there = kept(client, product)
    first = place(client, there)
    set_clock(datetime(2031, 1, 1, tzinfo=UTC))
    assert client.post(there.replace("/review/", "/place/")).location == first.location
    assert len(stored(Order)) == 1


def test_the_same_form_in_two_tabs_is_one_cart_and_one_order(client):
    product = factories.product()
    key = hidden(client.get(shop(product)))["once_key"]
    assert hidden(client.get(shop(product)))["once_key"] == key
    there = {kept(client, product, once_key=key) for _ in "12"}
    assert len(there) == 1
    first = place(client, *there)
    again = client.post(shop(product), data=typed(once_key=key))
    assert again.location == first.location
    assert len(stored(Order)) == 1
    assert hidden(client.get(shop(product)))["once_key"] != key  # for the next order


def test_different_forms_in_two_tabs_do_not_overwrite_each_other(client):
    product = factories.product()
    first, second = (kept(client, product, name=name) for name in ("Ada", "Bob"))
    assert first != second
    assert "Ada" in client.get(first).text
    place(client, second)
    place(client, first)
    assert {found.name for found in stored(Order)} == {"Ada", "Bob"}


def test_another_order_from_a_form_that_was_ordered_is_told(client):
    product = factories.product()
    order(client, product)
    code = only(Order).code
    there = kept(client, product, name="Bob")
    page = client.get(there).text
    assert f"You have placed order {code} already. This is another one." in page
    place(client, there)
    assert len(stored(Order)) == 2


@pytest.mark.parametrize(
    ("now", "total"), [(EARLY - TICK, 400_00), (EARLY, None), (EARLY + TICK, None)]
)
def test_the_moment_of_the_click_decides(client, set_clock, now, total):
    product = factories.product(name="Individual")
    there = kept(client, product)
    seen = hidden(client.get(there))
    set_clock(now)
    page = client.post(there.replace("/review/", "/place/"), data=seen)
    if total is not None:
        assert only(Order).total_minor == total
        return
    assert page.status_code == 422
    assert "Individual: $400 → $550" in page.text
    assert counts() == {}

    # The page that refuses shows the new price, so that it can be accepted.
    client.post(there.replace("/review/", "/place/"), data=hidden(page))
    assert only(Order).total_minor == 550_00


@pytest.mark.parametrize(
    "shown",
    [
        "0 USD",
        "-40000 USD",
        "9" * 30,
        "1e3 USD",
        "",
        "40000",
        "４００００ USD",
        "1 \0SD",
        "40000 ZZZ",
    ],
)
def test_a_posted_price_is_never_charged(client, shown):
    product = factories.product()
    there = kept(client, product)
    page = place(client, there, **{f"shown_{product.id}": shown})
    assert page.status_code == 422
    assert "$400" in page.text
    assert counts() == {}


@pytest.mark.parametrize("send", ["get", "post"])
@pytest.mark.parametrize(
    "query",
    [
        "",
        "p{id}=0",
        "p{id}=-1",
        "p{id}=11",
        "p{id}=99999999999999999999",
        "p{id}=1.5",
        "p{id}=%00",
        "p{id}=１",
        "p99999999999999999999=1",
        "p999999999=1",
        "p{other}=1",
        "p{unlisted}=1",
        "p{id}=1&p{other}=1",
    ],
)
def test_only_what_is_on_sale_here_can_be_chosen(client, send, query):
    product = factories.product()
    ids = {
        "id": product.id,
        "other": factories.product().id,
        "unlisted": factories.product(product.event, is_listed=False).id,
    }
    path = f"/events/{product.event.slug}/register/details?{query.format(**ids)}"
    page = getattr(client, send)(path, data=typed())
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert stored(Cart) == []


def test_what_leaves_the_sale_while_one_is_looking_is_refused(client):
    product = factories.product()
    there = kept(client, product)
    seen = hidden(client.get(there))
    product.is_listed = False
    db.session.commit()
    page = client.post(there.replace("/review/", "/place/"), data=seen)
    assert page.status_code == 422
    assert "This ticket is not on sale here." in page.text
    assert counts() == {}


def test_archived_events_sell_nothing(client):
    product = factories.product(factories.event(state=EventState.ARCHIVED))
    page = client.post(shop(product), data=typed())
    assert page.status_code == 422
    assert "has ended" in page.text


def test_the_last_place_is_refused_in_words(client):
    product = factories.product(size=1)
    product.quotas[0].name = "Main hall"
    db.session.commit()
    page = client.get(shop(product, 2))
    assert page.status_code == 422
    assert "“Main hall” has only one place left, and this needs 2" in page.text
    first, second = (kept(client, product, name=name) for name in ("Ada", "Bob"))
    seen = hidden(client.get(second))
    place(client, first)
    late = client.post(second.replace("/review/", "/place/"), data=seen)
    assert late.status_code == 422
    assert "“Main hall” is sold out" in late.text
    assert len(stored(Order)) == 1


EVIL = ["\0", "\ud800", "<script>alert(1)</script>", "A" * 201, "🎪" * 50, "\u202egnp"]


@pytest.mark.parametrize("evil", EVIL)
def test_whatever_is_typed_is_kept_as_text_or_refused(client, evil):
    product = factories.product(prices=[factories.price(0)])
    data = typed(name=evil, invoice_address=evil)
    data = {key: value.encode("utf-8", "surrogatepass") for key, value in data.items()}
    page = client.post(shop(product), data=data)
    assert page.status_code in {302, 422}
    assert "<script>alert" not in page.text
    if page.status_code == 302:
        assert "<script>alert" not in client.get(page.location).text
        placed = place(client, page.location)
        assert "<script>alert" not in client.get(placed.location).text


def test_a_free_registration_leads_to_its_ticket(client):
    product = factories.product(prices=[factories.price(0)])
    placed = order(client, product)
    found = only(Order)
    assert (found.state, found.total_minor) == (OrderState.PAID, 0)
    page = client.get(placed.location).text
    assert "You are registered." in page
    assert f"/tickets/{only(Attendee).secret}" in page


def test_carts_are_forgotten_after_a_day(client, set_clock):
    kept(client, factories.product())
    set_clock(NOW + jobs.KEPT - TICK)
    db.session.rollback()
    jobs.forget_carts({})
    assert len(stored(Cart)) == 1
    set_clock(NOW + jobs.KEPT)
    db.session.rollback()
    jobs.forget_carts({})
    assert stored(Cart) == []


@pytest.mark.parametrize(("places", "most"), [(100, 25), (5, 26)])
def test_placing_an_order_costs_few_statements(client, queries, places, most):
    """Where few places are left, readers are told of each that goes."""
    event = factories.event()
    day = factories.child(event)
    product = factories.product(
        event, size=places, includes={day: factories.quota(day)}
    )
    there = kept(client, product)
    seen = hidden(client.get(there))
    with queries() as sent:
        client.post(there.replace("/review/", "/place/"), data=seen)
    assert len(sent) <= most, sent
    assert only(Order).placed_at == NOW
