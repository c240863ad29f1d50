"""What may stand in a letter, and where a letter may go."""

import re
import unicodedata
from datetime import timedelta

from email_validator import EmailNotValidError, validate_email

from eventsite.core.errors import Refusal
from eventsite.core.words import lazy

SUBJECT_LIMIT = 250
NAME_LIMIT = 100
ERROR_LIMIT = 500
FIRST_WAIT = timedelta(minutes=1)  # doubles with every try
LONGEST_WAIT = timedelta(hours=1)
MAX_TRIES = 100  # four days, as mail servers themselves have patience

_DOTS = ".。．｡"  # browsers take any of them for the dot of a host's name
_ADDRESS = re.compile(
    rf"(?:\b[a-z][a-z0-9+.\-]{{0,30}}:/+|\bwww\d{{0,3}}[{_DOTS}])\S*", re.IGNORECASE
)
_JOINT = re.compile(rf"(?<=\S)(?:[{_DOTS}:](?=[^\W\d_])|@)")
_BREAK = "\u200c"  # zero-width non-joiner: browsers do not skip it in a host's name
_UNSAID = {"Cc", "Cs", "Co"}  # controls, lone surrogates, private use
# What turns the reading direction round, or is not seen.
_HIDDEN: dict[int, None] = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xAD, 0x200B, 0x200E, 0x200F]
)


class NotMailable(Refusal):
    message = lazy("We cannot send mail to this address.")


def mailable(address: str) -> str:
    """Return the address as mail servers know it, its domain in ASCII.

    Raises:
        NotMailable: no address, longer than 254 characters, or with a local part that
            is not ASCII, which too few servers take (RFC 6531).
    """
    try:
        found = validate_email(
            address,
            strict=True,
            allow_smtputf8=False,
            check_deliverability=False,
            test_environment=True,
        )
    except EmailNotValidError as refused:
        raise NotMailable from refused
    if found.ascii_email is None:
        raise NotMailable
    return found.ascii_email


def one_line(value: object) -> str:
    """Return what an outsider typed as one line without controls."""
    words = " ".join(str(value).split()).translate(_HIDDEN)
    kept = (c for c in words if unicodedata.category(c) not in _UNSAID)
    return "".join(kept).strip()


def header(value: object) -> str:
    """Return an outsider's text for a header; an address in it is shown defused."""
    return _ADDRESS.sub(lambda found: _defused(found[0]), one_line(value))


def words(value: object) -> str:
    """Return an outsider's text for a body: nothing in it becomes a link by itself."""
    line = header(value)
    return _JOINT.sub(lambda found: found[0] + _BREAK, line)


def looks_like_a_link(value: object) -> bool:
    """Tell whether programs for mail might make a link of a text: "evil.example/x".

    "Node.js" might, too; "A. B. Clark" does not.
    """
    line = one_line(value)
    return bool(_ADDRESS.search(line) or _JOINT.search(line))


def wait(tries: int) -> timedelta:
    """Return how long to leave a letter alone after so many tries, 1 or more."""
    return min(FIRST_WAIT * (1 << min(tries - 1, 10)), LONGEST_WAIT)


def cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _defused(address: str) -> str:
    shown = address.replace(":/", "[:]/", 1).replace("@", "[at]")
    return re.sub(rf"[{_DOTS}](?=\S)", "[.]", shown)
