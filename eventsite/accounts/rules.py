"""What a password, a way back and a browser's name may be; how long things last."""

import ipaddress
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from urllib.parse import urlsplit

from eventsite.accounts.models import LONGEST_PATH, Purpose, SignIn
from eventsite.core.errors import Refusal
from eventsite.core.words import _, lazy

SIGN_IN_LASTS = timedelta(days=30)
SEEN_EVERY = timedelta(hours=1)  # how exactly we know when a browser was last used
PROOF_LASTS = timedelta(minutes=15)  # then the password is asked for once more
SHOWN_AFTER_END = timedelta(days=30)  # ended sign-ins in the list; then they go
SHORTEST, LONGEST = 10, 200  # characters of a password


LINK_LASTS = {
    Purpose.SIGN_UP: timedelta(days=1),
    Purpose.RESET: timedelta(hours=1),
    Purpose.SIGN_IN: timedelta(days=1),
    Purpose.CHANGE_EMAIL: timedelta(days=1),
    Purpose.SECOND_STEP: timedelta(minutes=15),
}


class WeakPassword(Refusal):
    """Too short, too long, or among the first that anyone would try."""


class WrongPassword(Refusal):
    message = lazy("This is not your password. Try again, or ask for a new one.")


class NotTogether(Refusal):
    """Deliberately one answer for a wrong password, and for no account at all."""

    message = lazy(
        "This e-mail and password do not belong together. Check both, or choose a new "
        "password below."
    )


class LinkGone(Refusal):
    message = lazy(
        "This link has been used, replaced or has expired. Ask for a new one."
    )


class EmailTaken(Refusal):
    message = lazy("There is an account with this address.")


# Of ten characters or more; shorter ones are refused anyway. Compared without case,
# blanks and punctuation, so "Password-1234" is here, too.
COMMON = frozenset(
    [
        "1234567890",
        "12345678910",
        "123456789a",
        "123456789q",
        "1234567891",
        "0123456789",
        "0987654321",
        "1029384756",
        "1122334455",
        "1112223334",
        "1231231231",
        "123123123123",
        "123321123321",
        "1357924680",
        "1q2w3e4r5t",
        "1q2w3e4r5t6y",
        "1qaz2wsx3edc",
        "1qazxsw23edc",
        "12qwaszxcv",
        "q1w2e3r4t5",
        "q1w2e3r4t5y6",
        "qwertyuiop",
        "qwertyuiop123",
        "qwerty1234",
        "qwerty12345",
        "qwerty123456",
        "qwertzuiop",
        "azertyuiop",
        "asdfghjkl1",
        "asdfghjkl123",
        "asdfasdfasdf",
        "zxcvbnm123",
        "zaq12wsxcde3",
        "qazwsxedcrfv",
        "abcdefghij",
        "abcdefghijk",
        "abcdefg123",
        "abc1234567",
        "abcd123456",
        "abcd1234567",
        "a123456789",
        "a1b2c3d4e5",
        "aa12345678",
        "aaaa111111",
        "password12",
        "password123",
        "password1234",
        "password12345",
        "password2024",
        "password2025",
        "password2026",
        "passwordpassword",
        "mypassword",
        "mypassword1",
        "passw0rd12",
        "passw0rd123",
        "p4ssw0rd123",
        "thepassword",
        "newpassword",
        "newpassword1",
        "oldpassword",
        "changeme12",
        "changeme123",
        "changeit123",
        "letmein123",
        "letmein1234",
        "letmeinplease",
        "opensesame",
        "iloveyou12",
        "iloveyou123",
        "iloveyou1234",
        "iloveyouforever",
        "ihateyou123",
        "lovelovelove",
        "welcome123",
        "welcome1234",
        "welcome12345",
        "welcometothejungle",
        "helloworld",
        "helloworld1",
        "helloworld123",
        "hello12345",
        "admin12345",
        "admin123456",
        "administrator",
        "administrator1",
        "root123456",
        "superadmin",
        "superuser1",
        "test123456",
        "testtest123",
        "testpassword",
        "user123456",
        "guest12345",
        "default123",
        "secret1234",
        "secret12345",
        "topsecret1",
        "football123",
        "football12",
        "baseball123",
        "baseball12",
        "basketball",
        "basketball1",
        "superman123",
        "batman12345",
        "spiderman123",
        "starwars123",
        "pokemon1234",
        "minecraft1",
        "minecraft123",
        "dragon12345",
        "monkey12345",
        "princess123",
        "sunshine123",
        "sunshine12",
        "chocolate1",
        "chocolate123",
        "butterfly1",
        "butterfly123",
        "summer2024",
        "summer2025",
        "summer2026",
        "winter2024",
        "winter2025",
        "winter2026",
        "spring2026",
        "autumn2026",
        "january2026",
        "december2026",
        "november2026",
        "liverpool1",
        "manchester",
        "liverpoolfc",
        "manchesterunited",
        "barcelona1",
        "realmadrid",
        "arsenal123",
        "chelsea123",
        "juventus123",
        "michael123",
        "jennifer123",
        "charlie123",
        "trustno1trustno1",
        "computer123",
        "computer12",
        "internet123",
        "samsung123",
        "iphone12345",
        "google12345",
        "facebook123",
        "linkedin123",
        "conference",
        "conference1",
        "conference123",
        "eventsite123",
        "correcthorsebatterystaple",
        "whatever123",
        "blink182blink182",
        "mustang123",
        "corvette123",
    ]
)


