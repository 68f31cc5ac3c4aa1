"""The time of an import of 8,800 opportunities, by the real mapping; the file is made in the shape of the real one."""

from __future__ import annotations

import random
import time
from pathlib import Path

from benchmarks.serving import ROOT, Place

ROWS = 8_800
GOAL = 10.0
PRODUCTS = ("GTX Basic", "GTX Pro", "GTXPro", "MG Special", "MG Advanced", "GTX Plus Pro", "GTX Plus Basic", "GTK 500")


def measure_import(folder: Path, database_url: str | None) -> float:
    """Seconds of `alur import` on an empty workspace, start of the command included."""
    place = Place(folder, database_url)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "opportunities.csv"
    path.write_text(_rows(), encoding="utf-8")
    place.alur("migrate")
    place.alur("workspace", "add", "Import")
    began = time.perf_counter()
    place.alur("import", str(path), "--mapping", str(ROOT / "examples" / "maven_crm" / "sales_pipeline.toml"))
    return time.perf_counter() - began


def _rows() -> str:
    chance = random.Random(7)  # noqa: S311
    lines = ["opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value"]
    for number in range(ROWS):
        state = chance.choices(("Won", "Lost", "Engaging", "Prospecting"), (4238, 2473, 1589, 500))[0]
        account = f"Company {number % 85}" if chance.random() > 0.16 else ""
        engaged = f"{chance.randint(1, 6)}/{chance.randint(1, 28)}/2017" if state != "Prospecting" else ""
        closed = f"{chance.randint(7, 12)}/{chance.randint(1, 28)}/2017" if state in ("Won", "Lost") else ""
        value = {"Won": str(chance.randint(40, 6000)), "Lost": "0"}.get(state, "")
        agent = f"Agent {number % 30}"
        lines.append(f"R{number:06},{agent},{chance.choice(PRODUCTS)},{account},{state},{engaged},{closed},{value}")
    return "\n".join(lines) + "\n"
