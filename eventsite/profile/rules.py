from eventsite.core.errors import Refusal


class SameEmail(Refusal):
    message = "This is your address already."
