from eventsite.core.errors import Refusal


class CartChanged(Refusal):
    message = (
        "What you are about to order has changed meanwhile, in another window maybe. "
        "Nothing has been ordered. Look it over and place the order again."
    )
