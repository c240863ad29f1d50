from datetime import timedelta

import pytest

from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.money import Money
from eventsite.payments.models import Method, Payment, PaymentState
from eventsite.payments.settlement import find_payment, give_up, open_payment, settle
from tests.factories import NOW, only

pytestmark = pytest.mark.usefixtures("app")
LATER = NOW + timedelta(days=1)


def opened(owed_for="thing 7", code="CODE"):
    payment = open_payment(owed_for, Money(5, "EUR"), Method.INVOICE, code, NOW)
    db.session.commit()
    return payment


def test_whoever_waits_for_the_money_is_told_once():
    told = []
    payment = opened()
    handlers = {"thing": lambda number, now: told.append((number, now))}
    assert settle(payment, handlers, LATER, by_id=3) is True
    assert settle(payment, handlers, LATER, by_id=4) is False
    assert told == [(7, LATER)]
    db.session.commit()
    assert only(Payment).state is PaymentState.SETTLED
    assert (payment.settled_at, payment.settled_by_id) == (LATER, 3)


def test_a_handlers_no_leaves_the_payment_open():
    def refuse(_number, _now):
        raise Refusal

    with pytest.raises(Refusal):
        settle(opened(), {"thing": refuse}, LATER)
    db.session.rollback()
    assert only(Payment).state is PaymentState.OPEN


def test_what_nobody_waits_for_can_still_be_settled():
    told = []
    payment = opened()
    give_up("thing 7")
    db.session.commit()
    assert only(Payment).state is PaymentState.VOID
    assert settle(payment, {"thing": lambda number, _now: told.append(number)}, LATER)
    assert told == [7]
    give_up("thing 7")
    db.session.commit()
    assert only(Payment).state is PaymentState.SETTLED


def test_the_newest_payment_for_a_thing_counts():
    opened(code="A")
    newest = opened(code="B")
    opened("thing 70", code="C")
    assert find_payment("thing 7") is newest
    assert find_payment("thing 8") is None
    give_up("thing 8")
