"""Why deals were lost, in a period and by the stage they were lost in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Sum

from alur.pipeline.models import CloseReason, Deal, LossTotal, Status
from alur.pipeline.operations.totalling import zone_of
from alur.pipeline.queries.board_filter import NO_OWNER, deal_condition, owner_condition, owners_in_sight
from alur.reporting.queries.asking import Asked
from alur.reporting.queries.flows import months_and_days
from alur.tenancy.models import Member


@dataclass(frozen=True, slots=True)
class Loss:
    """All deals that ended for one listed reason: lost or not a fit. `names` is Indonesian and English, None for those
    with other words or none. `stages` is how many by the stage they stood in."""

    reason_id: int | None
    names: tuple[str, str] | None
    count: int
    amount: int
    stages: Mapping[int, int]


def losses(member: Member, asked: Asked, *, today: date) -> list[Loss]:
    """Deals that ended in the period and have not been opened again, the commonest reason first."""
    found: dict[int | None, dict[int, tuple[int, int]]] = defaultdict(dict)
    rows = _kept(member, asked, today) if asked.wanted.is_counted else _counted(member, asked)
    for reason_id, stage_id, count, amount in rows:
        if count:  # what was taken back leaves a row of noughts
            found[reason_id or None][stage_id] = (int(count), int(amount))
    reasons = CloseReason.objects.filter(workspace_id=member.workspace_id)
    names = {row[0]: (row[1], row[2]) for row in reasons.values_list("id", "name_id", "name_en")}
    told = [
        Loss(
            reason_id,
            names.get(reason_id) if reason_id else None,
            sum(count for count, _ in stages.values()),
            sum(amount for _, amount in stages.values()),
            {stage_id: count for stage_id, (count, _) in stages.items()},
        )
        for reason_id, stages in found.items()
    ]
    return sorted(told, key=lambda one: (one.names is None, -one.count, one.reason_id or 0))


def _kept(member: Member, asked: Asked, today: date) -> Any:
    """From the kept totals: some hundred rows, however many deals were lost."""
    rows: Any = LossTotal.objects.filter(
        months_and_days(asked.period, today), workspace_id=member.workspace_id, pipeline_id=asked.pipeline_id or 0
    )
    owners = owners_in_sight(member, asked.wanted.owners)
    if owners is not None:
        rows = rows.filter(owner_id__in=owners or {NO_OWNER - 1})
    return rows.order_by().values_list("reason_id", "stage_id").annotate(n=Sum("count"), a=Sum("amount"))


def _counted(member: Member, asked: Asked) -> Any:
    since, until = asked.period.instants(zone_of(member.workspace_id))
    deals: Any = Deal.objects.filter(
        owner_condition(owners_in_sight(member, asked.wanted.owners)),
        deal_condition(member.workspace_id, asked.wanted),
        workspace_id=member.workspace_id,
        pipeline_id=asked.pipeline_id or 0,
        status__in=(Status.LOST, Status.NOT_A_FIT),
        closed_at__gte=since,
        closed_at__lt=until,
    )
    # Count("*"): the index holds all that is asked for, an id it does not.
    return deals.order_by().values_list("reason_id", "stage_id").annotate(n=Count("*"), a=Sum("amount"))
