"""Letters about accounts: nobody but their readers learns whether there is one.

What strangers typed never stands in a letter to a third person. Who has no account, or
never chose a language, most likely asked for the letter: it is in the one they read.
"""

from datetime import datetime

from eventsite.accounts.models import OneTimeLink, Person
from eventsite.core.addresses import public_url
from eventsite.core.words import language
from eventsite.mail.actions import queue_letter


def queue_sign_up(link: OneTimeLink, token: str, now: datetime) -> None:
    queue_letter(
        to=link.email,
        name="",
        languages=[language()],
        template="accounts/mail/sign_up",
        now=now,
        confidential=True,
        trusted={"link": public_url("accounts.join", token=token)},
    )


def queue_account_exists(person: Person, now: datetime) -> None:
    """Answer a sign-up with an address that has an account."""
    queue_letter(
        to=person.email,
        name="",
        languages=_languages(person),
        template="accounts/mail/account_exists",
        now=now,
        confidential=True,
        trusted=_ways_in(),
    )


def queue_reset(link: OneTimeLink, person: Person, token: str, now: datetime) -> None:
    queue_letter(
        to=link.email,
        name="",
        languages=_languages(person),
        template="accounts/mail/reset",
        now=now,
        person_id=person.id,
        confidential=True,
        trusted={"link": public_url("accounts.reset", token=token)},
    )


def queue_no_account(email: str, now: datetime) -> None:
    """Answer a question for a new password where there is no account."""
    queue_letter(
        to=email,
        name="",
        languages=[language()],
        template="accounts/mail/no_account",
        now=now,
        confidential=True,
        trusted={"sign_up": public_url("accounts.signup")},
    )


def queue_password_changed(person: Person, now: datetime) -> None:
    queue_letter(
        to=person.email,
        name=person.name,
        languages=_languages(person),
        template="accounts/mail/password_changed",
        now=now,
        person_id=person.id,
        confidential=True,
        trusted=_ways_in(),
    )


def _languages(person: Person) -> list[str | None]:
    return [person.language, language()]


def _ways_in() -> dict[str, str]:
    return {
        "sign_in": public_url("accounts.signin"),
        "forgotten": public_url("accounts.forgotten"),
    }
