"""kill -9 of the whole server in the middle of moves."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from typing import Any

from benchmarks.serving import ROOT, Client, Place
from drills.proof import faults_of, stage_of


class Mover:
    """Moves cards about until the server is gone; `acknowledged` is deal to stage, `asked` what had no answer yet."""

    def __init__(self, port: int, place: int, chance: random.Random) -> None:
        self.client = Client(port)
        page = self.client.get(self.client.board())
        self.deals = sorted(set(re.findall(r'data-deal="(\d+)"', page)))[place::2]
        self.stages = list(dict.fromkeys(re.findall(r'data-stage="(\d+)"', page)))
        self.chance = chance
        self.acknowledged: dict[str, str] = {}
        self.asked: tuple[str, str] | None = None
        self.count = 0

    def run(self) -> None:
        headers = {"X-Alur": "1", "HX-Request": "true"}
        while True:
            deal, stage = self.chance.choice(self.deals), self.chance.choice(self.stages)
            self.asked = (deal, stage)
            try:
                self.client.post(f"/deals/{deal}/stage/", {"stage": stage}, headers=headers)
            except (OSError, HTTPException):
                return
            self.acknowledged[deal] = stage
            self.asked = None
            self.count += 1


def drill(place: Place, round_number: int) -> tuple[str, list[str]]:
    """One round: (what happened, what did not hold)."""
    chance = random.Random(round_number)
    server, port = _serve(place)
    movers = [Mover(port, number, random.Random(f"{round_number}-{number}")) for number in range(2)]
    threads = [threading.Thread(target=mover.run) for mover in movers]
    for thread in threads:
        thread.start()
    time.sleep(0.3 + 1.5 * chance.random())
    kill_tree(server)
    for thread in threads:
        thread.join()
    faults = faults_of(place)
    for mover in movers:
        for deal, stage in mover.acknowledged.items():
            allowed = {stage, mover.asked[1] if mover.asked and mover.asked[0] == deal else stage}
            if stage_of(place, deal) not in allowed:
                faults.append(f"an acknowledged move of deal {deal} is lost")
    return f"{sum(mover.count for mover in movers)} moves acknowledged", faults


def kill_tree(process: subprocess.Popen[Any]) -> None:
    """kill -9 of a process and of all that it began, whatever group they are in."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(path.parent.name))
    waiting, doomed = [process.pid], []
    while waiting:
        doomed.append(waiting.pop())
        waiting += children.get(doomed[-1], [])
    for pid in doomed:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()


def _serve(place: Place) -> tuple[subprocess.Popen[str], int]:
    port = place.free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "alur", "serve", "--port", str(port)],
        env=place.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT,
    )  # fmt: skip
    assert server.stdout is not None
    for line in server.stdout:
        if line.startswith("ready "):
            return server, port
    raise SystemExit("the server did not start")
