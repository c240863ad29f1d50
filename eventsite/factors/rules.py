"""How many factors, what a code looks like, and why one is refused."""

import re
from datetime import timedelta

from eventsite.core.errors import Refusal
from eventsite.core.words import lazy

MOST = 10  # factors of a person
CODES = 10  # on paper
CODE_LENGTH = 16  # characters of 32: 80 bits
SET_UP_LASTS = timedelta(minutes=30)
GUESSES = 5  # in a quarter of an hour: of a million codes, three are right
GUESSES_A_DAY = 30


class WrongCode(Refusal):
    message = lazy(
        "This code is not right. An app's codes work once and change every half "
        "minute: wait for the next one and type that."
    )


class PasskeyRefused(Refusal):
    """One answer for an unknown passkey and for a wrong signature."""

    message = lazy("This passkey was not accepted. Try again, or sign in another way.")


class PasskeyKnown(Refusal):
    message = lazy("This passkey belongs to an account already.")


class TooManyFactors(Refusal):
    message = lazy(
        "You have %(most)s second factors. Remove one that you do not use.", most=MOST
    )


class SetUpOver(Refusal):
    message = lazy("This took too long. Scan the new picture below and type its code.")


def bare_code(typed: str) -> str:
    """Return a code as it is compared: without blanks and hyphens, in capitals."""
    return re.sub(r"[\s-]", "", typed).upper()


def shown_code(code: str) -> str:
    """Return a recovery code as it is read and typed: "ABCD-EFGH-JKLM-NPQR"."""
    return "-".join(re.findall(".{1,4}", code))


def is_recovery_code(bare: str) -> bool:
    return len(bare) == CODE_LENGTH
