"""Workspaces that are there already have their duplicates looked for as soon as a worker runs."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.utils import timezone

from alur.kernel.ids import new_id


def begin(apps: Any, schema_editor: Any) -> None:
    jobs = apps.get_model("events", "ScheduledJob").objects
    for workspace_id in list(apps.get_model("tenancy", "Workspace").objects.values_list("id", flat=True)):
        jobs.get_or_create(
            name="duplicates.find",
            workspace_id=workspace_id,
            defaults={"id": new_id(), "rhythm": "10 2 * * *", "next_at": timezone.now()},
        )


class Migration(migrations.Migration):
    dependencies = [("events", "0002_scheduled_jobs"), ("rescue", "0005_duplicates"), ("tenancy", "0002_workspace_is_whole")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
