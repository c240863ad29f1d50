"""Encryption of single columns, with keys that rotate.

`ENCRYPTION_KEYS` lists secrets, newest first; each is stretched to a Fernet key (AES-128
in CBC mode with HMAC-SHA256). The first encrypts, all of them decrypt. A value also
names the column it was made for, so that it cannot be moved to another one unnoticed.
"""

import base64
import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import current_app
from sqlalchemy.types import TypeDecorator

SALT = b"eventsite column encryption"  # the secrets are long and random; this separates uses


class Undecipherable(ValueError):
    """None of the keys opens the value: a key was removed too early, or it was tampered with."""


@lru_cache(maxsize=8)
def _box(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


@lru_cache(maxsize=32)
def _key(secret: str) -> bytes:
    raw = hashlib.scrypt(secret.encode(), salt=SALT, dklen=32, n=2**14, r=8, p=1)
    return base64.urlsafe_b64encode(raw)


def encrypt(text: str, purpose: str, secrets: Sequence[str]) -> str:
    return _box(tuple(secrets)).encrypt(f"{purpose}\0{text}".encode()).decode()


def decrypt(token: str, purpose: str, secrets: Sequence[str]) -> str:
    """Return the text that was encrypted for `purpose` with any of the secrets.

    Raises:
        Undecipherable: no key opens it, or it was made for something else.
    """
    try:
        plain = _box(tuple(secrets)).decrypt(token).decode()
    except InvalidToken:
        raise Undecipherable("no key opens this value") from None
    made_for, _, text = plain.partition("\0")
    if made_for != purpose:
        raise Undecipherable(f"this value was made for {made_for!r}")
    return text


def rotate(token: str, secrets: Sequence[str]) -> str:
    """Return the same value under the newest key.

    Raises:
        Undecipherable: no key opens it.
    """
    try:
        return _box(tuple(secrets)).rotate(token).decode()
    except InvalidToken:
        raise Undecipherable("no key opens this value") from None


class EncryptedText(TypeDecorator[str]):
    """Text that stands encrypted in the database: `EncryptedText("applications.need")`.

    It cannot be searched, sorted or compared there. `purpose` must never change.
    """

    impl = sa.Text
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        if value is None:
            return None
        return encrypt(value, self.purpose, current_app.config["ENCRYPTION_KEYS"])

    def process_result_value(
        self, value: Any | None, dialect: sa.Dialect
    ) -> str | None:
        if value is None:
            return None
        return decrypt(value, self.purpose, current_app.config["ENCRYPTION_KEYS"])


class EncryptedBytes(TypeDecorator[bytes]):
    """Bytes that stand encrypted in the database, as text that is twice as long."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(
        self, value: bytes | None, dialect: sa.Dialect
    ) -> str | None:
        if value is None:
            return None
        text = base64.b64encode(value).decode()
        return encrypt(text, self.purpose, current_app.config["ENCRYPTION_KEYS"])

    def process_result_value(
        self, value: Any | None, dialect: sa.Dialect
    ) -> bytes | None:
        if value is None:
            return None
        keys = current_app.config["ENCRYPTION_KEYS"]
        return base64.b64decode(decrypt(value, self.purpose, keys))
