"""Counts what deals have changed until now: from here on it is kept with each change (operations/flowing.py)."""

from collections import Counter
from zoneinfo import ZoneInfo

from django.db import migrations

from alur.kernel.ids import new_ids
from alur.kernel.money import weighted

BATCH = 500


def count(apps, schema_editor):
    for workspace_id, zone in apps.get_model("tenancy", "Workspace").objects.values_list("id", "timezone"):
        cells = _cells(apps.get_model("pipeline", "DealSpell"), workspace_id, ZoneInfo(zone))
        _write(apps.get_model("pipeline", "FlowTotal"), workspace_id, cells)


def _cells(spells, workspace_id, zone):
    rows = (
        spells.objects.filter(workspace_id=workspace_id, deal__workspace_id=workspace_id, deal__deleted_at__isnull=True)
        .order_by("deal_id", "from_at")
        .values_list("deal_id", "from_at", "stage_id", "status", "owner_id", "amount", "probability", "stage_entered_at")
    )
    cells, last, begun_at = {}, None, None
    for row in rows.iterator(5000):
        if last is None or last[0] != row[0]:
            last, begun_at = None, row[1]
        _count(cells, last, row, begun_at, zone)
        last = row
    return cells


def _count(cells, old, new, begun_at, zone):
    _, at, stage, status, owner, amount, probability, _ = new
    worth = weighted(amount, probability)
    was_stage, was_status, was_owner, was_amount, was_worth, entered_at = 0, "", owner, 0, 0, at
    if old is not None:
        _, _, was_stage, was_status, was_owner, was_amount, was_probability, entered_at = old
        was_worth = weighted(was_amount, was_probability)
    amount_turn = weighted_turn = 0
    if was_status == status:
        before, after = (was_stage, was_owner, was_amount, was_worth), (stage, owner, amount, worth)
        if status != "open" or before == after:
            return
        amount_turn = (amount > was_amount) - (amount < was_amount)
        weighted_turn = (worth > was_worth) - (worth < was_worth)
    kind = (was_stage, was_status, was_owner or 0, stage, status, owner or 0, amount_turn, weighted_turn)
    day = at.astimezone(zone).date()
    leaves = was_status == "open" and not (status == "open" and was_stage == stage)
    for place in (("d", day), ("m", day.replace(day=1))):
        cell = cells.setdefault((*place, *kind), [[0, 0, 0, 0, 0], Counter(), Counter()])
        for number, value in enumerate((1, was_amount, amount, was_worth, worth)):
            cell[0][number] += value
        if leaves:
            cell[1][max(0, (at - entered_at).days)] += 1
        if status == "won":
            cell[2][max(0, (at - begun_at).days)] += 1


def _write(totals, workspace_id, cells):
    names = ("grain", "starts_on", "from_stage_id", "from_status", "from_owner_id", "to_stage_id", "to_status",
             "to_owner_id", "amount_turn", "weighted_turn")  # fmt: skip
    sums = ("count", "from_amount", "to_amount", "from_weighted", "to_weighted")
    ids = iter(new_ids(len(cells)))
    rows = [
        totals(
            workspace_id=workspace_id,
            id=next(ids),
            **dict(zip(names, key, strict=True)),
            **dict(zip(sums, cell[0], strict=True)),
            stayed=_words(cell[1]),
            lasted=_words(cell[2]),
        )
        for key, cell in sorted(cells.items())
    ]
    totals.objects.bulk_create(rows, batch_size=BATCH)


def _words(days):
    return "".join(f" {number}" * times for number, times in sorted(days.items()))


def forget(apps, schema_editor):
    apps.get_model("pipeline", "FlowTotal").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0004_flow_total")]

    operations = [migrations.RunPython(count, forget)]
