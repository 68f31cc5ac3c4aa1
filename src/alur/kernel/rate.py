"""How often someone asks: counted over all web processes in a small shared file, so that no request writes a row."""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import threading
from dataclasses import dataclass
from pathlib import Path

LIMIT = 6_000
SECONDS = 60
_SLOT = struct.Struct("<QdQ")  # token, when its minute began, requests since
_SLOTS = 4_096
_TRIES = 8


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a token's minute, and in how many seconds the next begins."""

    is_allowed: bool
    remaining: int
    reset: int


class Windows:
    """A minute for each token, from its first request on. Where all its slots are taken, the oldest gives way."""

    def __init__(self, path: Path, limit: int = LIMIT) -> None:
        self.limit = limit
        size = _SLOT.size * _SLOTS
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.ftruncate(self._file, size)
        self._memory = mmap.mmap(self._file, size)
        self._lock = threading.Lock()  # flock is held by the process, not by its threads

    def take(self, token: int, *, seconds: float) -> Allowance:
        """Count one request of a token at a time in seconds since 1970."""
        with self._lock:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                place, began, count = self._slot(token, seconds)
                if seconds - began >= SECONDS or began > seconds:
                    began, count = seconds, 0
                is_allowed = count < self.limit
                count += is_allowed
                _SLOT.pack_into(self._memory, place, token, began, count)
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)
        return Allowance(is_allowed, self.limit - count, max(1, int(began + SECONDS - seconds + 0.999)))

    def _slot(self, token: int, seconds: float) -> tuple[int, float, int]:
        oldest, oldest_place = seconds, 0
        for step in range(_TRIES):
            place = (token + step) % _SLOTS * _SLOT.size
            holder, began, count = _SLOT.unpack_from(self._memory, place)
            if holder == token:
                return place, began, count
            if step == 0 or began < oldest:
                oldest, oldest_place = began, place
        return oldest_place, seconds, 0
