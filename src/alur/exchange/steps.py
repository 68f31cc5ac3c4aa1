"""Long work in pieces: a generator that says how far it is after each, and can be closed between two of them.

The command line draws a bar of it, the worker does other things in between, closing it takes back what is half done.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeVar

T = TypeVar("T")
Steps = Generator[tuple[int, int], None, T]
"""Yields (done, whole); returns what came of it."""


def run_through(steps: Steps[T], on_step: Callable[[int, int], object] | None = None) -> T:
    """Do all of it at once."""
    try:
        while True:
            done, whole = next(steps)
            if on_step is not None:
                on_step(done, whole)
    except StopIteration as end:
        found: T = end.value
        return found
    finally:
        steps.close()
