"""What was said by hand before there were receipts holds for two weeks more; events from before are no news."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import migrations
from django.utils import timezone

from alur.kernel.ids import new_id, new_ids

AT_ONCE = 2_000
HOLDS = timedelta(days=14)


def begin(apps: Any, schema_editor: Any) -> None:
    heads = apps.get_model("events", "EventHead").objects.values_list("workspace_id", "position")
    subscriptions = apps.get_model("events", "Subscription").objects
    for workspace_id, position in list(heads):
        subscriptions.get_or_create(
            workspace_id=workspace_id, subscriber="warmth", defaults={"id": new_id(), "position": position}
        )
    now, override = timezone.now(), apps.get_model("warmth", "Override")
    deals = apps.get_model("pipeline", "Deal").objects.filter(
        status="open", deleted_at__isnull=True, temperature__in=("warm", "hot")
    )
    rows = list(deals.exclude(external_source="demo").values_list("workspace_id", "id", "temperature"))
    for first in range(0, len(rows), AT_ONCE):
        part = rows[first : first + AT_ONCE]
        override.objects.bulk_create(
            override(
                workspace_id=workspace_id, id=row_id, deal_id=deal_id, temperature=temperature, set_at=now,
                until_at=now + HOLDS,
            )
            for row_id, (workspace_id, deal_id, temperature) in zip(new_ids(len(part)), part, strict=True)
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0001_initial"),
        ("pipeline", "0001_initial"),
        ("warmth", "0001_initial"),
    ]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
