"""What long work spares the machine while it writes batch after batch."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

ROWS, USUAL_PAGES = 8_000, 1_000
"""After so many rows SQLite brings what it has written ahead into its places. By default every commit waits until its
own thousand pages are in place, and the next batch writes most of the same ones again."""


class Checkpoints:
    """Every eight thousand rows, between two batches: nobody waits for it, and no batch is smaller for it."""

    def __init__(self, *, is_wanted: bool) -> None:
        self._is_wanted, self._rows = is_wanted, 0

    def note(self, rows: int) -> None:
        """So many more are committed."""
        self._rows += rows
        if self._is_wanted and self._rows >= ROWS:
            self._rows = 0
            _say("wal_checkpoint(PASSIVE)")


@contextmanager
def rarely_checkpointing() -> Iterator[Checkpoints]:
    """Several batches' pages go into their places at once. Some 150 MB more on the disk meanwhile, as safe as ever."""
    is_wanted = connection.vendor == "sqlite"
    if is_wanted:
        _say("wal_autocheckpoint=0")
    try:
        yield Checkpoints(is_wanted=is_wanted)
    finally:
        if is_wanted:
            _say(f"wal_autocheckpoint={USUAL_PAGES}")


def _say(pragma: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")


@contextmanager
def without_collecting() -> Iterator[None]:
    """No looking for rubbish while a batch is put together: nothing of it is, and it took a fifth of the time.

    Between two batches it does, so that the memory stays flat.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
