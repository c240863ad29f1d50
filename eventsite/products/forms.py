"""What an organiser may type about products, places and terms of sale."""

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

from wtforms import BooleanField, Field
from wtforms.validators import ValidationError

from eventsite.core.choices import Choice, Choices, Radios
from eventsite.core.deadlines import at_wall_time, end_of
from eventsite.core.edit_forms import EditForm
from eventsite.core.fields import (
    Count,
    DayField,
    LongText,
    MoneyField,
    Text,
    WallTimeField,
)
from eventsite.core.forms import Form
from eventsite.core.money import is_currency
from eventsite.core.words import _, lazy
from eventsite.events.models import Event
from eventsite.products.actions import Price, Sheet
from eventsite.products.models import Audience, Product, Quota
from eventsite.products.rules import (
    MAX_PLACES,
    CurrencyInUse,
    NameTaken,
    NoPrice,
    NothingLeft,
    StartsTooLate,
    TwiceTheSameDay,
)

ROWS = 3  # empty rows for more prices
MOST_ROWS = 20
ENDS, STAYS = "ends", "stays"
NOT_INCLUDED, NO_LIMIT = "no", "open"


class ProductForm(EditForm):
    """A product; `product_form` adds a row for each price and each event below."""

    name = Text(lazy("Name"), limit=100, required=True)
    audience = Choice(lazy("For whom"), choices=[(a.value, a.label) for a in Audience])
    description = LongText(lazy("Description"), limit=5000)
    is_listed = BooleanField(lazy("On sale to everybody"))
    sale_start = WallTimeField(lazy("Sale starts"), required=False)
    limit_per_person = Count(lazy("Most per person"), low=1, high=100, required=False)
    quotas = Choices(lazy("Takes places from"), coerce=int)
    ending = Radios(
        lazy("And after the last of these days?"),
        choices=[
            (ENDS, lazy("The sale ends")),
            (STAYS, lazy("The sale stays open until the event begins, at this price:")),
        ],
    )
    last_amount: Any = MoneyField(lazy("Price until the event begins"), required=False)

    beside = {
        NameTaken: "name",
        NoPrice: "amount_0",
        TwiceTheSameDay: "until_0",
        NothingLeft: "until_0",
        StartsTooLate: "sale_start",
    }
    rows: Sequence[int] = ()
    events: Sequence[Event] = ()

    def row(self, number: int) -> tuple[Field, Field]:
        return self[f"amount_{number}"], self[f"until_{number}"]

    def inclusion(self, event: Event) -> Field:
        return self[f"include_{event.id}"]

    def together(self) -> Mapping[str, Sequence[str]]:
        rows = [field.short_name for number in self.rows for field in self.row(number)]
        return {"Prices": [*rows, "ending", "last_amount"]}

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        for number in self.rows:
            amount, until = self.row(number)
            if amount.errors or until.errors:
                continue
            if amount.data is not None and until.data is None:
                until.errors = [_("Choose the last day of this price.")]
                valid = False
            if until.data is not None and amount.data is None:
                amount.errors = [_("Type the price until this day.")]
                valid = False
        last = self.last_amount
        if self.ending.data == STAYS and last.data is None and not last.errors:
            last.errors = [_("Type the price until the event begins; 0 is free.")]
            valid = False
        return valid

    def sheet(self, event: Event, quotas: Sequence[Quota]) -> Sheet:
        """Return what was typed; `quotas` are those that the form offered."""
        known = {quota.id: quota for quota in quotas}
        prices = [
            Price(amount.data, end_of(until.data, event.timezone))
            for amount, until in map(self.row, self.rows)
            if amount.data is not None
        ]
        if self.ending.data == STAYS:
            prices.append(Price(self.last_amount.data, None))
        start = self.sale_start.data
        return Sheet(
            name=self.name.data,
            audience=Audience(self.audience.data),
            description=self.description.data,
            is_listed=self.is_listed.data,
            limit_per_person=self.limit_per_person.data,
            sale_start=at_wall_time(start, event.timezone) if start else None,
            quotas=[known[quota_id] for quota_id in self.quotas.data or []],
            prices=prices,
            included=self._included(known),
        )

    def _included(self, known: Mapping[int, Quota]) -> dict[Event, Quota | None]:
        chosen = {event: self.inclusion(event).data for event in self.events}
        return {
            event: None if value == NO_LIMIT else known[int(value)]
            for event, value in chosen.items()
            if value != NOT_INCLUDED
        }


