"""Why the house says no."""

from eventsite.core.errors import Refusal
from eventsite.core.words import lazy


class NotYourHours(Refusal):
    message = lazy(
        "You can place sessions of your event in its own rooms and inside the hours "
        "it was given; this place is outside of them."
    )


class MovedMeanwhile(Refusal):
    message = lazy(
        "Somebody else has moved this session in the meantime. "
        "Look at where it is now, then decide again."
    )


class VersionTaken(Refusal):
    message = lazy("There is a version of that name already. Choose another name.")


class NothingCovered(Refusal):
    message = lazy("Choose at least one event whose sessions to release.")


class NothingToUndo(Refusal):
    message = lazy("There is no move of yours left to take back here.")


class NothingToRedo(Refusal):
    message = lazy("There is no move of yours left to make again here.")
