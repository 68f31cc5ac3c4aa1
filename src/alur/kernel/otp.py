"""Six-figure codes that change every half minute (RFC 6238, SHA-1, as authenticator apps make them)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote

STEP_SECONDS = 30
DIGITS = 6
DRIFT = 1
"""A phone's clock may be half a minute off, either way."""


def new_secret() -> str:
    """160 bits as base32, as an app takes it."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int) -> str:
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    place = digest[-1] & 15
    return str((int.from_bytes(digest[place : place + 4], "big") & 0x7FFFFFFF) % 10**DIGITS).zfill(DIGITS)


def step_of(at: datetime) -> int:
    return int(at.timestamp()) // STEP_SECONDS


def matching_step(secret: str, code: str, *, at: datetime, after: int) -> int | None:
    """The step whose code this is, if it is later than `after`: a code that was seen over a shoulder is spent."""
    now, found = step_of(at), None
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()) and step > after:
            found = step
    return found


def address_of(secret: str, *, account: str, issuer: str) -> str:
    """What an app reads from the picture."""
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?secret={secret}&issuer={quote(issuer)}"