def check_password(password: str, about: Iterable[str] = ()) -> None:
    """Refuse a password that would be guessed; no rule on its mixture of characters.

    `about` are words anyone would try for this person: their name and address.

    Source: NIST SP 800-63B, section 3.1.1.2 (length, lists, no composition rules).

    Raises:
        WeakPassword: says what to do instead.
    """
    compared = unicodedata.normalize("NFKC", password)
    if len(password) > LONGEST or len(compared) > LONGEST:
        raise WeakPassword(
            _("Keep your password to %(most)s characters.", most=LONGEST)
        )
    if len(compared) < SHORTEST:
        raise WeakPassword(
            _(
                "Use at least %(least)s characters. A few words you can remember are "
                "best.",
                least=SHORTEST,
            )
        )
    bare = _bare(compared)
    if bare in COMMON or len(set(compared)) < 4 or _is_a_run(bare):
        raise WeakPassword(
            _("Too many people use this password. A few words of your own are better.")
        )
    if bare in {_bare(word) for whole in about for word in (whole, *whole.split("@"))}:
        raise WeakPassword(_("Use something else than your own name or address."))


def _bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _is_a_run(text: str) -> bool:
    """Tell whether each character follows the one before it, as in "3456…" or "zyx…"."""
    steps = {ord(b) - ord(a) for a, b in pairwise(text)}
    return steps in ({1}, {-1})


def own_path(text: str | None) -> str | None:
    """Return `text` if it is a path on this site, None if it could lead elsewhere.

    Browsers read a backslash as a slash and drop tabs and line ends; so a second slash
    can hide in either, and the path name another site.
    """
    if not text or len(text) > LONGEST_PATH or not text.startswith("/"):
        return None
    if text.startswith("//") or "\\" in text:
        return None
    if any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else text


def is_proven(sign_in: SignIn, now: datetime) -> bool:
    """Tell whether somebody has shown just now that they are who they say."""
    return now < (sign_in.proved_at or sign_in.started_at) + PROOF_LASTS


def network(address: str) -> str:
    """Return what one household has: an IPv4 address, or the first 64 bits of an IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


BROWSERS = (  # the first that fits: most claim to be the ones below them, too
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_name(user_agent: str) -> str:
    """Return "Firefox on Linux": enough to know one's own by, and no more is kept."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), None)
    system = next((name for sign, name in SYSTEMS if sign in user_agent), None)
    if browser and system:
        return f"{browser} on {system}"
    program = re.match(r"[A-Za-z][\w.-]{0,40}", user_agent)
    return browser or system or (program[0] if program else "Unknown browser")
