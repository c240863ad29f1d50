"""How a token looks, what one may be made for, and for how long. Pure."""

import re
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from eventsite.core.errors import Refusal
from eventsite.core.words import lazy
from eventsite.permissions import Right

BEGINNING = "evs_"  # so that scanners find one that was published by mistake
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
RANDOM = 36  # characters: 214 bits
CHECK = 6  # characters of a checksum: a slip of the pen is told without asking anybody
SHAPE = re.compile(rf"{BEGINNING}[0-9A-Za-z]{{{RANDOM + CHECK}}}", re.ASCII)
HINT = len(BEGINNING) + 4
MOST = 50  # live ones of a person
NOTED_EVERY = timedelta(minutes=5)  # how exactly the last use is known
SHOWN_AFTER_END = timedelta(days=30)
LENGTHS = {  # days
    "7": lazy("A week"),
    "30": lazy("30 days"),
    "90": lazy("90 days"),
    "365": lazy("A year"),
}
OFFERED = {  # what the API serves; a token for anything else would open nothing
    Right.SEE_EVENT: lazy("See the event, and its drafts"),
    Right.EDIT_EVENT: lazy("Rooms and tracks"),
    Right.EDIT_SESSIONS: lazy("Sessions and people on stage, before release, too"),
    Right.EDIT_SCHEDULE: lazy("The schedule’s draft: where and when"),
    Right.RELEASE_SCHEDULE: lazy("Release the schedule to the public"),
    Right.SEE_PROPOSALS: lazy("Proposals, without who made them"),
    Right.DECIDE_PROPOSALS: lazy("Who made a proposal, with their addresses"),
    Right.EXPORT_REGISTRATIONS: lazy("Attendees and orders, with names and addresses"),
    Right.EDIT_SPONSORS: lazy("Sponsors"),
}


class MoreThanYours(Refusal):
    message = lazy(
        "A token can do no more than you. Leave out what you may not do there yourself."
    )


class TooMany(Refusal):
    message = lazy("You have as many tokens as anyone may have. Revoke some first.")


class MadeBefore(Refusal):
    message = lazy(
        "This token was made a moment ago and is shown only once. If you have not kept "
        "it, revoke it and make another one."
    )


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants a token for."""

    name: str
    rights: frozenset[Right]
    may_write: bool
    lasts: timedelta


def whole(random: str) -> str:
    """Return the token of these random characters."""
    return f"{BEGINNING}{random}{_checksum(random)}"


def is_token(text: str) -> bool:
    """Tell whether a text can be a token, so that it is worth looking up."""
    if not SHAPE.fullmatch(text):
        return False
    body = text.removeprefix(BEGINNING)
    return _checksum(body[:RANDOM]) == body[RANDOM:]


def _checksum(random: str) -> str:
    left, digits = zlib.crc32(random.encode()), ""
    for _ in range(CHECK):
        left, digit = divmod(left, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits


def check_wish(wish: Wish, held: Collection[str], live: int) -> None:
    """Decide whether somebody who holds these rights may have the token.

    Raises:
        MoreThanYours, TooMany
    """
    if not wish.rights <= set(held) & set(OFFERED):
        raise MoreThanYours
    if live >= MOST:
        raise TooMany


def is_worth_noting(last_used_at: datetime | None, now: datetime) -> bool:
    """Tell whether a use is to be written down: not each one."""
    return last_used_at is None or now - last_used_at >= NOTED_EVERY
