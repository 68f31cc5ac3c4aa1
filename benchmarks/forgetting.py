"""A queue of 20,000 forgotten deals: what a seeded place has beyond them is left alone, as by a salesperson who looked.

Run inside the environment of a seeded place; the next time there is nothing left to do.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

from benchmarks.serving import ROOT, Place

IN_QUEUE = 20_000


def keep_in_queue(place: Place) -> None:
    """Leave so many there, at most."""
    command = [sys.executable, "-m", "benchmarks.forgetting"]
    subprocess.run(command, env=place.environment, cwd=ROOT, check=True)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alur.project.settings")
    import django

    django.setup()
    from django.db import transaction

    from alur.rescue.models import Snooze, Watch
    from alur.rescue.operations.watching import A_BATCH, renew
    from alur.tenancy.models import Workspace

    workspace_id, now = Workspace.objects.values_list("id", flat=True).get(), datetime.now(UTC)
    until = now + timedelta(days=3650)
    queue = Watch.objects.filter(workspace_id=workspace_id, forgotten_from__lte=until)
    ids = list(queue.order_by("deal_id").values_list("deal_id", flat=True))
    every = len(ids) / max(1, len(ids) - IN_QUEUE)
    left = [ids[int(number * every)] for number in range(len(ids) - IN_QUEUE)]
    for first in range(0, len(left), A_BATCH):
        part = left[first : first + A_BATCH]
        with transaction.atomic():
            Snooze.objects.filter(workspace_id=workspace_id, deal_id__in=part).delete()
            Snooze.objects.bulk_create(Snooze(workspace_id=workspace_id, deal_id=one, until_at=until) for one in part)
            renew(workspace_id, part)
    if left:
        print(f"  left {len(left):,} forgotten deals alone, {len(ids) - len(left):,} are in the queue", flush=True)


if __name__ == "__main__":
    main()
