"""Would the queue have been right? Engaged deals of a past day that silence alone would have named, and what became of
them, against those it would not: `python benchmarks/forgotten_backtest.py FOLDER [DAY]` with the folder of maven_crm.

The limit is learned from what was known on that day alone: deals won before it, and those that still stood open.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

from alur.kernel.dates import parse_day_with_order
from alur.rescue.silence import A_DAY, limit_days

WITHIN = (7, 14, 30, 60, 90)


@dataclass(frozen=True, slots=True)
class Engaged:
    """`closed_on` none: still open when the data ends."""

    engaged_on: date
    closed_on: date | None
    is_won: bool


def main(folder: str, day: str = "2017-07-01") -> None:
    today, deals = date.fromisoformat(day), read(Path(folder) / "sales_pipeline.csv")
    moved = [
        (one.closed_on - one.engaged_on).days for one in deals if one.is_won and one.closed_on and one.closed_on < today
    ]
    waiting = [one for one in deals if one.engaged_on < today and (one.closed_on is None or one.closed_on >= today)]
    ages = [(today - one.engaged_on).days for one in waiting]
    limit = limit_days([one * A_DAY for one in moved], [one * A_DAY for one in ages])
    print(f"On {today}: {len(moved)} won before it, {len(waiting)} engaged and open; limit {limit} days")
    if limit is None:
        return
    print(f"{'':24}{'named':>10}{'not named':>12}")
    named = [one for one, age in zip(waiting, ages, strict=True) if age >= limit]
    others = [one for one, age in zip(waiting, ages, strict=True) if age < limit]
    for words, first, second in zip(
        ("deals", "won later", "lost later", "still open at the end", "median days to the end"),
        told(named, today), told(others, today), strict=True,
    ):  # fmt: skip
        print(f"{words:24}{first:>10}{second:>12}")
    for days in WITHIN:
        shares = [share(some, today, days) for some in (named, others)]
        print(f"{f'won within {days} days':24}{shares[0]:>10}{shares[1]:>12}")


def read(path: Path) -> list[Engaged]:
    with path.open(newline="", encoding="utf-8") as file:
        return [
            Engaged(
                _day(row["engage_date"]),
                _day(row["close_date"]) if row["close_date"] else None,
                row["deal_stage"] == "Won",
            )
            for row in csv.DictReader(file)
            if row["engage_date"]
        ]


def _day(text: str) -> date:
    return parse_day_with_order(text, "mdy")


def told(deals: Sequence[Engaged], today: date) -> list[str]:
    closed = [one for one in deals if one.closed_on is not None]
    won = sum(one.is_won for one in closed)
    days = [(one.closed_on - today).days for one in closed if one.closed_on]
    counts = (won, len(closed) - won, len(deals) - len(closed))
    whole = len(deals) or 1
    return [
        str(len(deals)),
        *(f"{count} ({100 * count / whole:.0f} %)" for count in counts),
        str(median(days)) if days else "-",
    ]


def share(deals: Sequence[Engaged], today: date, days: int) -> str:
    won = sum(one.is_won and one.closed_on is not None and (one.closed_on - today).days < days for one in deals)
    return f"{100 * won / len(deals):.0f} %" if deals else "-"


if __name__ == "__main__":
    main(*sys.argv[1:])
