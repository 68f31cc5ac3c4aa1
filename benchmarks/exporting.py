"""Rows a second of the export of a whole workspace, read at one moment and packed, and of a list as a CSV."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

from benchmarks.serving import ROOT, Place

GOAL_A_SECOND = 20_000


def measure_export(place: Place) -> tuple[int, float]:
    """(rows, rows a second) of `alur export`, start of the command included."""
    path = place.folder / "export.zip"
    began = time.perf_counter()
    told = json.loads(place.alur("export", str(path), "--json"))
    seconds = time.perf_counter() - began
    path.unlink()
    rows: int = told["rows"]
    return rows, rows / seconds


def measure_list(place: Place) -> dict[str, Any]:
    """`rows`, `a_second`, and the memory in MB after the first rows and at most in the second half."""
    told: dict[str, Any] = json.loads(
        subprocess.run(
            [sys.executable, "-m", "benchmarks.list_out"], env=place.environment, capture_output=True, text=True,
            check=True, cwd=ROOT,
        ).stdout
    )  # fmt: skip
    return told
