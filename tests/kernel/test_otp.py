"""Codes of authenticator apps, after the vectors of RFC 6238."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest

from alur.kernel.otp import STEP_SECONDS, address_of, code_at, matching_step, new_secret, step_of

RFC = base64.b32encode(b"12345678901234567890").decode()
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_a_code_is_that_of_the_standard(seconds: int, code: str) -> None:
    assert code_at(RFC, seconds // STEP_SECONDS) == code


def test_a_clock_half_a_minute_off_is_forgiven_and_a_minute_is_not() -> None:
    code = code_at(RFC, step_of(AT))
    for seconds in (-30, 0, 30):
        assert matching_step(RFC, code, at=AT + timedelta(seconds=seconds), after=0) == step_of(AT)
    for seconds in (-60, 60):
        assert matching_step(RFC, code, at=AT + timedelta(seconds=seconds), after=0) is None


def test_a_code_that_was_used_and_all_before_it_are_spent() -> None:
    now = step_of(AT)
    for step in (now - 1, now):
        assert matching_step(RFC, code_at(RFC, step), at=AT, after=now) is None
    assert matching_step(RFC, code_at(RFC, now + 1), at=AT, after=now) == now + 1


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "٢٨٧٠٨٢", "28 70 82"])
def test_what_is_no_code_matches_nothing(code: str) -> None:
    assert matching_step(RFC, code, at=AT, after=0) is None


def test_a_secret_is_new_each_time_and_stands_in_the_address() -> None:
    first, second = new_secret(), new_secret()
    assert first != second
    assert len(base64.b32decode(first)) == 20
    assert address_of(first, account="sari@arunika.example", issuer="Alur") == (
        f"otpauth://totp/Alur:sari%40arunika.example?secret={first}&issuer=Alur"
    )
