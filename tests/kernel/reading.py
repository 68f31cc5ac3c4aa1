from __future__ import annotations

from collections.abc import Callable

from alur.kernel.refusal import Refusal


def read_or_told(read: Callable[[], object]) -> object:
    """What was read, or the sentence of the refusal; any other exception is a fault."""
    try:
        return read()
    except Refusal as refusal:
        return refusal.sentence()
