"""`make bench`: prints each figure beside its goal, and says plainly what misses it."""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.changing import GOAL_A_SECOND as CHANGED_A_SECOND
from benchmarks.changing import LONGEST_BATCH, measure_changing
from benchmarks.exporting import GOAL_A_SECOND as EXPORT_GOAL
from benchmarks.exporting import measure_export, measure_list
from benchmarks.forgetting import keep_in_queue
from benchmarks.full_deal import full_deal
from benchmarks.importing import GOAL, GOAL_A_SECOND, MANY, measure_import, measure_many
from benchmarks.postgres import cluster
from benchmarks.screens import GOALS, GROWTH, PAST, Figure, measure
from benchmarks.serving import ROOT, Place
from benchmarks.weight import MOST_ASSETS, MOST_HTML, weigh


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--deals", default="10000,200000", help="sizes, small to large")
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "bench", help="where seeded data is kept")
    given = parser.parse_args()
    sizes = [int(size) for size in given.deals.split(",")]
    for database in given.databases.split(","):
        with _url(database, given.folder) as url:
            _database(database, url, sizes, given.folder)


def _database(database: str, url: str | None, sizes: list[int], folder: Path) -> None:
    print(f"\n{database}", flush=True)
    results = {}
    for size in sizes:
        place = Place(folder / f"{database}-{size}", f"{url}/bench_{size}" if url else None)
        place.fill(size)
        keep_in_queue(place)
        full = full_deal(place)
        with place.served() as client:
            results[size] = measure(client, full)
            if size == sizes[0] and database == "sqlite":
                _weight(*weigh(client))
    _table(results, sizes)
    rate, longest = measure_changing(
        Place(folder / f"{database}-{sizes[0]}", f"{url}/bench_{sizes[0]}" if url else None)
    )
    print(f"  change of {sizes[0]:,} deals {rate:8,.0f} a second   {_reached(rate, CHANGED_A_SECOND)}")
    print(f"  its longest batch {longest:8.1f} ms   {_verdict(longest, LONGEST_BATCH, 'ms')}", flush=True)
    print(f"  each add and move waits once for the disk: {_flush(folder):.1f} ms", flush=True)
    largest = Place(folder / f"{database}-{sizes[-1]}", f"{url}/bench_{sizes[-1]}" if url else None)
    rows, speed = measure_export(largest)
    print(f"  export of {rows:,} rows {speed:8,.0f} rows/s   {_reached(speed, EXPORT_GOAL)}", flush=True)
    told = measure_list(largest)
    memory = f"{told['early_mb']:.0f} to {told['late_mb']:.0f} MB"
    reached = _reached(told["a_second"], EXPORT_GOAL)
    print(f"  list of {told['rows']:,} rows as CSV {told['a_second']:8,.0f} rows/s, {memory}   {reached}", flush=True)
    work = Path(tempfile.mkdtemp())
    seconds = measure_import(work, f"{url}/bench_import" if url else None)
    print(f"  import of 8,800 rows {seconds:6.1f} s   {_verdict(seconds, GOAL, 's')}", flush=True)
    speed = measure_many(work, f"{url}/bench_import" if url else None)
    print(f"  import of {MANY:,} rows {speed:6,.0f} rows/s   {_reached(speed, GOAL_A_SECOND)}", flush=True)
    shutil.rmtree(work)


def _table(results: dict[int, dict[str, Figure]], sizes: list[int]) -> None:
    """What the client waits, and in brackets what of it the server's processes worked: the rest is the machine's."""
    small, large = results[sizes[0]], results[sizes[-1]]
    print(f"  {'':22}" + "".join(f"{size:>18,}" for size in sizes) + "     ratio")
    for name, figure in large.items():
        ratio = figure.waited / small[name].waited
        goal = GOALS.get(name)
        verdict = _verdict(figure.waited, goal, "ms") if goal else ""
        if name == "board a year ago":
            verdict = _verdict(figure.waited / large["board"].waited, PAST, "times today's board")
        growth = "" if len(sizes) == 1 or ratio <= GROWTH else f"  MISSED: grows {ratio:.2f} times, goal {GROWTH}"
        row = "".join(f"{results[size][name].waited:8.1f} ({results[size][name].worked:4.1f})" for size in sizes)
        print(f"  {name:22}{row}   {ratio:5.2f}   {verdict}{growth}", flush=True)


def _weight(assets: int, html: int) -> None:
    print(
        f"  scripts and styles {assets / 1000:.0f} kB compressed   {_verdict(assets / 1000, MOST_ASSETS / 1000, 'kB')}"
    )
    print(f"  board page {html / 1000:.0f} kB compressed   {_verdict(html / 1000, MOST_HTML / 1000, 'kB')}", flush=True)


def _flush(folder: Path) -> float:
    """What the disk takes to keep a page, in ms: no database can acknowledge a write sooner."""
    taken = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(50):
            file.write(b"x" * 8192)
            file.flush()
            begun = time.perf_counter()
            os.fdatasync(file.fileno())
            taken.append(time.perf_counter() - begun)
    return statistics.median(taken) * 1000


def _verdict(value: float, goal: float, unit: str) -> str:
    return f"ok (goal {goal:g} {unit})" if value <= goal else f"MISSED: {value:.1f}, goal {goal:g} {unit}"


def _reached(value: float, goal: float) -> str:
    return f"ok (goal {goal:,} a second)" if value >= goal else f"MISSED: goal {goal:,} a second"


@contextmanager
def _url(database: str, folder: Path) -> Iterator[str | None]:
    if database == "sqlite":
        yield None
    else:
        with cluster(folder / "cluster") as url:
            yield url


if __name__ == "__main__":
    main()
