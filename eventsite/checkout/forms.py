"""What a buyer may type. Whether it is allowed is for rules.py."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wtforms import Field
from wtforms.validators import ValidationError

from eventsite.checkout.models import Cart
from eventsite.core.fields import Email, LongText, OnceKey, Text
from eventsite.core.forms import Form
from eventsite.core.money import Money, is_currency
from eventsite.core.words import _, lazy
from eventsite.products.models import Audience, Product
from eventsite.registration.rules import MAX_ATTENDEES, Buyer, Guest

_VAT_ID = re.compile(r"[A-Z]{2}[0-9A-Z]{2,13}", re.ASCII)
_PRICE = re.compile(r"(\d{1,12}) ([A-Z]{3})", re.ASCII)
_WHO = ("name", "email", "affiliation", "badge_name")


def _packed(text: str | None) -> str:
    return re.sub(r"[\s./-]", "", text or "").upper()


class OrderForm(Form):
    """Who orders, and an invoice's data; `order_form` adds the attendees."""

    name = Text(lazy("Your name"), required=True)
    email = Email(lazy("Your e-mail"))
    company = Text(lazy("Company or organisation"))
    invoice_address = LongText(lazy("Invoice address"), limit=500)
    vat_id = Text(lazy("VAT id"), limit=30, filters=[_packed])
    once_key = OnceKey()

    @staticmethod
    def validate_vat_id(_form: Any, field: Field) -> None:
        if field.data and not _VAT_ID.fullmatch(field.data):
            raise ValidationError(
                _("Type the VAT id with its country’s letters, such as BE0123456789.")
            )

    def attendee(self, position: int) -> dict[str, Field]:
        return {key: self[_field(position, key)] for key in _WHO}

    def buyer(self) -> Buyer:
        return Buyer(
            self.name.data,
            self.email.data,
            self.company.data,
            self.invoice_address.data,
            self.vat_id.data,
        )

    def guests(self, product_ids: Sequence[int]) -> list[Guest]:
        """Return who comes; what is left empty of the first attendee is the buyer's."""
        guests = []
        for position, product_id in enumerate(product_ids):
            who = {key: field.data for key, field in self.attendee(position).items()}
            who["name"] = who["name"] or self.name.data
            who["email"] = who["email"] or self.email.data
            guests.append(Guest(product_id, **who))
        return guests


def _field(position: int, key: str) -> str:
    return f"attendee_{position}_{key}"


def order_form(
    products: Iterable[Product], attendees: int, cart: Cart | None = None
) -> OrderForm:
    """Return the form for so many attendees on these products."""
    fields: dict[str, Field] = {}
    for position in range(attendees):
        others = position > 0
        fields |= {
            _field(position, "name"): Text(_("Name"), required=others),
            _field(position, "email"): Email(_("E-mail"), required=others),
            _field(position, "affiliation"): Text(_("Company or affiliation")),
            _field(position, "badge_name"): Text(_("Name on the badge"), limit=100),
        }
    if any(asks_invoice(product) for product in products):
        fields["company"] = Text(_("Company or organisation"), required=True)
        fields["invoice_address"] = LongText(
            _("Invoice address"), limit=500, required=True
        )
    typed = {} if cart is None else _typed(cart)
    made: OrderForm = type("OrderForm", (OrderForm,), fields)(data=typed)
    return made


def _typed(cart: Cart) -> dict[str, str]:
    """Return a cart as it would have been typed."""
    guests = enumerate(cart.guests)
    return cart.buyer | {
        _field(position, key): guest[key] for position, guest in guests for key in _WHO
    }


def asks_invoice(product: Product) -> bool:
    """Tell whether the buyer is a company that needs an invoice."""
    costs = any(price.amount for price in product.prices)
    return costs and product.audience is Audience.CORPORATE


def chosen_pieces(query: Mapping[str, str]) -> dict[int, int]:
    """Read how many of which product from an address such as `?p12=1&p15=2`.

    What is no number counts as none, what is too many as one more than is allowed.
    """
    pieces = {}
    for key, value in query.items():
        product, number = re.fullmatch(r"p(\d{1,9})", key, re.ASCII), value.strip()
        if product and re.fullmatch(r"\d{1,20}", number, re.ASCII) and int(number):
            pieces[int(product[1])] = min(int(number), MAX_ATTENDEES + 1)
    return pieces


def shown_prices(
    posted: Mapping[str, str], product_ids: Iterable[int]
) -> dict[int, Money]:
    """Read the prices that the page before has shown, to compare, never to charge."""
    shown = {}
    for product_id in product_ids:
        typed = _PRICE.fullmatch(posted.get(f"shown_{product_id}", ""))
        if typed and is_currency(typed[2]):
            shown[product_id] = Money(int(typed[1]), typed[2])
    return shown
