import pytest

from eventsite.core.db import db
from eventsite.core.jobs import Job
from eventsite.mail.models import Letter
from eventsite.payments.models import Payment
from eventsite.products.rules import price_at
from eventsite.registration import actions
from eventsite.registration.models import (
    Admission,
    Attendee,
    Order,
    OrderLine,
    TakenPlaces,
)
from eventsite.registration.rules import Buyer, Guest
from tests.factories import NOW, number, stored

WRITTEN = (Order, Attendee, OrderLine, Admission, TakenPlaces, Payment, Letter, Job)
ADA = Buyer("Ada", "ada@example.org")


HANDLERS = {"order": actions.settle_order}


def counts():
    return {t.__name__: n for t in WRITTEN if (n := len(stored(t)))}


def guests_of(*products):
    return [
        Guest(p.id, f"Guest {n}", f"guest{n}@example.org")
        for n, p in enumerate(products)
    ]


def ordered(*products, now=NOW, buyer=ADA, guests=None, key=None, **more):
    """Place an order, one guest on each of the products; commit it."""
    shown = {p.id: price_at(p, now).amount for p in products}
    more.setdefault("shown", shown)
    order = actions.place_order(
        products[0].event,
        buyer,
        guests or guests_of(*products),
        once_key=key or f"key {number()}",
        now=now,
        **more,
    )
    db.session.commit()
    return order


def settle(order, now=NOW):
    done = actions.mark_paid(order, HANDLERS, now, None)
    db.session.commit()
    return done


def letters():
    """Return what was written to whom, in order."""
    found = sorted(stored(Letter), key=lambda letter: letter.id)
    return [(letter.template.rpartition("/")[2], letter.to) for letter in found]


@pytest.fixture
def nothing_written(app):
    assert app.testing
    yield
    db.session.rollback()
    assert counts() == {}
