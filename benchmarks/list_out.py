"""The list of deals as a CSV, written in this process: how quick, and what memory it holds half way and at the end."""

from __future__ import annotations

import json
import os
import tempfile
import time
from pathlib import Path


def memory_mb() -> float:
    """Without the pages of the database's file, which the system lends and takes back."""
    told = Path("/proc/self/status")
    line = next(one for one in told.read_text().splitlines() if one.startswith("RssAnon")) if told.exists() else "x 0"
    return int(line.split()[1]) / 1024


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alur.project.settings")
    import django

    django.setup()
    from django.utils import timezone

    from alur.exchange.operations.list_export import Shape, write_list
    from alur.reporting.listing.asking import asked_for, columns_wanted
    from alur.reporting.listing.pages import count_rows
    from alur.tenancy.models import Member, Role

    member = Member.objects.filter(workspace_id__gt=0, role=Role.OWNER).order_by("id")[0]
    asked = asked_for("deal", member, now=timezone.now(), filter="")
    columns = columns_wanted(asked.listing, (), asked.view)
    whole, held = count_rows(member, asked), []
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deals.csv"
        for _done, _whole in write_list(member, asked, columns, Shape("csv"), path, title="Deal", whole=whole):
            held.append(memory_mb())
    seconds = time.perf_counter() - began
    half = held[len(held) // 2 :] or [0]
    print(json.dumps({"rows": whole, "a_second": whole / seconds, "early_mb": held[0], "late_mb": max(half)}))


if __name__ == "__main__":
    main()
