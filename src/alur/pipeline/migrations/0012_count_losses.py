"""Counts why deals were lost until now: from here on it is kept with each change (operations/losing.py)."""

from zoneinfo import ZoneInfo

from django.db import migrations

from alur.kernel.ids import new_ids

BATCH = 500
KEY = ("pipeline_id", "grain", "starts_on", "stage_id", "owner_id", "reason_id")


def count(apps, schema_editor):
    for workspace_id, zone in apps.get_model("tenancy", "Workspace").objects.values_list("id", "timezone"):
        deals = apps.get_model("pipeline", "Deal").objects.filter(
            workspace_id=workspace_id, status__in=("lost", "not_a_fit"), closed_at__isnull=False, deleted_at__isnull=True
        )
        cells = _cells(deals, ZoneInfo(zone))
        _write(apps.get_model("pipeline", "LossTotal"), workspace_id, cells)


def _cells(deals, zone):
    columns = ("closed_at", "pipeline_id", "stage_id", "owner_id", "reason_id", "amount")
    cells = {}
    for at, pipeline, stage, owner, reason, amount in deals.order_by().values_list(*columns).iterator(5000):
        day = at.astimezone(zone).date()
        for grain, starts_on in (("d", day), ("m", day.replace(day=1))):
            cell = cells.setdefault((pipeline, grain, starts_on, stage, owner or 0, reason or 0), [0, 0])
            cell[0] += 1
            cell[1] += amount
    return cells


def _write(totals, workspace_id, cells):
    rows = [
        totals(
            workspace_id=workspace_id, id=row_id, **dict(zip(KEY, key, strict=True)), count=cell[0], amount=cell[1]
        )
        for row_id, (key, cell) in zip(new_ids(len(cells)), sorted(cells.items()), strict=True)
    ]
    totals.objects.bulk_create(rows, batch_size=BATCH)


def forget(apps, schema_editor):
    apps.get_model("pipeline", "LossTotal").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0011_loss_total"), ("tenancy", "0004_second_step")]

    operations = [migrations.RunPython(count, forget)]
