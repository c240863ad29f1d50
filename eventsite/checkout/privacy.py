"""Carts: what somebody was about to order. They last a day, and have no owner."""

import json

from sqlalchemy import Text, cast, delete, or_

from eventsite.accounts.models import Person
from eventsite.checkout.models import Cart
from eventsite.core.db import db
from eventsite.core.words import lazy
from eventsite.privacy.rules import Kept, Leaving, OwnData


def _export(_person: Person) -> None:
    """Add nothing: whose a cart is, its secret address alone tells."""


def _erase(leaving: Leaving) -> None:
    email = json.dumps(leaving.person.email)
    naming = (cast(part, Text).contains(email) for part in (Cart.buyer, Cart.guests))
    db.session.execute(delete(Cart).where(or_(*naming)))


OWN_DATA = OwnData(
    name="carts",
    keeps=(
        Kept(
            lazy("What you are about to order"),
            lazy("so that you can go back and reload"),
            lazy("one day"),
        ),
    ),
    export=_export,
    erase=_erase,
)
