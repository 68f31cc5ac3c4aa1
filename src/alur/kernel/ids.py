"""Ids: time-ordered, 63 bits, made by the application."""

from __future__ import annotations

import os
import secrets
import threading
import time
from datetime import datetime

EPOCH_MS = 1_767_225_600_000  # 2026-01-01T00:00Z
LARGEST_ID = 2**63 - 1
_MOST_DIGITS = 19
_COUNTER_BITS = 12
_COUNTED = (1 << _COUNTER_BITS) - 1
_PROCESS_BITS = 10

_lock = threading.Lock()
_process = secrets.randbits(_PROCESS_BITS)
_last = 0


def new_id() -> int:
    """41 bits of milliseconds (until 2095), 10 of the process, 12 that count.

    Chance alone will not do: a bulk insert makes a thousand ids in one millisecond, and of a thousand numbers out of
    two million, two are the same in every fourth batch. Past 4,096 in a millisecond it borrows from the next.
    """
    global _last
    with _lock:
        tick = (time.time_ns() // 1_000_000 - EPOCH_MS) << _COUNTER_BITS
        if tick <= _last:
            tick = _last + 1
        _last = tick
    return _id_at(tick)


def new_ids(count: int) -> list[int]:
    """That many ids, in order."""
    global _last
    with _lock:
        now = (time.time_ns() // 1_000_000 - EPOCH_MS) << _COUNTER_BITS
        first = max(_last + 1, now)
        _last = first + count - 1
    ids: list[int] = []
    while len(ids) < count:  # within a millisecond they follow one another
        tick = first + len(ids)
        here = min(count - len(ids), _COUNTED + 1 - (tick & _COUNTED))
        ids += range(_id_at(tick), _id_at(tick) + here)
    return ids


def _id_at(tick: int) -> int:
    return (tick >> _COUNTER_BITS) << (_COUNTER_BITS + _PROCESS_BITS) | _process << _COUNTER_BITS | tick & _COUNTED


def first_id_at(at: datetime) -> int:
    """No id made before that instant is as large, none made later is smaller."""
    return max(0, int(at.timestamp() * 1000) - EPOCH_MS) << (_COUNTER_BITS + _PROCESS_BITS)


def id_from(text: object) -> int:
    """The id that someone sent as text; 0, which nothing has, for what cannot be one (`²`, 10^30)."""
    text = str(text)
    if not text.isascii() or not text.isdigit() or len(text) > _MOST_DIGITS:
        return 0
    number = int(text)
    return number if number <= LARGEST_ID else 0


def _after_fork() -> None:
    global _process
    _process = secrets.randbits(_PROCESS_BITS)


os.register_at_fork(after_in_child=_after_fork)
