"""How much stood open at the ends of past months: the line beside the day that a board is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from django.db.models import Sum

from alur.kernel.periods import months_after
from alur.pipeline.models import Grain, PastTotal
from alur.pipeline.queries.board_filter import BoardFilter, owners_in_sight
from alur.tenancy.models import Member

MONTHS = 12


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """Minor units of the workspace's currency, open at the end of the month whose last day is `on`."""

    on: date
    amount: int


def month_ends(member: Member, pipeline_id: int, wanted: BoardFilter, *, today: date) -> list[MonthEnd]:
    """The last twelve ends of months, the oldest first, over the owners that the member sees and asks for."""
    this_month = today.replace(day=1)
    rows = PastTotal.objects.filter(
        workspace_id=member.workspace_id, pipeline_id=pipeline_id, grain=Grain.MONTH, starts_on__lt=this_month
    )
    owners = owners_in_sight(member, wanted.owners)
    if owners is not None:
        rows = rows.filter(owner_id__in=owners)
    changed = dict(rows.values_list("starts_on").annotate(Sum("amount")).order_by("starts_on"))
    months = [months_after(this_month, -back) for back in range(MONTHS, 0, -1)]
    before = sum(int(amount) for month, amount in changed.items() if month < months[0])
    standing = accumulate((int(changed.get(month, 0)) for month in months), initial=before)
    return [
        MonthEnd(months_after(month, 1) - timedelta(days=1), amount)
        for month, amount in zip(months, list(standing)[1:], strict=True)
    ]
