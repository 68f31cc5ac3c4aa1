"""The worker's long work, all of it at once."""

from __future__ import annotations

from alur.exchange.operations.background import Background


def work() -> None:
    """Do imports, exports, restores that wait, until none does."""
    background = Background()
    while background.work():
        pass
