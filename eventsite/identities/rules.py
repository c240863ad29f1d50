from datetime import timedelta

from eventsite.core.errors import Refusal
from eventsite.core.words import lazy

PENDING_LASTS = timedelta(days=1)
AWAY_LASTS = timedelta(minutes=15)  # at the other site


class PendingGone(Refusal):
    message = lazy("This took too long, or was done already. Begin once more.")


class AlreadyConnected(Refusal):
    message = lazy("This sign-in is connected with another account here.")


class OnlyWayIn(Refusal):
    message = lazy(
        "This is the only way into your account. Choose a password or add a passkey "
        "first."
    )


def check_way_in(*, has_password: bool, has_passkey: bool, identities: int) -> None:
    """Refuse to take away the last way in.

    Raises:
        OnlyWayIn
    """
    if not (has_password or has_passkey or identities > 1):
        raise OnlyWayIn
