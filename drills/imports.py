"""kill -9 of the worker in the middle of an import: each batch is whole or absent, and the rest comes in afterwards."""

from __future__ import annotations

import random
import subprocess
import sys
import time

from benchmarks.serving import ROOT, Place
from drills.base import opened
from drills.proof import faults_of

ROWS = 6_000
READY = """
import django; django.setup()
import sys
from pathlib import Path
from django.utils import timezone
from alur.exchange.mapping import mapping_from
from alur.exchange.operations.drafting import draft_import
from alur.exchange.operations.importing import prepare_import
from alur.tenancy.models import Member, Workspace
workspace = Workspace.objects.get()
owner = Member.objects.filter(workspace_id=workspace.id, role="owner").first()
path = Path(sys.argv[1])
draft = draft_import(workspace, name=path.name, content=[path.read_bytes()], record="deal", by=owner, at=timezone.now())
columns = {"id": "external_id", "title": "title", "company": "organization"}
mapping = mapping_from({"record": "deal", "columns": columns})
files = [(path.name, Path(draft.files[0][1]))]
job = prepare_import(workspace, files, mapping, duplicates="skip", by=owner, at=timezone.now(), draft=draft)
print(job.id)
"""


def begin(place: Place) -> int:
    """An import that waits for the worker; its id."""
    path = place.folder / "rows.csv"
    lines = [f"{time.time_ns()}-{number},Deal {number},Company {number % 90}" for number in range(ROWS)]
    path.write_text("\n".join(["id,title,company", *lines]), encoding="utf-8")
    environment = {**place.environment, "DJANGO_SETTINGS_MODULE": "alur.project.settings"}
    done = subprocess.run(
        [sys.executable, "-c", READY, str(path)], env=environment, capture_output=True, text=True, check=True, cwd=ROOT
    )
    return int(done.stdout.split()[-1])


def drill(place: Place, job: int, round_number: int) -> tuple[str, list[str]]:
    """Run the worker for a moment, kill it, and look."""
    _forget_beat(place, job)
    worker = subprocess.Popen(
        [sys.executable, "-m", "alur", "worker"], env=place.environment, cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    before = state_of(place, job)[1]
    while state_of(place, job) == ("running", before) or state_of(place, job)[0] == "ready":
        time.sleep(0.02)  # until it has begun
    time.sleep(random.Random(round_number).random() * 0.5)
    worker.kill()
    worker.wait()
    state, done = state_of(place, job)
    return f"import {state} at row {done}", [*faults_of(place), *_whole(place, job)]


def finish(place: Place, job: int) -> list[str]:
    """Let the worker end it: all rows are in, each once."""
    _forget_beat(place, job)
    worker = subprocess.Popen([sys.executable, "-m", "alur", "worker"], env=place.environment, cwd=ROOT)
    while state_of(place, job)[0] != "done":
        time.sleep(0.1)
    worker.terminate()
    worker.wait()
    with opened(place) as base:
        row = base.one("SELECT created FROM exchange_dataimport WHERE id = ?", job)
    faults = [] if row[0] == ROWS else [f"{row[0]} rows are in, not {ROWS}"]
    return [*faults, *faults_of(place), *_whole(place, job)]


def state_of(place: Place, job: int) -> tuple[str, int]:
    with opened(place) as base:
        row = base.one("SELECT state, rows_done FROM exchange_dataimport WHERE id = ?", job)
    return str(row[0]), int(row[1])


def _forget_beat(place: Place, job: int) -> None:
    """Instead of waiting for the minute after which another worker takes an import up."""
    with opened(place) as base:
        base.rows("UPDATE exchange_dataimport SET beat_at = NULL WHERE id = ?", job)


def _whole(place: Place, job: int) -> list[str]:
    with opened(place) as base:
        done, created, others = base.one(
            "SELECT rows_done, created, updated + skipped + failed FROM exchange_dataimport WHERE id = ?", job
        )
        deals = base.one(
            "SELECT count(*) FROM exchange_importedrecord r JOIN pipeline_deal d ON d.id = r.record_id"
            " WHERE r.data_import_id = ? AND r.kind = 'deal' AND r.is_new",
            job,
        )[0]
    faults = []
    if done != created + others:
        faults.append(f"{done} rows done, {created + others} counted")
    if deals != created:
        faults.append(f"{created} deals counted, {deals} there")
    return faults