def product_form(
    event: Event,
    below: Sequence[Event],
    quotas: Sequence[Quota],
    currency: str,
    *,
    posted: Mapping[str, str],
    product: Product | None = None,
) -> ProductForm:
    """Return the form, filled in from `product`.

    Offered are the quotas of the event and those above it, and for each event below its
    own ones.
    """
    windows = [w for w in product.prices if w.until] if product else []
    sent = _rows(posted) if posted else 0
    rows = range(max(sent, len(windows)) if posted else _shown(len(windows)))
    fields: dict[str, Any] = {
        "rows": rows,
        "events": below,
        "last_amount": MoneyField(
            _("Price until the event begins (%(currency)s)", currency=currency),
            currency=currency,
            required=False,
        ),
    }
    for number in rows:
        fields[f"amount_{number}"] = MoneyField(
            _("Price (%(currency)s)", currency=currency),
            currency=currency,
            required=False,
        )
        fields[f"until_{number}"] = DayField(_("Last day"), required=False)
    for child in below:
        own = [
            (str(q.id), _("yes, takes places from “%(name)s”", name=q.name))
            for q in quotas
            if q.event == child
        ]
        fields[f"include_{child.id}"] = Choice(
            child.name,
            choices=[
                (NOT_INCLUDED, _("not included")),
                (NO_LIMIT, _("yes, without a limit of its own")),
                *own,
            ],
            default=NOT_INCLUDED,
        )
    made: ProductForm = type("ProductForm", (ProductForm,), fields)(
        data=_typed(product) if product else None
    )
    for number in rows[sent:] if posted else ():
        for field in made.row(number):
            field.data = None  # others have added this price since the form was shown
    made.quotas.choices = [(q.id, q.name) for q in quotas if q.event in event.line]
    return made


def _shown(windows: int) -> int:
    return max(windows, min(windows + ROWS, MOST_ROWS))


def _rows(posted: Mapping[str, str]) -> int:
    """Return how many price rows were sent, one at least."""
    sent = takewhile(lambda n: f"amount_{n}" in posted, range(MOST_ROWS))
    return max(len(list(sent)), 1)


def _typed(product: Product) -> dict[str, Any]:
    """Return a product as it would have been typed."""
    dated = [window for window in product.prices if window.until is not None]
    open_ended = [window for window in product.prices if window.until is None]
    typed: dict[str, Any] = {
        "name": product.name,
        "audience": product.audience.value,
        "description": product.description,
        "is_listed": product.is_listed,
        "sale_start": product.sale_start and product.sale_start.local,
        "limit_per_person": product.limit_per_person,
        "quotas": [quota.id for quota in product.quotas],
        "ending": STAYS if open_ended else ENDS,
        "last_amount": open_ended[0].amount if open_ended else None,
    }
    for number, window in enumerate(dated):
        typed[f"amount_{number}"] = window.amount
        typed[f"until_{number}"] = window.until and window.until.last_day
    for inclusion in product.inclusions:
        chosen = NO_LIMIT if inclusion.quota_id is None else str(inclusion.quota_id)
        typed[f"include_{inclusion.event_id}"] = chosen
    return typed


class QuotaForm(Form):
    name = Text(lazy("Name"), limit=100, required=True)
    size = Count(lazy("Places"), low=0, high=MAX_PLACES)

    beside = {NameTaken: "name"}


class ResizeForm(EditForm):
    size = Count(lazy("Places"), low=0, high=MAX_PLACES)


class TermsForm(EditForm):
    currency = Text(lazy("Currency"), limit=3, required=True)
    payment_days = Count(lazy("Days to pay in"), low=1, high=365)
    open_orders = Count(lazy("Unpaid orders of one buyer"), low=1, high=1000)
    seller = LongText(lazy("Seller"), limit=1000)
    bank_details = LongText(lazy("Bank details"), limit=1000)

    beside = {CurrencyInUse: "currency"}

    @staticmethod
    def validate_currency(_form: Any, field: Field) -> None:
        field.data = field.data.upper()
        if not re.fullmatch(r"[A-Z]{3}", field.data) or not is_currency(field.data):
            raise ValidationError(_("Type a currency’s three letters, such as USD."))
