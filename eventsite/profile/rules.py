from eventsite.core.errors import Refusal
from eventsite.core.words import lazy


class SameEmail(Refusal):
    message = lazy("This is your address already.")
