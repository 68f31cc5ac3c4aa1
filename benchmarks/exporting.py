"""Rows a second of the export of a whole workspace, read at one moment and packed."""

from __future__ import annotations

import json
import time

from benchmarks.serving import Place

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
