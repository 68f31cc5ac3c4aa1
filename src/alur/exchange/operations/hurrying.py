"""What long work spares the machine while it writes batch after batch."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

PAGES, USUAL_PAGES = 4_000, 1_000
"""Pages of 4 kB that SQLite may write ahead before it brings them into their places. A batch writes a thousand: by
default every commit waits until its own are in place, and the next batch writes most of the same ones again."""


@contextmanager
def rarely_checkpointing() -> Iterator[None]:
    """Four batches' pages go into their places at once. 16 MB more on the disk, as safe as ever."""
    if connection.vendor != "sqlite":
        yield
        return
    _checkpoint_at(PAGES)
    try:
        yield
    finally:
        _checkpoint_at(USUAL_PAGES)


def _checkpoint_at(pages: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA wal_autocheckpoint={pages}")


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
