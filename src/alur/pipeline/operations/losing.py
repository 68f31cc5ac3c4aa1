"""Keeps count of why deals were lost, by the day and month they ended on, in the transaction of the change.

Of lost deals as they are now: one that is opened again, or goes to the trash, leaves the day it had ended on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from alur.pipeline.models import Deal, Grain, LossTotal, Status
from alur.pipeline.operations.totalling import Shift, day_of, zone_of

LOST = (str(Status.LOST), str(Status.NOT_A_FIT))
KEY = ("pipeline_id", "grain", "starts_on", "stage_id", "owner_id", "reason_id")
SUMS = ("count", "amount")
Key = tuple[int | str | date, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """A deal that ended without a sale. `reason_id` is None for one with other words, or none."""

    at: datetime
    pipeline_id: int
    stage_id: int
    owner_id: int | None
    reason_id: int | None
    amount: int

    @classmethod
    def of(cls, deal: Deal) -> Lost | None:
        """None for a deal that is not lost."""
        if deal.closed_at is None or deal.status not in LOST:
            return None
        return cls(deal.closed_at, deal.pipeline_id, deal.stage_id, deal.owner_id, deal.reason_id, deal.amount)


def shift_losses(workspace_id: int, changes: Iterable[tuple[Lost | None, Lost | None]]) -> None:
    """Take the old losses out of their days and put the new ones in."""
    losses_shifted(workspace_id, changes).add_up(workspace_id)


def losses_shifted(workspace_id: int, changes: Iterable[tuple[Lost | None, Lost | None]]) -> Shift:
    signed = [
        (lost, sign) for old, new in changes if old != new for lost, sign in ((old, -1), (new, 1)) if lost is not None
    ]
    return _shift(losses_of(workspace_id, signed) if signed else {})


def losses_of(workspace_id: int, signed: Iterable[tuple[Lost, int]]) -> dict[Key, list[int]]:
    """What these losses add to each row, by its key: count and amount."""
    zone = zone_of(workspace_id)
    cells: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    daily, monthly = str(Grain.DAY), str(Grain.MONTH)
    for lost, sign in signed:
        day = day_of(lost.at, zone)
        for grain, starts_on in ((daily, day), (monthly, day.replace(day=1))):
            key = (lost.pipeline_id, grain, starts_on, lost.stage_id, lost.owner_id or 0, lost.reason_id or 0)
            cells[key][0] += sign
            cells[key][1] += sign * lost.amount
    return cells


def true_losses(workspace_id: int) -> dict[Key, list[int]]:
    """What the kept totals must be, from the deals themselves."""
    deals = Deal.objects.filter(workspace_id=workspace_id, status__in=LOST, closed_at__isnull=False)
    columns = ("closed_at", "pipeline_id", "stage_id", "owner_id", "reason_id", "amount")
    rows: Any = deals.order_by().values_list(*columns).iterator(2000)
    return losses_of(workspace_id, ((Lost(*row), 1) for row in rows))


def count_losses(workspace_id: int) -> None:
    """Count them anew, inside a transaction of the caller's."""
    LossTotal.objects.filter(workspace_id=workspace_id).delete()
    _shift(true_losses(workspace_id)).add_up(workspace_id)


def _shift(cells: Mapping[Key, list[int]]) -> Shift:
    rows: list[tuple[Key, tuple[int | str, ...]]] = [
        (key, (delta[0], delta[1])) for key, delta in sorted(cells.items()) if any(delta)
    ]
    return Shift("pipeline_losstotal", KEY, rows, sums=SUMS)
