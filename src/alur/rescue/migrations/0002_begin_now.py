"""The deals that are open already come into the queue as soon as a worker runs, not only in the first night."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.utils import timezone

from alur.kernel.ids import new_id


def begin(apps: Any, schema_editor: Any) -> None:
    jobs = apps.get_model("events", "ScheduledJob").objects
    for workspace_id in list(apps.get_model("tenancy", "Workspace").objects.values_list("id", flat=True)):
        jobs.get_or_create(
            name="rescue.learn",
            workspace_id=workspace_id,
            defaults={"id": new_id(), "rhythm": "40 1 * * *", "next_at": timezone.now()},
        )


class Migration(migrations.Migration):
    dependencies = [("events", "0002_scheduled_jobs"), ("rescue", "0001_initial"), ("tenancy", "0002_workspace_is_whole")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
