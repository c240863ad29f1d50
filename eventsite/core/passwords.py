"""Passwords: kept as argon2id hashes, made and checked with no transaction open.

Hashing takes its time on purpose. A POST holds SQLite's one write lock from its first
statement on, so whoever hashes ends the transaction before: this module insists on it.
"""

import unicodedata
from base64 import b64encode
from functools import lru_cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION
from argon2.profiles import CHEAPEST, RFC_9106_LOW_MEMORY
from flask import current_app

from eventsite.core.db import db, write_intent

_at_once = BoundedSemaphore(4)  # each takes 64 MiB: a rush must not take the machine


def normalise(password: str) -> str:
    """Return what a password is compared by: one form for all ways to type a letter.

    Source: NIST SP 800-63B, section 3.1.1.2 (Unicode, NFKC).
    """
    return unicodedata.normalize("NFKC", password)


def make_hash(password: str) -> str:
    """Return the hash to keep; call it before the transaction that keeps it."""
    _refuse_to_hold_a_lock()
    with _at_once:
        return _hasher().hash(_octets(password))


def is_right(password: str, kept: str | None) -> bool:
    """Tell whether `kept` is the hash of `password`; takes as long when there is none."""
    _refuse_to_hold_a_lock()
    hasher = _hasher()
    try:
        with _at_once:
            hasher.verify(kept or _nobodys_hash(hasher), _octets(password))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return _hasher().check_needs_rehash(kept)


def _octets(password: str) -> bytes:
    return normalise(password).encode(errors="replace")


@lru_cache(maxsize=2)
def _hasher_for(*, cheap: bool) -> PasswordHasher:
    return PasswordHasher.from_parameters(CHEAPEST if cheap else RFC_9106_LOW_MEMORY)


def _nobodys_hash(hasher: PasswordHasher) -> str:
    """Return what no password's hash is, but what takes as long to compare."""
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    salt, digest = (
        b64encode(bytes(length)).decode().rstrip("=")
        for length in (hasher.salt_len, hasher.hash_len)
    )
    return f"$argon2id$v={ARGON2_VERSION}${cost}${salt}${digest}"


def _hasher() -> PasswordHasher:
    return _hasher_for(cheap=current_app.testing)


def _refuse_to_hold_a_lock() -> None:
    if write_intent.get() and db.session().in_transaction():
        raise RuntimeError("a password is hashed while a write transaction is open")
