"""`make drill`: twenty times kill -9, on SQLite and on PostgreSQL, and what must hold after each."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.postgres import cluster
from benchmarks.serving import Place
from drills import imports, moves

ENGINES = ("sqlite", "postgresql")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make drill", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="how often the server is killed; a third in imports")
    parser.add_argument("--on", choices=ENGINES, action="append", help="an engine; both without it")
    wanted = parser.parse_args()
    faults = 0
    for engine in wanted.on or ENGINES:
        print(f"on {engine}", flush=True)
        folder = Path(tempfile.mkdtemp(prefix="alur-drill-"))
        if engine == "sqlite":
            faults += _drill(Place(folder / "data", None), wanted.rounds)
        else:
            with cluster(folder / "cluster") as address:
                faults += _drill(Place(folder / "data", f"{address}/drill"), wanted.rounds)
        shutil.rmtree(folder)
    if faults:
        print(f"{faults} things did not hold")
        sys.exit(1)
    print(f"killed {wanted.rounds} times: nothing acknowledged was lost, nothing half written, all totals agree")


def _drill(place: Place, rounds: int) -> int:
    """Returns how many things did not hold."""
    place.fill(200)
    in_imports = rounds // 3
    faults: list[str] = []
    for number in range(1, rounds - in_imports + 1):
        faults += _say(number, *moves.drill(place, number))
    job = imports.begin(place)
    for number in range(rounds - in_imports + 1, rounds + 1):
        faults += _say(number, *imports.drill(place, job, number))
        if imports.state_of(place, job)[0] == "done":
            job = imports.begin(place)
    faults += _say(rounds + 1, "the import ends without a kill", imports.finish(place, job))
    return len(faults)


def _say(number: int, what: str, faults: list[str]) -> list[str]:
    print(f"{number:3}  {what}  {'ok' if not faults else '; '.join(faults)}", flush=True)
    return faults


if __name__ == "__main__":
    main()
