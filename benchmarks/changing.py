"""One change of 10,000 deals, as the worker does it: batch after batch, each a transaction of its own.

Run inside the environment of a seeded place, it prints deals a second and the longest batch in milliseconds.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

from benchmarks.serving import ROOT, Place

GOAL_A_SECOND = 2_000
LONGEST_BATCH = 200.0


def measure_changing(place: Place) -> tuple[float, float]:
    """Deals a second, and the longest batch."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.changing"], env=place.environment, cwd=ROOT, check=True, capture_output=True,
        text=True,
    )  # fmt: skip
    rate, longest = done.stdout.split()[-2:]
    return float(rate), float(longest)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alur.project.settings")
    import django

    django.setup()
    from django.utils import timezone

    from alur.automation.operations.bulk.changing import Which, run_batch, start
    from alur.pipeline.models import Deal
    from alur.tenancy.models import Member, Role

    boss = Member.objects.filter(role=Role.OWNER, is_active=True).order_by("created_at")[0]
    first = Deal.objects.filter(workspace_id=boss.workspace_id).order_by("id")[0]
    others = Member.objects.filter(workspace_id=boss.workspace_id, is_active=True).exclude(id=first.owner_id or 0)
    plain = {"do": "owner", "owner": str(others.order_by("id")[0].id)}
    job = start(Which("deal"), plain, by=boss, at=timezone.now())
    longest, began = 0.0, time.perf_counter()
    while True:
        at = time.perf_counter()
        more = run_batch(job, at=timezone.now())
        longest = max(longest, time.perf_counter() - at)
        if not more:
            break
    job.refresh_from_db()
    print(f"{job.done / (time.perf_counter() - began):.0f} {longest * 1000:.1f}")


if __name__ == "__main__":
    main()
