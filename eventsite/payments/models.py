from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, composite, mapped_column

from eventsite.core.db import Model
from eventsite.core.money import Money


class Method(StrEnum):
    INVOICE = "invoice"  # paid by bank transfer, with the payment's reference


class PaymentState(StrEnum):
    OPEN = "open"
    SETTLED = "settled"
    VOID = "void"  # nobody waits for it any more


class Payment(Model):
    """An amount that somebody owes for something, named as "order 12".

    What that is, the room knows that registered a handler for the word; see
    `settlement`.
    """

    __tablename__ = "payments"

    id: Mapped[int] = mapped_column(primary_key=True)
    owed_for: Mapped[str] = mapped_column(String(80), index=True)
    method: Mapped[Method]
    state: Mapped[PaymentState] = mapped_column(default=PaymentState.OPEN)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    reference: Mapped[str] = mapped_column(String(25), unique=True)  # for the payer
    opened_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None]  # a person; empty: a provider told us

    amount: Mapped[Money] = composite("amount_minor", "currency")
