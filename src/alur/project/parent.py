"""Processes that end with the one that started them, however that one ended (kill -9 too)."""

from __future__ import annotations

import ctypes
import signal
import sys

_PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Have the kernel send SIGTERM to this process when its parent is gone. Linux alone knows how; elsewhere nothing.

    Kept over an exec: what is started here may be a program of others.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
