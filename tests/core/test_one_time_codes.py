"""Codes of apps: the standard's own examples, and what is taken around them."""

from datetime import UTC, datetime, timedelta

import pytest

from eventsite.core import one_time_codes
from tests.factories import NOW

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890" of RFC 6238
STEP = timedelta(seconds=30)


@pytest.mark.parametrize(
    ("seconds", "code"),  # the last six of the eight digits of RFC 6238, appendix B
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
    ],
)
def test_the_codes_are_those_of_the_standard(seconds, code):
    at = datetime.fromtimestamp(seconds, UTC)
    assert one_time_codes.code_at(SECRET, at) == code
    assert one_time_codes.step_of(code, SECRET, at) == seconds // 30


@pytest.mark.parametrize(
    ("steps", "is_taken"), [(-2, 0), (-1, 1), (0, 1), (1, 1), (2, 0)]
)
def test_a_clock_may_be_one_step_off(steps, is_taken):
    code = one_time_codes.code_at(SECRET, NOW + steps * STEP)
    here = int(NOW.timestamp()) // 30
    expected = here + steps if is_taken else None
    assert one_time_codes.step_of(code, SECRET, NOW) == expected


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "١٢٣٤٥٦", "12345\0", "-12345"]
)
def test_what_no_app_shows_is_no_code(code):
    assert one_time_codes.step_of(code, SECRET, NOW) is None


def test_the_picture_says_what_apps_read():
    said = one_time_codes.address(SECRET, "ada+x@example.org", "Conf & Co: 1")
    assert said == (
        "otpauth://totp/Conf%20%26%20Co%3A%201:ada%2Bx@example.org"
        f"?secret={SECRET}&issuer=Conf%20%26%20Co%3A%201"
    )


def test_secrets_are_long_and_new_each_time():
    made = {one_time_codes.new_secret() for _ in range(20)}
    assert len(made) == 20
    assert {len(secret) for secret in made} == {32}
