"""Opening a payment, settling it, giving it up. Nothing here commits.

What is paid for is told by calling the handler that the upper room registered under the
first word of `owed_for`: "order 12" calls `handlers["order"](12, now)`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Select, select

from eventsite.core.db import db
from eventsite.core.money import Money
from eventsite.payments.models import Method, Payment, PaymentState
from eventsite.payments.references import creditor_reference

Handler = Callable[[int, datetime], None]


def open_payment(
    owed_for: str, amount: Money, method: Method, code: str, now: datetime
) -> Payment:
    """Write down what is owed; `code` is what the payer's reference is made from."""
    payment = Payment(
        owed_for=owed_for,
        method=method,
        amount=amount,
        reference=creditor_reference(code),
        opened_at=now,
    )
    db.session.add(payment)
    return payment


def _newest(owed_for: str) -> Select[Payment]:
    found = select(Payment).where(Payment.owed_for == owed_for)
    return found.order_by(Payment.id.desc()).limit(1)


def find_payment(owed_for: str) -> Payment | None:
    """Return the newest payment for the thing."""
    return db.session.scalars(_newest(owed_for)).one_or_none()


def lock(owed_for: str) -> Payment | None:
    """Return the newest payment as it is now, locked until the caller commits."""
    return db.session.scalars(_locked(_newest(owed_for))).one_or_none()


def _locked(found: Select[Payment]) -> Select[Payment]:
    return found.with_for_update().execution_options(populate_existing=True)


def settle(
    payment: Payment,
    handlers: Mapping[str, Handler],
    now: datetime,
    by_id: int | None = None,
) -> bool:
    """Note that the money is there, and tell who waits for it, once.

    A payment that was given up is settled all the same: the money has come. Its row stays
    locked until the caller commits.

    Returns:
        False if it had been settled before; then nothing happens.

    Raises:
        Refusal: from the handler, if what was paid for is no longer to be had.
    """
    this = select(Payment).where(Payment.id == payment.id)
    payment = db.session.scalars(_locked(this)).one()
    if payment.state is PaymentState.SETTLED:
        return False
    payment.state = PaymentState.SETTLED
    payment.settled_at = now
    payment.settled_by_id = by_id
    kind, _, number = payment.owed_for.partition(" ")
    handlers[kind](int(number), now)
    return True


def give_up(owed_for: str) -> None:
    """Stop waiting for what is still owed for the thing."""
    payment = lock(owed_for)
    if payment is not None and payment.state is PaymentState.OPEN:
        payment.state = PaymentState.VOID
