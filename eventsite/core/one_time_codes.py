"""Codes that an app on a phone shows: six digits that change every half minute.

Source: RFC 6238 (TOTP), with SHA-1, 30 seconds and six digits, which every app knows.
"""

import re
from datetime import datetime
from urllib.parse import quote, urlencode

import pyotp
from pyotp.exceptions import OTPVerificationError

DRIFT = 1  # steps that a phone's clock may be before or behind ours
DIGITS = 6


def new_secret() -> str:
    """Return 160 random bits in base 32."""
    return pyotp.random_base32()


def step_of(code: str, secret: str, now: datetime) -> int | None:
    """Return the half minute the code is of, counted from 1970; None if it is wrong.

    A code is to be taken once: the caller remembers the step and refuses it, and
    those before it, afterwards.
    """
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", code):
        return None
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(
            code, for_time=now, valid_window=DRIFT
        )
    except OTPVerificationError:
        return None


def code_at(secret: str, now: datetime) -> str:
    """Return what an app shows at a moment."""
    return pyotp.TOTP(secret).at(now)


def address(secret: str, account: str, issuer: str) -> str:
    """Return what the QR code says to an app."""
    label = f"{quote(issuer, safe='')}:{quote(account, safe='@')}"
    query = urlencode({"secret": secret, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{label}?{query}"
