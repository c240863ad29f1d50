"""Letters about accounts: nobody but their readers learns whether there is one.

What strangers typed never stands in a letter to a third person.
"""

from datetime import datetime

from eventsite.accounts.models import OneTimeLink, Person
from eventsite.core.addresses import public_url
from eventsite.core.words import reading
from eventsite.mail.actions import queue_letter


def queue_sign_up(link: OneTimeLink, token: str, now: datetime) -> None:
    queue_letter(
        to=link.email,
        name="",
        template="accounts/mail/sign_up",
        now=now,
        confidential=True,
        trusted={"link": public_url("accounts.join", token=token)},
    )


def queue_account_exists(email: str, now: datetime) -> None:
    """Answer a sign-up with an address that has an account."""
    queue_letter(
        to=email,
        name="",
        template="accounts/mail/account_exists",
        now=now,
        confidential=True,
        trusted=_ways_in(),
    )


def queue_reset(link: OneTimeLink, token: str, now: datetime) -> None:
    with reading(link.person.language if link.person else None):
        queue_letter(
            to=link.email,
            name="",
            template="accounts/mail/reset",
            now=now,
            person_id=link.person_id,
            confidential=True,
            trusted={"link": public_url("accounts.reset", token=token)},
        )


def queue_no_account(email: str, now: datetime) -> None:
    """Answer a question for a new password where there is no account."""
    queue_letter(
        to=email,
        name="",
        template="accounts/mail/no_account",
        now=now,
        confidential=True,
        trusted={"sign_up": public_url("accounts.signup")},
    )


def queue_password_changed(person: Person, now: datetime) -> None:
    with reading(person.language):
        queue_letter(
            to=person.email,
            name=person.name,
            template="accounts/mail/password_changed",
            now=now,
            person_id=person.id,
            confidential=True,
            trusted=_ways_in(),
        )


def _ways_in() -> dict[str, str]:
    return {
        "sign_in": public_url("accounts.signin"),
        "forgotten": public_url("accounts.forgotten"),
    }
