from eventsite.core.errors import Refusal
from eventsite.core.words import lazy


class CartChanged(Refusal):
    message = lazy(
        "What you are about to order has changed meanwhile, in another window maybe. "
        "Nothing has been ordered. Look it over and place the order again."
    )
