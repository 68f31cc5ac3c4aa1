"""What long work spares the machine while it writes batch after batch."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from threading import Thread

from django.db import connection

ROWS, USUAL_PAGES = 8_000, 1_000
"""After so many rows SQLite brings what it has written ahead into its places. By default every commit waits until its
own thousand pages are in place, and the next batch writes most of the same ones again."""

CHECKPOINT = "PRAGMA wal_checkpoint(PASSIVE)"


class Checkpoints:
    """Every eight thousand rows, beside the work: a tenth of a long import waited for it.

    What is written while it runs is brought in by a second, short one, between two batches: then all is in its place,
    and SQLite begins its log anew instead of letting it grow.
    """

    def __init__(self, *, is_wanted: bool) -> None:
        self._is_wanted, self._rows = is_wanted, 0
        self._beside: Thread | None = None

    def note(self, rows: int) -> None:
        """So many more are committed."""
        self._rows += rows
        if not self._is_wanted:
            return
        if self._beside is not None and not self._beside.is_alive():
            self._beside = None
            _say(CHECKPOINT)
        elif self._beside is None and self._rows >= ROWS:
            self._rows = 0
            self._beside = Thread(target=_checkpoint, args=(str(connection.settings_dict["NAME"]),))
            self._beside.start()

    def end(self) -> None:
        if self._beside is not None:
            self._beside.join()


@contextmanager
def rarely_checkpointing() -> Iterator[Checkpoints]:
    """Several batches' pages go into their places at once. Some 150 MB more on the disk meanwhile, as safe as ever."""
    is_wanted = connection.vendor == "sqlite"
    checkpoints = Checkpoints(is_wanted=is_wanted)
    if is_wanted:
        _say("PRAGMA wal_autocheckpoint=0")
    try:
        yield checkpoints
    finally:
        checkpoints.end()
        if is_wanted:
            _say(f"PRAGMA wal_autocheckpoint={USUAL_PAGES}")


def commit_without_waiting() -> None:
    """Inside the transaction of a batch. The next one need not wait until the disk has this one, as on SQLite.

    A crash takes the last moments back whole, with how far the import came; it goes on from there. The end waits.
    """
    if connection.vendor == "postgresql":
        _say("SET LOCAL synchronous_commit TO off")


def _checkpoint(path: str) -> None:
    """By a connection of this thread's own. Where it cannot, the one between two batches does all."""
    with suppress(sqlite3.OperationalError), closing(sqlite3.connect(path, uri=path.startswith("file:"))) as own:
        own.execute(CHECKPOINT)


def _say(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


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
