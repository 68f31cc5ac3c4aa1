"""Imports in the shape of the real one: the time of 8,800 opportunities, and how many of 100,000 come in a second."""

from __future__ import annotations

import random
import time
from pathlib import Path

from benchmarks.serving import ROOT, Place

ROWS = 8_800
GOAL = 10.0
MANY, GOAL_A_SECOND = 100_000, 3_000
PRODUCTS = ("GTX Basic", "GTX Pro", "GTXPro", "MG Special", "MG Advanced", "GTX Plus Pro", "GTX Plus Basic", "GTK 500")


def measure_import(folder: Path, database_url: str | None) -> float:
    """Seconds of `alur import` on an empty workspace, start of the command included."""
    place = Place(folder, database_url)
    folder.mkdir(parents=True, exist_ok=True)
    path = _file(folder, ROWS)
    place.alur("migrate")
    place.alur("workspace", "add", "Import")
    began = time.perf_counter()
    place.alur("import", str(path), "--mapping", str(ROOT / "examples" / "maven_crm" / "sales_pipeline.toml"))
    return time.perf_counter() - began


def measure_many(folder: Path, database_url: str | None) -> float:
    """Rows a second of a long import into a workspace that has the companies and products already."""
    place = Place(folder, database_url)
    mapping = str(ROOT / "examples" / "maven_crm" / "sales_pipeline.toml")
    workspace = place.alur("workspace", "add", "Long import").split()[-1]
    place.alur("import", str(_file(folder, 1_000)), "--mapping", mapping, "--workspace", workspace)
    path = _file(folder, MANY)
    began = time.perf_counter()
    place.alur("import", str(path), "--mapping", mapping, "--workspace", workspace)
    return MANY / (time.perf_counter() - began)


def _file(folder: Path, rows: int) -> Path:
    path = folder / f"opportunities-{rows}.csv"
    path.write_text(_rows(rows), encoding="utf-8")
    return path


def _rows(rows: int) -> str:
    chance = random.Random(7)  # noqa: S311
    lines = ["opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value"]
    for number in range(rows):
        state = chance.choices(("Won", "Lost", "Engaging", "Prospecting"), (4238, 2473, 1589, 500))[0]
        account = f"Company {number % 85}" if chance.random() > 0.16 else ""
        engaged = f"{chance.randint(1, 6)}/{chance.randint(1, 28)}/2017" if state != "Prospecting" else ""
        closed = f"{chance.randint(7, 12)}/{chance.randint(1, 28)}/2017" if state in ("Won", "Lost") else ""
        value = {"Won": str(chance.randint(40, 6000)), "Lost": "0"}.get(state, "")
        agent = f"Agent {number % 30}"
        lines.append(
            f"R{rows}-{number:06},{agent},{chance.choice(PRODUCTS)},{account},{state},{engaged},{closed},{value}"
        )
    return "\n".join(lines) + "\n"
