"""Where the next page of a list begins: the value and the id after which it does, in a text of ours."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import date
from typing import Any

from alur.kernel.refusal import N_, Refusal


def write_cursor(sort: str, value: Any, last_id: int) -> str:
    parts = [sort, value.isoformat() if isinstance(value, date) else value, last_id]
    text = json.dumps(parts, separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, sort: str) -> tuple[Any, int]:
    """(value as it was written, id). Refusal for what is not ours, or of another order."""
    try:
        parts = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        raise gone() from None
    if not isinstance(parts, list) or len(parts) != 3 or parts[0] != sort:
        raise gone()
    if not isinstance(parts[2], int) or isinstance(parts[2], bool) or abs(parts[2]) >= 2**63:
        raise gone()
    return parts[1], parts[2]


def gone() -> Refusal:
    return Refusal(N_("This page is no longer there. Load the list again."), field="cursor")
