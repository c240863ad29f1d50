"""Short names for things, to be read out, typed and put in addresses."""

import re
import secrets
import unicodedata
from collections.abc import Container

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0/O and 1/I
LENGTH = 6


def new_code(length: int = LENGTH) -> str:
    """Return random characters (six: 10⁹ of them); the caller's column is unique."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_token() -> str:
    """Return a secret for an address: 256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def is_token(text: str) -> bool:
    """Tell whether a secret could stand in an address, so that it is worth looking up."""
    return re.fullmatch(r"[A-Za-z0-9_-]{1,64}", text) is not None


def slugify(text: str, taken: Container[str] = (), limit: int = 80) -> str:
    """Return `text` in lower-case ASCII words joined by hyphens, unlike any `taken`.

    A text without a single Latin letter or digit becomes "item".
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:limit].strip("-")
    slug = slug or "item"
    found, number = slug, 2
    while found in taken:
        found, number = f"{slug}-{number}", number + 1
    return found
